//! `idp template test`.

use std::path::PathBuf;

use clap::Args;

use crate::commands::verb::{Answer, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::ops;
use crate::view::TemplateTestReport;

/// `idp template test`.
#[derive(Debug, Args)]
pub struct TemplateTestArgs {
    /// A platform, a directory with templates, or a template
    #[arg(default_value = ".", value_hint = clap::ValueHint::DirPath)]
    pub path: PathBuf,
    /// Only the cases of this name (repeatable)
    #[arg(long = "case", value_name = "NAME")]
    pub cases: Vec<String>,
    /// Write down what is rendered now as what is expected
    #[arg(long)]
    pub update: bool,
}

impl Verb for TemplateTestArgs {
    type Report = TemplateTestReport;

    fn run(self, context: &Context) -> Result<Answer<TemplateTestReport>> {
        let directory = ops::resolve_templates_folder(&context.resolve_path(&self.path));
        let update = self.update || context.should_update_expected_files();
        let report =
            TemplateTestReport::new(&ops::test_templates(&directory, &self.cases, update)?);
        let has_failures = report.has_failures();
        Ok(Answer::with_findings(report, has_failures))
    }
}
