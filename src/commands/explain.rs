//! `idp explain`.

use super::CommandOutcome;
use crate::cli::ExplainArgs;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::printable::escape_and_truncate;
use crate::rules;
use crate::similar_names::{find_similar_names, format_did_you_mean};
use crate::view::{OutputFormat, RuleExplanation, RuleList};

pub(super) fn explain(context: &Context, args: &ExplainArgs) -> Result<CommandOutcome> {
    match &args.code {
        Some(code) => show_rule_page(context, code)?,
        None => list_rules(context)?,
    }
    Ok(CommandOutcome::Done)
}

fn show_rule_page(context: &Context, code: &str) -> Result<()> {
    let Some(rule) = rules::find_rule(code) else {
        let near = find_similar_names(code, rules::ALL.iter().map(|rule| rule.code));
        let message = format!("no finding has the code `{}`", escape_and_truncate(code));
        return Err(Error::not_found(message)
            .with_optional_hint(format_did_you_mean(&near))
            .with_hint("idp explain --all"));
    };
    let page = RuleExplanation::new(rule);
    context.ui.write_report(&page, |rule| rule.page.to_owned())
}

fn list_rules(context: &Context) -> Result<()> {
    let list = RuleList::new(rules::ALL);
    match context.ui.format {
        OutputFormat::Csv => context.ui.write_data(&list.render_csv()),
        _ => context.ui.write_report(&list, RuleList::render_text),
    }
}
