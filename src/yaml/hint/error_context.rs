//! The position of an error, and the lines around it.

use std::ops::Range;

use granit_parser::ErrorKind;

use crate::printable::escape_and_truncate;
use crate::yaml::quote::double_quote;

/// Where the parser stopped.
pub(super) struct ParseErrorContext<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    pub(super) kind: &'t ErrorKind,
    /// The line of the error.
    pub(super) line: YamlLine<'t>,
}

/// One line.
#[derive(Clone, Copy)]
pub(super) struct YamlLine<'t> {
    /// The offset in the document.
    pub(super) start: usize,
    /// The text without its line ending.
    pub(super) text: &'t str,
}

/// The value on a line, after `key: ` or `- `, without a comment.
pub(super) struct YamlLineValue<'t> {
    /// The offset in the document.
    pub(super) start: usize,
    pub(super) text: &'t str,
    /// The key before it, if there is one.
    pub(super) key: Option<&'t str>,
}

impl YamlLineValue<'_> {
    pub(super) fn span(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }
}

impl<'t> YamlLine<'t> {
    /// The line that contains byte `at` of `text`.
    pub(super) fn containing_offset(text: &'t str, at: usize) -> YamlLine<'t> {
        let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let length = text[at..].find('\n').unwrap_or(text.len() - at);
        let line = &text[start..at + length];
        YamlLine {
            start,
            text: line.strip_suffix('\r').unwrap_or(line),
        }
    }

    /// How many spaces it starts with.
    pub(super) fn indent(self) -> usize {
        self.text.len() - self.text.trim_start_matches(' ').len()
    }

    /// The text without surrounding whitespace.
    pub(super) fn trimmed_text(self) -> &'t str {
        self.text.trim()
    }

    /// Whether the line has no content.
    pub(super) fn is_blank_or_comment(self) -> bool {
        self.trimmed_text().is_empty() || self.trimmed_text().starts_with('#')
    }

    /// The content after any number of `- `, with its offset in the line.
    fn content_after_dashes(self) -> (usize, &'t str) {
        let mut start = self.indent();
        while let Some(rest) = self.text[start..].strip_prefix("- ") {
            start = self.text.len() - rest.trim_start_matches(' ').len();
        }
        (start, &self.text[start..])
    }

    /// The key and the value, or only the value of a list item.
    pub(super) fn value(self) -> Option<YamlLineValue<'t>> {
        let (start, content) = self.content_after_dashes();
        let (key, value) = match find_key_colon(content) {
            Some(colon) => (Some(content[..colon].trim_end()), &content[colon + 1..]),
            None if start > self.indent() => (None, content),
            None => return None,
        };
        let value = value.trim_start_matches(' ');
        let start = self.start + self.text.len() - value.len();
        let text = strip_comment(value).trim_end();
        (!text.is_empty()).then_some(YamlLineValue { start, text, key })
    }

    /// The key of the line, if it has one.
    pub(super) fn key(self) -> Option<&'t str> {
        let (_, content) = self.content_after_dashes();
        find_key_colon(content).map(|colon| content[..colon].trim_end())
    }

    /// An excerpt for a message.
    pub(super) fn to_excerpt(self) -> String {
        escape_and_truncate(self.trimmed_text())
    }
}

/// The position of the `:` after the key.
fn find_key_colon(content: &str) -> Option<usize> {
    let from = match content.as_bytes().first()? {
        quote @ (b'"' | b'\'') => content[1..].find(char::from(*quote))? + 2,
        b'[' | b'{' | b'#' => return None,
        _ => 0,
    };
    let mut colons = content
        .get(from..)?
        .match_indices(':')
        .map(|(at, _)| from + at);
    colons.find(|colon| matches!(content.as_bytes().get(colon + 1), None | Some(b' ' | b'\t')))
}

fn strip_comment(value: &str) -> &str {
    match value.find(" #") {
        Some(end) if !value.starts_with(['"', '\'']) => &value[..end],
        _ => value,
    }
}

impl<'t> ParseErrorContext<'t> {
    pub(super) fn new(text: &'t str, at: usize, kind: &'t ErrorKind) -> ParseErrorContext<'t> {
        let at = (0..=at.min(text.len()))
            .rev()
            .find(|at| text.is_char_boundary(*at))
            .unwrap_or(0);
        ParseErrorContext {
            text,
            at,
            kind,
            line: YamlLine::containing_offset(text, at),
        }
    }

    /// The text from the error on.
    pub(super) fn remaining_text(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// The character at the error.
    pub(super) fn current_char(&self) -> Option<char> {
        self.remaining_text().chars().next()
    }

    /// The nearest line above that is neither blank nor a comment.
    pub(super) fn content_line_above(&self) -> Option<YamlLine<'t>> {
        self.lines_above().find(|line| !line.is_blank_or_comment())
    }

    /// Every line above, nearest first.
    pub(super) fn lines_above(&self) -> impl Iterator<Item = YamlLine<'t>> + use<'t> {
        let text = self.text;
        std::iter::successors(Some(self.line), move |line| {
            let end = line.start.checked_sub(1)?;
            Some(YamlLine::containing_offset(text, end))
        })
        .skip(1)
    }

    /// The next line that is neither blank nor a comment.
    pub(super) fn content_line_below(&self) -> Option<YamlLine<'t>> {
        let text = self.text;
        let next = move |line: &YamlLine<'t>| {
            let end = line.start + text[line.start..].find('\n')?;
            (end + 1 < text.len()).then(|| YamlLine::containing_offset(text, end + 1))
        };
        std::iter::successors(next(&self.line), next).find(|line| !line.is_blank_or_comment())
    }

    /// The edit that quotes the value of the line; `None` if the value continues below.
    pub(super) fn build_quote_fix(
        &self,
        value: &YamlLineValue<'_>,
    ) -> Option<(Range<usize>, String)> {
        let deeper = |line: YamlLine<'_>| line.indent() > self.line.indent();
        let goes_on = self.content_line_below().is_some_and(deeper);
        (!goes_on).then(|| (value.span(), double_quote(value.text)))
    }

    /// The value at the error within brackets: up to the next `,`, `]` or `}`.
    pub(super) fn find_flow_item(&self) -> Option<YamlLineValue<'t>> {
        let opened = self.text[self.line.start..self.at].contains(['[', '{']);
        let line_end = self.line.start + self.line.text.len();
        let rest = self.text.get(self.at..line_end)?;
        let end = rest.find([',', ']', '}']).filter(|_| opened)?;
        Some(YamlLineValue {
            start: self.at,
            text: rest[..end].trim_end(),
            key: None,
        })
    }
}
