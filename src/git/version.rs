//! Checks that the system's git is new enough.

use std::path::Path;

use super::command::{git_command, run_for_stdout};
use crate::error::{Error, ErrorKind, Result};
use crate::printable::escape_and_truncate;

/// 2.38 brought `merge-tree --write-tree` and `safe.bareRepository`; older versions fail with obscure errors.
const OLDEST_SUPPORTED_GIT_VERSION: (u32, u32) = (2, 38);

/// Returns git's version as git prints it.
///
/// # Errors
/// Io (7) if git is too old or missing, or if it prints no version, because another program is named `git`.
pub fn ensure_supported_git_version() -> Result<String> {
    let mut command = git_command(Path::new("."));
    command.arg("version");
    let answer = run_for_stdout(command, "read the git version", ErrorKind::Io)?;
    let wrong = |message: String| {
        Error::new(ErrorKind::Io, message).with_hint(format!(
            "install git {}.{} or newer",
            OLDEST_SUPPORTED_GIT_VERSION.0, OLDEST_SUPPORTED_GIT_VERSION.1
        ))
    };
    let first = answer.lines().next().unwrap_or_default();
    match parse_git_version(first) {
        None => Err(wrong(format!(
            "`git version` printed `{}`, which is not a git version",
            escape_and_truncate(first)
        ))
        .with_hint("show which program that is: command -v git")),
        Some(found) if found < OLDEST_SUPPORTED_GIT_VERSION => {
            Err(wrong(format!("{} is too old", escape_and_truncate(first))))
        }
        Some(_) => Ok(escape_and_truncate(
            first.trim_start_matches("git version "),
        )),
    }
}

/// Parses text such as `git version 2.39.5 (Apple Git-154)`.
fn parse_git_version(answer: &str) -> Option<(u32, u32)> {
    let mut parts = answer.strip_prefix("git version ")?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::parse_git_version;

    #[test]
    fn versions_of_every_build_are_understood() {
        assert_eq!(
            parse_git_version("git version 2.39.5 (Apple Git-154)"),
            Some((2, 39))
        );
        assert_eq!(
            parse_git_version("git version 2.38.0.windows.1"),
            Some((2, 38))
        );
        assert_eq!(parse_git_version("git version 2.51.GIT"), Some((2, 51)));
        assert_eq!(parse_git_version("git version next"), None);
        assert_eq!(parse_git_version(""), None);
    }
}
