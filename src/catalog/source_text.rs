//! The strings of entities, stored without copies: a catalog of 100,000 entities has two million of them.

use std::ops::Range;

use crate::source::SourceFile;

/// A byte range in a file. Files are at most 64 MiB, so four bytes are enough for an offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CompactSpan {
    start: u32,
    end: u32,
}

/// The place of a string in its file; or the string itself if the file has it in another form, with escapes or folded.
#[derive(Clone, Debug)]
pub(super) enum SpanOrOwnedText {
    Slice(CompactSpan),
    Owned(Box<str>),
}

impl CompactSpan {
    pub(super) fn new(range: Range<usize>) -> CompactSpan {
        let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        CompactSpan {
            start: narrow(range.start),
            end: narrow(range.end),
        }
    }

    pub(super) fn to_range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl SpanOrOwnedText {
    /// `text`, which may be a part of `source`.
    pub(super) fn new(source: &SourceFile, text: &str) -> SpanOrOwnedText {
        let start = (text.as_ptr() as usize).wrapping_sub(source.text.as_ptr() as usize);
        let range = start..start.saturating_add(text.len());
        match source.text.get(range.clone()) {
            Some(there) if std::ptr::eq(there, text) => {
                SpanOrOwnedText::Slice(CompactSpan::new(range))
            }
            _ => SpanOrOwnedText::Owned(text.into()),
        }
    }

    /// The string; `source` is the file that its entity was read from.
    pub(super) fn as_str_in_source<'s>(&'s self, source: &'s SourceFile) -> &'s str {
        match self {
            SpanOrOwnedText::Slice(span) => source.text.get(span.to_range()).unwrap_or_default(),
            SpanOrOwnedText::Owned(text) => text,
        }
    }

    /// Its place, if the file contains it verbatim.
    pub(super) fn span(&self) -> Option<CompactSpan> {
        match self {
            SpanOrOwnedText::Slice(span) => Some(*span),
            SpanOrOwnedText::Owned(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_the_source_is_not_copied() {
        let source = SourceFile::new("a.yaml", "name: naïve\n");
        let part = SpanOrOwnedText::new(&source, &source.text[6..12]);
        assert!(
            matches!(part, SpanOrOwnedText::Slice(_)) && part.as_str_in_source(&source) == "naïve"
        );
        let own = SpanOrOwnedText::new(&source, "naïve");
        assert!(
            matches!(own, SpanOrOwnedText::Owned(_)) && own.as_str_in_source(&source) == "naïve"
        );
        assert_eq!(
            SpanOrOwnedText::new(&source, "").as_str_in_source(&source),
            ""
        );
        assert_eq!(std::mem::size_of::<SpanOrOwnedText>(), 16);
    }
}
