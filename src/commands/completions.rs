//! `idp completions`.

use clap::CommandFactory;

use super::CommandOutcome;
use crate::cli::{Cli, CompletionsArgs};
use crate::context::Context;
use crate::error::Result;
use crate::view::CompletionScript;

pub(super) fn completions(context: &Context, args: &CompletionsArgs) -> Result<CommandOutcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "idp", &mut script);
    let script = CompletionScript::new(
        args.shell.to_string(),
        String::from_utf8_lossy(&script).into_owned(),
    );
    context
        .ui
        .write_report(&script, |script| script.script.clone())?;
    Ok(CommandOutcome::Done)
}
