//! How wide a line of output may be, and how text is shortened to fit.

use std::borrow::Cow;

use console::{Term, measure_text_width, strip_ansi_codes};

/// The width of a line of output, in columns of a terminal: each view gets it from [`super::Ui`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineWidth(Option<usize>);

/// The text that stands for the part that was left out.
const ELLIPSIS: char = '…';

/// The smallest width at which both ends of a name can be recognised; below it, only the beginning is shown.
const MIN_WIDTH_OF_BOTH_ENDS: usize = 8;

impl LineWidth {
    /// Any width, for pipes and files.
    pub const UNLIMITED: LineWidth = LineWidth(None);

    /// A width of `columns`.
    pub const fn from_columns(columns: usize) -> LineWidth {
        LineWidth(Some(columns))
    }

    /// The width of `terminal`; unlimited if it is a pipe or a file, or if its width is unknown.
    pub(crate) fn of_terminal(terminal: &Term) -> LineWidth {
        LineWidth(
            terminal
                .size_checked()
                .map(|(_, columns)| usize::from(columns)),
        )
    }

    /// The number of columns; `None` if it is unlimited.
    pub(crate) fn columns(self) -> Option<usize> {
        self.0
    }

    /// The width that is left beside `used` columns, but at least `least`.
    pub(crate) fn width_beside(self, used: usize, least: usize) -> LineWidth {
        LineWidth(
            self.0
                .map(|columns| columns.saturating_sub(used).max(least)),
        )
    }

    /// `text` with its middle left out if it is too wide: names, paths and URLs differ at both ends.
    pub(crate) fn shorten_middle(self, text: &str) -> Cow<'_, str> {
        match self.0 {
            Some(columns) if columns < MIN_WIDTH_OF_BOTH_ENDS => self.shorten_end(text),
            Some(columns) if measure_text_width(text) > columns => {
                let text = strip_ansi_codes(text);
                let room = columns - 1;
                let start = take_start(&text, room.div_ceil(2));
                let end = take_end(&text, room - measure_text_width(start));
                format!("{start}{ELLIPSIS}{end}").into()
            }
            _ => text.into(),
        }
    }

    /// `text` with its end left out if it is too wide.
    pub(crate) fn shorten_end(self, text: &str) -> Cow<'_, str> {
        match self.0 {
            Some(columns) if measure_text_width(text) > columns => {
                let text = strip_ansi_codes(text);
                let start = take_start(&text, columns.saturating_sub(1));
                format!("{}{ELLIPSIS}", start.trim_end()).into()
            }
            _ => text.into(),
        }
    }
}

fn char_width(character: char) -> usize {
    measure_text_width(character.encode_utf8(&mut [0; 4]))
}

/// The longest start of `text` that fits in `columns`.
fn take_start(text: &str, columns: usize) -> &str {
    let mut used = 0;
    let end = text.char_indices().find(|(_, character)| {
        used += char_width(*character);
        used > columns
    });
    end.map_or(text, |(end, _)| &text[..end])
}

/// The longest end of `text` that fits in `columns`. It doesn't begin with a mark that belongs to a character before it.
fn take_end(text: &str, columns: usize) -> &str {
    let mut used = 0;
    let mut start = text.len();
    for (index, character) in text.char_indices().rev() {
        let width = char_width(character);
        used += width;
        if used > columns {
            break;
        }
        if width > 0 {
            start = index;
        }
    }
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shorten_middle(text: &str, columns: usize) -> String {
        LineWidth::from_columns(columns)
            .shorten_middle(text)
            .into_owned()
    }

    #[test]
    fn names_and_paths_keep_both_ends() {
        let url = "https://github.com/acme/checkout";
        assert_eq!(shorten_middle(url, 32), url);
        assert_eq!(shorten_middle(url, 31), "https://github.…m/acme/checkout");
        assert_eq!(shorten_middle(url, 12), "https:…ckout");
        assert_eq!(shorten_middle("component", 8), "comp…ent");
        assert_eq!(shorten_middle("component", 5), "comp…");
        assert_eq!(shorten_middle("component", 1), "…");
    }

    #[test]
    fn sentences_keep_their_beginning() {
        let shorten = |columns| LineWidth::from_columns(columns).shorten_end("Two entities");
        assert_eq!(shorten(12), "Two entities");
        assert_eq!(shorten(9), "Two enti…");
        assert_eq!(shorten(5), "Two…");
    }

    #[test]
    fn width_is_counted_in_columns() {
        assert_eq!(shorten_middle("東京東京東京", 12), "東京東京東京");
        assert_eq!(shorten_middle("東京東京東京", 11), "東京…京東京");
        assert_eq!(shorten_middle("東京東京東京", 9), "東京…東京");
        assert_eq!(
            shorten_middle("aaaaae\u{301}e\u{301}e\u{301}e\u{301}", 8),
            "aaaa…e\u{301}e\u{301}e\u{301}"
        );
        for columns in 1..14 {
            let short = shorten_middle("a東b京c東d京e", columns);
            assert!(measure_text_width(&short) <= columns, "{columns}: {short}");
        }
    }

    #[test]
    fn nothing_is_shortened_without_a_terminal() {
        let long = "x".repeat(1000);
        assert_eq!(LineWidth::UNLIMITED.shorten_middle(&long), long);
        assert_eq!(LineWidth::UNLIMITED.shorten_end(&long), long);
        assert_eq!(LineWidth::UNLIMITED.width_beside(5, 1).columns(), None);
    }
}
