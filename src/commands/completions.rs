//! `idp completions`.

use clap::{Args, Command};

use super::verb::{Answer, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::view::CompletionScript;

/// `idp completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// The completions of a command line.
pub(super) struct CompletionsVerb {
    shell: clap_complete::Shell,
    command: Command,
}

impl CompletionsArgs {
    /// The verb, for the command line `command`.
    pub(super) fn for_command(self, command: Command) -> CompletionsVerb {
        CompletionsVerb {
            shell: self.shell,
            command,
        }
    }
}

impl Verb for CompletionsVerb {
    type Report = CompletionScript;

    fn run(mut self, _: &Context) -> Result<Answer<CompletionScript>> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut self.command, "idp", &mut script);
        let script = String::from_utf8_lossy(&script).into_owned();
        Ok(CompletionScript::new(self.shell.to_string(), script).into())
    }
}
