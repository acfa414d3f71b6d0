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
use crate::cli::PointInTimeArgs;
use crate::context::Context;
use crate::error::Result;
use crate::ops;
use crate::template::TemplatePack;
use crate::view::PlatformInfo;

/// `idp template`.
#[derive(Debug, Subcommand)]
pub enum TemplateCommand {
    /// List the golden templates
    List(list::TemplateListArgs),
    /// Show what a template asks and what it switches on
    Show(show::TemplateShowArgs),
    /// Prove a template by rendering it with hostile values
    Lint(lint::TemplateLintArgs),
    /// Render the cases of templates and compare them with what is expected
    ///
    /// A case is a folder `<template>/tests/<case>` with a `case.yaml`, which says what `idp new` would be told, and the
    /// tree `expected`. `--update`, or `UPDATE=1` in the environment, writes that tree anew: read the difference before
    /// you commit it.
    Test(test::TemplateTestArgs),
    /// Start a template, with a case that tests it
    New(new::TemplateNewArgs),
}

impl TemplateCommand {
    /// Answers it.
    pub(super) fn run(self, invocation: Invocation) -> ExitCode {
        match self {
            TemplateCommand::List(args) => invocation.answer(args),
            TemplateCommand::Show(args) => invocation.answer(args),
            TemplateCommand::Lint(args) => invocation.answer(args),
            TemplateCommand::Test(args) => invocation.answer(args),
            TemplateCommand::New(args) => invocation.answer(args),
        }
    }
}

/// The templates there are, and the platform that has them; a directory has none.
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
