//! Wraps lines between words, because a terminal would break them within a word.

use std::ops::Range;

use console::{measure_text_width, strip_ansi_codes};

use super::LineWidth;

/// `head` and `value`, on as many lines as `width` requires. All lines but the first begin at `column`, below the value.
///
/// A word that is too long for that begins further left: paths and URLs stay whole, so that they can be copied.
pub(crate) fn wrap_value(head: &str, value: &str, column: usize, width: LineWidth) -> String {
    wrap_words(head, split_words(value), column, width)
}

/// Like [`wrap_value`], for a command: every line but the last ends with a backslash, so that it can be copied into a shell.
pub(crate) fn wrap_command(head: &str, command: &str, column: usize, width: LineWidth) -> String {
    wrap_words(head, split_arguments(command), column, width)
}

/// Like [`wrap_value`], for advice such as `resume the run: idp runs resume 20261126`, which may contain a command.
pub(crate) fn wrap_advice(head: &str, advice: &str, column: usize, width: LineWidth) -> String {
    let command = find_command(advice);
    let words = split_words(&advice[..command.start])
        .chain(split_arguments(&advice[command.clone()]))
        .chain(split_words(&advice[command.end..]));
    wrap_words(head, words, column, width)
}

/// The lines of `text`, with further lines indented like the first.
pub(crate) fn wrap_lines(text: &str, width: LineWidth) -> String {
    let wrap = |line: &str| {
        let indent = line.len() - line.trim_start_matches(' ').len();
        wrap_value(&line[..indent], &line[indent..], indent, width)
    };
    text.split('\n').map(wrap).collect::<Vec<_>>().join("\n")
}

/// A word of a line.
#[derive(Clone, Copy)]
struct Word<'t> {
    text: &'t str,
    /// The number of spaces before it.
    gap: usize,
    /// Whether it's an argument of the command before it, so that a line break before it needs a backslash.
    is_argument: bool,
}

/// The end of a line of a command that isn't its last.
const CONTINUATION: &str = " \\";

fn wrap_words<'t>(
    head: &str,
    words: impl Iterator<Item = Word<'t>>,
    column: usize,
    width: LineWidth,
) -> String {
    let columns = width.columns().unwrap_or(usize::MAX);
    let mut text = head.to_owned();
    let mut used = measure_text_width(head);
    let mut words = words.peekable();
    while let Some(word) = words.next() {
        let continues = words.peek().is_some_and(|next| next.is_argument);
        let end = if continues { CONTINUATION.len() } else { 0 };
        let length = measure_text_width(word.text);
        let indent = column.min(columns.saturating_sub(length + end));
        if used + word.gap + length + end > columns && used > indent {
            text.truncate(text.trim_end_matches(' ').len());
            text.push_str(if word.is_argument { CONTINUATION } else { "" });
            text.push('\n');
            text.extend(std::iter::repeat_n(' ', indent));
            used = indent + length;
        } else {
            text.extend(std::iter::repeat_n(' ', word.gap));
            used += word.gap + length;
        }
        text.push_str(word.text);
    }
    text
}

/// The words of `text`.
fn split_words(text: &str) -> impl Iterator<Item = Word<'_>> {
    split_before_gaps(text, |text| text.find(' ')).map(|(gap, text)| Word {
        text,
        gap,
        is_argument: false,
    })
}

/// The arguments of `command`; quoted ones stay whole.
fn split_arguments(command: &str) -> impl Iterator<Item = Word<'_>> {
    let arguments = split_before_gaps(command, find_argument_end).enumerate();
    arguments.map(|(index, (gap, text))| Word {
        text,
        gap,
        is_argument: index > 0,
    })
}

/// The end of the first argument of `command`: the first space outside quotes.
fn find_argument_end(command: &str) -> Option<usize> {
    let (mut quote, mut previous) = (None, ' ');
    for (index, character) in command.char_indices() {
        match (character, quote) {
            (' ', None) => return Some(index),
            // The apostrophe in `can't` isn't a quote.
            ('\'' | '"', None) if !previous.is_alphanumeric() => quote = Some(character),
            (_, Some(open)) if open == character => quote = None,
            _ => {}
        }
        previous = character;
    }
    None
}

/// The parts of `text` up to each end that `find_end` finds, each with the number of spaces before it.
fn split_before_gaps(
    text: &str,
    find_end: impl Fn(&str) -> Option<usize>,
) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let trimmed = rest.trim_start_matches(' ');
        let gap = rest.len() - trimmed.len();
        let (word, after) = trimmed.split_at(find_end(trimmed).unwrap_or(trimmed.len()));
        rest = after;
        (!word.is_empty()).then_some((gap, word))
    })
}

/// The programs whose commands `idp` advises.
const ADVISED_PROGRAMS: [&str; 9] = [
    "idp", "git", "gh", "helm", "kubectl", "cd", "rm", "chmod", "npm",
];

/// Words that commands don't contain.
const SENTENCE_WORDS: [&str; 10] = [
    "is", "are", "has", "can", "can't", "cannot", "doesn't", "did", "uses", "the",
];

/// The command in `advice`, which is at its beginning or after a colon, and ends at an explanation after four spaces; empty at the end
/// of `advice` if it has none.
fn find_command(advice: &str) -> Range<usize> {
    // The space belongs to the command, which is split after it.
    let after_colons = advice.match_indices(": ").map(|(colon, _)| colon + 1);
    let starts = std::iter::once(0).chain(after_colons);
    let command = |start: usize| {
        let rest = &advice[start..];
        let length = rest.find("    ").unwrap_or(rest.len());
        let mut arguments = split_arguments(&rest[..length]);
        let is_program = arguments
            .next()
            .is_some_and(|word| ADVISED_PROGRAMS.contains(&&*strip_ansi_codes(word.text)));
        // A sentence can begin with the name of a program, too.
        let is_sentence = arguments.any(|word| {
            word.text.ends_with([':', ',', ';']) || SENTENCE_WORDS.contains(&word.text)
        });
        (is_program && !is_sentence).then_some(start..start + length)
    };
    let end = advice.len();
    starts.into_iter().find_map(command).unwrap_or(end..end)
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
    fn a_wrapped_command_can_be_copied() {
        let command = "idp new service cart --owner payments --because 'load test, gone soon'";
        let width = LineWidth::from_columns(40);
        assert_eq!(
            wrap_command("To repeat: ", command, 2, width),
            "To repeat: idp new service cart \\\n  --owner payments --because \\\n  'load test, gone soon'"
        );
        for columns in 30..80 {
            let wrapped = wrap_command("", command, 2, LineWidth::from_columns(columns));
            let fits = |line: &str| measure_text_width(line) <= columns;
            assert!(wrapped.lines().all(fits), "{columns}:\n{wrapped}");
            assert_eq!(wrapped.replace(" \\\n ", ""), command);
        }
    }

    #[test]
    fn a_command_in_advice_is_wrapped_as_a_command() {
        let wrap = |advice| wrap_advice("help: ", advice, 6, LineWidth::from_columns(36));
        assert_eq!(
            wrap("resume the run: idp runs resume 20261126-1200-abcd"),
            "help: resume the run: idp runs \\\n      resume 20261126-1200-abcd"
        );
        assert_eq!(
            wrap("idp catalog set cart owner=payments    (writes the file)"),
            "help: idp catalog set cart \\\n      owner=payments    (writes the\n      file)"
        );
        assert_eq!(
            wrap("git pull, then git push to use your version"),
            "help: git pull, then git push to use\n      your version"
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
