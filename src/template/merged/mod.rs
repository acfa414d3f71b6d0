//! Files of the class `merged`: JSON or YAML whose keys are the template's as far as it has them, and the team's otherwise.
//!
//! Three texts make one: the render that the repository was made from, the new render, and the file as it is. Key by key,
//! in objects however deep, what the team left alone follows the template and what the template left alone stays. What
//! both changed is a conflict unless both changed it to the same. Lists are values, merged as a whole or not at all.

mod block;
mod document;
mod flow;
mod step;
#[cfg(test)]
mod tests;

use serde_json::Value as Json;

pub(super) use document::fault;
use document::{Document, read};
use step::Step;

use crate::diagnostic::Edit;
use crate::error::{Error, Result};

/// A merged file.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// The file; where there are conflicts, as the team has it there.
    pub text: String,
    /// What people must decide; empty where everything could be merged.
    pub conflicts: Vec<Conflict>,
}

/// A key that the template and the team changed in different ways. `None` is a key that is not there.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
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
pub fn merge(path: &str, base: &str, theirs: &str, ours: &str) -> Result<Merge> {
    let whole = |text: &str| Merge {
        text: text.to_owned(),
        conflicts: Vec::new(),
    };
    if theirs == base || ours == theirs {
        return Ok(whole(ours));
    }
    if ours == base {
        return Ok(whole(theirs));
    }
    let [base, theirs, ours] = [("before", base), ("now", theirs), ("here", ours)]
        .map(|(which, text)| read(path, text).map_err(|fault| unread(path, which, &fault)));
    let (base, theirs, ours) = (base?, theirs?, ours?);
    let mut conflicts = Vec::new();
    let [b, t, o] = [&base, &theirs, &ours].map(|document| &document.value);
    let step = step::step((Some(b), Some(t), Some(o)), &mut Vec::new(), &mut conflicts);
    let expected = step.apply(Some(t), Some(o));
    let text = written(&ours, &theirs, &step);
    let is_right = |text: &String| {
        let read = read(path, text).ok();
        read.is_some_and(|read| Some(read.value) == expected)
    };
    match text.filter(is_right) {
        Some(text) => Ok(Merge { text, conflicts }),
        // Written in a way that no key can be changed in by itself, as with anchors: people must do it.
        None => Ok(Merge {
            conflicts: step.as_conflicts((Some(b), Some(t), Some(o)), conflicts),
            text: ours.text.to_owned(),
        }),
    }
}

fn unread(path: &str, which: &str, fault: &document::Fault) -> Error {
    let whose = match which {
        "before" => " as the template had it",
        "now" => " as the template has it",
        _ => "",
    };
    let path = crate::printable::Printable(path);
    Error::usage(format!("{path}{whose} can't be merged: {}", fault.message))
}

/// The text of `ours` after `step`; `None` where it is not written in a way that allows that.
fn written(ours: &Document<'_>, theirs: &Document<'_>, step: &Step) -> Option<String> {
    let Step::Into(steps) = step else {
        return Some(match step {
            Step::Take => theirs.text.to_owned(),
            _ => ours.text.to_owned(),
        });
    };
    let (from, to) = (ours.tree.root()?, theirs.tree.root()?);
    let mut edits = Vec::new();
    match ours.is_flow(from) {
        true => edits.push(Edit::replace(
            from.span(),
            flow::rewritten((ours, from), (theirs, Some(to)), steps)?,
        )),
        false => block::edit((ours, from), (theirs, Some(to)), steps, &mut edits)?,
    }
    Some(applied(ours.text, edits))
}

/// `text` after all `edits`, which do not overlap.
fn applied(text: &str, mut edits: Vec<Edit>) -> String {
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
