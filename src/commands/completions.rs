//! `idp completions`.

use clap::Args;

use super::completion::render_registration_script;
use super::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::view::CompletionScript;

/// Print a shell completion script
///
/// The script completes commands, options and names: templates, owners, entities, and so on. To install it, run the command for your
/// shell.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp completions bash
  idp completions zsh

Installation:
  bash  echo 'source <(idp completions bash)' >> ~/.bashrc
  zsh   echo 'source <(idp completions zsh)' >> ~/.zshrc      (after compinit)
  fish  idp completions fish > ~/.config/fish/completions/idp.fish")]
pub struct CompletionsArgs {
    /// Shell
    pub shell: clap_complete::Shell,
}

impl Verb for CompletionsArgs {
    type Report = CompletionScript;

    fn run(self, _: &Context) -> Result<CommandOutcome<CompletionScript>> {
        let shell = self.shell.to_string();
        let script = render_registration_script(&shell)?;
        Ok(CompletionScript::new(shell, script).into())
    }
}
