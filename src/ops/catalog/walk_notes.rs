//! Notes about files that a folder scan skipped. They show what a passing check didn't cover, and never fail it.

use super::input_paths::format_non_catalog_file_count;
use crate::catalog::CatalogScanSummary;
use crate::count::CountedNoun;
use crate::diagnostic::{Diagnostic, RuleTier, Severity};
use crate::printable::Printable;

/// How many paths a note lists.
const MAX_LISTED_PATHS: usize = 3;

/// One note for each kind of file that was skipped or that no Location reaches.
pub(super) fn build_unchecked_file_notes(walked: &CatalogScanSummary) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    let mut note = |code, message: String, help: &str| {
        let note = Diagnostic::new(code, RuleTier::Graph, message).with_help(help);
        notes.push(note.with_severity(Severity::Note));
    };
    if walked.other_yaml_files > 0 {
        note(
            "not-a-catalog-file",
            format_non_catalog_file_count(walked.other_yaml_files),
            "check one anyway: idp catalog validate <FILE>",
        );
    }
    if walked.skeleton_files > 0 {
        note(
            "template-skeleton",
            format!(
                "{} not checked",
                CountedNoun(walked.skeleton_files, "template skeleton")
            ),
            "check one anyway: idp catalog validate <FILE>",
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

/// A message such as `no Location reaches 5 catalog files: a.yaml, b.yaml, c.yaml and 2 more`.
fn format_unreached_files(paths: &[String]) -> String {
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
        "no Location reaches {}: {}{more}",
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
            "no Location reaches 1 catalog file: 1.yaml"
        );
        assert_eq!(
            format_unreached_files(&paths(5)),
            "no Location reaches 5 catalog files: 1.yaml, 2.yaml, 3.yaml and 2 more"
        );
    }
}
