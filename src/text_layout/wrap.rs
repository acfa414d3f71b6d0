//! Wraps lines between words, because a terminal would break them within a word.

use console::measure_text_width;

use super::LineWidth;

/// `head` and `value`, on as many lines as `width` requires. All lines but the first begin at `column`, below the value.
///
/// A word that is too long for that begins further left: paths and URLs stay whole, so that they can be copied.
pub(super) fn wrap_value(head: &str, value: &str, column: usize, width: LineWidth) -> String {
    let Some(columns) = width.columns() else {
        return format!("{head}{value}");
    };
    let mut text = head.to_owned();
    let mut used = measure_text_width(head);
    for (gap, word) in split_words(value) {
        let length = measure_text_width(word);
        let indent = column.min(columns.saturating_sub(length));
        if used + gap + length > columns && used > indent {
            text.truncate(text.trim_end_matches(' ').len());
            text.push('\n');
            text.extend(std::iter::repeat_n(' ', indent));
            used = indent + length;
        } else {
            text.extend(std::iter::repeat_n(' ', gap));
            used += gap + length;
        }
        text.push_str(word);
    }
    text
}

/// The lines of `text`, with further lines indented like the first.
pub(super) fn wrap_lines(text: &str, width: LineWidth) -> String {
    let wrap = |line: &str| {
        let indent = line.len() - line.trim_start_matches(' ').len();
        wrap_value(&line[..indent], &line[indent..], indent, width)
    };
    text.split('\n').map(wrap).collect::<Vec<_>>().join("\n")
}

/// The words of `text`, each with the number of spaces before it.
fn split_words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let trimmed = rest.trim_start_matches(' ');
        let gap = rest.len() - trimmed.len();
        let end = trimmed.find(' ').unwrap_or(trimmed.len());
        let (word, after) = trimmed.split_at(end);
        rest = after;
        (!word.is_empty()).then_some((gap, word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrap(head: &str, value: &str, columns: usize) -> String {
        wrap_value(head, value, 7, LineWidth::from_columns(columns))
    }

    #[test]
    fn lines_break_between_words_below_the_value() {
        let value = "payments (Payments) · 3 members";
        assert_eq!(wrap("owner  ", value, 38), format!("owner  {value}"));
        assert_eq!(
            wrap("owner  ", value, 28),
            "owner  payments (Payments) ·\n       3 members"
        );
        assert_eq!(
            wrap("a-long-label  ", "x y", 16),
            "a-long-label  x\n       y"
        );
    }

    #[test]
    fn a_long_word_stays_whole() {
        assert_eq!(
            wrap("code   ", "https://acme.example/cart x", 27),
            "code\n  https://acme.example/cart\n       x"
        );
        assert_eq!(
            wrap("code   ", "https://acme.example/cart", 20),
            "code\nhttps://acme.example/cart"
        );
    }

    #[test]
    fn nothing_changes_without_a_terminal() {
        let value = "one  two    three";
        assert_eq!(
            wrap_value("label  ", value, 7, LineWidth::UNLIMITED),
            "label  one  two    three"
        );
        assert_eq!(wrap("label  ", value, 24), "label  one  two    three");
    }

    #[test]
    fn indented_lines_stay_indented() {
        let width = LineWidth::from_columns(10);
        assert_eq!(
            wrap_lines("  one two three\nfour", width),
            "  one two\n  three\nfour"
        );
    }
}
