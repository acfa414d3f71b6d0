//! `idp template test`.

use std::path::PathBuf;

use clap::Args;

use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::ops;
use crate::view::TemplateTestReport;

/// Run the test cases of templates
///
/// Renders each case and compares it with the expected files. A case is a directory `<template>/tests/<case>` with `case.yaml`, which holds the inputs, and the expected files in `expected`.
/// `--update`, or `UPDATE=1` in the environment, writes the expected files. Review the difference before you commit it.
#[derive(Debug, Args)]
#[command(after_help = "In a directory with templates:
  idp template test
  idp template test templates/tool --case default
  idp template test --update")]
pub struct TemplateTestArgs {
    /// Platform, directory with templates, or template
    #[arg(default_value = ".", value_hint = clap::ValueHint::DirPath)]
    pub path: PathBuf,
    /// Run only this case (repeatable)
    #[arg(long = "case", value_name = "NAME")]
    pub cases: Vec<String>,
    /// Replace the expected files with the rendered files
    #[arg(long)]
    pub update: bool,
}

impl Verb for TemplateTestArgs {
    type Report = TemplateTestReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<TemplateTestReport>> {
        let directory = ops::resolve_templates_folder(&context.resolve_path(&self.path));
        let update = self.update || context.should_update_expected_files();
        let tested = ops::test_templates(&directory, &self.cases, update)?;
        let program = context.format_program();
        let report = TemplateTestReport::new(&tested, &self.path, &self.cases, &program);
        let has_failures = report.has_failures();
        Ok(CommandOutcome::with_findings(report, has_failures))
    }
}
