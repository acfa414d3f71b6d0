//! Mistakes in lists and objects between brackets.

use granit_parser::ErrorKind;

use super::SyntaxHint;
use super::error_context::{ParseErrorContext, YamlLine};
use crate::printable::escape_and_truncate;
use crate::yaml::quote::double_quote;

/// Whether the parser was within brackets.
fn is_flow_collection_error(kind: &ErrorKind) -> bool {
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
pub(super) fn detect_unclosed_bracket(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    if !is_flow_collection_error(spot.kind) {
        return None;
    }
    let (at, open) = find_unclosed_bracket(&spot.text[..spot.at])?;
    let line = YamlLine::containing_offset(spot.text, at);
    // A bracket opened on the line of the error may be closed on it.
    let same_line = line.start == spot.line.start;
    let close = closing_bracket(open);
    if same_line && spot.line.text[at - line.start..].contains(close) {
        return None;
    }
    let message = format!(
        "the \"{open}\" in \"{}\" is never closed",
        line.to_excerpt()
    );
    Some(SyntaxHint::new(message, format!("end it with \"{close}\"")))
}

/// `tags: [java}`
pub(super) fn detect_mismatched_bracket(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    let ErrorKind::MismatchedFlowCollectionEnd { open, close } = spot.kind else {
        return None;
    };
    let message = format!("\"{open}\" is closed with \"{close}\"");
    Some(SyntaxHint::new(
        message,
        format!("close it with \"{}\"", closing_bracket(*open)),
    ))
}

/// `tags: ]`
pub(super) fn detect_unmatched_closing_bracket(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    let close = spot.current_char()?;
    matches!(spot.kind, ErrorKind::MisplacedFlowCollectionEnd).then(|| {
        let message = format!("\"{close}\" without an opening bracket");
        SyntaxHint::new(message, "remove it, or put the value in quotes")
    })
}

/// `title: [draft] Payments`
pub(super) fn detect_text_after_bracket(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    let value = spot
        .line
        .value()
        .filter(|value| value.text.starts_with(['[', '{']))?;
    let fits = matches!(
        spot.kind,
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::ExpectedBlockSequenceEntry
    );
    let inside = spot.at > value.start && spot.at < value.span().end;
    let close = closing_bracket(value.text.chars().next()?);
    (fits && inside).then(|| {
        let message = format!("text after the closing \"{close}\"");
        let help = format!(
            "put the value in quotes: {}",
            escape_and_truncate(&double_quote(value.text))
        );
        SyntaxHint::new(message, help).with_fix(spot.build_quote_fix(&value))
    })
}

/// `{type: team name: a}`, `[a, , b]`
pub(super) fn detect_missing_flow_separator(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    if !is_flow_collection_error(spot.kind) {
        return None;
    }
    let before = spot.text[..spot.at].trim_end();
    let after = spot.remaining_text().trim_start();
    if before.ends_with(',') && after.starts_with(',')
        || before.ends_with([',', '[', '{']) && after.starts_with(',')
    {
        return Some(SyntaxHint::new(
            "nothing between two commas",
            "remove one of the commas",
        ));
    }
    Some(SyntaxHint::new(
        "expected \",\" or a closing bracket",
        "separate the items with \",\"; put text that contains \":\", \",\" or brackets in quotes",
    ))
}

fn closing_bracket(open: char) -> char {
    if open == '[' { ']' } else { '}' }
}

/// The last unclosed bracket of `text`, ignoring quoted text.
fn find_unclosed_bracket(text: &str) -> Option<(usize, char)> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut quote = None;
    let mut before = '\n';
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(end), _) if end == character => quote = None,
            (Some(_), _) => {}
            // A quote within a word is an ordinary character.
            (None, '"' | '\'') if !before.is_alphanumeric() => quote = Some(character),
            (None, '[' | '{') if can_value_start_after(before, !open.is_empty()) => {
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

/// Outside of brackets, only text after `key:` or `-`, or at the start of a line, opens a collection.
fn can_value_start_after(before: char, inside: bool) -> bool {
    inside || matches!(before, ':' | '-' | '\n')
}
