//! The template of a request, loaded from the platform's branch. The user's clone may have unpushed changes to it.

use std::path::Path;

use crate::error::{Error, ErrorKind, Result};
use crate::platform::{Platform, UpstreamPlatform, find_unpushed_template_change};
use crate::template::Template;

/// Loads the template `name` from the platform's branch. Also returns a warning if the clone of `working_directory` has a different
/// version.
///
/// # Errors
/// Not found (3) if the branch has no such template, with a hint if the clone has one.
pub fn load_platform_template(
    platform: &Platform,
    upstream: &UpstreamPlatform,
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
