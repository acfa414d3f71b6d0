//! Finds the tag that is never closed, as the parser only reports the end of the file.

/// An opening tag without its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnclosedTag {
    /// The offset of the tag.
    pub(super) start: usize,
    /// What is missing, such as `{{/if}}`.
    pub(super) missing: String,
}

/// The first tag of `text` without `}}`; otherwise the innermost block without its end. Comments, escaped tags (`\\{{`) and GitHub's
/// expressions (`${{`) aren't tags.
pub(super) fn find_unclosed_tag(text: &str) -> Option<UnclosedTag> {
    let mut open_blocks: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find("{{") {
        let start = at + found;
        let inside = start + 2;
        if text[..start].ends_with(['\\', '$']) {
            at = inside;
            continue;
        }
        let rest = &text[inside..];
        let (is_comment, end_mark) = match rest.trim_start_matches('~') {
            comment if comment.starts_with("!--") => (true, "--}}"),
            comment if comment.starts_with('!') => (true, "}}"),
            _ => (false, "}}"),
        };
        let end = rest.find(end_mark).map(|end| inside + end);
        let next = rest.find("{{").map(|next| inside + next);
        let is_closed = |end: &usize| is_comment || next.is_none_or(|next| *end < next);
        let Some(end) = end.filter(is_closed) else {
            let missing = "}}".to_owned();
            return Some(UnclosedTag { start, missing });
        };
        let tag = text[inside..end].trim_start_matches('~').trim_start();
        if let Some(block) = tag.strip_prefix('#').filter(|_| !is_comment) {
            open_blocks.push((start, first_word(block)));
        } else if tag.starts_with('/') {
            open_blocks.pop();
        }
        at = end + end_mark.len();
    }
    let (start, name) = open_blocks.pop()?;
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|letter| letter.is_alphanumeric() || letter == '_');
    is_name.then(|| UnclosedTag {
        start,
        missing: format!("{{{{/{name}}}}}"),
    })
}

fn first_word(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.find(|character: char| character.is_whitespace() || character == '~');
    &text[..end.unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unclosed(text: &str) -> Option<(usize, String)> {
        find_unclosed_tag(text).map(|tag| (tag.start, tag.missing))
    }

    #[test]
    fn the_tag_that_is_open_is_found() {
        assert_eq!(unclosed("a {{name b"), Some((2, "}}".to_owned())));
        assert_eq!(unclosed("{{a}} {{b {{c}}"), Some((6, "}}".to_owned())));
        assert_eq!(unclosed("{{#if x}} y"), Some((0, "{{/if}}".to_owned())));
        assert_eq!(
            unclosed("{{#if x}}{{~#each y}}{{/each}}"),
            Some((0, "{{/if}}".to_owned()))
        );
        assert_eq!(
            unclosed("{{#if x}}{{#each y}}"),
            Some((9, "{{/each}}".to_owned()))
        );
        assert_eq!(unclosed("{{#if x}}y{{else}}z{{/if}} {{name}}"), None);
        assert_eq!(unclosed("no tags { }"), None);
    }

    #[test]
    fn what_is_no_tag_is_skipped() {
        for start in [
            "{{!-- say {{name}} here --}}",
            "{{! open with {{ }}",
            "\\{{name ",
            "run: ${{ github.sha ",
        ] {
            let text = format!("{start}\n{{{{#if x}}}}");
            assert_eq!(
                unclosed(&text),
                Some((start.len() + 1, "{{/if}}".to_owned())),
                "{start}"
            );
        }
        assert_eq!(unclosed("{{#> bar}}"), None);
    }
}
