//! Objects in braces, as in JSON: written anew where one of their keys changes, with the blanks they had.

use std::collections::BTreeMap;

use super::document::Document;
use super::step::Step;
use crate::yaml::{Entry, Node};

type Ours<'a, 'd> = (&'a Document<'d>, Node<'a, 'd>);
type Theirs<'a, 'd> = (&'a Document<'d>, Option<Node<'a, 'd>>);

/// An entry as it will be written.
struct Item {
    key: String,
    /// The blanks before it; `None` for one that is new.
    lead: Option<String>,
    text: String,
}

/// The object of `ours` after `steps`; `None` where it is written in a way that can't be kept.
pub(super) fn rewritten(
    (ours, node): Ours<'_, '_>,
    (theirs, other): Theirs<'_, '_>,
    steps: &BTreeMap<String, Step>,
) -> Option<String> {
    let span = node.span();
    let inner = span.start + 1..span.end.checked_sub(1)?;
    let mut items = Vec::new();
    let mut at = inner.start;
    for entry in node.entries() {
        let (key, value) = (entry.key.span(), entry.value.span());
        let lead = ours.slice(at..key.start).trim_start_matches(',');
        if !lead.trim().is_empty() {
            return None;
        }
        let name = entry.key.key_text()?;
        let kept = kept((ours, entry), (theirs, other), steps.get(name))?;
        items.extend(kept.map(|text| Item {
            key: name.to_owned(),
            lead: Some(lead.to_owned()),
            text,
        }));
        at = value.end;
    }
    let tail = ours.slice(at..inner.end).trim_start_matches(',');
    if !tail.trim().is_empty() {
        return None;
    }
    add((ours, node), (theirs, other), steps, &mut items)?;
    Some(joined(ours, node, &items, tail))
}

/// An entry of ours after its step; nothing where it goes.
fn kept(
    (ours, entry): (&Document<'_>, Entry<'_, '_>),
    (theirs, other): Theirs<'_, '_>,
    step: Option<&Step>,
) -> Option<Option<String>> {
    let name = entry.key.key_text()?;
    let with = |value: &str| {
        let (key, old) = (entry.key.span(), entry.value.span());
        format!("{}{value}", ours.slice(key.start..old.start))
    };
    let newer = other.and_then(|other| other.entry(name));
    Some(match step {
        None | Some(Step::Keep) => Some(with(ours.slice(entry.value.span()))),
        Some(Step::Take) => match newer {
            Some(newer) => {
                let indent = ours.indent(entry.key.span().start);
                Some(with(&taken((ours, indent), (theirs, newer))))
            }
            None => None,
        },
        Some(Step::Into(steps)) => {
            let newer = newer.map(|newer| newer.value);
            let value = rewritten((ours, entry.value), (theirs, newer), steps)?;
            (newer.is_some() || value != EMPTY).then(|| with(&value))
        }
    })
}

/// An object without keys.
pub(super) const EMPTY: &str = "{}";

/// Adds what is new, each behind what it stands behind in the template.
fn add(
    (ours, node): Ours<'_, '_>,
    (theirs, other): Theirs<'_, '_>,
    steps: &BTreeMap<String, Step>,
    items: &mut Vec<Item>,
) -> Option<()> {
    let mut place = 0;
    let indent = match node.entries().next() {
        Some(first) => ours.indent(first.key.span().start).to_owned(),
        None => ours.indent(node.span().start).to_owned() + unit(ours),
    };
    for entry in other.iter().flat_map(|other| other.entries()) {
        let name = entry.key.key_text()?;
        if let Some(index) = items.iter().position(|item| item.key == name) {
            place = index + 1;
        } else if steps.get(name) == Some(&Step::Take) {
            let key = theirs.slice(entry.key.span());
            let key = match ours.is_json == theirs.is_json {
                true => key.to_owned(),
                false => serde_json::to_string(name).ok()?,
            };
            let value = taken((ours, &indent), (theirs, entry));
            let item = Item {
                key: name.to_owned(),
                lead: None,
                text: format!("{key}: {value}"),
            };
            items.insert(place, item);
            place += 1;
        }
    }
    Some(())
}

/// The value of an entry of the template, to stand in a line of ours that is `to` in.
fn taken(
    (ours, to): (&Document<'_>, &str),
    (theirs, entry): (&Document<'_>, Entry<'_, '_>),
) -> String {
    let written = theirs.slice(entry.value.span());
    let is_word = |text: &str| {
        let tame = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/".contains(&byte);
        !text.is_empty() && text.bytes().all(tame)
    };
    let fits = match ours.is_json {
        true => !written.contains('\n') || ours.text.trim_end().contains('\n'),
        false => is_word(written),
    };
    if !fits {
        return entry.value.to_json().to_string();
    }
    let from = theirs.indent(entry.key.span().start);
    let (unit, other) = (unit(theirs), unit(ours));
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
fn unit<'d>(document: &Document<'d>) -> &'d str {
    let lines = document.text.lines().skip(1);
    let blanks = |line: &'d str| &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
    lines
        .map(blanks)
        .find(|blanks| !blanks.is_empty())
        .unwrap_or("  ")
}

fn joined(ours: &Document<'_>, node: Node<'_, '_>, items: &[Item], tail: &str) -> String {
    if items.is_empty() {
        return EMPTY.to_owned();
    }
    let leads: Vec<&str> = node_leads(ours, node);
    let is_long = ours.is_json && ours.text.trim_end().contains('\n');
    let indent = ours.indent(node.span().start);
    let fresh = format!("{}{indent}{}", ours.line_ending(), unit(ours));
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
                    item.lead
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
fn node_leads<'d>(ours: &Document<'d>, node: Node<'_, '_>) -> Vec<&'d str> {
    let mut at = node.span().start + 1;
    let lead = |entry: Entry<'_, '_>| {
        let lead = ours
            .slice(at..entry.key.span().start)
            .trim_start_matches(',');
        at = entry.value.span().end;
        lead
    };
    node.entries().map(lead).collect()
}
