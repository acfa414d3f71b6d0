//! The documents of a file, told apart by their markers alone: a fault in one cannot swallow the next.

use super::version::Version;

/// The text of one document and where it starts in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunk<'a> {
    /// The version it is written in.
    pub(super) version: Version,
    /// From its `---` (or the directives above it) to the next document.
    pub text: &'a str,
    /// Byte offset in the file.
    pub offset: usize,
}

/// Splits `text` at `---` and `...` in the first column, which mean a document's border wherever they stand, in
/// block scalars too. Chunks with nothing but blank lines and comments are left out.
pub fn documents(text: &str) -> Vec<Chunk<'_>> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let start = text.len() - body.len();
    let mut chunks = Vec::new();
    let (mut begin, mut substance) = (0, Substance::Nothing);
    let (mut version, mut next) = (Version::Current, None);
    let mut at = 0;
    while at < body.len() {
        let rest = &body[at..];
        let length =
            memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |newline| newline + 1);
        let (line, end) = (&rest[..length], at + length);
        match border(line) {
            Some(Border::Start) => {
                if substance == Substance::Content {
                    chunks.push((begin, at, version));
                    begin = at;
                } else if substance == Substance::Nothing {
                    begin = at;
                }
                version = next.take().unwrap_or(version);
                substance = Substance::Content;
            }
            Some(Border::End) => {
                if substance == Substance::Content {
                    chunks.push((begin, end, version));
                }
                (begin, substance) = (end, Substance::Nothing);
            }
            None => {
                let found = substance_of(line);
                if found == Substance::Directives && substance != Substance::Content {
                    next = Version::of_directive(line).or(next);
                }
                substance = substance.max(found);
            }
        }
        at = end;
    }
    if substance == Substance::Content {
        chunks.push((begin, body.len(), version));
    }
    chunks
        .into_iter()
        .map(|(from, to, version)| Chunk {
            version,
            text: &body[from..to],
            offset: start + from,
        })
        .collect()
}

/// What a run of lines holds, least first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Substance {
    Nothing,
    Directives,
    Content,
}

enum Border {
    Start,
    End,
}

fn border(line: &str) -> Option<Border> {
    let (marker, rest) = line.split_at_checked(3)?;
    let separated = rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']);
    match (marker, separated) {
        ("---", true) => Some(Border::Start),
        ("...", true) => Some(Border::End),
        _ => None,
    }
}

fn substance_of(line: &str) -> Substance {
    match line.trim_start().chars().next() {
        None | Some('#') => Substance::Nothing,
        Some('%') if line.starts_with('%') => Substance::Directives,
        Some(_) => Substance::Content,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<(usize, &str)> {
        documents(text)
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
