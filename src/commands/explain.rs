//! `idp explain`.

use super::End;
use crate::cli::ExplainArgs;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::nearest::{did_you_mean, nearest};
use crate::printable::brief;
use crate::rules;
use crate::view::{Format, RuleList, RulePage};

pub(super) fn explain(context: &Context, args: &ExplainArgs) -> Result<End> {
    match &args.code {
        Some(code) => page(context, code)?,
        None => list(context)?,
    }
    Ok(End::Done)
}

fn page(context: &Context, code: &str) -> Result<()> {
    let Some(rule) = rules::find(code) else {
        let near = nearest(code, rules::ALL.iter().map(|rule| rule.code));
        let message = format!("no finding has the code `{}`", brief(code));
        return Err(Error::not_found(message)
            .hint_if(did_you_mean(&near))
            .hint("idp explain --all"));
    };
    let page = RulePage::new(rule);
    context.ui.show(&page, |rule| rule.page.to_owned())
}

fn list(context: &Context) -> Result<()> {
    let list = RuleList::new(rules::ALL);
    match context.ui.format {
        Format::Csv => context.ui.give(&list.csv()),
        _ => context.ui.show(&list, RuleList::text),
    }
}
