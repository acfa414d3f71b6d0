//! `idp explain`.

use clap::Args;

use super::verb::{CommandOutcome, Verb};
use crate::cli::parse_non_empty;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::printable::escape_and_truncate;
use crate::rules;
use crate::similar_names::{find_similar_names, format_did_you_mean};
use crate::view::{ExplainReport, RuleExplanation, RuleList};

/// Explain a finding and how to fix it
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp explain owner-not-found
  idp explain --all")]
pub struct ExplainArgs {
    /// Code of the finding, such as `owner-not-found`
    #[arg(required_unless_present = "all", value_parser = parse_non_empty)]
    pub code: Option<String>,
    /// List all codes
    #[arg(long, conflicts_with = "code")]
    pub all: bool,
}

impl Verb for ExplainArgs {
    type Report = ExplainReport;

    fn run(self, _: &Context) -> Result<CommandOutcome<ExplainReport>> {
        match &self.code {
            Some(code) => explain_rule(code),
            None => Ok(ExplainReport::All(RuleList::new(rules::ALL_RULES)).into()),
        }
    }
}

fn explain_rule(code: &str) -> Result<CommandOutcome<ExplainReport>> {
    let Some(rule) = rules::find_rule(code) else {
        let near = find_similar_names(code, rules::ALL_RULES.iter().map(|rule| rule.code));
        let message = format!("unknown code `{}`", escape_and_truncate(code));
        return Err(Error::not_found(message)
            .with_optional_hint(format_did_you_mean(&near))
            .with_hint("idp explain --all"));
    };
    Ok(ExplainReport::One(RuleExplanation::new(rule)).into())
}
