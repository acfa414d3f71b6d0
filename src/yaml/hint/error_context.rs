//! The place of a fault, and the lines around it.

use std::ops::Range;

use granit_parser::ErrorKind;

use crate::printable::escape_and_truncate;
use crate::yaml::quote::double_quote;

/// Where the parser stopped.
pub(super) struct ParseErrorContext<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    pub(super) kind: &'t ErrorKind,
    /// The line of the fault.
    pub(super) line: TextLine<'t>,
}

/// One line.
#[derive(Clone, Copy)]
pub(super) struct TextLine<'t> {
    /// Where it starts in the document.
    pub(super) start: usize,
    /// Without its end.
    pub(super) text: &'t str,
}

/// The value on a line, after `key: ` or `- `, without a comment.
pub(super) struct LineValue<'t> {
    /// Where it starts in the document.
    pub(super) start: usize,
    pub(super) text: &'t str,
    /// The key before it, if there is one.
    pub(super) key: Option<&'t str>,
}

impl LineValue<'_> {
    pub(super) fn span(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }
}

impl<'t> TextLine<'t> {
    /// The line that byte `at` of `text` is in.
    pub(super) fn containing_offset(text: &'t str, at: usize) -> TextLine<'t> {
        let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let length = text[at..].find('\n').unwrap_or(text.len() - at);
        let line = &text[start..at + length];
        TextLine {
            start,
            text: line.strip_suffix('\r').unwrap_or(line),
        }
    }

    /// How many spaces it starts with.
    pub(super) fn indent(self) -> usize {
        self.text.len() - self.text.trim_start_matches(' ').len()
    }

    /// Without the blanks around it.
    pub(super) fn content(self) -> &'t str {
        self.text.trim()
    }

    /// Whether there is nothing to parse on it.
    pub(super) fn is_blank_or_comment(self) -> bool {
        self.content().is_empty() || self.content().starts_with('#')
    }

    /// The content after `- `, as often as that stands there, with where it starts in the line.
    fn content_after_dashes(self) -> (usize, &'t str) {
        let mut start = self.indent();
        while let Some(rest) = self.text[start..].strip_prefix("- ") {
            start = self.text.len() - rest.trim_start_matches(' ').len();
        }
        (start, &self.text[start..])
    }

    /// The key and the value, or of a list item the value alone.
    pub(super) fn value(self) -> Option<LineValue<'t>> {
        let (start, content) = self.content_after_dashes();
        let (key, value) = match find_key_colon(content) {
            Some(colon) => (Some(content[..colon].trim_end()), &content[colon + 1..]),
            None if start > self.indent() => (None, content),
            None => return None,
        };
        let value = value.trim_start_matches(' ');
        let start = self.start + self.text.len() - value.len();
        let text = strip_comment(value).trim_end();
        (!text.is_empty()).then_some(LineValue { start, text, key })
    }

    /// The key of the line, if it has one.
    pub(super) fn key(self) -> Option<&'t str> {
        let (_, content) = self.content_after_dashes();
        find_key_colon(content).map(|colon| content[..colon].trim_end())
    }

    /// For a message.
    pub(super) fn to_excerpt(self) -> String {
        escape_and_truncate(self.content())
    }
}

/// Where the `:` after the key stands.
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
            line: TextLine::containing_offset(text, at),
        }
    }

    /// The text from the fault on.
    pub(super) fn remaining_text(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// The character at the fault.
    pub(super) fn current_char(&self) -> Option<char> {
        self.remaining_text().chars().next()
    }

    /// The nearest line above that is neither blank nor a comment.
    pub(super) fn content_line_above(&self) -> Option<TextLine<'t>> {
        self.lines_above().find(|line| !line.is_blank_or_comment())
    }

    /// Every line above, nearest first.
    pub(super) fn lines_above(&self) -> impl Iterator<Item = TextLine<'t>> + use<'t> {
        let text = self.text;
        std::iter::successors(Some(self.line), move |line| {
            let end = line.start.checked_sub(1)?;
            Some(TextLine::containing_offset(text, end))
        })
        .skip(1)
    }

    /// The next line that is neither blank nor a comment.
    pub(super) fn content_line_below(&self) -> Option<TextLine<'t>> {
        let text = self.text;
        let next = move |line: &TextLine<'t>| {
            let end = line.start + text[line.start..].find('\n')?;
            (end + 1 < text.len()).then(|| TextLine::containing_offset(text, end + 1))
        };
        std::iter::successors(next(&self.line), next).find(|line| !line.is_blank_or_comment())
    }

    /// The edit that puts the value of the line between quotes; `None` where the value goes on below.
    pub(super) fn build_quote_fix(&self, value: &LineValue<'_>) -> Option<(Range<usize>, String)> {
        let deeper = |line: TextLine<'_>| line.indent() > self.line.indent();
        let goes_on = self.content_line_below().is_some_and(deeper);
        (!goes_on).then(|| (value.span(), double_quote(value.text)))
    }

    /// Where a value starts at the fault between brackets: to the next of `,`, `]` and `}`.
    pub(super) fn find_flow_item(&self) -> Option<LineValue<'t>> {
        let opened = self.text[self.line.start..self.at].contains(['[', '{']);
        let line_end = self.line.start + self.line.text.len();
        let rest = self.text.get(self.at..line_end)?;
        let end = rest.find([',', ']', '}']).filter(|_| opened)?;
        Some(LineValue {
            start: self.at,
            text: rest[..end].trim_end(),
            key: None,
        })
    }
}
