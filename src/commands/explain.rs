//! `idp explain`.

use super::End;
use crate::cli::ExplainArgs;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::nearest::{did_you_mean, nearest};
use crate::printable::Printable;
use crate::rules;
use crate::view::RulePage;

pub(super) fn explain(context: &Context, args: &ExplainArgs) -> Result<End> {
    let Some(rule) = rules::find(&args.code) else {
        let near = nearest(&args.code, rules::ALL.iter().map(|rule| rule.code));
        return Err(Error::not_found(format!(
            "no finding has the code `{}`",
            Printable(&args.code)
        ))
        .hint_if(did_you_mean(&near)));
    };
    context
        .ui
        .show(&RulePage::new(rule), |rule| rule.page.to_owned())?;
    Ok(End::Done)
}
