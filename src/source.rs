//! Source files, and places in them.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A source file.
#[derive(Debug)]
pub struct SourceFile {
    /// The path to show, relative to the root it was read from, with `/` as the separator.
    pub name: String,
    /// The whole text, or a part that starts at the beginning of a line.
    pub text: String,
    /// The line of the file that the text starts with, from 1.
    first_line: usize,
    /// Checkpoints for computing positions. Created on first use, because most files never need them.
    marks: OnceLock<Vec<PositionCheckpoint>>,
}

/// The byte order mark that Windows tools write before UTF-8 text. It has no meaning.
pub const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The text of a file, without a byte order mark.
///
/// # Errors
/// The reason why it isn't UTF-8, worded to follow the file name.
pub fn decode_utf8_text(bytes: Vec<u8>) -> Result<String, &'static str> {
    let text = String::from_utf8(bytes).map_err(|error| describe_non_utf8(error.as_bytes()))?;
    Ok(match strip_byte_order_mark(&text) {
        rest if rest.len() < text.len() => rest.to_owned(),
        _ => text,
    })
}

/// Describes a file that isn't UTF-8, to follow its name.
pub fn describe_non_utf8(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "is UTF-16; save it as UTF-8",
        _ => "is not UTF-8",
    }
}

/// `text` without a byte order mark.
pub fn strip_byte_order_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

impl SourceFile {
    /// A shared source.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        SourceFile::new_starting_at_line(name, text, 1)
    }

    /// A shared source that is a part of a file: its text starts with line `line`, from 1.
    pub fn new_starting_at_line(
        name: impl Into<String>,
        text: impl Into<String>,
        line: usize,
    ) -> Arc<Self> {
        Arc::new(SourceFile {
            name: name.into(),
            text: text.into(),
            first_line: line,
            marks: OnceLock::new(),
        })
    }

    /// The position of byte `offset` of the text.
    fn position_at_offset(&self, offset: usize) -> TextPosition {
        let marks = self
            .marks
            .get_or_init(|| build_position_checkpoints(&self.text));
        let next = marks.partition_point(|mark| mark.offset <= offset);
        let mark = marks[next.max(1) - 1];
        let further = self.text[mark.offset..offset].chars().count();
        TextPosition {
            line: mark.position.line + self.first_line - 1,
            column: mark.position.column + further,
        }
    }
}

impl PartialEq for SourceFile {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, &self.text) == (&other.name, &other.text)
    }
}

impl Eq for SourceFile {}

/// A byte with a known position.
#[derive(Clone, Copy, Debug)]
struct PositionCheckpoint {
    offset: usize,
    position: TextPosition,
}

/// A range of bytes in a [`SourceFile`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub source: Arc<SourceFile>,
    /// Bytes of the text; within it and on character boundaries.
    pub span: Range<usize>,
}

/// A line and a column, both from 1; columns count Unicode scalar values, as editors do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextPosition {
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
}

impl Place {
    /// `span` in `source`, clamped to the text and to character boundaries.
    pub fn new(source: &Arc<SourceFile>, span: Range<usize>) -> Self {
        let start = floor_char_boundary(&source.text, span.start);
        let end = floor_char_boundary(&source.text, span.end).max(start);
        Place {
            source: Arc::clone(source),
            span: start..end,
        }
    }

    /// The same place, with the file shown as `name`.
    #[must_use]
    pub fn with_displayed_file_name(&self, name: &str) -> Place {
        let source = SourceFile::new_starting_at_line(
            name,
            self.source.text.as_str(),
            self.source.first_line,
        );
        Place::new(&source, self.span.clone())
    }

    /// The path to show.
    pub fn file_path(&self) -> &str {
        &self.source.name
    }

    /// Where it starts.
    pub fn start(&self) -> TextPosition {
        self.source.position_at_offset(self.span.start)
    }

    /// The text of the line that it starts in.
    pub fn line_text(&self) -> &str {
        let (before, after) = self.source.text.split_at(self.span.start);
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let end = after
            .find('\n')
            .map_or(self.source.text.len(), |end| before.len() + end);
        &self.source.text[start..end]
    }

    /// Where it ends: the position after its last character.
    pub fn end(&self) -> TextPosition {
        self.source.position_at_offset(self.span.end)
    }
}

impl std::fmt::Display for Place {
    /// `file:line:column`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let TextPosition { line, column } = self.start();
        write!(
            f,
            "{}:{line}:{column}",
            crate::printable::Printable(self.file_path())
        )
    }
}

fn floor_char_boundary(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len()))
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0)
}

/// Checkpoints at the start of every line, and about every 1024 bytes in long lines, such as JSON on one line. Editors
/// don't count a byte order mark as a column.
fn build_position_checkpoints(text: &str) -> Vec<PositionCheckpoint> {
    const BYTES_BETWEEN_CHECKPOINTS: usize = 1024;
    let content = strip_byte_order_mark(text);
    let mut last = PositionCheckpoint {
        offset: text.len() - content.len(),
        position: TextPosition { line: 1, column: 1 },
    };
    let mut marks = vec![PositionCheckpoint { offset: 0, ..last }, last];
    for line in content.split_inclusive('\n') {
        let end = last.offset + line.len();
        while end - last.offset > BYTES_BETWEEN_CHECKPOINTS {
            let next = floor_char_boundary(text, last.offset + BYTES_BETWEEN_CHECKPOINTS);
            last.position.column += text[last.offset..next].chars().count();
            last.offset = next;
            marks.push(last);
        }
        last = PositionCheckpoint {
            offset: end,
            position: TextPosition {
                line: last.position.line + 1,
                column: 1,
            },
        };
        marks.push(last);
    }
    // There is no line after a last line without a newline.
    if !text.ends_with('\n') && marks.len() > 2 {
        marks.pop();
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_not_bytes() {
        let source = SourceFile::new("a.yaml", "one\nnaïve: x\n");
        let place = Place::new(
            &source,
            source.text.find('x').unwrap()..source.text.len() - 1,
        );
        assert_eq!(place.to_string(), "a.yaml:2:8");
        assert_eq!(place.end(), TextPosition { line: 2, column: 9 });
    }

    #[test]
    fn long_lines_are_counted_from_their_middle() {
        let text = format!("a\n{}x\n{}", "é".repeat(3000), "é".repeat(700));
        let source = SourceFile::new("a.yaml", text);
        let at = source.text.find('x').unwrap();
        let place = Place::new(&source, at..source.text.len());
        assert_eq!(
            place.start(),
            TextPosition {
                line: 2,
                column: 3001
            }
        );
        assert_eq!(
            place.end(),
            TextPosition {
                line: 3,
                column: 701
            }
        );
    }

    #[test]
    fn a_byte_order_mark_is_no_column() {
        let at = |text: &str| {
            let source = SourceFile::new("a.yaml", text);
            Place::new(&source, text.len()..text.len()).to_string()
        };
        assert_eq!(at("\u{feff}"), "a.yaml:1:1");
        assert_eq!(at("\u{feff}ab"), "a.yaml:1:3");
        assert_eq!(at("\u{feff}a\nb"), "a.yaml:2:2");
        assert_eq!(at(&format!("\u{feff}{}", "é".repeat(700))), "a.yaml:1:701");
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_a_text() {
        assert_eq!(
            decode_utf8_text(b"\xef\xbb\xbfa: b".to_vec()).unwrap(),
            "a: b"
        );
        assert_eq!(decode_utf8_text(b"a: b".to_vec()).unwrap(), "a: b");
        assert!(
            decode_utf8_text(b"\xff\xfea\0".to_vec())
                .unwrap_err()
                .contains("UTF-16")
        );
        assert!(
            decode_utf8_text(vec![b'a', 0xe9])
                .unwrap_err()
                .contains("not UTF-8")
        );
    }

    #[test]
    fn spans_outside_the_text_are_moved_into_it() {
        let source = SourceFile::new("a.yaml", "é");
        assert_eq!(Place::new(&source, 1..99).span, 0..2);
    }
}
