//! Findings as GitHub Actions annotations, which GitHub shows next to the lines of a pull request.
//!
//! Source: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>; escaped as in
//! `@actions/core`.

use super::diagnostic_item::DiagnosticItem;
use crate::diagnostic::Diagnostic;
use crate::printable::Printable;

/// One workflow command per line. File names are relative to `folder` in the repository, which ends with `/` or is empty.
pub(super) fn render_github_annotations(findings: &[Diagnostic], folder: &str) -> String {
    findings
        .iter()
        .map(|finding| render_github_annotation(&DiagnosticItem::from(finding), folder))
        .collect()
}

fn render_github_annotation(finding: &DiagnosticItem, folder: &str) -> String {
    let command = match finding.severity {
        "note" => "notice",
        severity => severity,
    };
    // An escaped name no longer matches the file, but GitHub still shows the finding.
    let file = finding.file.as_ref();
    let file = file.map(|file| Printable(&format!("{folder}{file}")).to_string());
    let number = |number: Option<usize>| number.map(|number| number.to_string());
    // Columns are only shown for places within one line.
    let columns = finding.line == finding.end_line;
    let properties = [
        ("file", file),
        ("line", number(finding.line)),
        ("endLine", number(finding.end_line)),
        ("col", number(finding.column).filter(|_| columns)),
        ("endColumn", number(finding.end_column).filter(|_| columns)),
        ("title", Some(finding.code.to_owned())),
    ];
    let encoded_properties = properties.into_iter().filter_map(|(key, value)| {
        let value = value?
            .replace('%', "%25")
            .replace('\r', "%0D")
            .replace('\n', "%0A");
        Some(format!(
            "{key}={}",
            value.replace(':', "%3A").replace(',', "%2C")
        ))
    });
    let said: Vec<String> = encoded_properties.collect();
    let help = finding.help.as_ref().map(|help| format!("; {help}"));
    let message = format!("{}{}", finding.message, help.unwrap_or_default());
    let message = Printable(&message)
        .to_string()
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A");
    format!("::{command} {}::{message}\n", said.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::RuleTier;
    use crate::source::{Place, SourceFile};

    #[test]
    fn foreign_text_starts_no_command() {
        let source = SourceFile::new("a,b:c%.yaml", "x: y\n");
        let finding = Diagnostic::new("dangling-ref", RuleTier::Graph, "no `%0A`")
            .with_place(Place::new(&source, 3..4))
            .with_help("one\n::error::two");
        insta::assert_snapshot!(
            render_github_annotations(&[finding], "sub/"),
            @"::error file=sub/a%2Cb%3Ac%25.yaml,line=1,endLine=1,col=4,endColumn=5,title=dangling-ref::no `%250A`; one^J::error::two"
        );
    }
}
