//! Lists and objects between brackets.

use granit_parser::ErrorKind;

use super::Hint;
use super::spot::{Line, Spot};
use crate::printable::brief;
use crate::yaml::quote::double_quoted;

/// Whether the parser was between brackets.
fn is_between(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ExpectedFlowMappingSeparator
            | ErrorKind::ExpectedFlowSequenceSeparator
            | ErrorKind::InvalidColonPlacement
            | ErrorKind::UnclosedFlowCollection { .. }
            | ErrorKind::UnexpectedEofFlowSequence
            | ErrorKind::UnexpectedEofFlowMapping
            | ErrorKind::UnexpectedEofImplicitFlowMapping
            | ErrorKind::UnexpectedEof
            | ErrorKind::InvalidFlowScalarIndent
    )
}

/// `tags: [java, web`
pub(super) fn unclosed(spot: &Spot<'_>) -> Option<Hint> {
    if !is_between(spot.kind) {
        return None;
    }
    let (at, open) = last_open(&spot.text[..spot.at])?;
    let line = Line::around(spot.text, at);
    // What is opened on the line of the fault may be closed on it.
    let same_line = line.start == spot.line.start;
    let close = closing(open);
    if same_line && spot.line.text[at - line.start..].contains(close) {
        return None;
    }
    let message = format!("the \"{open}\" in \"{}\" is never closed", line.shown());
    Some(Hint::new(message, format!("end it with \"{close}\"")))
}

/// `tags: [java}`
pub(super) fn mismatched(spot: &Spot<'_>) -> Option<Hint> {
    let ErrorKind::MismatchedFlowCollectionEnd { open, close } = spot.kind else {
        return None;
    };
    let message = format!("\"{open}\" is closed with \"{close}\"");
    Some(Hint::new(
        message,
        format!("close it with \"{}\"", closing(*open)),
    ))
}

/// `tags: ]`
pub(super) fn unopened(spot: &Spot<'_>) -> Option<Hint> {
    let close = spot.character()?;
    matches!(spot.kind, ErrorKind::MisplacedFlowCollectionEnd).then(|| {
        let message = format!("\"{close}\" without an opening bracket");
        Hint::new(message, "remove it, or put the value in quotes")
    })
}

/// `title: [draft] Payments`
pub(super) fn text_after(spot: &Spot<'_>) -> Option<Hint> {
    let value = spot
        .line
        .value()
        .filter(|value| value.text.starts_with(['[', '{']))?;
    let fits = matches!(
        spot.kind,
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::ExpectedBlockSequenceEntry
    );
    let inside = spot.at > value.start && spot.at < value.span().end;
    let close = closing(value.text.chars().next()?);
    (fits && inside).then(|| {
        let message = format!("text after the closing \"{close}\"");
        let help = format!(
            "put the value in quotes: {}",
            brief(&double_quoted(value.text))
        );
        Hint::new(message, help).fix(spot.quote(&value))
    })
}

/// `{type: team name: a}`, `[a, , b]`
pub(super) fn separator(spot: &Spot<'_>) -> Option<Hint> {
    if !is_between(spot.kind) {
        return None;
    }
    let before = spot.text[..spot.at].trim_end();
    let after = spot.rest().trim_start();
    if before.ends_with(',') && after.starts_with(',')
        || before.ends_with([',', '[', '{']) && after.starts_with(',')
    {
        return Some(Hint::new(
            "nothing between two commas",
            "remove one of the commas",
        ));
    }
    Some(Hint::new(
        "\",\" or a closing bracket expected",
        "separate the items with \",\"; put text that holds \":\", \",\" or brackets in quotes",
    ))
}

fn closing(open: char) -> char {
    if open == '[' { ']' } else { '}' }
}

/// The last bracket of `text` that is not closed in it, quotes left out.
fn last_open(text: &str) -> Option<(usize, char)> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut quote = None;
    let mut before = '\n';
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(end), _) if end == character => quote = None,
            (Some(_), _) => {}
            // A quote inside a word is a letter.
            (None, '"' | '\'') if !before.is_alphanumeric() => quote = Some(character),
            (None, '[' | '{') if starts_a_value(before, !open.is_empty()) => {
                open.push((at, character));
            }
            (None, ']' | '}') => drop(open.pop()),
            _ => {}
        }
        if !matches!(character, ' ' | '\t') {
            before = character;
        }
    }
    open.pop()
}

/// Outside of brackets only what stands after `key:` or `-`, or starts a line, opens something.
fn starts_a_value(before: char, inside: bool) -> bool {
    inside || matches!(before, ':' | '-' | '\n')
}
