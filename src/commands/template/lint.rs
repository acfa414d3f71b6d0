//! `idp template lint`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::load_template_pack;
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::error::Result;
use crate::ops;
use crate::run::path_relative_to;
use crate::template::{self, TemplatePack};
use crate::view::TemplateLintReport;

/// Check templates by rendering them with hostile values
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp template lint

In a clone of the platform:
  idp template lint templates")]
pub struct TemplateLintArgs {
    /// Directory with templates [default: the templates here, otherwise the embedded and platform templates]
    #[arg(value_hint = clap::ValueHint::DirPath)]
    pub path: Option<PathBuf>,
}

impl Verb for TemplateLintArgs {
    type Report = TemplateLintReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<TemplateLintReport>> {
        let here = ops::resolve_templates_folder(&context.directory);
        let has_own = !context.has_requested_platform() && ops::has_templates(&here);
        let path = self.path.as_deref();
        let path = path.or_else(|| has_own.then_some(Path::new(".")));
        let report = match path {
            Some(path) => lint_local_templates(context, path)?,
            None => {
                let (pack, platform) = load_template_pack(context, None)?;
                let names = pack.template_names();
                let findings = lint_templates(&pack, &names);
                TemplateLintReport::new(names.len(), findings, platform)
            }
        };
        let has_errors = report.has_errors();
        Ok(CommandOutcome::with_findings(report, has_errors))
    }
}

/// Lints the templates at `path`. Findings name their files relative to the user's directory.
fn lint_local_templates(context: &Context, path: &Path) -> Result<TemplateLintReport> {
    let templates = ops::LocalTemplates::from_path(&context.resolve_path(path))?;
    let names: Vec<&str> = templates.names.iter().map(String::as_str).collect();
    let mut findings = lint_templates(&templates.pack, &names);
    let directory = path_relative_to(&context.shell_directory, &templates.directory);
    for finding in &mut findings {
        finding.place = finding.place.take().map(|place| {
            let is_stored = templates.pack.has_file(place.file_path());
            if !is_stored || &*directory == Path::new(".") {
                return place;
            }
            let file = directory.join(place.file_path());
            place.with_displayed_file_name(&file.display().to_string())
        });
    }
    Ok(TemplateLintReport::new(names.len(), findings, None))
}

fn lint_templates(pack: &TemplatePack, names: &[&str]) -> Vec<Diagnostic> {
    let findings = names
        .iter()
        .flat_map(|name| template::lint_template(pack, name));
    findings.collect()
}
