//! In whose name commits are made.

use std::path::Path;
use std::process::Command;

use super::command::{git, output};
use crate::error::{Error, Result};

/// Who commits: the user as git knows them, or a stand-in where commits never leave the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// git's own settings: configuration files, `GIT_AUTHOR_*`.
    Configured,
    /// `idp <idp@localhost>`: only on the practice platform, where an unconfigured git must not be in the way.
    StandIn,
}

impl Identity {
    /// The user's identity; on the practice platform the stand-in where there is none.
    ///
    /// # Errors
    /// Usage (2) when git does not know who the user is and `practice` is false.
    pub fn find(dir: &Path, practice: bool) -> Result<Identity> {
        let mut command = git(dir);
        command.args(["-c", "user.useConfigOnly=true", "var", "GIT_AUTHOR_IDENT"]);
        match (output(command)?.status.success(), practice) {
            (true, _) => Ok(Identity::Configured),
            (false, true) => Ok(Identity::StandIn),
            (false, false) => Err(Error::usage("git does not know who you are")
                .hint("git config --global user.name \"Your Name\"")
                .hint("git config --global user.email you@example.com")),
        }
    }

    pub(super) fn apply(self, command: &mut Command) {
        if self == Identity::StandIn {
            for role in ["AUTHOR", "COMMITTER"] {
                command.env(format!("GIT_{role}_NAME"), "idp");
                command.env(format!("GIT_{role}_EMAIL"), "idp@localhost");
            }
        }
    }
}
