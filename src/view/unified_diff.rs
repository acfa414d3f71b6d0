//! A change to a file in the format of `git diff`.

use std::fmt::Write;

use similar::TextDiff;

use super::TextStyle;
use crate::printable::Printable;

/// The unified diff of one file, with colours; empty if nothing changes. Empty text means that the file doesn't exist.
pub(super) fn render_diff(file: &str, before: &str, after: &str) -> String {
    colour_diff(&render_plain_diff(file, before, after))
}

/// The same without colours, for programs. Line endings are kept, so that `git apply` accepts the diff.
pub(super) fn render_plain_diff(file: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    let mut text = String::new();
    for (number, hunk) in diff.unified_diff().iter_hunks().enumerate() {
        if number == 0 {
            let name = |side, text: &str| {
                if text.is_empty() {
                    "/dev/null".to_owned()
                } else {
                    format!("{side}/{}", Printable(file))
                }
            };
            let _ = writeln!(text, "--- {}", name('a', before));
            let _ = writeln!(text, "+++ {}", name('b', after));
        }
        let _ = writeln!(text, "{}", hunk.header());
        for change in hunk.iter_changes() {
            let line = change.value().trim_end_matches('\n');
            let content = line.trim_end_matches('\r');
            let ending = &line[content.len()..];
            let _ = writeln!(text, "{}{}{ending}", change.tag(), Printable(content));
            if change.missing_newline() {
                text.push_str("\\ No newline at end of file\n");
            }
        }
    }
    text
}

/// Adds git's colours to a plain diff of one file.
pub(super) fn colour_diff(diff: &str) -> String {
    let mut text = String::with_capacity(diff.len() * 2);
    for (number, line) in diff.lines().enumerate() {
        let line = line.trim_end_matches('\r');
        let _ = match line.as_bytes().first() {
            _ if number < 2 => writeln!(text, "{}", TextStyle::Strong.paint(line)),
            Some(b'@') => writeln!(text, "{}", TextStyle::Hint.paint(line)),
            Some(b'-') => writeln!(text, "{}", TextStyle::Bad.paint(line)),
            Some(b'+') => writeln!(text, "{}", TextStyle::Good.paint(line)),
            _ => writeln!(text, "{line}"),
        };
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_changes_and_three_stand_around_it() {
        let before = "a\nb\nc\nd\ne\nf\ng\nh";
        let text = render_diff("x.yaml", before, &before.replace('d', "D"));
        insta::assert_snapshot!(anstream::adapter::strip_str(&text).to_string(), @"
        --- a/x.yaml
        +++ b/x.yaml
        @@ -1,7 +1,7 @@
         a
         b
         c
        -d
        +D
         e
         f
         g
        ");
        assert_eq!(render_diff("x.yaml", before, before), "");
    }
    #[test]
    fn a_plain_diff_keeps_line_endings_and_has_no_escapes() {
        let before = "a: 1\r\nb: \u{1b}[31m\r\n";
        let text = render_plain_diff("x.yaml", before, &before.replace("a: 1", "a: 2"));
        assert!(text.contains("-a: 1\r\n+a: 2\r\n"), "{text:?}");
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }
}
