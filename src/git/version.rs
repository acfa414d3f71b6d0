//! Whether the system's git is new enough.

use std::path::Path;

use super::command::{git, read};
use crate::error::{Error, Kind, Result};
use crate::printable::brief;

/// 2.38 brought `merge-tree --write-tree` and `safe.bareRepository`; an older one fails in ways that nobody can read.
const OLDEST: (u32, u32) = (2, 38);

/// Asks git for its version, and returns it as git prints it.
///
/// # Errors
/// Io (7) when git is too old or missing, or when what it prints isn't a version: then something else is called `git`.
pub fn check_version() -> Result<String> {
    let mut command = git(Path::new("."));
    command.arg("version");
    let answer = read(command, "ask git for its version", Kind::Io)?;
    let wrong = |message: String| {
        Error::new(Kind::Io, message)
            .hint(format!("install git {}.{} or newer", OLDEST.0, OLDEST.1))
    };
    let first = answer.lines().next().unwrap_or_default();
    match version(first) {
        None => Err(wrong(format!(
            "`git version` printed `{}`, which is not a version of git",
            brief(first)
        ))
        .hint("to see which program that is: command -v git")),
        Some(found) if found < OLDEST => Err(wrong(format!("{} is too old", brief(first)))),
        Some(_) => Ok(brief(first.trim_start_matches("git version "))),
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
        assert_eq!(version("git version 2.51.GIT"), Some((2, 51)));
        assert_eq!(version("git version next"), None);
        assert_eq!(version(""), None);
    }
}
