//! Objects in braces, as in JSON: rewritten if one of their keys changes, with their whitespace preserved.

use std::collections::BTreeMap;

use super::document::{MergeDocument, OurMergeNode, TheirMergeNode};
use super::merge_action::KeyMergeAction;
use crate::yaml::{MappingEntry, YamlNode};

/// An entry to be written.
struct FlowMappingEntry {
    key: String,
    /// The whitespace before it; `None` for a new entry.
    leading_blanks: Option<String>,
    text: String,
}

/// The object of `ours` after `steps`; `None` if its notation can't be preserved.
pub(super) fn rewrite_flow_mapping(
    (ours, node): OurMergeNode<'_, '_>,
    (theirs, other): TheirMergeNode<'_, '_>,
    steps: &BTreeMap<String, KeyMergeAction>,
) -> Option<String> {
    let span = node.span();
    let inner = span.start + 1..span.end.checked_sub(1)?;
    let mut items = Vec::new();
    let mut at = inner.start;
    for entry in node.entries() {
        let (key, value) = (entry.key.span(), entry.value.span());
        let lead = ours.slice_text(at..key.start).trim_start_matches(',');
        if !lead.trim().is_empty() {
            return None;
        }
        let name = entry.key.text_as_key()?;
        let kept = rewrite_flow_entry((ours, entry), (theirs, other), steps.get(name))?;
        items.extend(kept.map(|text| FlowMappingEntry {
            key: name.to_owned(),
            leading_blanks: Some(lead.to_owned()),
            text,
        }));
        at = value.end;
    }
    let tail = ours.slice_text(at..inner.end).trim_start_matches(',');
    if !tail.trim().is_empty() {
        return None;
    }
    add_new_flow_mapping_entries((ours, node), (theirs, other), steps, &mut items)?;
    Some(join_flow_entries(ours, node, &items, tail))
}

/// An entry of ours after its step; `None` if it is removed.
fn rewrite_flow_entry(
    (ours, entry): (&MergeDocument<'_>, MappingEntry<'_, '_>),
    (theirs, other): TheirMergeNode<'_, '_>,
    step: Option<&KeyMergeAction>,
) -> Option<Option<String>> {
    let name = entry.key.text_as_key()?;
    let with = |value: &str| {
        let (key, old) = (entry.key.span(), entry.value.span());
        format!("{}{value}", ours.slice_text(key.start..old.start))
    };
    let newer = other.and_then(|other| other.entry(name));
    Some(match step {
        None | Some(KeyMergeAction::KeepOurs) => Some(with(ours.slice_text(entry.value.span()))),
        Some(KeyMergeAction::TakeTheirs) => match newer {
            Some(newer) => {
                let indent = ours.line_indent(entry.key.span().start);
                Some(with(&reformat_their_value((ours, indent), (theirs, newer))))
            }
            None => None,
        },
        Some(KeyMergeAction::MergeKeys(steps)) => {
            let newer = newer.map(|newer| newer.value);
            let value = rewrite_flow_mapping((ours, entry.value), (theirs, newer), steps)?;
            (newer.is_some() || value != EMPTY_MAPPING).then(|| with(&value))
        }
    })
}

/// An object without keys.
pub(super) const EMPTY_MAPPING: &str = "{}";

/// Adds the new entries, each after the entry it follows in the template.
fn add_new_flow_mapping_entries(
    (ours, node): OurMergeNode<'_, '_>,
    (theirs, other): TheirMergeNode<'_, '_>,
    steps: &BTreeMap<String, KeyMergeAction>,
    items: &mut Vec<FlowMappingEntry>,
) -> Option<()> {
    let mut place = 0;
    let indent = match node.entries().next() {
        Some(first) => ours.line_indent(first.key.span().start).to_owned(),
        None => ours.line_indent(node.span().start).to_owned() + detect_indent_unit(ours),
    };
    for entry in other.iter().flat_map(|other| other.entries()) {
        let name = entry.key.text_as_key()?;
        if let Some(index) = items.iter().position(|item| item.key == name) {
            place = index + 1;
        } else if steps.get(name) == Some(&KeyMergeAction::TakeTheirs) {
            let key = theirs.slice_text(entry.key.span());
            let key = if ours.is_json == theirs.is_json {
                key.to_owned()
            } else {
                serde_json::to_string(name).ok()?
            };
            let value = reformat_their_value((ours, &indent), (theirs, entry));
            let item = FlowMappingEntry {
                key: name.to_owned(),
                leading_blanks: None,
                text: format!("{key}: {value}"),
            };
            items.insert(place, item);
            place += 1;
        }
    }
    Some(())
}

/// The value of an entry of the template, re-indented for a line of ours at indentation `to`.
fn reformat_their_value(
    (ours, to): (&MergeDocument<'_>, &str),
    (theirs, entry): (&MergeDocument<'_>, MappingEntry<'_, '_>),
) -> String {
    let written = theirs.slice_text(entry.value.span());
    let is_word = |text: &str| {
        let tame = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/".contains(&byte);
        !text.is_empty() && text.bytes().all(tame)
    };
    let fits = if ours.is_json {
        !written.contains('\n') || ours.text.trim_end().contains('\n')
    } else {
        is_word(written)
    };
    if !fits {
        return entry.value.to_json().to_string();
    }
    let from = theirs.line_indent(entry.key.span().start);
    let (unit, other) = (detect_indent_unit(theirs), detect_indent_unit(ours));
    let mut lines = written.lines();
    let mut text = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        let content = line.trim_start_matches([' ', '\t']);
        let blanks = line.len() - content.len();
        let deeper = blanks.saturating_sub(from.len()) / unit.len().max(1);
        text.push_str(ours.line_ending());
        text.push_str(to);
        text.push_str(&other.repeat(deeper));
        text.push_str(content);
    }
    text
}

/// The indentation unit of a document: that of its first nested key, two spaces by default.
fn detect_indent_unit<'d>(document: &MergeDocument<'d>) -> &'d str {
    let lines = document.text.lines().skip(1);
    let blanks = |line: &'d str| &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
    lines
        .map(blanks)
        .find(|blanks| !blanks.is_empty())
        .unwrap_or("  ")
}

fn join_flow_entries(
    ours: &MergeDocument<'_>,
    node: YamlNode<'_, '_>,
    items: &[FlowMappingEntry],
    tail: &str,
) -> String {
    if items.is_empty() {
        return EMPTY_MAPPING.to_owned();
    }
    let leads: Vec<&str> = collect_whitespace_before_keys(ours, node);
    let is_long = ours.is_json && ours.text.trim_end().contains('\n');
    let indent = ours.line_indent(node.span().start);
    let fresh = format!("{}{indent}{}", ours.line_ending(), detect_indent_unit(ours));
    let (first, further, tail) = match leads[..] {
        [] if is_long => (
            fresh.as_str(),
            fresh.as_str(),
            format!("{}{indent}", ours.line_ending()),
        ),
        [] => ("", " ", String::new()),
        [first] if first.contains('\n') => (first, first, tail.to_owned()),
        [first] => (first, " ", tail.to_owned()),
        [first, second, ..] => (first, second, tail.to_owned()),
    };
    let mut text = String::from("{");
    for (index, item) in items.iter().enumerate() {
        match index {
            0 => text.push_str(first),
            _ => {
                text.push(',');
                text.push_str(
                    item.leading_blanks
                        .as_deref()
                        .filter(|lead| *lead != first || first == further)
                        .unwrap_or(further),
                );
            }
        }
        text.push_str(&item.text);
    }
    text + &tail + "}"
}

/// The whitespace before each key.
fn collect_whitespace_before_keys<'d>(
    ours: &MergeDocument<'d>,
    node: YamlNode<'_, '_>,
) -> Vec<&'d str> {
    let mut at = node.span().start + 1;
    let lead = |entry: MappingEntry<'_, '_>| {
        let lead = ours
            .slice_text(at..entry.key.span().start)
            .trim_start_matches(',');
        at = entry.value.span().end;
        lead
    };
    node.entries().map(lead).collect()
}
