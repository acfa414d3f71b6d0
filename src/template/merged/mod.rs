//! Files of the class `merged`: JSON or YAML whose keys are the template's as far as it has them, and the team's otherwise.
//!
//! Three texts make one: the render that the repository was made from, the new render, and the file as it is. Key by key,
//! in objects however deep, what the team left alone follows the template and what the template left alone stays. What
//! both changed is a conflict unless both changed it to the same. Lists are values, merged as a whole or not at all.

mod block_mapping;
mod document;
mod flow_mapping;
mod merge_action;
#[cfg(test)]
mod tests;

use serde_json::Value as Json;

pub(super) use document::check_mergeable;
use document::{MergeDocument, parse_merge_document};
use merge_action::MergeAction;

use crate::diagnostic::TextEdit;
use crate::error::{Error, Result};

/// A merged file.
#[derive(Clone, Debug, PartialEq)]
pub struct MergedFile {
    /// The file; where there are conflicts, as the team has it there.
    pub text: String,
    /// What people must decide; empty where everything could be merged.
    pub conflicts: Vec<MergeConflict>,
}

/// A key that the template and the team changed in different ways. `None` is a key that is not there.
#[derive(Clone, Debug, PartialEq)]
pub struct MergeConflict {
    /// The keys that lead to it.
    pub key: Vec<String>,
    /// What the template said.
    pub base: Option<Json>,
    /// What it says now.
    pub theirs: Option<Json>,
    /// What the team says.
    pub ours: Option<Json>,
}

/// Merges the file `path`: `base` is the render that the repository was made from, `theirs` the new one, `ours` the file.
///
/// What stays, stays byte for byte, comments and the order of keys included; a comment of the template moves with a key
/// that is new.
///
/// # Errors
/// Usage (2) where one of them can't be read: not JSON or YAML by its ending, several documents, a key twice, comments in
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
    let step =
        merge_action::plan_merge((Some(b), Some(t), Some(o)), &mut Vec::new(), &mut conflicts);
    let expected = step.merged_value(Some(t), Some(o));
    let text = render_merged_text(&ours, &theirs, &step);
    let is_right = |text: &String| {
        let read = parse_merge_document(path, text).ok();
        read.is_some_and(|read| Some(read.value) == expected)
    };
    match text.filter(is_right) {
        Some(text) => Ok(MergedFile { text, conflicts }),
        // Written in a way that no key can be changed in by itself, as with anchors: people must do it.
        None => Ok(MergedFile {
            conflicts: step.to_conflicts((Some(b), Some(t), Some(o)), conflicts),
            text: ours.text.to_owned(),
        }),
    }
}

fn build_unmergeable_error(path: &str, which: &str, fault: &document::MergeFault) -> Error {
    let whose = match which {
        "before" => " as the template had it",
        "now" => " as the template has it",
        _ => "",
    };
    let path = crate::printable::Printable(path);
    Error::usage(format!("{path}{whose} can't be merged: {}", fault.message))
}

/// The text of `ours` after `step`; `None` where it is not written in a way that allows that.
fn render_merged_text(
    ours: &MergeDocument<'_>,
    theirs: &MergeDocument<'_>,
    step: &MergeAction,
) -> Option<String> {
    let MergeAction::MergeKeys(steps) = step else {
        return Some(match step {
            MergeAction::TakeTheirs => theirs.text.to_owned(),
            _ => ours.text.to_owned(),
        });
    };
    let (from, to) = (ours.tree.root()?, theirs.tree.root()?);
    let mut edits = Vec::new();
    if ours.is_flow_style(from) {
        edits.push(TextEdit::replacement(
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

/// `text` after all `edits`, which do not overlap.
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
