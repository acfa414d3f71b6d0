//! What a walk through folders came by, as notes: they tell what a green check did not look at, and make nothing red.

use super::input_paths::format_non_catalog_file_count;
use crate::catalog::ScanSummary;
use crate::count::CountedNoun;
use crate::diagnostic::{Diagnostic, RuleTier, Severity};
use crate::printable::Printable;

/// How many paths a note names.
const MAX_LISTED_PATHS: usize = 3;

/// One note for each kind of file that was left out, or that no Location reaches.
pub(super) fn build_unchecked_file_notes(walked: &ScanSummary) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    let mut note = |code, message: String, help: &str| {
        let note = Diagnostic::new(code, RuleTier::Graph, message).with_help(help);
        notes.push(note.with_severity(Severity::Note));
    };
    if walked.other_yaml_files > 0 {
        note(
            "not-a-catalog-file",
            format_non_catalog_file_count(walked.other_yaml_files),
            "to check one anyway, name it: idp catalog validate <FILE>",
        );
    }
    if walked.skeleton_files > 0 {
        note(
            "template-skeleton",
            format!(
                "{} not checked",
                CountedNoun(walked.skeleton_files, "template skeleton")
            ),
            "to check one anyway, name it: idp catalog validate <FILE>",
        );
    }
    if !walked.unreached_files.is_empty() {
        note(
            "unreached-file",
            format_unreached_files(&walked.unreached_files),
            "add them to the targets of a Location, or register each of them",
        );
    }
    notes
}

/// `5 catalog files are reached by no Location: a.yaml, b.yaml, c.yaml and 2 more`.
fn format_unreached_files(paths: &[String]) -> String {
    let are = if paths.len() == 1 { "is" } else { "are" };
    let (named, rest) = paths.split_at(paths.len().min(MAX_LISTED_PATHS));
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
        CountedNoun(paths.len(), "catalog file"),
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
            format_unreached_files(&paths(1)),
            "1 catalog file is reached by no Location: 1.yaml"
        );
        assert_eq!(
            format_unreached_files(&paths(5)),
            "5 catalog files are reached by no Location: 1.yaml, 2.yaml, 3.yaml and 2 more"
        );
    }
}
