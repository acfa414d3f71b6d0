//! `idp template`, one file per verb.

mod lint;
mod list;
mod new;
mod show;
mod test;

use std::path::Path;
use std::process::ExitCode;

use clap::Subcommand;

use super::invocation::Invocation;
use super::loading::load_platform_snapshot;
use super::verb_args::VerbArgs;
use crate::cli::PointInTimeArgs;
use crate::context::Context;
use crate::error::Result;
use crate::ops;
use crate::template::TemplatePack;
use crate::view::PlatformInfo;

/// The verbs of `idp template`. Their help is defined with their arguments.
#[derive(Debug, Subcommand)]
pub enum TemplateCommand {
    List(VerbArgs<list::TemplateListArgs>),
    Show(VerbArgs<show::TemplateShowArgs>),
    Lint(VerbArgs<lint::TemplateLintArgs>),
    Test(VerbArgs<test::TemplateTestArgs>),
    New(VerbArgs<new::TemplateNewArgs>),
}

impl TemplateCommand {
    /// Runs the verb and returns its exit code.
    pub(super) fn run(self, invocation: Invocation) -> ExitCode {
        match self {
            TemplateCommand::List(args) => invocation.run_and_report(args),
            TemplateCommand::Show(args) => invocation.run_and_report(args),
            TemplateCommand::Lint(args) => invocation.run_and_report(args),
            TemplateCommand::Test(args) => invocation.run_and_report(args),
            TemplateCommand::New(args) => invocation.run_and_report(args),
        }
    }
}

/// The available templates, and the platform that they come from; `None` if they come from the directory `path`.
fn load_template_pack(
    context: &Context,
    path: Option<&Path>,
) -> Result<(TemplatePack, Option<PlatformInfo>)> {
    if let Some(path) = path {
        let pack = TemplatePack::from_directory(&ops::resolve_templates_folder(
            &context.resolve_path(path),
        ))?;
        return Ok((pack, None));
    }
    let platform = context.find_and_announce_platform()?;
    let snapshot = load_platform_snapshot(context, &platform, &PointInTimeArgs { at: None })?;
    let stamp = PlatformInfo::new(&platform, &snapshot);
    Ok((snapshot.load_templates()?, Some(stamp)))
}
