//! Rewrites messages of serde in the words of this program: `idp.yaml` and the other files are read by people who don't know Rust.

use crate::printable::Printable;
use crate::similar_names::{format_did_you_mean, suggest_names};

/// The longest list of names to print in full if none of them is similar.
const MAX_LISTED_NAMES: usize = 20;

/// A message of serde, taken apart.
pub(super) struct SerdeMessage<'m> {
    /// The path of the value, such as `rules.owner-not-found` or `inputs[0]`; may be empty.
    pub(super) path: &'m str,
    problem: &'m str,
}

impl<'m> SerdeMessage<'m> {
    pub(super) fn parse(message: &'m str) -> SerdeMessage<'m> {
        let is_path_character =
            |character: char| character.is_ascii_alphanumeric() || "-_.[]".contains(character);
        match message.split_once(": ") {
            Some((path, problem)) if path.chars().all(is_path_character) => {
                SerdeMessage { path, problem }
            }
            _ => SerdeMessage {
                path: "",
                problem: message,
            },
        }
    }

    /// The name of the unknown field that it's about.
    pub(super) fn unknown_field(&self) -> Option<&'m str> {
        let rest = self.problem.strip_prefix(UNKNOWN_FIELD)?;
        split_wanted_and_known(rest).map(|(wanted, _)| wanted)
    }

    /// The first text that it quotes.
    pub(super) fn quoted_text(&self) -> Option<&'m str> {
        self.problem.split('`').nth(1)
    }

    /// Whether it's about a missing field.
    pub(super) fn is_missing_field(&self) -> bool {
        self.problem.starts_with(MISSING_FIELD)
    }
}

/// The same message, such as ``forge: invalid value `svn`; use `local` or `github` ``; unchanged if it has no known form.
pub(super) fn rewrite_serde_message(message: &str) -> String {
    let SerdeMessage { path, problem } = SerdeMessage::parse(message);
    let rewritten = FORMS
        .iter()
        .find_map(|(form, rewrite)| rewrite(problem.strip_prefix(form)?));
    match rewritten {
        None => Printable(message).to_string(),
        Some(rewritten) if path.is_empty() => Printable(&rewritten).to_string(),
        Some(rewritten) => format!("{}: {}", Printable(path), Printable(&rewritten)),
    }
}

const UNKNOWN_FIELD: &str = "unknown field ";
const MISSING_FIELD: &str = "missing field ";

/// Rewrites what follows the beginning of a message.
type Rewrite = fn(&str) -> Option<String>;

/// How serde's messages begin.
const FORMS: [(&str, Rewrite); 5] = [
    (UNKNOWN_FIELD, rewrite_unknown_field),
    ("unknown variant ", rewrite_unknown_variant),
    (MISSING_FIELD, |field| Some(format!("missing {field}"))),
    ("invalid type: ", rewrite_invalid_type),
    ("invalid value: ", rewrite_invalid_type),
];

/// `` `nmae`, expected one of `name`, `owner` ``
fn rewrite_unknown_field(rest: &str) -> Option<String> {
    rewrite_unknown_name("unknown field", rest)
}

/// `` `gitlab`, expected `local` or `github` ``
fn rewrite_unknown_variant(rest: &str) -> Option<String> {
    rewrite_unknown_name("invalid value", rest)
}

fn rewrite_unknown_name(problem: &str, rest: &str) -> Option<String> {
    let (wanted, known) = split_wanted_and_known(rest)?;
    let suggestion = suggest_known_name(wanted, &known);
    let suggestion = suggestion.map_or_else(String::new, |text| format!("; {text}"));
    Some(format!("{problem} `{wanted}`{suggestion}"))
}

/// The unknown name, and the names that serde lists.
fn split_wanted_and_known(rest: &str) -> Option<(&str, Vec<&str>)> {
    let (wanted, expected) = rest.strip_prefix('`')?.split_once("`, ")?;
    let known = expected.split('`').skip(1).step_by(2).collect();
    Some((wanted, known))
}

/// A similar name, or all of them if there are only a few.
fn suggest_known_name(wanted: &str, known: &[&str]) -> Option<String> {
    let similar = suggest_names(wanted, known.iter().copied());
    let listed: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    let use_one = || match &*listed {
        [] => None,
        [only] => Some(format!("use {only}")),
        [first, second] => Some(format!("use {first} or {second}")),
        _ if listed.len() <= MAX_LISTED_NAMES => Some(format!("use one of {}", listed.join(", "))),
        _ => None,
    };
    format_did_you_mean(&similar).or_else(use_one)
}

/// `sequence, expected a string`
fn rewrite_invalid_type(rest: &str) -> Option<String> {
    let (found, expected) = rest.rsplit_once(", expected ")?;
    Some(format!(
        "expected {}, found {}",
        name_expected_type(expected),
        name_found_type(found)?
    ))
}

fn name_expected_type(expected: &str) -> &str {
    match expected {
        "a map" => "a mapping",
        "a sequence" => "a list",
        "a boolean" => "`true` or `false`",
        "a YAML tag starting with '!'" => "a single value",
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number",
        _ if expected.starts_with("a nonzero ") => "a whole number, at least 1",
        _ if expected.starts_with("internally tagged enum ") => "a mapping",
        _ if expected.starts_with("enum ") => "a name, or a mapping with one key",
        _ if expected.starts_with("struct ") || expected.starts_with("variant ") => "a mapping",
        _ => expected,
    }
}

fn name_found_type(found: &str) -> Option<String> {
    Some(match found {
        "map" => "a mapping".to_owned(),
        "sequence" => "a list".to_owned(),
        "unit value" => "no value".to_owned(),
        "enum" => "a tag".to_owned(),
        _ => {
            let (kind, value) = found.split_once(' ')?;
            match kind {
                "string" => format!("`{}`", value.trim_matches('"')),
                _ => {
                    let value = value.rsplit(' ').next()?;
                    value.to_owned()
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_in_plain_words() {
        let cases = [
            (
                "unknown field `visibilty`, expected one of `forge`, `visibility`",
                "unknown field `visibilty`; did you mean `visibility`?",
            ),
            (
                "limits: unknown field `x`, there are no fields",
                "limits: unknown field `x`",
            ),
            (
                "forge: unknown variant `svn`, expected `local` or `github`",
                "forge: invalid value `svn`; use `local` or `github`",
            ),
            (
                "rules.a: unknown variant `eror`, expected one of `off`, `note`, `warning`, `error`",
                "rules.a: invalid value `eror`; did you mean `error`?",
            ),
            (
                "registry.ecr: missing field `region`",
                "registry.ecr: missing `region`",
            ),
            (
                "organisation: invalid type: sequence, expected a string",
                "organisation: expected a string, found a list",
            ),
            (
                "invalid type: string \"a, expected b\", expected struct Gateway",
                "expected a mapping, found `a, expected b`",
            ),
            (
                "invalid type: integer `3`, expected a string",
                "expected a string, found `3`",
            ),
            (
                "invalid type: floating point `1.5`, expected u32",
                "expected a whole number, found `1.5`",
            ),
            (
                "invalid type: unit value, expected a map",
                "expected a mapping, found no value",
            ),
            (
                "`organisation` must have 1 to 39 characters",
                "`organisation` must have 1 to 39 characters",
            ),
        ];
        for (serde, plain) in cases {
            assert_eq!(rewrite_serde_message(serde), plain);
        }
    }

    #[test]
    fn long_lists_are_left_out() {
        let fields: Vec<String> = (0..30).map(|number| format!("`field{number}`")).collect();
        let message = format!(
            "unknown field `colour`, expected one of {}",
            fields.join(", ")
        );
        assert_eq!(rewrite_serde_message(&message), "unknown field `colour`");
    }
}
