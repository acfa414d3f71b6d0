//! The position of a value in its line: a whole value of the file's language, in a double-quoted string, or in text.

use std::sync::LazyLock;

use regex::Regex;

use super::file_format::FileFormat;

/// The position of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TemplateValuePlacement {
    /// A standalone value; the encoder adds the quotes it needs.
    Whole,
    /// Between double quotes.
    Quoted,
    /// In the middle of other text.
    Text,
}

/// Block tags, which don't affect the position of a value.
static BLOCK_TAG: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\{\{~?(?:[#/]|else)[^}]*\}\}").ok());

/// The part of a YAML line before a whole value: indentation, dashes and a key.
static YAML_BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"^\s*(?:-\s+)*(?:(?:"[^"]*"|'[^']*'|[^\s#'"\[{&*!|>%@`-][^#:'"]*):\s+)?$"#).ok()
});

impl TemplateValuePlacement {
    /// Detects the position of a value with `before` and `after` on its line.
    pub(super) fn detect(format: FileFormat, before: &str, after: &str) -> TemplateValuePlacement {
        let (before, after) = (
            strip_handlebars_block_tags(before),
            strip_handlebars_block_tags(after),
        );
        let whole = match format {
            FileFormat::Yaml | FileFormat::Workflow => is_yaml_value_position(&before, &after),
            FileFormat::Json => is_json_value_position(&before, &after),
            FileFormat::Script => is_javascript_value_position(&before, &after),
            FileFormat::Shell | FileFormat::Dockerfile => {
                is_whole_shell_word_position(&before, &after)
            }
            FileFormat::Markdown => before.matches('`').count().is_multiple_of(2),
            FileFormat::Plain => false,
        };
        match whole {
            true => TemplateValuePlacement::Whole,
            false
                if find_open_quote(&before) == Some('"')
                    && after.contains('"')
                    && !is_in_comment(format, &before) =>
            {
                TemplateValuePlacement::Quoted
            }
            false => TemplateValuePlacement::Text,
        }
    }
}

fn strip_handlebars_block_tags(text: &str) -> String {
    BLOCK_TAG.as_ref().map_or_else(
        || text.to_owned(),
        |tag| tag.replace_all(text, "").into_owned(),
    )
}

/// Whether `text` contains an odd number of these quotes, not counting escaped ones.
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

/// The quote that is still open at the end of `text`, ignoring other quotes inside it.
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

/// The multi-line context at the end of `text`, the file so far, in which arbitrary text isn't safe. A single line doesn't
/// show it.
pub(super) fn describe_unsafe_context(format: FileFormat, text: &str) -> Option<&'static str> {
    let line = text.rsplit('\n').next().unwrap_or(text).trim_start();
    let fences = text
        .lines()
        .filter(|line| line.trim_start().starts_with("```"));
    match format {
        FileFormat::Script if has_open_quote(text, '`') => Some("inside a template literal"),
        FileFormat::Shell if text.contains("<<") => Some("after a here-document"),
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

fn is_yaml_value_position(before: &str, after: &str) -> bool {
    let rest = after.trim();
    YAML_BEFORE
        .as_ref()
        .is_some_and(|shape| shape.is_match(before))
        && (rest.is_empty() || (after.starts_with(' ') && rest.starts_with('#')))
}

fn is_json_value_position(before: &str, after: &str) -> bool {
    !has_open_quote(before, '"')
        && before.trim_end().ends_with([':', '[', ','])
        && starts_with_any(after, &[",", "]", "}"])
}

fn is_javascript_value_position(before: &str, after: &str) -> bool {
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

fn is_whole_shell_word_position(before: &str, after: &str) -> bool {
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
            (Yaml, "  description: ", "", TemplateValuePlacement::Whole),
            (Yaml, "  - ", "  # why", TemplateValuePlacement::Whole),
            (
                Yaml,
                "x: {{#if a}}",
                "{{/if}}",
                TemplateValuePlacement::Whole,
            ),
            (Yaml, "image: ghcr.io/", "", TemplateValuePlacement::Text),
            (
                Yaml,
                "url: \"https://",
                "/\"",
                TemplateValuePlacement::Quoted,
            ),
            (Yaml, "# about ", "", TemplateValuePlacement::Text),
            (Json, "  \"name\": ", ",", TemplateValuePlacement::Whole),
            (
                Json,
                "  \"name\": \"",
                "-x\",",
                TemplateValuePlacement::Quoted,
            ),
            (Script, "const a = ", ";", TemplateValuePlacement::Whole),
            (Script, "  title: ", ",", TemplateValuePlacement::Whole),
            (Script, "// ", "", TemplateValuePlacement::Text),
            (Script, "const a = `", "`;", TemplateValuePlacement::Text),
            (Shell, "name=", "", TemplateValuePlacement::Whole),
            (Shell, "echo pre", "", TemplateValuePlacement::Text),
            (Dockerfile, "LABEL a=", "", TemplateValuePlacement::Whole),
            (Markdown, "# ", "", TemplateValuePlacement::Whole),
            (Markdown, "run `", "`", TemplateValuePlacement::Text),
            (Plain, "* @", "", TemplateValuePlacement::Text),
        ];
        for (format, before, after, placement) in cases {
            assert_eq!(
                TemplateValuePlacement::detect(format, before, after),
                placement,
                "{format:?} {before}…{after}"
            );
        }
    }
}
