//! A text that was read, and places in it.

use std::ops::Range;
use std::sync::Arc;

/// One file as it was read.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// The path to show, relative to the root it was read from, with `/` between parts.
    pub name: String,
    /// The whole text.
    pub text: String,
}

impl Source {
    /// A shared source.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Source {
            name: name.into(),
            text: text.into(),
        })
    }
}

/// A range of bytes in a [`Source`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub source: Arc<Source>,
    /// Bytes of the text; within it and on character boundaries.
    pub span: Range<usize>,
}

/// A line and a column, both from 1; columns count Unicode scalar values, as editors do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
}

impl Place {
    /// `span` in `source`, moved into the text and onto character boundaries if it is not.
    pub fn new(source: &Arc<Source>, span: Range<usize>) -> Self {
        let start = floor_boundary(&source.text, span.start);
        let end = floor_boundary(&source.text, span.end).max(start);
        Place {
            source: Arc::clone(source),
            span: start..end,
        }
    }

    /// The path to show.
    pub fn file(&self) -> &str {
        &self.source.name
    }

    /// Where it starts.
    pub fn start(&self) -> Position {
        position(&self.source.text, self.span.start)
    }

    /// Where it ends: the position after its last character.
    pub fn end(&self) -> Position {
        position(&self.source.text, self.span.end)
    }
}

impl std::fmt::Display for Place {
    /// `file:line:column`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Position { line, column } = self.start();
        write!(
            f,
            "{}:{line}:{column}",
            crate::printable::Printable(self.file())
        )
    }
}

fn floor_boundary(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len()))
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0)
}

fn position(text: &str, offset: usize) -> Position {
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Position {
        line: before.bytes().filter(|&byte| byte == b'\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_not_bytes() {
        let source = Source::new("a.yaml", "one\nnaïve: x\n");
        let place = Place::new(
            &source,
            source.text.find('x').unwrap()..source.text.len() - 1,
        );
        assert_eq!(place.to_string(), "a.yaml:2:8");
        assert_eq!(place.end(), Position { line: 2, column: 9 });
    }

    #[test]
    fn spans_outside_the_text_are_moved_into_it() {
        let source = Source::new("a.yaml", "é");
        assert_eq!(Place::new(&source, 1..99).span, 0..2);
    }
}
