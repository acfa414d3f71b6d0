//! A change of a file, as `git diff` shows it.

use std::fmt::Write;

use similar::{ChangeTag, TextDiff};

use super::Style;
use crate::printable::Printable;

/// The unified diff of one file, with colours; empty where nothing changes. A file without text is one that is not there.
pub(super) fn diff(file: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    let mut text = String::new();
    for (number, hunk) in diff.unified_diff().iter_hunks().enumerate() {
        if number == 0 {
            let name = |side, text: &str| match text.is_empty() {
                true => "/dev/null".to_owned(),
                false => format!("{side}/{}", Printable(file)),
            };
            let head = format!("--- {}\n+++ {}", name('a', before), name('b', after));
            let _ = writeln!(text, "{}", Style::Strong.of(head));
        }
        let _ = writeln!(text, "{}", Style::Hint.of(hunk.header()));
        for change in hunk.iter_changes() {
            let line = change.value();
            let content = Printable(line.trim_end_matches(['\r', '\n']));
            let _ = match change.tag() {
                ChangeTag::Equal => writeln!(text, " {content}"),
                ChangeTag::Delete => {
                    writeln!(text, "{}", Style::Bad.of(format_args!("-{content}")))
                }
                ChangeTag::Insert => {
                    writeln!(text, "{}", Style::Good.of(format_args!("+{content}")))
                }
            };
            if change.missing_newline() {
                text.push_str("\\ No newline at end of file\n");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_changes_and_three_stand_around_it() {
        let before = "a\nb\nc\nd\ne\nf\ng\nh";
        let text = diff("x.yaml", before, &before.replace('d', "D"));
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
        assert_eq!(diff("x.yaml", before, before), "");
    }
}
