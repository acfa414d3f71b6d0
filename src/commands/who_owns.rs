//! `idp who-owns`.

use super::{End, at};
use crate::cli::WhoOwnsArgs;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::nearest::did_you_mean;
use crate::ops::{self, Answer};
use crate::printable::Printable;
use crate::view::{CatalogStamp, WhoOwnsReport};

pub(super) fn who_owns(context: &Context, args: &WhoOwnsArgs) -> Result<End> {
    let snapshot = at(&context.platform()?, &args.at)?;
    let catalog = snapshot.catalog()?;
    let answers: Vec<Answer<'_>> = args
        .handles
        .iter()
        .map(|handle| ops::who_owns(&catalog, handle))
        .collect();
    let stamp = CatalogStamp {
        commit: snapshot.commit(),
        fetched_at: None,
    };
    let report = WhoOwnsReport::new(stamp, &answers);
    context.ui.show(&report, WhoOwnsReport::text)?;
    match unanswered(&answers) {
        Some(error) if catalog.is_faulty() => {
            Err(error.hint("some of the catalog has faults: idp catalog validate"))
        }
        Some(error) => Err(error),
        None => Ok(End::Done),
    }
}

/// The error for every handle that nothing is called by, or that nobody owns.
fn unanswered(answers: &[Answer<'_>]) -> Option<Error> {
    let unknown: Vec<&Answer<'_>> = answers
        .iter()
        .filter(|answer| answer.hits.is_empty())
        .collect();
    if let Some(first) = unknown.first() {
        let names: Vec<String> = unknown
            .iter()
            .map(|answer| format!("`{}`", Printable(&answer.query)))
            .collect();
        let near: Vec<&str> = first.suggestions.iter().map(String::as_str).collect();
        return Some(
            Error::not_found(format!("nothing is called {}", names.join(", ")))
                .hint_if(did_you_mean(&near)),
        );
    }
    let unowned = answers.iter().find(|answer| {
        answer
            .hits
            .iter()
            .all(|(_, ownership)| ownership.owner_ref.is_none())
    })?;
    Some(Error::not_found(format!(
        "nobody owns `{}`",
        Printable(&unowned.query)
    )))
}
