//! `idp template lint`.

use std::path::PathBuf;

use clap::Args;

use super::load_template_pack;
use crate::commands::verb::{Answer, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::template;
use crate::view::TemplateLintReport;

/// `idp template lint`.
#[derive(Debug, Args)]
pub struct TemplateLintArgs {
    /// A directory with templates; the platform's and the embedded ones by default
    #[arg(value_hint = clap::ValueHint::DirPath)]
    pub path: Option<PathBuf>,
}

impl Verb for TemplateLintArgs {
    type Report = TemplateLintReport;

    fn run(self, context: &Context) -> Result<Answer<TemplateLintReport>> {
        let (pack, platform) = load_template_pack(context, self.path.as_deref())?;
        let names = pack.template_names();
        let findings: Vec<_> = names
            .iter()
            .flat_map(|name| template::lint_template(&pack, name))
            .collect();
        let report = TemplateLintReport::new(names.len(), findings, platform);
        let has_errors = report.has_errors();
        Ok(Answer::with_findings(report, has_errors))
    }
}
