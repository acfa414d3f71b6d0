//! What a walk through folders came by, as notes: they tell what a green check did not look at, and make nothing red.

use super::ground::not_catalog_files;
use crate::catalog::Walked;
use crate::count::Count;
use crate::diagnostic::{Diagnostic, Severity, Tier};
use crate::printable::Printable;

/// How many paths a note names.
const NAMED: usize = 3;

/// One note for each kind of file that was left out, or that no Location reaches.
pub(super) fn walk_notes(walked: &Walked) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    let mut note = |code, message: String, help: &str| {
        let note = Diagnostic::new(code, Tier::Graph, message).help(help);
        notes.push(note.severity(Severity::Note));
    };
    if walked.others > 0 {
        note(
            "not-a-catalog-file",
            not_catalog_files(walked.others),
            "to check one anyway, name it: idp catalog validate <FILE>",
        );
    }
    if walked.skeletons > 0 {
        note(
            "template-skeleton",
            format!(
                "{} not checked",
                Count(walked.skeletons, "template skeleton")
            ),
            "to check one anyway, name it: idp catalog validate <FILE>",
        );
    }
    if !walked.unreached.is_empty() {
        note(
            "unreached-file",
            unreached(&walked.unreached),
            "add them to the targets of a Location, or register each of them",
        );
    }
    notes
}

/// `5 catalog files are reached by no Location: a.yaml, b.yaml, c.yaml and 2 more`.
fn unreached(paths: &[String]) -> String {
    let are = if paths.len() == 1 { "is" } else { "are" };
    let (named, rest) = paths.split_at(paths.len().min(NAMED));
    let named: Vec<String> = named
        .iter()
        .map(|path| Printable(path).to_string())
        .collect();
    let more = match rest.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!(
        "{} {are} reached by no Location: {}{more}",
        Count(paths.len(), "catalog file"),
        named.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_paths_stand_for_all() {
        let paths =
            |count: usize| -> Vec<String> { (1..=count).map(|n| format!("{n}.yaml")).collect() };
        assert_eq!(
            unreached(&paths(1)),
            "1 catalog file is reached by no Location: 1.yaml"
        );
        assert_eq!(
            unreached(&paths(5)),
            "5 catalog files are reached by no Location: 1.yaml, 2.yaml, 3.yaml and 2 more"
        );
    }
}
