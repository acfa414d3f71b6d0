//! `idp completions`.

use clap::CommandFactory;

use super::End;
use crate::cli::{Cli, CompletionsArgs};
use crate::context::Context;
use crate::error::Result;

pub(super) fn completions(context: &Context, args: &CompletionsArgs) -> Result<End> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "idp", &mut script);
    context.ui.give(&String::from_utf8_lossy(&script))?;
    Ok(End::Done)
}
