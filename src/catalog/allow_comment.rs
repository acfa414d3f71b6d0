//! `# idp: allow <code> -- reason`: a comment that accepts a finding.

use std::ops::Range;
use std::sync::Arc;

use crate::source::{Place, SourceFile};

/// The start of such a comment.
const ALLOW_COMMENT_PREFIX: &str = "# idp: allow";

/// One comment.
#[derive(Clone, Debug)]
pub struct AllowComment {
    /// The codes it names, with their places.
    pub codes: Vec<(String, Place)>,
    /// The reason; empty if missing.
    pub reason: String,
    /// The whole comment.
    pub place: Place,
    /// The line it applies to: its own or, if the comment is on a line by itself, the next line with content.
    target_line: Range<usize>,
}

impl AllowComment {
    /// The byte range of the file that it applies to.
    pub fn target_line_byte_range(&self) -> Range<usize> {
        self.target_line.clone()
    }
}

/// Finds every such comment in a file.
pub(super) fn find_allow_comments(source: &Arc<SourceFile>) -> Vec<AllowComment> {
    let starts = memchr::memmem::find_iter(source.text.as_bytes(), ALLOW_COMMENT_PREFIX);
    starts
        .filter_map(|start| parse_allow_comment(source, start))
        .collect()
}

fn parse_allow_comment(source: &Arc<SourceFile>, start: usize) -> Option<AllowComment> {
    let text = source.text.as_str();
    let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let before = &text[line_start..start];
    // A `#` within a word doesn't start a comment.
    if !before.is_empty() && !before.ends_with([' ', '\t']) {
        return None;
    }
    let end = text[start..]
        .find(['\n', '\r'])
        .map_or(text.len(), |length| start + length);
    let alone = before.trim().is_empty();
    let comment = &text[start + ALLOW_COMMENT_PREFIX.len()..end];
    if !comment.is_empty() && !comment.starts_with(' ') {
        return None;
    }
    let (names, reason) = comment.split_once(" -- ").unwrap_or((comment, ""));
    Some(AllowComment {
        codes: parse_rule_codes(source, names),
        reason: reason.trim().to_owned(),
        place: Place::new(source, start..end),
        target_line: if alone {
            find_next_content_line(text, end)
        } else {
            line_start..end
        },
    })
}

fn parse_rule_codes(source: &Arc<SourceFile>, names: &str) -> Vec<(String, Place)> {
    let base = names.as_ptr() as usize - source.text.as_ptr() as usize;
    let mut codes = Vec::new();
    let mut at = base;
    for part in names.split(',') {
        let name = part.trim();
        let lead = part.len() - part.trim_start().len();
        if !name.is_empty() {
            let start = at + lead;
            codes.push((
                name.to_owned(),
                Place::new(source, start..start + name.len()),
            ));
        }
        at += part.len() + 1;
    }
    codes
}

/// The first line after `from` that is neither blank nor a comment.
fn find_next_content_line(text: &str, from: usize) -> Range<usize> {
    let mut start = from;
    for line in text[from..].split_inclusive('\n') {
        let content = line.trim();
        if start > from && !content.is_empty() && !content.starts_with('#') {
            return start..start + line.len();
        }
        start += line.len();
    }
    text.len()..text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format_allow_comments(text: &str) -> Vec<String> {
        let source = SourceFile::new("a.yaml", text);
        let shown = |allow: &AllowComment| {
            let codes: Vec<&str> = allow.codes.iter().map(|(code, _)| code.as_str()).collect();
            let line = &source.text[allow.target_line.clone()];
            format!("{} | {} | {}", codes.join("+"), allow.reason, line.trim())
        };
        find_allow_comments(&source).iter().map(shown).collect()
    }

    #[test]
    fn it_speaks_of_its_own_line_or_of_the_next() {
        let text = "a: 1 # idp: allow x -- known\n# idp: allow y, z -- two\n\n# more\nb: 2\nc: x# idp: allow n\n# idp: allow\n# idp: allowed\n";
        assert_eq!(
            format_allow_comments(text),
            [
                "x | known | a: 1 # idp: allow x -- known",
                "y+z | two | b: 2",
                " |  | "
            ]
        );
    }
}
