//! `idp template list`, `show`, `lint`, `test` and `new`.

use std::path::Path;

use super::{CommandOutcome, load_snapshot};
use crate::cli::{
    PointInTimeArgs, TemplateLintArgs, TemplateListArgs, TemplateNewArgs, TemplateShowArgs,
    TemplateTestArgs,
};
use crate::context::Context;
use crate::error::Result;
use crate::ops;
use crate::platform;
use crate::template::{self, TemplatePack};
use crate::view::{
    NewTemplateReport, PlatformInfo, TemplateDetails, TemplateLintReport, TemplateList,
    TemplateTestReport,
};

pub(super) fn list(context: &Context, args: &TemplateListArgs) -> Result<CommandOutcome> {
    let (pack, platform) = load_template_pack(context, args.template_path.as_deref())?;
    context.ui.write_report(
        &TemplateList::new(&pack, platform)?,
        TemplateList::render_text,
    )?;
    Ok(CommandOutcome::Done)
}

pub(super) fn show(context: &Context, args: &TemplateShowArgs) -> Result<CommandOutcome> {
    let (pack, platform) = load_template_pack(context, args.template_path.as_deref())?;
    let page = TemplateDetails::new(&pack.load_template(&args.template)?, platform);
    context
        .ui
        .write_report(&page, TemplateDetails::render_text)?;
    Ok(CommandOutcome::Done)
}

pub(super) fn lint(context: &Context, args: &TemplateLintArgs) -> Result<CommandOutcome> {
    let (pack, platform) = load_template_pack(context, args.path.as_deref())?;
    let names = pack.template_names();
    let findings: Vec<_> = names
        .iter()
        .flat_map(|name| template::lint_template(&pack, name))
        .collect();
    let report = TemplateLintReport::new(names.len(), findings, platform);
    context
        .ui
        .write_report(&report, TemplateLintReport::render_text)?;
    Ok(if report.has_errors() {
        CommandOutcome::Findings
    } else {
        CommandOutcome::Done
    })
}

pub(super) fn test(context: &Context, args: &TemplateTestArgs) -> Result<CommandOutcome> {
    let directory = ops::resolve_templates_folder(&context.resolve_path(&args.path));
    let update = args.update || context.should_update_expected();
    let tested = ops::test_templates(&directory, &args.cases, update)?;
    let report = TemplateTestReport::new(&tested);
    context
        .ui
        .write_report(&report, TemplateTestReport::render_text)?;
    Ok(if report.has_failures() {
        CommandOutcome::Findings
    } else {
        CommandOutcome::Done
    })
}

pub(super) fn new(context: &Context, args: &TemplateNewArgs) -> Result<CommandOutcome> {
    let place = match &args.path {
        Some(path) => path.clone(),
        None if context
            .resolve_path(Path::new(platform::CONFIG_FILE))
            .is_file() =>
        {
            Path::new("templates").join(&args.name)
        }
        None => Path::new(&args.name).to_owned(),
    };
    if args.path.is_none() {
        ops::reject_symlinks(std::slice::from_ref(&place), &context.directory)?;
    }
    let started = ops::create_template(&args.name, &context.resolve_path(&place))?;
    let shown = NewTemplateReport::new(&started, &place);
    context
        .ui
        .write_report(&shown, NewTemplateReport::render_text)?;
    Ok(CommandOutcome::Done)
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
    let snapshot = load_snapshot(context, &platform, &PointInTimeArgs { at: None })?;
    let stamp = PlatformInfo::new(&platform, &snapshot);
    Ok((snapshot.load_templates()?, Some(stamp)))
}
