//! Markdown on a terminal: paragraphs and list items are wrapped, everything else stays as it is.

use super::LineWidth;
use crate::text_layout::wrap_value;

/// `page` with its paragraphs wrapped to `width`.
pub(super) fn reflow_markdown(page: &str, width: LineWidth) -> String {
    if width.columns().is_none() {
        return page.to_owned();
    }
    let mut text = String::new();
    let mut paragraph = String::new();
    let mut is_code = false;
    for line in page.lines() {
        let is_fence = line.starts_with("```");
        is_code ^= is_fence;
        let is_verbatim = is_code || is_fence || line.starts_with(['#', '|']);
        if is_verbatim || line.is_empty() || is_list_item(line) {
            push_paragraph(&mut text, &mut paragraph, width);
        }
        if is_verbatim || line.is_empty() {
            text.push_str(line);
            text.push('\n');
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line.trim());
        }
    }
    push_paragraph(&mut text, &mut paragraph, width);
    text
}

fn is_list_item(line: &str) -> bool {
    line.starts_with("- ")
}

fn push_paragraph(text: &mut String, paragraph: &mut String, width: LineWidth) {
    if paragraph.is_empty() {
        return;
    }
    let column = if is_list_item(paragraph) { 2 } else { 0 };
    text.push_str(&wrap_value(
        "",
        &remove_page_links(paragraph),
        column,
        width,
    ));
    text.push('\n');
    paragraph.clear();
}

/// `paragraph` with the text of links to other pages, which a terminal can't open.
fn remove_page_links(paragraph: &str) -> String {
    let mut text = String::new();
    let mut rest = paragraph;
    while let Some((before, label, after)) = find_page_link(rest) {
        text.push_str(before);
        text.push_str(label);
        rest = after;
    }
    text + rest
}

/// The first link to another page: the text before it, its label, and the text after it.
fn find_page_link(text: &str) -> Option<(&str, &str, &str)> {
    let mut middles = text.match_indices("](");
    middles.find_map(|(middle, _)| {
        let start = text[..middle].rfind('[')?;
        let end = middle + text[middle..].find(')')?;
        let target = &text[middle + 2..end];
        let is_page = !target.contains("://");
        is_page.then(|| (&text[..start], &text[start + 1..middle], &text[end + 1..]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# title of the page

One sentence that is long. Another
one.

- an item that is
  long
- a short item

```yaml
key: a value that is wider than that
```
";

    #[test]
    fn links_to_pages_are_shown_as_text() {
        let text = "see [the guide](../guide/ci.md) and [git](https://git-scm.com), a[0](x";
        assert_eq!(
            remove_page_links(text),
            "see the guide and [git](https://git-scm.com), a[0](x"
        );
    }

    #[test]
    fn paragraphs_and_items_are_wrapped() {
        insta::assert_snapshot!(reflow_markdown(PAGE, LineWidth::from_columns(20)), @"
        # title of the page

        One sentence that is
        long. Another one.

        - an item that is
          long
        - a short item

        ```yaml
        key: a value that is wider than that
        ```
        ");
        assert_eq!(reflow_markdown(PAGE, LineWidth::UNLIMITED), PAGE);
    }
}
