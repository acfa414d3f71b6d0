//! `idp template new`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::load_template_pack;
use crate::cli::parse_non_empty;
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::git::find_work_tree;
use crate::ops;
use crate::platform;
use crate::run::path_relative_to;
use crate::view::NewTemplateReport;

/// Create a template, with a test case
///
/// With `--from`, the new template has the files and test cases of another template, to be changed. Layers aren't copied.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp template new tool
  idp template new tool templates/tool
  idp template new service --from service")]
pub struct TemplateNewArgs {
    /// Template name
    #[arg(value_parser = parse_non_empty)]
    pub name: String,
    /// Directory [default: templates/<NAME> in a platform, otherwise <NAME>]
    #[arg(value_hint = clap::ValueHint::DirPath)]
    pub path: Option<PathBuf>,
    /// Copy this template instead of creating a minimal one
    #[arg(long, value_name = "TEMPLATE", value_parser = parse_non_empty)]
    pub from: Option<String>,
}

impl Verb for TemplateNewArgs {
    type Report = NewTemplateReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<NewTemplateReport>> {
        let place = match &self.path {
            Some(path) => path.clone(),
            None => match platform::find_platform_above(&context.directory) {
                Some(root) => {
                    let folder = root.join(platform::TEMPLATES_FOLDER).join(&self.name);
                    path_relative_to(&context.directory, &folder).into_owned()
                }
                None => Path::new(&self.name).to_owned(),
            },
        };
        if self.path.is_none() {
            ops::reject_paths_through_symlinks(std::slice::from_ref(&place), &context.directory)?;
        }
        let directory = context.resolve_path(&place);
        let (created, platform) = match &self.from {
            Some(from) => {
                let (pack, platform) = load_template_pack(context, None)?;
                let copied = ops::copy_template(&pack, from, &self.name, &directory)?;
                (copied, platform)
            }
            None => (ops::create_template(&self.name, &directory)?, None),
        };
        let report = NewTemplateReport::new(&created, &place, platform);
        let is_in_repository = find_work_tree(&context.directory).is_some();
        Ok(report
            .with_program(context.format_program())
            .with_repository_around(is_in_repository)
            .into())
    }
}
