//! Finds a value of a file by its path, such as `registry.ecr` or `inputs[0].name`: serde knows only the position where it stopped
//! reading, which is often that of another key.

use std::ops::Range;
use std::sync::Arc;

use super::serde_message::SerdeMessage;
use super::{MappingEntry, YamlNode, YamlTree, parse_yaml_document};
use crate::source::{Place, SourceFile};

/// A value, and the entry that it's the value of; an item of a list has none.
#[derive(Clone, Copy)]
struct LocatedValue<'a, 't> {
    entry: Option<MappingEntry<'a, 't>>,
    value: YamlNode<'a, 't>,
}

/// The place of the value at `path`, to the end of its line: a scalar itself, otherwise its key. The start of the file if there is
/// no such value.
pub fn find_value_place(source: &Arc<SourceFile>, path: &str) -> Place {
    find_place_at_path(source, path, |LocatedValue { entry, value }| {
        let key = entry
            .map(|entry| entry.key)
            .filter(|_| value.scalar().is_none());
        key.unwrap_or(value)
    })
}

/// The place of the key of the value at `path`, to the end of its line. The start of the file if there is no such key.
pub fn find_key_place(source: &Arc<SourceFile>, path: &str) -> Place {
    find_place_at_path(source, path, |LocatedValue { entry, value }| {
        entry.map_or(value, |entry| entry.key)
    })
}

/// The place of the node that `choose` picks at `path`, to the end of its line.
fn find_place_at_path(
    source: &Arc<SourceFile>,
    path: &str,
    choose: impl for<'a, 't> FnOnce(LocatedValue<'a, 't>) -> YamlNode<'a, 't>,
) -> Place {
    let start = parse_yaml_document(&source.text)
        .ok()
        .and_then(|(tree, _)| Some(choose(find_value_at_path(&tree, path)?).span().start));
    Place::new(source, extend_to_line_end(&source.text, start.unwrap_or(0)))
}

/// Where the problem of `message` is: at the unknown key, at the key of the mapping that lacks one, or at the text that the message
/// quotes. serde stopped reading at `stop`, which is more precise than the path below the variants of an enum.
pub(super) fn find_error_start(
    text: &str,
    tree: &YamlTree<'_>,
    message: &SerdeMessage<'_>,
    stop: usize,
) -> Option<usize> {
    let LocatedValue { entry, value } = find_value_at_path(tree, message.path)?;
    let start = if value.span().start < stop && stop < value.span().end {
        stop
    } else {
        entry.map_or(value, |entry| entry.key).span().start
    };
    let unknown = message.unknown_field().and_then(|field| value.entry(field));
    match unknown {
        Some(unknown) => Some(unknown.key.span().start),
        None if message.is_missing_field() => Some(start),
        None if message.path.is_empty() => None,
        None => {
            let found = message.quoted_text().and_then(|quoted| {
                find_scalar(value, quoted).or_else(|| {
                    let inside = value.span();
                    Some(inside.start + text.get(inside)?.find(quoted)?)
                })
            });
            Some(found.unwrap_or(start))
        }
    }
}

/// The start of the first scalar below `node` whose text is `wanted`: a value or, otherwise, a key.
fn find_scalar(node: YamlNode<'_, '_>, wanted: &str) -> Option<usize> {
    if node.text_as_key() == Some(wanted) {
        return Some(node.span().start);
    }
    let values = node.entries().map(|entry| entry.value).chain(node.items());
    let mut values = values.filter_map(|value| find_scalar(value, wanted));
    let keys = node.entries().map(|entry| entry.key);
    let mut keys = keys.filter(|key| key.text_as_key() == Some(wanted));
    let key = || keys.next().map(|key| key.span().start);
    values.next().or_else(key)
}

/// The value at `path`. Keys may contain dots themselves.
fn find_value_at_path<'a, 't>(tree: &'a YamlTree<'t>, path: &str) -> Option<LocatedValue<'a, 't>> {
    let mut located = LocatedValue {
        entry: None,
        value: tree.root()?,
    };
    let mut rest = path;
    while !rest.is_empty() {
        let after;
        (located, after) = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((index, after)) => (find_item(located.value, index)?, after),
            None => find_entry(located.value, rest)?,
        };
        rest = after.strip_prefix('.').unwrap_or(after);
    }
    Some(located)
}

fn find_item<'a, 't>(list: YamlNode<'a, 't>, index: &str) -> Option<LocatedValue<'a, 't>> {
    let value = list.items().nth(index.parse().ok()?)?;
    Some(LocatedValue { entry: None, value })
}

/// The entry that `path` begins with, and the rest of the path.
fn find_entry<'a, 't, 'p>(
    mapping: YamlNode<'a, 't>,
    path: &'p str,
) -> Option<(LocatedValue<'a, 't>, &'p str)> {
    mapping.entries().find_map(|entry| {
        let after = path.strip_prefix(entry.key.text_as_key()?)?;
        let is_whole_key = after.is_empty() || after.starts_with(['.', '[']);
        let located = LocatedValue {
            entry: Some(entry),
            value: entry.value,
        };
        is_whole_key.then_some((located, after))
    })
}

pub(super) fn extend_to_line_end(text: &str, start: usize) -> Range<usize> {
    let line = text.get(start..).and_then(|rest| rest.lines().next());
    start..start + line.map_or(0, str::len)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place_of(path: &str) -> String {
        let text = "name: cart\nrules:\n  a.b: off\n  a: {c: 1}\nlist:\n  - x\n  - {y: 2}\n";
        find_value_place(&SourceFile::new("idp.yaml", text), path).to_string()
    }

    #[test]
    fn a_value_is_found_by_its_path() {
        let cases = [
            ("name", "idp.yaml:1:7"),
            ("rules", "idp.yaml:2:1"),
            ("rules.a.b", "idp.yaml:3:8"),
            ("rules.a.c", "idp.yaml:4:10"),
            ("list[1].y", "idp.yaml:7:9"),
            ("list[2]", "idp.yaml:1:1"),
            ("other", "idp.yaml:1:1"),
        ];
        for (path, place) in cases {
            assert_eq!(place_of(path), place, "{path}");
        }
    }
}
