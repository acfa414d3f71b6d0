//! `idp template list`, `show` and `lint`.

use std::path::Path;

use super::End;
use crate::cli::{TemplateLintArgs, TemplateListArgs, TemplateShowArgs};
use crate::context::Context;
use crate::error::Result;
use crate::template::{self, Pack};
use crate::view::{LintReport, TemplateList, TemplatePage};

pub(super) fn list(context: &Context, args: &TemplateListArgs) -> Result<End> {
    let pack = pack(context, args.template_path.as_deref())?;
    context
        .ui
        .show(&TemplateList::new(&pack)?, TemplateList::text)?;
    Ok(End::Done)
}

pub(super) fn show(context: &Context, args: &TemplateShowArgs) -> Result<End> {
    let template = pack(context, args.template_path.as_deref())?.template(&args.template)?;
    context
        .ui
        .show(&TemplatePage::new(&template), TemplatePage::text)?;
    Ok(End::Done)
}

pub(super) fn lint(context: &Context, args: &TemplateLintArgs) -> Result<End> {
    let pack = pack(context, args.path.as_deref())?;
    let names = pack.names();
    let findings: Vec<_> = names
        .iter()
        .flat_map(|name| template::lint(&pack, name))
        .collect();
    let report = LintReport::new(names.len(), &findings);
    context.ui.show(&report, LintReport::text)?;
    Ok(if report.failed() {
        End::Findings
    } else {
        End::Done
    })
}

fn pack(context: &Context, path: Option<&Path>) -> Result<Pack> {
    match path {
        Some(path) => Pack::directory(&context.path(path)),
        None => context.platform()?.current()?.templates(),
    }
}
