//! Splits a file into documents by their markers alone, so an error in one doesn't affect the next.

use std::ops::Range;

use super::version::YamlVersion;

/// Where one document is in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlDocumentSpan {
    version: YamlVersion,
    /// Its bytes, as in [`YamlDocumentText::text`].
    pub range: Range<usize>,
}

impl YamlDocumentSpan {
    /// The document in `text`, the text of its file.
    pub fn slice<'t>(&self, text: &'t str) -> YamlDocumentText<'t> {
        YamlDocumentText {
            version: self.version,
            text: text.get(self.range.clone()).unwrap_or_default(),
            offset: self.range.start,
        }
    }
}

/// The text of one document and where it starts in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YamlDocumentText<'a> {
    /// The version it is written in.
    pub(super) version: YamlVersion,
    /// From its `---` (or the directives above it) to the next document.
    pub text: &'a str,
    /// Byte offset in the file.
    pub offset: usize,
}

/// Splits `text` at `---` and `...` in the first column, which always separate documents, even within block scalars.
/// Chunks with only blank lines and comments are left out.
pub fn split_yaml_documents(text: &str) -> Vec<YamlDocumentText<'_>> {
    let spans = locate_yaml_documents(text);
    spans.iter().map(|span| span.slice(text)).collect()
}

/// Where [`split_yaml_documents`] splits `text`.
pub fn locate_yaml_documents(text: &str) -> Vec<YamlDocumentSpan> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let start = text.len() - body.len();
    let mut chunks = Vec::new();
    let (mut begin, mut substance) = (0, YamlLineContent::Nothing);
    let (mut version, mut next) = (YamlVersion::V1_2, None);
    let mut at = 0;
    while at < body.len() {
        let rest = &body[at..];
        let length =
            memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |newline| newline + 1);
        let (line, end) = (&rest[..length], at + length);
        match parse_document_marker(line) {
            Some(DocumentMarker::Start) => {
                if substance == YamlLineContent::Content {
                    chunks.push((begin, at, version));
                    begin = at;
                } else if substance == YamlLineContent::Nothing {
                    begin = at;
                }
                version = next.take().unwrap_or(version);
                substance = YamlLineContent::Content;
            }
            Some(DocumentMarker::End) => {
                if substance == YamlLineContent::Content {
                    chunks.push((begin, end, version));
                }
                (begin, substance) = (end, YamlLineContent::Nothing);
            }
            None => {
                let found = classify_yaml_line(line);
                if found == YamlLineContent::Directives && substance != YamlLineContent::Content {
                    next = YamlVersion::parse_yaml_directive(line).or(next);
                }
                substance = substance.max(found);
            }
        }
        at = end;
    }
    if substance == YamlLineContent::Content {
        chunks.push((begin, body.len(), version));
    }
    chunks
        .into_iter()
        .map(|(from, to, version)| YamlDocumentSpan {
            version,
            range: start + from..start + to,
        })
        .collect()
}

/// The content of a run of lines, in ascending order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum YamlLineContent {
    Nothing,
    Directives,
    Content,
}

enum DocumentMarker {
    Start,
    End,
}

fn parse_document_marker(line: &str) -> Option<DocumentMarker> {
    let (marker, rest) = line.split_at_checked(3)?;
    let separated = rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']);
    match (marker, separated) {
        ("---", true) => Some(DocumentMarker::Start),
        ("...", true) => Some(DocumentMarker::End),
        _ => None,
    }
}

fn classify_yaml_line(line: &str) -> YamlLineContent {
    match line.trim_start().chars().next() {
        None | Some('#') => YamlLineContent::Nothing,
        Some('%') if line.starts_with('%') => YamlLineContent::Directives,
        Some(_) => YamlLineContent::Content,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<(usize, &str)> {
        split_yaml_documents(text)
            .into_iter()
            .map(|chunk| (chunk.offset, chunk.text))
            .collect()
    }

    #[test]
    fn markers_are_borders_and_comments_are_nothing() {
        assert_eq!(
            split("# head\n---\na: 1\n---\nb: 2\n"),
            [(7, "---\na: 1\n"), (16, "---\nb: 2\n")]
        );
        assert_eq!(split("a: 1\n...\n# end\n"), [(0, "a: 1\n...\n")]);
        assert_eq!(split("\n# nothing\n"), []);
    }

    #[test]
    fn a_byte_order_mark_is_not_content() {
        assert_eq!(split("\u{feff}a: 1\n"), [(3, "a: 1\n")]);
    }

    #[test]
    fn directives_belong_to_the_document_below() {
        assert_eq!(
            split("a: 1\n...\n%YAML 1.2\n---\nb: 2\n"),
            [(0, "a: 1\n...\n"), (9, "%YAML 1.2\n---\nb: 2\n")]
        );
    }
}
