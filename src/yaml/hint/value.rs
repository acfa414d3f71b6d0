//! Values that start with, or hold, what means something else in YAML.

use granit_parser::ErrorKind;

use super::Hint;
use super::spot::{LineValue, Spot};
use crate::printable::{Printable, brief};
use crate::yaml::quote::double_quoted;

/// Keys whose value is never a text: `metadata: name: x` wants a line more, not quotes.
const OBJECTS: [&str; 8] = [
    "metadata",
    "spec",
    "labels",
    "annotations",
    "links",
    "profile",
    "input",
    "parameters",
];

/// The value that starts at the fault.
fn value_here<'t>(spot: &Spot<'t>) -> Option<LineValue<'t>> {
    let value = spot.line.value().filter(|value| value.start == spot.at);
    value.or_else(|| spot.item_in_brackets())
}

fn in_quotes(value: &LineValue<'_>) -> String {
    format!(
        "put the value in quotes: {}",
        brief(&double_quoted(value.text))
    )
}

/// `owner: @acme/payments`
pub(super) fn reserved_start(spot: &Spot<'_>) -> Option<Hint> {
    let ErrorKind::UnexpectedCharacter { character } = spot.kind else {
        return None;
    };
    let message = format!(
        "a value can't start with \"{}\"",
        Printable(&character.to_string())
    );
    Some(match value_here(spot) {
        Some(value) => Hint::new(message, in_quotes(&value)).fix(spot.quote(&value)),
        None => Hint::new(message, "put the value in quotes"),
    })
}

/// `pattern: *.txt`
pub(super) fn alias_start(spot: &Spot<'_>) -> Option<Hint> {
    let fits = matches!(
        spot.kind,
        ErrorKind::UnknownAnchor | ErrorKind::MissingAnchorOrAliasName
    );
    if !fits || spot.character() != Some('*') {
        return None;
    }
    let Some(value) = value_here(spot) else {
        return Some(Hint::new(
            "no such anchor",
            "define it with \"&\" above, or use quotes",
        ));
    };
    let name = &value.text[1..];
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !name.is_empty() && name.bytes().all(plain) {
        let message = format!("anchor \"{}\" not found", brief(name));
        let help = format!(
            "define \"&{0}\" above, or put the value in quotes: \"*{0}\"",
            brief(name)
        );
        return Some(Hint::new(message, help));
    }
    let message = "a value that starts with \"*\" is an alias";
    Some(Hint::new(message, in_quotes(&value)).fix(spot.quote(&value)))
}

/// `title: & more`, `title: !! more`
pub(super) fn anchor_or_tag_start(spot: &Spot<'_>) -> Option<Hint> {
    let (what, sure) = match (spot.kind, spot.character()?) {
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
    let message = format!("a value that starts with \"{start}\" has {what}");
    let fix = spot.quote(&value).filter(|_| sure);
    Some(Hint::new(message, in_quotes(&value)).fix(fix))
}

/// `description: | all on one line`
pub(super) fn block_scalar_header(spot: &Spot<'_>) -> Option<Hint> {
    if !matches!(spot.kind, ErrorKind::InvalidBlockScalarHeader) {
        return None;
    }
    let value = spot.line.value()?;
    let start = value.text.chars().next()?;
    let message = format!("text on the line of \"{start}\"");
    let help = format!(
        "start the text on the next line, or put all of it in quotes: {}",
        brief(&double_quoted(value.text))
    );
    Some(Hint::new(message, help))
}

/// `tags: - java`
pub(super) fn list_on_the_line_of_its_key(spot: &Spot<'_>) -> Option<Hint> {
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
        brief(&double_quoted(value.text))
    );
    Some(Hint::new("a list can't start on the line of its key", help))
}

/// `title: ? what`
pub(super) fn question_mark(spot: &Spot<'_>) -> Option<Hint> {
    if !matches!(spot.kind, ErrorKind::MappingKeyNotAllowed) {
        return None;
    }
    let value = value_here(spot)?;
    let message = "a value can't start with \"? \"";
    Some(Hint::new(message, in_quotes(&value)).fix(spot.quote(&value)))
}

/// `description: Pay: the service`
pub(super) fn colon_inside(spot: &Spot<'_>) -> Option<Hint> {
    let value = spot.line.value()?;
    let inside = spot.at >= value.start && spot.at < value.span().end;
    let plain = !value.text.starts_with(['"', '\'', '[', '{', '|', '>']);
    if !matches!(spot.kind, ErrorKind::MappingValueNotAllowed) || !inside || !plain {
        return None;
    }
    let message = "\": \" inside a value";
    if value.key.is_some_and(|key| OBJECTS.contains(&key)) {
        let help = format!("start \"{}\" on the next line, indented", brief(value.text));
        return Some(Hint::new(message, help));
    }
    Some(Hint::new(message, in_quotes(&value)).fix(spot.quote(&value)))
}

/// Pasted from a web page or a chat.
pub(super) fn non_breaking_space(spot: &Spot<'_>) -> Option<Hint> {
    const NBSP: char = '\u{a0}';
    let line = [Some(spot.line), spot.above()]
        .into_iter()
        .flatten()
        .find(|line| {
            let indent = line.text.len() - line.text.trim_start_matches([' ', NBSP]).len();
            line.text[..indent].contains(NBSP) || line.text.contains(":\u{a0}")
        })?;
    let message = "a non-breaking space where YAML needs a space";
    let at = line.start + line.text.find(NBSP)?;
    let fix = (at..at + NBSP.len_utf8(), " ".to_owned());
    let help = format!("replace it in \"{}\"", line.shown());
    Some(Hint::new(message, help).fix(Some(fix)))
}

/// Bytes of a terminal or of a word processor.
pub(super) fn control_character(spot: &Spot<'_>) -> Option<Hint> {
    let ErrorKind::UnexpectedCharacter { character } = spot.kind else {
        return None;
    };
    let number = *character as u32;
    let message = format!("control character U+{number:04X}");
    character.is_control().then(|| {
        Hint::new(
            message,
            "remove it, or write it as an escape in double quotes",
        )
    })
}
