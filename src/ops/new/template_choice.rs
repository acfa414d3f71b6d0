//! The template of a request: that of the platform's branch, which the clone one stands in may not have pushed yet.

use std::path::Path;

use crate::error::{Error, ErrorKind, Result};
use crate::platform::{Platform, Upstream, find_unpushed_template_change};
use crate::template::Template;

/// The template `name` of the platform's branch; and what differs from it in the clone of `working_directory`, which the user
/// should know.
///
/// # Errors
/// Not found (3) where the branch has none of this name, with what to do where the clone has one.
pub fn load_platform_template(
    platform: &Platform,
    upstream: &Upstream,
    name: &str,
    working_directory: &Path,
) -> Result<(Template, Option<Error>)> {
    let found = upstream.snapshot.load_templates()?.load_template(name);
    let unpushed = find_unpushed_template_change(platform, upstream, name, working_directory);
    match (found, unpushed) {
        (Err(error), Some(unpushed)) if error.kind() == ErrorKind::NotFound => Err(unpushed),
        (found, unpushed) => Ok((found?, unpushed)),
    }
}
