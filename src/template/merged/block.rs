//! Objects of YAML in lines of their own: only the lines of the keys that change are touched.

use std::collections::BTreeMap;
use std::ops::Range;

use super::document::Document;
use super::flow;
use super::step::Step;
use crate::diagnostic::Edit;
use crate::yaml::{Entry, Node};

type Ours<'a, 'd> = (&'a Document<'d>, Node<'a, 'd>);
type Theirs<'a, 'd> = (&'a Document<'d>, Option<Node<'a, 'd>>);

/// The edits of `ours` that `steps` come to; `None` where it is written in a way that can't be edited by lines.
pub(super) fn edit(
    (ours, node): Ours<'_, '_>,
    (theirs, other): Theirs<'_, '_>,
    steps: &BTreeMap<String, Step>,
    edits: &mut Vec<Edit>,
) -> Option<()> {
    let mut kept: Vec<&str> = Vec::new();
    for entry in node.entries() {
        let name = entry.key.key_text()?;
        let newer = other.and_then(|other| other.entry(name));
        match steps.get(name) {
            None | Some(Step::Keep) => kept.push(name),
            Some(Step::Take) => match newer {
                Some(newer) => {
                    edits.push(replaced((ours, entry), (theirs, newer))?);
                    kept.push(name);
                }
                None => edits.push(removed((ours, node), entry)?),
            },
            Some(Step::Into(steps)) => {
                if inside((ours, node), entry, (theirs, newer), steps, edits)? {
                    kept.push(name);
                }
            }
        }
    }
    added((ours, node), (theirs, other), (steps, &kept), edits)
}

/// Edits the object of an entry; whether the entry stays.
fn inside(
    (ours, node): Ours<'_, '_>,
    entry: Entry<'_, '_>,
    (theirs, newer): (&Document<'_>, Option<Entry<'_, '_>>),
    steps: &BTreeMap<String, Step>,
    edits: &mut Vec<Edit>,
) -> Option<bool> {
    let other = newer.map(|newer| newer.value);
    let goes = |inner: Entry<'_, '_>| {
        let name = inner.key.key_text().unwrap_or_default();
        let theirs = other.and_then(|other| other.get(name)).map(Node::to_json);
        let step = steps.get(name);
        step.is_some_and(|step| {
            step.apply(theirs.as_ref(), Some(&inner.value.to_json()))
                .is_none()
        })
    };
    match (entry.value.entries().all(goes), newer) {
        (true, None) => edits.push(removed((ours, node), entry)?),
        (false, _) if ours.is_flow(entry.value) => {
            let value = flow::rewritten((ours, entry.value), (theirs, other), steps)?;
            edits.push(Edit::replace(entry.value.span(), value));
        }
        (false, _) => edit((ours, entry.value), (theirs, other), steps, edits)?,
        // Nothing of it is left, so there is no line to write beside: it becomes what the template has.
        (true, Some(newer)) => edits.push(replaced((ours, entry), (theirs, newer))?),
    }
    Some(newer.is_some() || !entry.value.entries().all(goes))
}

/// The value of `entry` as the template has it.
fn replaced(
    (ours, entry): (&Document<'_>, Entry<'_, '_>),
    (theirs, newer): (&Document<'_>, Entry<'_, '_>),
) -> Option<Edit> {
    let old = ours.after_colon(entry)?..ours.end(entry)?;
    let new = theirs.after_colon(newer)?..theirs.end(newer)?;
    let by = (column(theirs, newer)?, column(ours, entry)?);
    let new = theirs.slice(new);
    let (first, rest) = new.split_at(new.find('\n').map_or(new.len(), |newline| newline + 1));
    let mut text = first.trim_end_matches(['\r', '\n']).to_owned();
    if !rest.is_empty() {
        text.push_str(ours.line_ending());
        text.push_str(&shifted(rest, by, ours.line_ending()));
    }
    Some(Edit::replace(old, text))
}

/// The lines of an entry, with the comment right above it.
fn removed((ours, node): Ours<'_, '_>, entry: Entry<'_, '_>) -> Option<Edit> {
    let Range { mut start, end } = lines((ours, node), entry)?;
    // Of two blank lines that would meet, one goes too.
    let rest = ours.slice(end..ours.text.len());
    if is_behind_blank(ours, start) && (rest.is_empty() || rest.starts_with(['\n', '\r'])) {
        start = ours.line_start(start - 1);
    }
    Some(Edit::replace(start..end, ""))
}

/// Whether the line above the one at `start` is blank.
fn is_behind_blank(document: &Document<'_>, start: usize) -> bool {
    let above = start
        .checked_sub(1)
        .map(|end| document.line_start(end)..end);
    above.is_some_and(|line| document.slice(line).trim().is_empty())
}

fn lines((document, node): Ours<'_, '_>, entry: Entry<'_, '_>) -> Option<Range<usize>> {
    column(document, entry)?;
    let start = document.line_start(entry.key.span().start);
    let is_head =
        start_of(document, node) == Some(start) && document.line_start(node.span().start) == start;
    let is_top = is_head
        && document
            .tree
            .root()
            .is_some_and(|root| root.span() == node.span());
    // What stands above the first key of a file is about the file.
    let start = if is_top {
        start
    } else {
        above(document, start)
    };
    Some(start..document.next_line(document.end(entry)?))
}

fn start_of(document: &Document<'_>, node: Node<'_, '_>) -> Option<usize> {
    let first = node.entries().next()?;
    Some(document.line_start(first.key.span().start))
}

/// Where the comment starts that ends right above the line at `start`.
fn above(document: &Document<'_>, mut start: usize) -> usize {
    while start > 0 {
        let before = document.line_start(start - 1);
        if !document.slice(before..start).trim_start().starts_with('#') {
            break;
        }
        start = before;
    }
    start
}

/// What is new, each behind what it stands behind in the template, with the comment above it there.
fn added(
    (ours, node): Ours<'_, '_>,
    (theirs, other): Theirs<'_, '_>,
    (steps, kept): (&BTreeMap<String, Step>, &[&str]),
    edits: &mut Vec<Edit>,
) -> Option<()> {
    let Some(other) = other else { return Some(()) };
    let first = node.entries().next()?;
    let to = column(ours, first)?;
    let mut at = lines((ours, node), first)?.start;
    for entry in other.entries() {
        let name = entry.key.key_text()?;
        if kept.contains(&name) {
            at = ours.next_line(ours.end(node.entry(name)?)?);
        } else if steps.get(name) == Some(&Step::Take) && node.entry(name).is_none() {
            let lines = lines((theirs, other), entry)?;
            let ending = ours.line_ending();
            let blank = match at > 0 && is_behind_blank(theirs, lines.start) {
                true => ending,
                false => "",
            };
            let text = theirs.slice(lines).trim_end_matches(['\n', '\r']);
            let text = shifted(text, (column(theirs, entry)?, to), ending);
            let is_open = at > 0 && !ours.slice(0..at).ends_with('\n');
            let text = match is_open {
                true => format!("{ending}{blank}{text}"),
                false => format!("{blank}{text}{ending}"),
            };
            edits.push(Edit::insert(at, text));
        }
    }
    Some(())
}

/// How far in a key is that starts its line.
fn column(document: &Document<'_>, entry: Entry<'_, '_>) -> Option<usize> {
    let start = entry.key.span().start;
    let line = document.line_start(start);
    let is_first = document.slice(line..start).bytes().all(|byte| byte == b' ');
    is_first.then_some(start - line)
}

/// `text`, each of its lines as far in as before, counted from the column `to` instead of `from`.
fn shifted(text: &str, (from, to): (usize, usize), ending: &str) -> String {
    let shift = |line: &str| {
        let content = line.trim_start_matches(' ');
        let blanks = (line.len() - content.len() + to).saturating_sub(from);
        match content.is_empty() {
            true => String::new(),
            false => " ".repeat(blanks) + content,
        }
    };
    text.lines().map(shift).collect::<Vec<_>>().join(ending)
}
