//! Where in its line a value stands: as a whole value of the file's language, in a double-quoted string, or in text.

use std::sync::LazyLock;

use regex::Regex;

use super::file_format::FileFormat;

/// Where a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValuePlacement {
    /// It is a value of its own; the encoder brings the quotes it needs.
    Whole,
    /// Between double quotes.
    Quoted,
    /// In the middle of other text.
    Text,
}

/// Block tags say when something is there, not what stands beside it.
static BLOCK_TAG: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\{\{~?(?:[#/]|else)[^}]*\}\}").ok());

/// Of a line of YAML up to a whole value: indentation, dashes, and a key.
static YAML_BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"^\s*(?:-\s+)*(?:(?:"[^"]*"|'[^']*'|[^\s#'"\[{&*!|>%@`-][^#:'"]*):\s+)?$"#).ok()
});

impl ValuePlacement {
    /// Where a value stands that has `before` and `after` on its line.
    pub(super) fn detect(format: FileFormat, before: &str, after: &str) -> ValuePlacement {
        let (before, after) = (strip_block_tags(before), strip_block_tags(after));
        let whole = match format {
            FileFormat::Yaml | FileFormat::Workflow => is_whole_yaml_value(&before, &after),
            FileFormat::Json => is_whole_json_value(&before, &after),
            FileFormat::Script => is_whole_script_value(&before, &after),
            FileFormat::Shell | FileFormat::Dockerfile => is_whole_shell_word(&before, &after),
            FileFormat::Markdown => before.matches('`').count().is_multiple_of(2),
            FileFormat::Plain => false,
        };
        match whole {
            true => ValuePlacement::Whole,
            false
                if find_open_quote(&before) == Some('"')
                    && after.contains('"')
                    && !is_in_comment(format, &before) =>
            {
                ValuePlacement::Quoted
            }
            false => ValuePlacement::Text,
        }
    }
}

fn strip_block_tags(text: &str) -> String {
    BLOCK_TAG.as_ref().map_or_else(
        || text.to_owned(),
        |tag| tag.replace_all(text, "").into_owned(),
    )
}

/// Whether an odd number of these quotes stands in `text`, escaped ones left out.
fn has_open_quote(text: &str, quote: char) -> bool {
    let mut odd = false;
    let mut escaped = false;
    for character in text.chars() {
        match character {
            '\\' => escaped = !escaped,
            _ if character == quote && !escaped => odd = !odd,
            _ => escaped = false,
        }
    }
    odd
}

/// The quote that stands open at the end of `text`, whatever other quotes stand inside it.
fn find_open_quote(text: &str) -> Option<char> {
    let (mut open, mut escaped) = (None, false);
    for character in text.chars() {
        match (character, open) {
            _ if escaped => escaped = false,
            ('\\', _) => escaped = true,
            ('"' | '\'' | '`', None) => open = Some(character),
            (_, Some(quote)) if quote == character => open = None,
            _ => {}
        }
    }
    open
}

/// What encloses the end of `text`, the file so far, in a way that no line of it shows; there no value is safe but a
/// tame one.
pub(super) fn find_unsafe_context(format: FileFormat, text: &str) -> Option<&'static str> {
    let line = text.rsplit('\n').next().unwrap_or(text).trim_start();
    let fences = text
        .lines()
        .filter(|line| line.trim_start().starts_with("```"));
    match format {
        FileFormat::Script if has_open_quote(text, '`') => Some("inside a template literal"),
        FileFormat::Shell if text.contains("<<") => Some("behind a here document"),
        FileFormat::Markdown if !fences.count().is_multiple_of(2) => Some("inside a code block"),
        FileFormat::Dockerfile => match line.split(' ').next() {
            Some("ARG" | "ENV" | "LABEL") => None,
            _ => Some("outside ARG, ENV and LABEL"),
        },
        _ => None,
    }
}

fn is_in_comment(format: FileFormat, before: &str) -> bool {
    match format {
        FileFormat::Script => before.contains("//") && !before.contains("://"),
        _ => before.trim_start().starts_with('#') || before.contains(" #"),
    }
}

fn is_whole_yaml_value(before: &str, after: &str) -> bool {
    let rest = after.trim();
    YAML_BEFORE
        .as_ref()
        .is_some_and(|shape| shape.is_match(before))
        && (rest.is_empty() || (after.starts_with(' ') && rest.starts_with('#')))
}

fn is_whole_json_value(before: &str, after: &str) -> bool {
    !has_open_quote(before, '"')
        && before.trim_end().ends_with([':', '[', ','])
        && starts_with_any(after, &[",", "]", "}"])
}

fn is_whole_script_value(before: &str, after: &str) -> bool {
    let closed = ['"', '\'', '`']
        .iter()
        .all(|quote| !has_open_quote(before, *quote));
    let head = before.trim_end();
    let begins = head.is_empty()
        || head.ends_with(['=', '(', ':', ',', '[', '?', '|', '&', '{', '>'])
        || head.ends_with("return");
    closed
        && begins
        && !is_in_comment(FileFormat::Script, before)
        && starts_with_any(after, &[",", ";", ")", "]", "}", ":", "as "])
}

fn is_whole_shell_word(before: &str, after: &str) -> bool {
    let closed = !has_open_quote(before, '"') && before.matches('\'').count().is_multiple_of(2);
    let begins = before.is_empty() || before.ends_with([' ', '\t', '=']);
    let ends = after.trim().is_empty() || after.starts_with([' ', '\t', ';']);
    closed && begins && ends && !is_in_comment(FileFormat::Shell, before)
}

fn starts_with_any(text: &str, heads: &[&str]) -> bool {
    let text = text.trim_start();
    text.is_empty() || heads.iter().any(|head| text.starts_with(head))
}

#[cfg(test)]
mod tests {
    use super::FileFormat::{Dockerfile, Json, Markdown, Plain, Script, Shell, Yaml};
    use super::*;

    #[test]
    fn whole_values_are_told_from_text() {
        let cases = [
            (Yaml, "  description: ", "", ValuePlacement::Whole),
            (Yaml, "  - ", "  # why", ValuePlacement::Whole),
            (Yaml, "x: {{#if a}}", "{{/if}}", ValuePlacement::Whole),
            (Yaml, "image: ghcr.io/", "", ValuePlacement::Text),
            (Yaml, "url: \"https://", "/\"", ValuePlacement::Quoted),
            (Yaml, "# about ", "", ValuePlacement::Text),
            (Json, "  \"name\": ", ",", ValuePlacement::Whole),
            (Json, "  \"name\": \"", "-x\",", ValuePlacement::Quoted),
            (Script, "const a = ", ";", ValuePlacement::Whole),
            (Script, "  title: ", ",", ValuePlacement::Whole),
            (Script, "// ", "", ValuePlacement::Text),
            (Script, "const a = `", "`;", ValuePlacement::Text),
            (Shell, "name=", "", ValuePlacement::Whole),
            (Shell, "echo pre", "", ValuePlacement::Text),
            (Dockerfile, "LABEL a=", "", ValuePlacement::Whole),
            (Markdown, "# ", "", ValuePlacement::Whole),
            (Markdown, "run `", "`", ValuePlacement::Text),
            (Plain, "* @", "", ValuePlacement::Text),
        ];
        for (format, before, after, placement) in cases {
            assert_eq!(
                ValuePlacement::detect(format, before, after),
                placement,
                "{format:?} {before}…{after}"
            );
        }
    }
}
