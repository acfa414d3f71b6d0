//! A text of an entity, without a copy: a catalog of 100,000 entities has two million of them.

use std::ops::Range;

use crate::source::SourceFile;

/// Bytes of a file. Files are at most 64 MiB, so four bytes are enough for an offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CompactSpan {
    start: u32,
    end: u32,
}

/// Where a text stands in its file; or the text itself where the file writes it otherwise, with escapes or folded.
#[derive(Clone, Debug)]
pub(super) enum SourceText {
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

impl SourceText {
    /// `text`, which may be a part of `source`.
    pub(super) fn new(source: &SourceFile, text: &str) -> SourceText {
        let start = (text.as_ptr() as usize).wrapping_sub(source.text.as_ptr() as usize);
        let range = start..start.saturating_add(text.len());
        match source.text.get(range.clone()) {
            Some(there) if std::ptr::eq(there, text) => SourceText::Slice(CompactSpan::new(range)),
            _ => SourceText::Owned(text.into()),
        }
    }

    /// The text, of an entity that was read from `source`.
    pub(super) fn as_str_in_source<'s>(&'s self, source: &'s SourceFile) -> &'s str {
        match self {
            SourceText::Slice(span) => source.text.get(span.to_range()).unwrap_or_default(),
            SourceText::Owned(text) => text,
        }
    }

    /// Where it stands, if it stands in its file as it is.
    pub(super) fn span(&self) -> Option<CompactSpan> {
        match self {
            SourceText::Slice(span) => Some(*span),
            SourceText::Owned(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_the_source_is_not_copied() {
        let source = SourceFile::new("a.yaml", "name: naïve\n");
        let part = SourceText::new(&source, &source.text[6..12]);
        assert!(matches!(part, SourceText::Slice(_)) && part.as_str_in_source(&source) == "naïve");
        let own = SourceText::new(&source, "naïve");
        assert!(matches!(own, SourceText::Owned(_)) && own.as_str_in_source(&source) == "naïve");
        assert_eq!(SourceText::new(&source, "").as_str_in_source(&source), "");
        assert_eq!(std::mem::size_of::<SourceText>(), 16);
    }
}
