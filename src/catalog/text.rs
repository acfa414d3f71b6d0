//! A text of an entity, without a copy: a catalog of 100,000 entities has two million of them.

use std::ops::Range;

use crate::source::Source;

/// Bytes of a file. Files are at most 64 MiB, so four bytes are enough for an offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    start: u32,
    end: u32,
}

/// Where a text stands in its file; or the text itself where the file writes it otherwise, with escapes or folded.
#[derive(Clone, Debug)]
pub(super) enum Text {
    At(Span),
    Own(Box<str>),
}

impl Span {
    pub(super) fn new(range: Range<usize>) -> Span {
        let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span {
            start: narrow(range.start),
            end: narrow(range.end),
        }
    }

    pub(super) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl Text {
    /// `text`, which may be a part of `source`.
    pub(super) fn new(source: &Source, text: &str) -> Text {
        let start = (text.as_ptr() as usize).wrapping_sub(source.text.as_ptr() as usize);
        let range = start..start.saturating_add(text.len());
        match source.text.get(range.clone()) {
            Some(there) if std::ptr::eq(there, text) => Text::At(Span::new(range)),
            _ => Text::Own(text.into()),
        }
    }

    /// The text, of an entity that was read from `source`.
    pub(super) fn of<'s>(&'s self, source: &'s Source) -> &'s str {
        match self {
            Text::At(span) => source.text.get(span.range()).unwrap_or_default(),
            Text::Own(text) => text,
        }
    }

    /// Where it stands, if it stands in its file as it is.
    pub(super) fn span(&self) -> Option<Span> {
        match self {
            Text::At(span) => Some(*span),
            Text::Own(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_the_source_is_not_copied() {
        let source = Source::new("a.yaml", "name: naïve\n");
        let part = Text::new(&source, &source.text[6..12]);
        assert!(matches!(part, Text::At(_)) && part.of(&source) == "naïve");
        let own = Text::new(&source, "naïve");
        assert!(matches!(own, Text::Own(_)) && own.of(&source) == "naïve");
        assert_eq!(Text::new(&source, "").of(&source), "");
        assert_eq!(std::mem::size_of::<Text>(), 16);
    }
}
