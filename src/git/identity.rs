//! In whose name commits are made.

use std::path::Path;
use std::process::Command;

use super::command::{git, output};
use crate::error::{Error, Result};

/// Who commits: the user as git knows them, or a stand-in where commits never leave the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// git's own settings (configuration files, `GIT_AUTHOR_*`), which come to `name <email>`.
    Configured(String),
    /// `idp <idp@localhost>`: only on the practice platform, where an unconfigured git must not be in the way.
    StandIn,
}

/// The name and the address of [`Identity::StandIn`].
pub const STAND_IN: (&str, &str) = ("idp", "idp@localhost");

impl Identity {
    /// The user's identity; on the practice platform the stand-in where there is none.
    ///
    /// # Errors
    /// Usage (2) when git does not know who the user is and `practice` is false.
    pub fn find(dir: &Path, practice: bool) -> Result<Identity> {
        let mut command = git(dir);
        command.args(["-c", "user.useConfigOnly=true", "var", "GIT_AUTHOR_IDENT"]);
        let output = output(command)?;
        match (output.status.success(), practice) {
            (true, _) => Ok(Identity::Configured(without_date(&output.stdout))),
            (false, true) => Ok(Identity::StandIn),
            (false, false) => Err(Error::usage("git does not know who you are")
                .hint("git config --global user.name \"Your Name\"")
                .hint("git config --global user.email you@example.com")),
        }
    }

    pub(super) fn apply(&self, command: &mut Command) {
        if *self == Identity::StandIn {
            for role in ["AUTHOR", "COMMITTER"] {
                command.env(format!("GIT_{role}_NAME"), STAND_IN.0);
                command.env(format!("GIT_{role}_EMAIL"), STAND_IN.1);
            }
        }
    }
}

impl std::fmt::Display for Identity {
    /// `name <email>`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Identity::Configured(who) => f.write_str(who),
            Identity::StandIn => write!(f, "{} <{}>", STAND_IN.0, STAND_IN.1),
        }
    }
}

/// `git var` prints `name <email> <seconds> <zone>`.
fn without_date(ident: &[u8]) -> String {
    let text = String::from_utf8_lossy(ident);
    match text.rfind('>') {
        Some(end) => text[..=end].to_owned(),
        None => text.trim().to_owned(),
    }
}
