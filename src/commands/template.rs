//! `idp template list`, `show`, `lint`, `test` and `new`.

use std::path::Path;

use super::{End, at};
use crate::cli::{
    AtArgs, TemplateLintArgs, TemplateListArgs, TemplateNewArgs, TemplateShowArgs, TemplateTestArgs,
};
use crate::context::{Context, wants_update};
use crate::error::Result;
use crate::ops;
use crate::platform;
use crate::template::{self, Pack};
use crate::view::{
    LintReport, PlatformStamp, StartedTemplate, TemplateList, TemplatePage, TestReport,
};

pub(super) fn list(context: &Context, args: &TemplateListArgs) -> Result<End> {
    let (pack, platform) = pack(context, args.template_path.as_deref())?;
    context
        .ui
        .show(&TemplateList::new(&pack, platform)?, TemplateList::text)?;
    Ok(End::Done)
}

pub(super) fn show(context: &Context, args: &TemplateShowArgs) -> Result<End> {
    let (pack, platform) = pack(context, args.template_path.as_deref())?;
    let page = TemplatePage::new(&pack.template(&args.template)?, platform);
    context.ui.show(&page, TemplatePage::text)?;
    Ok(End::Done)
}

pub(super) fn lint(context: &Context, args: &TemplateLintArgs) -> Result<End> {
    let (pack, platform) = pack(context, args.path.as_deref())?;
    let names = pack.names();
    let findings: Vec<_> = names
        .iter()
        .flat_map(|name| template::lint(&pack, name))
        .collect();
    let report = LintReport::new(names.len(), &findings, platform);
    context.ui.show(&report, LintReport::text)?;
    Ok(if report.failed() {
        End::Findings
    } else {
        End::Done
    })
}

pub(super) fn test(context: &Context, args: &TemplateTestArgs) -> Result<End> {
    let directory = ops::template_home(&context.path(&args.path));
    let update = args.update || wants_update();
    let tested = ops::test_templates(&directory, &args.cases, update)?;
    let report = TestReport::new(&tested);
    context.ui.show(&report, TestReport::text)?;
    Ok(match report.failed() {
        true => End::Findings,
        false => End::Done,
    })
}

pub(super) fn new(context: &Context, args: &TemplateNewArgs) -> Result<End> {
    let place = match &args.path {
        Some(path) => path.clone(),
        None if context.path(Path::new(platform::FILE)).is_file() => {
            Path::new("templates").join(&args.name)
        }
        None => Path::new(&args.name).to_owned(),
    };
    if args.path.is_none() {
        ops::check_links(std::slice::from_ref(&place), &context.directory)?;
    }
    let started = ops::start_template(&args.name, &context.path(&place))?;
    let shown = StartedTemplate::new(&started, &place);
    context.ui.show(&shown, StartedTemplate::text)?;
    Ok(End::Done)
}

/// The templates there are, and the platform that has them; a directory has none.
fn pack(context: &Context, path: Option<&Path>) -> Result<(Pack, Option<PlatformStamp>)> {
    if let Some(path) = path {
        let pack = Pack::directory(&ops::template_home(&context.path(path)))?;
        return Ok((pack, None));
    }
    let platform = context.platform_aloud()?;
    let snapshot = at(context, &platform, &AtArgs { at: None })?;
    let stamp = PlatformStamp::new(&platform, &snapshot);
    Ok((snapshot.templates()?, Some(stamp)))
}
