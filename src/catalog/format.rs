//! The canonical format of an entity: its fields in the order of their definitions, and quotes only where needed.
//! Comments move with the field below them, and everything else stays as written.

use std::ops::Range;

use serde_json::Value;

use super::edit::METADATA_FIELD_ORDER;
use super::kind::{CatalogModel, EntityKind};
use crate::diagnostic::TextEdit;
use crate::yaml::{self, YamlNode, quote_yaml_if_needed};

/// The conventional order of the fields of an entity.
const ENTITY_ROOT_FIELDS: [&str; 4] = ["apiVersion", "kind", "metadata", "spec"];

/// Formats `text`, a catalog file. A document stays as it is if it isn't an entity, can't be parsed, or would change
/// its meaning.
pub fn format_catalog_text(text: &str) -> String {
    let mut formatted = String::with_capacity(text.len());
    let mut at = 0;
    for chunk in yaml::split_yaml_documents(text) {
        formatted.push_str(&text[at..chunk.offset]);
        match format_catalog_document(chunk.text) {
            Some(document) => formatted.push_str(&document),
            None => formatted.push_str(chunk.text),
        }
        at = chunk.offset + chunk.text.len();
    }
    formatted.push_str(&text[at..]);
    formatted
}

fn format_catalog_document(text: &str) -> Option<String> {
    let (tree, faults) = yaml::parse_yaml_document(text).ok()?;
    let root = tree.root().filter(|_| faults.is_empty())?;
    let mut edits = Vec::new();
    collect_quote_normalization_edits(root, text, &mut edits);
    let formatted = if edits.is_empty() {
        reorder_entity_fields(text, root)?
    } else {
        let unquoted = apply_text_edits(text, &edits);
        let (tree, _) = yaml::parse_yaml_document(&unquoted).ok()?;
        reorder_entity_fields(&unquoted, tree.root()?)?
    };
    // Most files are already formatted, and needn't be parsed again.
    let means_the_same =
        || parse_yaml_to_json(&formatted).is_some_and(|meaning| meaning == root.to_json());
    (formatted == text || means_the_same()).then_some(formatted)
}

/// Sorts the fields of a document; `None` if it isn't an entity.
fn reorder_entity_fields(text: &str, root: YamlNode<'_, '_>) -> Option<String> {
    let text_of = |node: YamlNode<'_, '_>| node.as_str().map(str::to_owned);
    let name = root.get("kind").and_then(text_of)?;
    let type_ = root
        .get("spec")
        .and_then(|spec| spec.get("type"))
        .and_then(text_of);
    let kind = EntityKind::find(CatalogModel::WITH_AI, &name, type_.as_deref())?;
    let fields = kind.field_names();
    let below: [(&str, &[&str]); 2] = [("metadata", &METADATA_FIELD_ORDER), ("spec", &fields)];
    Some(reorder_mapping_entries(
        text,
        root,
        0..text.len(),
        &ENTITY_ROOT_FIELDS,
        &below,
    ))
}

/// The values of a document, ignoring order; `None` if it has errors.
fn parse_yaml_to_json(text: &str) -> Option<Value> {
    let (tree, faults) = yaml::parse_yaml_document(text).ok()?;
    faults
        .is_empty()
        .then(|| tree.root().map(YamlNode::to_json))
        .flatten()
}

/// Removes the quotes that strings don't need, and normalises the others. Text between brackets stays as it is.
fn collect_quote_normalization_edits(
    node: YamlNode<'_, '_>,
    text: &str,
    edits: &mut Vec<TextEdit>,
) {
    let span = node.span();
    let written = &text[span.clone()];
    if written.starts_with(['{', '[', '*']) {
        return;
    }
    for entry in node.entries() {
        collect_quote_normalization_edits(entry.key, text, edits);
        collect_quote_normalization_edits(entry.value, text, edits);
    }
    for item in node.items() {
        collect_quote_normalization_edits(item, text, edits);
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
        let better = quote_yaml_if_needed(value);
        if better != written {
            edits.push(TextEdit::new_replacement(span, better));
        }
    }
}

fn apply_text_edits(text: &str, edits: &[TextEdit]) -> String {
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

/// Sorts the entries of `mapping`, in the bytes `whole`, by `order`. `below` has the order of nested mappings.
fn reorder_mapping_entries(
    text: &str,
    mapping: YamlNode<'_, '_>,
    whole: Range<usize>,
    order: &[&str],
    below: &[(&str, &[&str])],
) -> String {
    let Some(blocks) = MappingEntryBlocks::from_mapping(text, mapping, &whole) else {
        return text[whole].to_owned();
    };
    let mut sorted: Vec<(usize, String)> = Vec::new();
    for (entry, range) in mapping.entries().zip(blocks.ranges) {
        let key = entry.key.text_as_key().unwrap_or_default();
        let rank = order.iter().position(|known| *known == key);
        let inner = below.iter().find(|(name, _)| *name == key);
        let block = match inner {
            Some((_, order)) => reorder_mapping_entries(text, entry.value, range, order, &[]),
            None => text[range].to_owned(),
        };
        sorted.push((rank.unwrap_or(order.len()), block));
    }
    sorted.sort_by_key(|(rank, _)| *rank);
    let mut result = text[whole.start..blocks.start].to_owned();
    for (_, block) in &sorted {
        // The last line of a file may have no line ending.
        if !result.is_empty() && !result.ends_with('\n') {
            result.push_str(detect_line_ending(text));
        }
        result.push_str(block);
    }
    let tail = &text[blocks.end..whole.end];
    if tail.is_empty() && !text[whole].ends_with('\n') {
        result.truncate(result.trim_end_matches(['\r', '\n']).len());
    }
    result + tail
}

/// The lines of each entry of a mapping, including comments above it.
struct MappingEntryBlocks {
    start: usize,
    ranges: Vec<Range<usize>>,
    end: usize,
}

impl MappingEntryBlocks {
    /// Finds the lines of each entry; `None` if two entries share a line, or if one starts on a line with other text.
    fn from_mapping(
        text: &str,
        mapping: YamlNode<'_, '_>,
        whole: &Range<usize>,
    ) -> Option<MappingEntryBlocks> {
        let mut starts: Vec<usize> = Vec::new();
        let mut last = None;
        for entry in mapping.entries() {
            let key = entry.key.span().start;
            let line = find_line_start(text, key);
            let indent = &text[line..key];
            if line < whole.start || !indent.bytes().all(|byte| byte == b' ') {
                return None;
            }
            // Comments above the first field belong to the whole document.
            starts.push(if starts.is_empty() && indent.is_empty() {
                line
            } else {
                find_leading_comment_start(text, line, indent.len())
            });
            let end = entry.value.span().end.max(entry.key.span().end);
            last = Some((key + text[key..end].trim_end().len(), indent.len()));
        }
        let start = starts.first().copied()?;
        let (last, indent) = last?;
        let end =
            find_trailing_comment_end(text, find_next_line_start(text, last), whole.end, indent);
        let ends = starts.iter().skip(1).copied().chain([end]);
        let ranges = starts.iter().copied().zip(ends);
        Some(MappingEntryBlocks {
            start,
            ranges: ranges.map(|(start, end)| start..end).collect(),
            end,
        })
    }
}

/// The first comment line directly above the line at `line` with the same indentation.
fn find_leading_comment_start(text: &str, mut line: usize, indent: usize) -> usize {
    while line > 0 {
        let before = find_line_start(text, line - 1);
        match comment_indent(&text[before..line]) {
            Some(found) if found == indent => line = before,
            _ => break,
        }
    }
    line
}

/// The end of the comment lines after `line` that are indented more than `indent`, and so belong to the entry above.
fn find_trailing_comment_end(text: &str, line: usize, limit: usize, indent: usize) -> usize {
    let (mut end, mut at) = (line, line);
    while at < limit {
        let next = find_next_line_start(text, at);
        match comment_indent(&text[at..next]) {
            Some(found) if found > indent => end = next,
            None if text[at..next].trim().is_empty() => {}
            _ => break,
        }
        at = next;
    }
    end.min(limit)
}

/// The indentation of a comment line.
fn comment_indent(line: &str) -> Option<usize> {
    let bare = line.trim_start_matches(' ');
    bare.starts_with('#').then(|| line.len() - bare.len())
}

fn find_line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The offset after the line ending at byte `at`.
fn find_next_line_start(text: &str, at: usize) -> usize {
    let newline = text[at..].find('\n');
    newline.map_or(text.len(), |newline| at + newline + 1)
}

fn detect_line_ending(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
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
        insta::assert_snapshot!(format_catalog_text(UNTIDY), @r#"
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
        let entity = crate::catalog::NewComponent {
            name: "checkout".to_owned(),
            description: "Takes: money".to_owned(),
            annotations: std::iter::once(("a.b/c".to_owned(), "yes".to_owned())).collect(),
            type_: "service".to_owned(),
            lifecycle: "production".to_owned(),
            owner: "payments".to_owned(),
            system: Some("shop".to_owned()),
            links: vec![crate::catalog::NewComponentLink {
                url: "https://checkout.acme.dev".to_owned(),
                title: "production".to_owned(),
            }],
        };
        assert_eq!(format_catalog_text(&entity.to_yaml()), entity.to_yaml());
    }

    #[test]
    fn the_last_line_keeps_its_missing_end() {
        let text = "kind: System\r\napiVersion: backstage.io/v1alpha1\r\nspec: {owner: a}\r\nmetadata:\r\n  name: a";
        assert_eq!(
            format_catalog_text(text),
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
            assert_eq!(format_catalog_text(text), text);
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_twice_is_once(
            lines in proptest::collection::vec("( {0,4}#[a-z]?|(  ){0,2}(kind|apiVersion|metadata|spec|name|owner|type|x): ?('a'|\"b\"|c|\\|)?|  - 'x'|---|)( #y)?", 0..14)
        ) {
            let text = format!("apiVersion: a\n{}\nkind: System\n", lines.join("\n"));
            let once = format_catalog_text(&text);
            prop_assert_eq!(&format_catalog_text(&once), &once);
            let sorted = |text: &str| {
                let mut lines: Vec<String> = text.lines().map(|line| line.replace(['\'', '"'], "")).collect();
                lines.sort();
                lines
            };
            prop_assert_eq!(sorted(&once), sorted(&text));
            let all = |text: &str| yaml::split_yaml_documents(text).iter().map(|chunk| parse_yaml_to_json(chunk.text)).collect::<Vec<_>>();
            prop_assert_eq!(all(&once), all(&text));
        }
    }
}
