//! `idp template show`.

use std::path::PathBuf;

use clap::Args;

use super::load_template_pack;
use crate::cli::parse_non_empty;
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::view::TemplateDetails;

/// Show inputs, features and layers of a template
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp template show service
  idp template show service -o json")]
pub struct TemplateShowArgs {
    /// Template name
    #[arg(value_parser = parse_non_empty)]
    pub template: String,
    /// Use a template from a local directory
    #[arg(long = "template", value_name = "PATH", value_hint = clap::ValueHint::DirPath)]
    pub template_path: Option<PathBuf>,
}

impl Verb for TemplateShowArgs {
    type Report = TemplateDetails;

    fn run(self, context: &Context) -> Result<CommandOutcome<TemplateDetails>> {
        let (pack, platform) = load_template_pack(context, self.template_path.as_deref())?;
        let details = TemplateDetails::new(&pack.load_template(&self.template)?, platform);
        Ok(details.with_template_path(self.template_path).into())
    }
}
