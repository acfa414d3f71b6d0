//! YAML objects in block style: only the lines of changed keys are edited.

use std::collections::BTreeMap;
use std::ops::Range;

use super::document::{MergeDocument, OurMergeNode, TheirMergeNode};
use super::flow_mapping;
use super::merge_action::KeyMergeAction;
use crate::diagnostic::TextEdit;
use crate::yaml::{MappingEntry, YamlNode};

/// The edits to `ours` for `steps`; `None` if its notation can't be edited by lines.
pub(super) fn collect_block_mapping_edits(
    (ours, node): OurMergeNode<'_, '_>,
    (theirs, other): TheirMergeNode<'_, '_>,
    steps: &BTreeMap<String, KeyMergeAction>,
    edits: &mut Vec<TextEdit>,
) -> Option<()> {
    let mut kept: Vec<&str> = Vec::new();
    for entry in node.entries() {
        let name = entry.key.text_as_key()?;
        let newer = other.and_then(|other| other.entry(name));
        match steps.get(name) {
            None | Some(KeyMergeAction::KeepOurs) => kept.push(name),
            Some(KeyMergeAction::TakeTheirs) => match newer {
                Some(newer) => {
                    edits.push(replace_entry_value((ours, entry), (theirs, newer))?);
                    kept.push(name);
                }
                None => edits.push(build_entry_removal_edit((ours, node), entry)?),
            },
            Some(KeyMergeAction::MergeKeys(steps)) => {
                if collect_nested_mapping_edits((ours, node), entry, (theirs, newer), steps, edits)?
                {
                    kept.push(name);
                }
            }
        }
    }
    insert_new_entries((ours, node), (theirs, other), (steps, &kept), edits)
}

/// Edits the object of an entry. Returns whether the entry stays.
fn collect_nested_mapping_edits(
    (ours, node): OurMergeNode<'_, '_>,
    entry: MappingEntry<'_, '_>,
    (theirs, newer): (&MergeDocument<'_>, Option<MappingEntry<'_, '_>>),
    steps: &BTreeMap<String, KeyMergeAction>,
    edits: &mut Vec<TextEdit>,
) -> Option<bool> {
    let other = newer.map(|newer| newer.value);
    let goes = |inner: MappingEntry<'_, '_>| {
        let name = inner.key.text_as_key().unwrap_or_default();
        let theirs = other
            .and_then(|other| other.get(name))
            .map(YamlNode::to_json);
        let step = steps.get(name);
        step.is_some_and(|step| {
            step.merged_value(theirs.as_ref(), Some(&inner.value.to_json()))
                .is_none()
        })
    };
    match (entry.value.entries().all(goes), newer) {
        (true, None) => edits.push(build_entry_removal_edit((ours, node), entry)?),
        (false, _) if ours.is_flow_style_node(entry.value) => {
            let value =
                flow_mapping::rewrite_flow_mapping((ours, entry.value), (theirs, other), steps)?;
            edits.push(TextEdit::new_replacement(entry.value.span(), value));
        }
        (false, _) => {
            collect_block_mapping_edits((ours, entry.value), (theirs, other), steps, edits)?
        }
        // None of its lines remain to insert next to, so it takes the template's value.
        (true, Some(newer)) => edits.push(replace_entry_value((ours, entry), (theirs, newer))?),
    }
    Some(newer.is_some() || !entry.value.entries().all(goes))
}

/// The edit that replaces the value of `entry` with the template's value.
fn replace_entry_value(
    (ours, entry): (&MergeDocument<'_>, MappingEntry<'_, '_>),
    (theirs, newer): (&MergeDocument<'_>, MappingEntry<'_, '_>),
) -> Option<TextEdit> {
    let old = ours.after_colon_offset(entry)?..ours.entry_end(entry)?;
    let new = theirs.after_colon_offset(newer)?..theirs.entry_end(newer)?;
    let by = (
        find_key_column(theirs, newer)?,
        find_key_column(ours, entry)?,
    );
    let new = theirs.slice_text(new);
    let (first, rest) = new.split_at(new.find('\n').map_or(new.len(), |newline| newline + 1));
    let mut text = first.trim_end_matches(['\r', '\n']).to_owned();
    if !rest.is_empty() {
        text.push_str(ours.line_ending());
        text.push_str(&reindent_lines(rest, by, ours.line_ending()));
    }
    Some(TextEdit::new_replacement(old, text))
}

/// The edit that removes an entry and the comment directly above it.
fn build_entry_removal_edit(
    (ours, node): OurMergeNode<'_, '_>,
    entry: MappingEntry<'_, '_>,
) -> Option<TextEdit> {
    let Range { mut start, end } = find_entry_lines((ours, node), entry)?;
    // If two blank lines would become adjacent, one of them is removed too.
    let rest = ours.slice_text(end..ours.text.len());
    if follows_blank_line(ours, start) && (rest.is_empty() || rest.starts_with(['\n', '\r'])) {
        start = ours.line_start(start - 1);
    }
    Some(TextEdit::new_replacement(start..end, ""))
}

/// Whether the line above the one at `start` is blank.
fn follows_blank_line(document: &MergeDocument<'_>, start: usize) -> bool {
    let above = start
        .checked_sub(1)
        .map(|end| document.line_start(end)..end);
    above.is_some_and(|line| document.slice_text(line).trim().is_empty())
}

fn find_entry_lines(
    (document, node): OurMergeNode<'_, '_>,
    entry: MappingEntry<'_, '_>,
) -> Option<Range<usize>> {
    find_key_column(document, entry)?;
    let start = document.line_start(entry.key.span().start);
    let is_head = find_first_entry_line_start(document, node) == Some(start)
        && document.line_start(node.span().start) == start;
    let is_top = is_head
        && document
            .tree
            .root()
            .is_some_and(|root| root.span() == node.span());
    // A comment above the first key of a file is about the file.
    let start = if is_top {
        start
    } else {
        find_preceding_comment_start(document, start)
    };
    Some(start..document.next_line_start(document.entry_end(entry)?))
}

fn find_first_entry_line_start(
    document: &MergeDocument<'_>,
    node: YamlNode<'_, '_>,
) -> Option<usize> {
    let first = node.entries().next()?;
    Some(document.line_start(first.key.span().start))
}

/// The start of the comment directly above the line at `start`.
fn find_preceding_comment_start(document: &MergeDocument<'_>, mut start: usize) -> usize {
    while start > 0 {
        let before = document.line_start(start - 1);
        if !document
            .slice_text(before..start)
            .trim_start()
            .starts_with('#')
        {
            break;
        }
        start = before;
    }
    start
}

/// Inserts the new keys, each after the key it follows in the template, with its comment.
fn insert_new_entries(
    (ours, node): OurMergeNode<'_, '_>,
    (theirs, other): TheirMergeNode<'_, '_>,
    (steps, kept): (&BTreeMap<String, KeyMergeAction>, &[&str]),
    edits: &mut Vec<TextEdit>,
) -> Option<()> {
    let Some(other) = other else { return Some(()) };
    let first = node.entries().next()?;
    let to = find_key_column(ours, first)?;
    let mut at = find_entry_lines((ours, node), first)?.start;
    for entry in other.entries() {
        let name = entry.key.text_as_key()?;
        if kept.contains(&name) {
            at = ours.next_line_start(ours.entry_end(node.entry(name)?)?);
        } else if steps.get(name) == Some(&KeyMergeAction::TakeTheirs) && node.entry(name).is_none()
        {
            let lines = find_entry_lines((theirs, other), entry)?;
            let ending = ours.line_ending();
            let blank = if at > 0 && follows_blank_line(theirs, lines.start) {
                ending
            } else {
                ""
            };
            let text = theirs.slice_text(lines).trim_end_matches(['\n', '\r']);
            let text = reindent_lines(text, (find_key_column(theirs, entry)?, to), ending);
            let is_open = at > 0 && !ours.slice_text(0..at).ends_with('\n');
            let text = if is_open {
                format!("{ending}{blank}{text}")
            } else {
                format!("{blank}{text}{ending}")
            };
            edits.push(TextEdit::insertion(at, text));
        }
    }
    Some(())
}

/// The indentation of a key that starts its line.
fn find_key_column(document: &MergeDocument<'_>, entry: MappingEntry<'_, '_>) -> Option<usize> {
    let start = entry.key.span().start;
    let line = document.line_start(start);
    let is_first = document
        .slice_text(line..start)
        .bytes()
        .all(|byte| byte == b' ');
    is_first.then_some(start - line)
}

/// Re-indents `text` from column `from` to column `to`.
fn reindent_lines(text: &str, (from, to): (usize, usize), ending: &str) -> String {
    let shift = |line: &str| {
        let content = line.trim_start_matches(' ');
        let blanks = (line.len() - content.len() + to).saturating_sub(from);
        if content.is_empty() {
            String::new()
        } else {
            " ".repeat(blanks) + content
        }
    };
    text.lines().map(shift).collect::<Vec<_>>().join(ending)
}
