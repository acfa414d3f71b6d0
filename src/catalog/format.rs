//! The one way to write an entity: its fields in the order of their definitions, quotes where something needs them.
//! Comments go with the field that they stand above, and everything else stays as people wrote it.

use std::ops::Range;

use serde_json::Value;

use super::edit::METADATA;
use super::kind::{Kind, Model};
use crate::diagnostic::Edit;
use crate::yaml::{self, Node, quoted};

/// The order in which people write the fields of an entity.
const ENVELOPE: [&str; 4] = ["apiVersion", "kind", "metadata", "spec"];

/// `text`, a file of the catalog, as it should be written. What is no entity, cannot be read, or would mean something
/// else if it were written otherwise stays as it is.
pub fn format(text: &str) -> String {
    let mut formatted = String::with_capacity(text.len());
    let mut at = 0;
    for chunk in yaml::documents(text) {
        formatted.push_str(&text[at..chunk.offset]);
        match document(chunk.text) {
            Some(document) => formatted.push_str(&document),
            None => formatted.push_str(chunk.text),
        }
        at = chunk.offset + chunk.text.len();
    }
    formatted.push_str(&text[at..]);
    formatted
}

fn document(text: &str) -> Option<String> {
    let (tree, faults) = yaml::parse(text).ok()?;
    let root = tree.root().filter(|_| faults.is_empty())?;
    let mut edits = Vec::new();
    quotes(root, text, &mut edits);
    let formatted = if edits.is_empty() {
        in_order(text, root)?
    } else {
        let unquoted = applied(text, &edits);
        let (tree, _) = yaml::parse(&unquoted).ok()?;
        in_order(&unquoted, tree.root()?)?
    };
    // Most files are as they should be, and needn't be read again.
    let means_the_same = || meaning(&formatted).is_some_and(|meaning| meaning == root.to_json());
    (formatted == text || means_the_same()).then_some(formatted)
}

/// A document with its fields in order; `None` for what is no entity.
fn in_order(text: &str, root: Node<'_, '_>) -> Option<String> {
    let text_of = |node: Node<'_, '_>| node.as_str().map(str::to_owned);
    let name = root.get("kind").and_then(text_of)?;
    let type_ = root
        .get("spec")
        .and_then(|spec| spec.get("type"))
        .and_then(text_of);
    let kind = Kind::find(Model::WITH_AI, &name, type_.as_deref())?;
    let fields = kind.field_names();
    let below: [(&str, &[&str]); 2] = [("metadata", &METADATA), ("spec", &fields)];
    Some(ordered(text, root, 0..text.len(), &ENVELOPE, &below))
}

/// What a document says, in whatever order; `None` where it does not say it properly.
fn meaning(text: &str) -> Option<Value> {
    let (tree, faults) = yaml::parse(text).ok()?;
    faults
        .is_empty()
        .then(|| tree.root().map(Node::to_json))
        .flatten()
}

/// The texts in quotes that need none, or other ones. What stands between brackets stays as it is.
fn quotes(node: Node<'_, '_>, text: &str, edits: &mut Vec<Edit>) {
    let span = node.span();
    let written = &text[span.clone()];
    if written.starts_with(['{', '[', '*']) {
        return;
    }
    for entry in node.entries() {
        quotes(entry.key, text, edits);
        quotes(entry.value, text, edits);
    }
    for item in node.items() {
        quotes(item, text, edits);
    }
    let bare = |inner: &str| !inner.contains(['\n', '"', '\\']);
    let quote = written
        .chars()
        .next()
        .filter(|first| "'\"".contains(*first));
    if let (Some(value), Some(quote)) = (node.as_str(), quote)
        && written
            .strip_prefix(quote)
            .is_some_and(|rest| bare(rest.trim_end_matches(quote)))
    {
        let better = quoted(value);
        if better != written {
            edits.push(Edit::replace(span, better));
        }
    }
}

fn applied(text: &str, edits: &[Edit]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        result.push_str(&text[at..edit.span.start]);
        result.push_str(&edit.text);
        at = edit.span.end;
    }
    result.push_str(&text[at..]);
    result
}

/// The bytes `whole` of a document, which hold a mapping, with its entries in `order`, and so on for the entries `below`.
fn ordered(
    text: &str,
    mapping: Node<'_, '_>,
    whole: Range<usize>,
    order: &[&str],
    below: &[(&str, &[&str])],
) -> String {
    let Some(blocks) = Blocks::of(text, mapping, &whole) else {
        return text[whole].to_owned();
    };
    let mut sorted: Vec<(usize, String)> = Vec::new();
    for (entry, range) in mapping.entries().zip(blocks.ranges) {
        let key = entry.key.key_text().unwrap_or_default();
        let rank = order.iter().position(|known| *known == key);
        let inner = below.iter().find(|(name, _)| *name == key);
        let block = match inner {
            Some((_, order)) => ordered(text, entry.value, range, order, &[]),
            None => text[range].to_owned(),
        };
        sorted.push((rank.unwrap_or(order.len()), block));
    }
    sorted.sort_by_key(|(rank, _)| *rank);
    let mut result = text[whole.start..blocks.start].to_owned();
    for (_, block) in &sorted {
        // The last line of a file may lack its end.
        if !result.is_empty() && !result.ends_with('\n') {
            result.push_str(line_ending(text));
        }
        result.push_str(block);
    }
    let tail = &text[blocks.end..whole.end];
    if tail.is_empty() && !text[whole].ends_with('\n') {
        result.truncate(result.trim_end_matches(['\r', '\n']).len());
    }
    result + tail
}

/// The whole lines that the entries of a mapping take, comments above them included.
struct Blocks {
    start: usize,
    ranges: Vec<Range<usize>>,
    end: usize,
}

impl Blocks {
    /// `None` where two entries share a line, or one its first line with something else.
    fn of(text: &str, mapping: Node<'_, '_>, whole: &Range<usize>) -> Option<Blocks> {
        let mut starts: Vec<usize> = Vec::new();
        let mut last = None;
        for entry in mapping.entries() {
            let key = entry.key.span().start;
            let line = line_start(text, key);
            let indent = &text[line..key];
            if line < whole.start || !indent.bytes().all(|byte| byte == b' ') {
                return None;
            }
            // What stands above the first field of all is about the whole document.
            starts.push(match starts.is_empty() && indent.is_empty() {
                true => line,
                false => above(text, line, indent.len()),
            });
            let end = entry.value.span().end.max(entry.key.span().end);
            last = Some((key + text[key..end].trim_end().len(), indent.len()));
        }
        let start = starts.first().copied()?;
        let (last, indent) = last?;
        let end = below(text, line_end(text, last), whole.end, indent);
        let ends = starts.iter().skip(1).copied().chain([end]);
        let ranges = starts.iter().copied().zip(ends);
        Some(Blocks {
            start,
            ranges: ranges.map(|(start, end)| start..end).collect(),
            end,
        })
    }
}

/// The first of the lines of comment that stand, without a gap, above the line at `line` and as far in.
fn above(text: &str, mut line: usize, indent: usize) -> usize {
    while line > 0 {
        let before = line_start(text, line - 1);
        match comment(&text[before..line]) {
            Some(found) if found == indent => line = before,
            _ => break,
        }
    }
    line
}

/// The end of the lines of comment after `line` that stand further in than `indent`, and so belong to what is above.
fn below(text: &str, line: usize, limit: usize, indent: usize) -> usize {
    let (mut end, mut at) = (line, line);
    while at < limit {
        let next = line_end(text, at);
        match comment(&text[at..next]) {
            Some(found) if found > indent => end = next,
            None if text[at..next].trim().is_empty() => {}
            _ => break,
        }
        at = next;
    }
    end.min(limit)
}

/// How far in a line of comment starts.
fn comment(line: &str) -> Option<usize> {
    let bare = line.trim_start_matches(' ');
    bare.starts_with('#').then(|| line.len() - bare.len())
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// After the end of the line that byte `at` is on.
fn line_end(text: &str, at: usize) -> usize {
    let newline = text[at..].find('\n');
    newline.map_or(text.len(), |newline| at + newline + 1)
}

fn line_ending(text: &str) -> &'static str {
    match text.contains("\r\n") {
        true => "\r\n",
        false => "\n",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const UNTIDY: &str = r#"# All of the payments team.
kind: Component
# the only version
apiVersion: "backstage.io/v1alpha1"
spec:
  # whoever is on call
  owner: 'payments'   # for now
  dependsOn: ["resource:x"]

  # not yet sold
  lifecycle: 'experimental'
  type: "service"
  # - a last word

metadata:
  annotations:
    'a.b/c': "1"
    a.b/a: 'it says "x"'
  description: >-
    On
    two lines.
  name: "checkout"
---
# what nobody knows
kind: Elsewhere
apiVersion: "x/v1"
"#;

    #[test]
    fn fields_take_their_places_and_comments_go_along() {
        insta::assert_snapshot!(format(UNTIDY), @r#"
        # All of the payments team.
        # the only version
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata:
          name: checkout
          description: >-
            On
            two lines.
          annotations:
            a.b/c: "1"
            a.b/a: 'it says "x"'
        spec:
          type: service
          # not yet sold
          lifecycle: experimental
          # whoever is on call
          owner: payments   # for now
          dependsOn: ["resource:x"]

          # - a last word

        ---
        # what nobody knows
        kind: Elsewhere
        apiVersion: "x/v1"
        "#);
    }

    #[test]
    fn what_new_writes_is_written_so() {
        let entity = crate::catalog::NewEntity {
            name: "checkout".to_owned(),
            description: "Takes: money".to_owned(),
            annotations: std::iter::once(("a.b/c".to_owned(), "yes".to_owned())).collect(),
            type_: "service".to_owned(),
            lifecycle: "production".to_owned(),
            owner: "payments".to_owned(),
            system: Some("shop".to_owned()),
            links: vec![crate::catalog::NewLink {
                url: "https://checkout.acme.dev".to_owned(),
                title: "production".to_owned(),
            }],
        };
        assert_eq!(format(&entity.to_yaml()), entity.to_yaml());
    }

    #[test]
    fn the_last_line_keeps_its_missing_end() {
        let text = "kind: System\r\napiVersion: backstage.io/v1alpha1\r\nspec: {owner: a}\r\nmetadata:\r\n  name: a";
        assert_eq!(
            format(text),
            "apiVersion: backstage.io/v1alpha1\r\nkind: System\r\nmetadata:\r\n  name: a\r\nspec: {owner: a}"
        );
    }

    #[test]
    fn what_would_mean_something_else_stays() {
        for text in [
            // The alias would come before its anchor.
            "kind: System\napiVersion: v1\nspec: {owner: &o a}\nmetadata: {name: *o}\n",
            "{kind: System, apiVersion: v1}\n",
            "kind: System\nkind: 'System'\n",
            "kind: [\n",
            "--- {kind: 'System'}\n",
        ] {
            assert_eq!(format(text), text);
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_twice_is_once(
            lines in proptest::collection::vec("( {0,4}#[a-z]?|(  ){0,2}(kind|apiVersion|metadata|spec|name|owner|type|x): ?('a'|\"b\"|c|\\|)?|  - 'x'|---|)( #y)?", 0..14)
        ) {
            let text = format!("apiVersion: a\n{}\nkind: System\n", lines.join("\n"));
            let once = format(&text);
            prop_assert_eq!(&format(&once), &once);
            let sorted = |text: &str| {
                let mut lines: Vec<String> = text.lines().map(|line| line.replace(['\'', '"'], "")).collect();
                lines.sort();
                lines
            };
            prop_assert_eq!(sorted(&once), sorted(&text));
            let all = |text: &str| yaml::documents(text).iter().map(|chunk| meaning(chunk.text)).collect::<Vec<_>>();
            prop_assert_eq!(all(&once), all(&text));
        }
    }
}
