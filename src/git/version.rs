//! Whether the system's git is new enough.

use std::path::Path;

use super::command::{git, read};
use crate::error::{Error, Kind, Result};
use crate::printable::Printable;

/// 2.38 brought `merge-tree --write-tree` and `safe.bareRepository`; an older one fails in ways that nobody can read.
const OLDEST: (u32, u32) = (2, 38);

/// Asks git for its version, and gives it as git says it. One that cannot be understood passes: it may be newer than we are.
///
/// # Errors
/// Io (7) when git is too old, or not there.
pub fn check_version() -> Result<String> {
    let mut command = git(Path::new("."));
    command.arg("version");
    let answer = read(command, "ask git for its version", Kind::Io)?;
    match version(&answer) {
        Some(found) if found < OLDEST => Err(Error::new(
            Kind::Io,
            format!("{} is too old", Printable(&answer)),
        )
        .hint(format!("install git {}.{} or newer", OLDEST.0, OLDEST.1))),
        _ => Ok(Printable(answer.trim_start_matches("git version ")).to_string()),
    }
}

/// `git version 2.39.5 (Apple Git-154)`.
fn version(answer: &str) -> Option<(u32, u32)> {
    let mut parts = answer.strip_prefix("git version ")?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn versions_of_every_build_are_understood() {
        assert_eq!(version("git version 2.39.5 (Apple Git-154)"), Some((2, 39)));
        assert_eq!(version("git version 2.38.0.windows.1"), Some((2, 38)));
        assert_eq!(version("git version next"), None);
    }
}
