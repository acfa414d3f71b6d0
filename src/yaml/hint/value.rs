//! Values that start with, or contain, characters with a special meaning in YAML.

use granit_parser::ErrorKind;

use super::SyntaxHint;
use super::error_context::{ParseErrorContext, YamlLineValue};
use crate::printable::{Printable, escape_and_truncate};
use crate::yaml::quote::double_quote;

/// Keys whose value is never a string: `metadata: name: x` needs another line, not quotes.
const OBJECT_VALUED_KEYS: [&str; 8] = [
    "metadata",
    "spec",
    "labels",
    "annotations",
    "links",
    "profile",
    "input",
    "parameters",
];

/// The value that starts at the error.
fn find_value_at_parse_error<'t>(spot: &ParseErrorContext<'t>) -> Option<YamlLineValue<'t>> {
    let value = spot.line.value().filter(|value| value.start == spot.at);
    value.or_else(|| spot.find_flow_item())
}

fn format_quote_help(value: &YamlLineValue<'_>) -> String {
    format!(
        "put the value in quotes: {}",
        escape_and_truncate(&double_quote(value.text))
    )
}

/// `owner: @acme/payments`
pub(super) fn detect_reserved_first_char(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    let ErrorKind::UnexpectedCharacter { character } = spot.kind else {
        return None;
    };
    let message = format!(
        "a value can't start with \"{}\"",
        Printable(&character.to_string())
    );
    Some(match find_value_at_parse_error(spot) {
        Some(value) => SyntaxHint::new(message, format_quote_help(&value))
            .with_fix(spot.build_quote_fix(&value)),
        None => SyntaxHint::new(message, "put the value in quotes"),
    })
}

/// `pattern: *.txt`
pub(super) fn detect_unknown_alias(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    let fits = matches!(
        spot.kind,
        ErrorKind::UnknownAnchor | ErrorKind::MissingAnchorOrAliasName
    );
    if !fits || spot.current_char() != Some('*') {
        return None;
    }
    let Some(value) = find_value_at_parse_error(spot) else {
        return Some(SyntaxHint::new(
            "no such anchor",
            "define it with \"&\" above, or use quotes",
        ));
    };
    let name = &value.text[1..];
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !name.is_empty() && name.bytes().all(plain) {
        let message = format!("anchor \"{}\" not found", escape_and_truncate(name));
        let help = format!(
            "define \"&{0}\" above, or put the value in quotes: \"*{0}\"",
            escape_and_truncate(name)
        );
        return Some(SyntaxHint::new(message, help));
    }
    let message = "a value that starts with \"*\" is an alias";
    Some(SyntaxHint::new(message, format_quote_help(&value)).with_fix(spot.build_quote_fix(&value)))
}

/// `title: & more`, `title: !! more`
pub(super) fn detect_invalid_anchor_or_tag(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    let (what, sure) = match (spot.kind, spot.current_char()?) {
        (ErrorKind::MissingAnchorOrAliasName, '&') => ("an anchor", true),
        (
            ErrorKind::MissingTagUri
            | ErrorKind::UndeclaredTagHandle
            | ErrorKind::InvalidTagTerminator
            | ErrorKind::UnclosedVerbatimTag
            | ErrorKind::InvalidGlobalTagCharacter,
            _,
        ) => ("a tag", false),
        _ => return None,
    };
    let value = spot
        .line
        .value()
        .filter(|value| value.text.starts_with(['&', '!']))?;
    let start = &value.text[..1];
    let message = format!("a value that starts with \"{start}\" is {what}");
    let fix = spot.build_quote_fix(&value).filter(|_| sure);
    Some(SyntaxHint::new(message, format_quote_help(&value)).with_fix(fix))
}

/// `description: | all on one line`
pub(super) fn detect_text_beside_block_header(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    if !matches!(spot.kind, ErrorKind::InvalidBlockScalarHeader) {
        return None;
    }
    let value = spot.line.value()?;
    let start = value.text.chars().next()?;
    let message = format!("text on the same line as \"{start}\"");
    let help = format!(
        "start the text on the next line, or put all of it in quotes: {}",
        escape_and_truncate(&double_quote(value.text))
    );
    Some(SyntaxHint::new(message, help))
}

/// `tags: - java`
pub(super) fn detect_list_on_key_line(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    let fits = matches!(
        spot.kind,
        ErrorKind::BlockSequenceEntryNotAllowed | ErrorKind::BlockEntryInFlowCollection
    );
    let value = spot
        .line
        .value()
        .filter(|value| fits && value.text.starts_with('-'))?;
    let help = format!(
        "start the list on the next line, or put the value in quotes: {}",
        escape_and_truncate(&double_quote(value.text))
    );
    Some(SyntaxHint::new(
        "a list can't start on the same line as its key",
        help,
    ))
}

/// `title: ? what`
pub(super) fn detect_leading_question_mark(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    if !matches!(spot.kind, ErrorKind::MappingKeyNotAllowed) {
        return None;
    }
    let value = find_value_at_parse_error(spot)?;
    let message = "a value can't start with \"? \"";
    Some(SyntaxHint::new(message, format_quote_help(&value)).with_fix(spot.build_quote_fix(&value)))
}

/// `description: Pay: the service`
pub(super) fn detect_colon_in_value(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    let value = spot.line.value()?;
    let inside = spot.at >= value.start && spot.at < value.span().end;
    let plain = !value.text.starts_with(['"', '\'', '[', '{', '|', '>']);
    if !matches!(spot.kind, ErrorKind::MappingValueNotAllowed) || !inside || !plain {
        return None;
    }
    let message = "\": \" inside a value";
    if value
        .key
        .is_some_and(|key| OBJECT_VALUED_KEYS.contains(&key))
    {
        let help = format!(
            "start \"{}\" on the next line, indented",
            escape_and_truncate(value.text)
        );
        return Some(SyntaxHint::new(message, help));
    }
    Some(SyntaxHint::new(message, format_quote_help(&value)).with_fix(spot.build_quote_fix(&value)))
}

/// Pasted from a web page or a chat.
pub(super) fn detect_non_breaking_space(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    const NBSP: char = '\u{a0}';
    let line = [Some(spot.line), spot.content_line_above()]
        .into_iter()
        .flatten()
        .find(|line| {
            let indent = line.text.len() - line.text.trim_start_matches([' ', NBSP]).len();
            line.text[..indent].contains(NBSP) || line.text.contains(":\u{a0}")
        })?;
    let message = "a non-breaking space where YAML needs a space";
    let at = line.start + line.text.find(NBSP)?;
    let fix = (at..at + NBSP.len_utf8(), " ".to_owned());
    let help = format!("replace it in \"{}\"", line.to_excerpt());
    Some(SyntaxHint::new(message, help).with_fix(Some(fix)))
}

/// Control characters from a terminal or a word processor.
pub(super) fn detect_control_character(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    let ErrorKind::UnexpectedCharacter { character } = spot.kind else {
        return None;
    };
    let number = *character as u32;
    let message = format!("control character U+{number:04X}");
    character.is_control().then(|| {
        SyntaxHint::new(
            message,
            "remove it, or write it as an escape in double quotes",
        )
    })
}
