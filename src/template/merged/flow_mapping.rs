//! Objects in braces, as in JSON: written anew where one of their keys changes, with the blanks they had.

use std::collections::BTreeMap;

use super::document::{MergeDocument, OurNode, TheirNode};
use super::merge_action::MergeAction;
use crate::yaml::{MappingEntry, YamlNode};

/// An entry as it will be written.
struct FlowMappingEntry {
    key: String,
    /// The blanks before it; `None` for one that is new.
    leading_blanks: Option<String>,
    text: String,
}

/// The object of `ours` after `steps`; `None` where it is written in a way that can't be kept.
pub(super) fn rewrite_flow_mapping(
    (ours, node): OurNode<'_, '_>,
    (theirs, other): TheirNode<'_, '_>,
    steps: &BTreeMap<String, MergeAction>,
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
        let name = entry.key.key_text()?;
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
    add_new_flow_entries((ours, node), (theirs, other), steps, &mut items)?;
    Some(join_flow_entries(ours, node, &items, tail))
}

/// An entry of ours after its step; nothing where it goes.
fn rewrite_flow_entry(
    (ours, entry): (&MergeDocument<'_>, MappingEntry<'_, '_>),
    (theirs, other): TheirNode<'_, '_>,
    step: Option<&MergeAction>,
) -> Option<Option<String>> {
    let name = entry.key.key_text()?;
    let with = |value: &str| {
        let (key, old) = (entry.key.span(), entry.value.span());
        format!("{}{value}", ours.slice_text(key.start..old.start))
    };
    let newer = other.and_then(|other| other.entry(name));
    Some(match step {
        None | Some(MergeAction::KeepOurs) => Some(with(ours.slice_text(entry.value.span()))),
        Some(MergeAction::TakeTheirs) => match newer {
            Some(newer) => {
                let indent = ours.line_indent(entry.key.span().start);
                Some(with(&format_template_value(
                    (ours, indent),
                    (theirs, newer),
                )))
            }
            None => None,
        },
        Some(MergeAction::MergeKeys(steps)) => {
            let newer = newer.map(|newer| newer.value);
            let value = rewrite_flow_mapping((ours, entry.value), (theirs, newer), steps)?;
            (newer.is_some() || value != EMPTY_MAPPING).then(|| with(&value))
        }
    })
}

/// An object without keys.
pub(super) const EMPTY_MAPPING: &str = "{}";

/// Adds what is new, each behind what it stands behind in the template.
fn add_new_flow_entries(
    (ours, node): OurNode<'_, '_>,
    (theirs, other): TheirNode<'_, '_>,
    steps: &BTreeMap<String, MergeAction>,
    items: &mut Vec<FlowMappingEntry>,
) -> Option<()> {
    let mut place = 0;
    let indent = match node.entries().next() {
        Some(first) => ours.line_indent(first.key.span().start).to_owned(),
        None => ours.line_indent(node.span().start).to_owned() + detect_indent_unit(ours),
    };
    for entry in other.iter().flat_map(|other| other.entries()) {
        let name = entry.key.key_text()?;
        if let Some(index) = items.iter().position(|item| item.key == name) {
            place = index + 1;
        } else if steps.get(name) == Some(&MergeAction::TakeTheirs) {
            let key = theirs.slice_text(entry.key.span());
            let key = if ours.is_json == theirs.is_json {
                key.to_owned()
            } else {
                serde_json::to_string(name).ok()?
            };
            let value = format_template_value((ours, &indent), (theirs, entry));
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

/// The value of an entry of the template, to stand in a line of ours that is `to` in.
fn format_template_value(
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

/// By what each level of a document is further in: two blanks unless its first key says otherwise.
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
    let leads: Vec<&str> = collect_leading_blanks(ours, node);
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

/// The blanks before each key.
fn collect_leading_blanks<'d>(ours: &MergeDocument<'d>, node: YamlNode<'_, '_>) -> Vec<&'d str> {
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
