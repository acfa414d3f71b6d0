//! `idp template list`.

use std::path::PathBuf;

use clap::Args;

use super::load_template_pack;
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::view::TemplateList;

/// List golden templates
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp template list
  idp template list -o json")]
pub struct TemplateListArgs {
    /// Use templates from a local directory
    #[arg(long = "template", value_name = "PATH", value_hint = clap::ValueHint::DirPath)]
    pub template_path: Option<PathBuf>,
}

impl Verb for TemplateListArgs {
    type Report = TemplateList;

    fn run(self, context: &Context) -> Result<CommandOutcome<TemplateList>> {
        let (pack, platform) = load_template_pack(context, self.template_path.as_deref())?;
        let (list, errors) = TemplateList::new(&pack, platform);
        let mut errors = errors.into_iter();
        let last = errors.next_back();
        for error in errors {
            context.ui.print_error(&error);
        }
        Ok(CommandOutcome::from(list).with_failure(last))
    }
}
