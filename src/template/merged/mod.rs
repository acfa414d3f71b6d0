//! Files with the class `merged`: JSON or YAML whose keys follow the template if they come from it, and belong to the team
//! otherwise.
//!
//! This is a three-way merge of the render that the repository was created from, the new render, and the current file. It
//! works key by key, at any depth: a key that the team didn't change follows the template, and a key that the template
//! didn't change stays as it is. If both changed a key to different values, that is a conflict. Lists are merged as a whole.

mod block_mapping;
mod document;
mod flow_mapping;
mod merge_action;
#[cfg(test)]
mod tests;

use serde_json::Value as Json;

pub(super) use document::find_file_merge_fault;
use document::{MergeDocument, parse_merge_document};
use merge_action::KeyMergeAction;

use crate::diagnostic::TextEdit;
use crate::error::{Error, Result};

/// A merged file.
#[derive(Clone, Debug, PartialEq)]
pub struct MergedFile {
    /// The content of the file; at conflicts, the team's version.
    pub text: String,
    /// The conflicts that must be resolved by hand; empty if everything could be merged.
    pub conflicts: Vec<MergeConflict>,
}

/// A key that the template and the team changed to different values. `None` means that the key is missing.
#[derive(Clone, Debug, PartialEq)]
pub struct MergeConflict {
    /// The path to the key.
    pub key: Vec<String>,
    /// The value in the previous render.
    pub base: Option<Json>,
    /// The value in the new render.
    pub theirs: Option<Json>,
    /// The value in the team's file.
    pub ours: Option<Json>,
}

/// Merges the file `path`: `base` is the render that the repository was created from, `theirs` the new one, `ours` the file.
///
/// Unchanged parts stay byte for byte, including comments and the order of keys. A new key comes with its comment in the
/// template.
///
/// # Errors
/// Usage (2) if one of them can't be parsed: no JSON or YAML extension, several documents, a duplicate key, or comments in
/// JSON.
pub fn three_way_merge_by_keys(
    path: &str,
    base: &str,
    theirs: &str,
    ours: &str,
) -> Result<MergedFile> {
    let whole = |text: &str| MergedFile {
        text: text.to_owned(),
        conflicts: Vec::new(),
    };
    if theirs == base || ours == theirs {
        return Ok(whole(ours));
    }
    if ours == base {
        return Ok(whole(theirs));
    }
    let [base, theirs, ours] =
        [("before", base), ("now", theirs), ("here", ours)].map(|(which, text)| {
            parse_merge_document(path, text)
                .map_err(|fault| build_unmergeable_error(path, which, &fault))
        });
    let (base, theirs, ours) = (base?, theirs?, ours?);
    let mut conflicts = Vec::new();
    let [b, t, o] = [&base, &theirs, &ours].map(|document| &document.value);
    let step = merge_action::plan_three_way_value_merge(
        (Some(b), Some(t), Some(o)),
        &mut Vec::new(),
        &mut conflicts,
    );
    let expected = step.merged_value(Some(t), Some(o));
    let text = render_merged_text(&ours, &theirs, &step);
    let is_right = |text: &String| {
        let read = parse_merge_document(path, text).ok();
        read.is_some_and(|read| Some(read.value) == expected)
    };
    match text.filter(is_right) {
        Some(text) => Ok(MergedFile { text, conflicts }),
        // A single key can't be changed in this notation, for example with anchors, so it must be merged by hand.
        None => Ok(MergedFile {
            conflicts: step.changes_as_conflicts((Some(b), Some(t), Some(o)), conflicts),
            text: ours.text.to_owned(),
        }),
    }
}

fn build_unmergeable_error(path: &str, which: &str, fault: &document::MergeFault) -> Error {
    let whose = match which {
        "before" => " (previous render)",
        "now" => " (new render)",
        _ => "",
    };
    let path = crate::printable::Printable(path);
    Error::usage(format!("{path}{whose} can't be merged: {}", fault.message))
}

/// The text of `ours` after `step`; `None` if its notation doesn't allow the edit.
fn render_merged_text(
    ours: &MergeDocument<'_>,
    theirs: &MergeDocument<'_>,
    step: &KeyMergeAction,
) -> Option<String> {
    let KeyMergeAction::MergeKeys(steps) = step else {
        return Some(match step {
            KeyMergeAction::TakeTheirs => theirs.text.to_owned(),
            _ => ours.text.to_owned(),
        });
    };
    let (from, to) = (ours.tree.root()?, theirs.tree.root()?);
    let mut edits = Vec::new();
    if ours.is_flow_style_node(from) {
        edits.push(TextEdit::new_replacement(
            from.span(),
            flow_mapping::rewrite_flow_mapping((ours, from), (theirs, Some(to)), steps)?,
        ))
    } else {
        block_mapping::collect_block_mapping_edits(
            (ours, from),
            (theirs, Some(to)),
            steps,
            &mut edits,
        )?
    }
    Some(apply_edits(ours.text, edits))
}

/// `text` after all `edits`, which must not overlap.
fn apply_edits(text: &str, mut edits: Vec<TextEdit>) -> String {
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in &edits {
        out.push_str(text.get(at..edit.span.start).unwrap_or_default());
        out.push_str(&edit.text);
        at = edit.span.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}
