//! The template of a request, loaded from the platform's branch. The user's clone may have unpushed changes to it.

use std::path::Path;

use crate::error::{Error, ErrorKind, Result};
use crate::platform::{Platform, UpstreamPlatform, find_unpushed_template_change};
use crate::printable::Printable;
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
        (Ok(template), unpushed) => Ok((template, unpushed)),
        (Err(error), unpushed) => Err(name_template_version(error, upstream, unpushed.as_ref())),
    }
}

/// Says which version of an invalid template an error is about: a file of the same name may be in the clone.
fn name_template_version(
    error: Error,
    upstream: &UpstreamPlatform,
    unpushed: Option<&Error>,
) -> Error {
    if error.diagnostics().is_empty() {
        return error;
    }
    let version = format!(
        "this is the template in commit {:.7} of {}",
        upstream.tip.commit.to_string(),
        Printable(upstream.mirror.url())
    );
    let remedies = unpushed.map(|unpushed| unpushed.hints().to_vec());
    error
        .with_hint(version)
        .with_hints(remedies.unwrap_or_default())
}
