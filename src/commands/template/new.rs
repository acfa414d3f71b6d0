//! `idp template new`.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::parse_non_empty;
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::ops;
use crate::platform;
use crate::view::NewTemplateReport;

/// Create a template, with a test case
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp template new tool
  idp template new tool templates/tool")]
pub struct TemplateNewArgs {
    /// Template name
    #[arg(value_parser = parse_non_empty)]
    pub name: String,
    /// Directory [default: templates/<NAME> in a platform, otherwise <NAME>]
    #[arg(value_hint = clap::ValueHint::DirPath)]
    pub path: Option<PathBuf>,
}

impl Verb for TemplateNewArgs {
    type Report = NewTemplateReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<NewTemplateReport>> {
        let place = match &self.path {
            Some(path) => path.clone(),
            None if context
                .resolve_path(Path::new(platform::PLATFORM_CONFIG_FILE))
                .is_file() =>
            {
                Path::new("templates").join(&self.name)
            }
            None => Path::new(&self.name).to_owned(),
        };
        if self.path.is_none() {
            ops::reject_paths_through_symlinks(std::slice::from_ref(&place), &context.directory)?;
        }
        let started = ops::create_template(&self.name, &context.resolve_path(&place))?;
        Ok(NewTemplateReport::new(&started, &place).into())
    }
}
