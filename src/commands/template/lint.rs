//! `idp template lint`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::load_template_pack;
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::ops;
use crate::template;
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
        let here = Path::new(".");
        let path = self.path.as_deref().or_else(|| {
            (!context.has_requested_platform() && ops::has_templates(&context.directory))
                .then_some(here)
        });
        let (pack, platform) = load_template_pack(context, path)?;
        let names = pack.template_names();
        let findings: Vec<_> = names
            .iter()
            .flat_map(|name| template::lint_template(&pack, name))
            .collect();
        let report = TemplateLintReport::new(names.len(), findings, platform);
        let has_errors = report.has_errors();
        Ok(CommandOutcome::with_findings(report, has_errors))
    }
}
