//! What `lifecycle-unknown` and `type-unknown` share: a word that the organisation does not use.

use super::breach::breach;
use crate::catalog::{Entity, Value};
use crate::diagnostic::{Diagnostic, Edit};
use crate::nearest::{did_you_mean, nearest};
use crate::printable::{Printable, brief};

/// The finding for a `word` that is none of `known`.
pub(super) fn unknown_word(
    code: &'static str,
    entity: &Entity,
    word: Value<'_>,
    what: &str,
    known: &[&str],
) -> Option<Diagnostic> {
    if known.contains(&word.text) {
        return None;
    }
    let message = format!("`{}` is no {what}", brief(word.text));
    let near = nearest(word.text, known.iter().copied());
    let label = did_you_mean(&near).unwrap_or_else(|| {
        let known = known.join(", ");
        format!("one of {}", Printable(&known))
    });
    let finding = breach(code, entity, word.place(), message).label(Some(label));
    let meant = known
        .iter()
        .find(|known| known.eq_ignore_ascii_case(word.text));
    Some(match (meant, word.text_span()) {
        (Some(meant), Some(span)) => finding.fix(Edit::replace(span, *meant)),
        _ => finding,
    })
}
