//! The author and committer of commits.

use std::path::Path;
use std::process::Command;

use super::command::{git_command, run_git_command};
use super::command_error::error_from_git_output;
use crate::error::{Error, ErrorKind, Result};

/// The user's git identity, or a placeholder if commits never leave this machine. It is read once, in the working
/// directory: commits are created in other directories, where git may be configured differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitIdentity {
    author: NameAndEmail,
    committer: NameAndEmail,
}

/// A name and an address.
#[derive(Clone, Debug, PartialEq, Eq)]
struct NameAndEmail {
    name: String,
    email: String,
}

/// The identity on the practice platform if git has none, so that the platform works without a configured git.
pub const PLACEHOLDER_IDENTITY: (&str, &str) = ("idp", "idp@localhost");

/// Messages of git if the name or email is missing. Wordings of git's `ident.c`.
const UNKNOWN_IDENTITY_MESSAGES: &[&str] = &[
    "Please tell me who you are",
    "unable to auto-detect",
    "auto-detection is disabled",
    "empty ident name",
    "name consists only of disallowed characters",
];

impl GitIdentity {
    /// The user's git identity in `dir`; on the practice platform, the placeholder if there is none.
    ///
    /// # Errors
    /// Usage (2) if git has no identity and `practice` is false, or if git's configuration is invalid.
    pub fn resolve_git_identity(dir: &Path, practice: bool) -> Result<GitIdentity> {
        let author = NameAndEmail::read_from_git_var(dir, "GIT_AUTHOR_IDENT")?;
        let committer = NameAndEmail::read_from_git_var(dir, "GIT_COMMITTER_IDENT")?;
        match (author, committer, practice) {
            (Some(author), Some(committer), _) => Ok(GitIdentity { author, committer }),
            (_, _, true) => Ok(GitIdentity {
                author: NameAndEmail::placeholder_name_and_email(),
                committer: NameAndEmail::placeholder_name_and_email(),
            }),
            (_, _, false) => Err(Error::usage("git user.name or user.email is not set")
                .with_hint("git config --global user.name \"Your Name\"")
                .with_hint("git config --global user.email you@example.com")),
        }
    }

    /// Whether git has no name for the user.
    pub fn is_placeholder(&self) -> bool {
        self.author == NameAndEmail::placeholder_name_and_email()
    }

    pub(super) fn set_identity_env_vars(&self, command: &mut Command) {
        for (role, person) in [("AUTHOR", &self.author), ("COMMITTER", &self.committer)] {
            command.env(format!("GIT_{role}_NAME"), &person.name);
            command.env(format!("GIT_{role}_EMAIL"), &person.email);
        }
    }
}

impl NameAndEmail {
    fn read_from_git_var(dir: &Path, variable: &str) -> Result<Option<NameAndEmail>> {
        let mut command = git_command(dir);
        command.args(["-c", "user.useConfigOnly=true", "var", variable]);
        let output = run_git_command(command)?;
        if output.status.success() {
            return Ok(NameAndEmail::parse_git_ident(&String::from_utf8_lossy(
                &output.stdout,
            )));
        }
        let stderr = String::from_utf8_lossy(&output.stderr);
        let mut unknown = UNKNOWN_IDENTITY_MESSAGES.iter();
        if unknown.any(|words| stderr.contains(words)) {
            return Ok(None);
        }
        // A setting or variable is invalid; git's message names it.
        let what = "read your name and email";
        Err(error_from_git_output(what, &output, ErrorKind::Usage))
    }

    /// `git var` prints `name <email> <seconds> <zone>`.
    fn parse_git_ident(ident: &str) -> Option<NameAndEmail> {
        let (name, rest) = ident.rsplit_once(" <")?;
        let (email, _) = rest.split_once('>')?;
        Some(NameAndEmail {
            name: name.to_owned(),
            email: email.to_owned(),
        })
    }

    fn placeholder_name_and_email() -> NameAndEmail {
        NameAndEmail {
            name: PLACEHOLDER_IDENTITY.0.to_owned(),
            email: PLACEHOLDER_IDENTITY.1.to_owned(),
        }
    }
}

impl std::fmt::Display for GitIdentity {
    /// The author, `name <email>`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} <{}>", self.author.name, self.author.email)
    }
}
