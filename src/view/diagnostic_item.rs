//! A finding, as JSON.

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::diagnostic::{Diagnostic, TextEdit};
use crate::source::Place;

/// A finding.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DiagnosticItem {
    /// The code of the rule; `idp explain <code>` explains it.
    pub code: &'static str,
    /// The tier of the rule: `format`, `graph`, `policy` or `template`.
    pub tier: &'static str,
    /// The severity: `error`, `warning` or `note`.
    pub severity: &'static str,
    /// The message, in one sentence.
    pub message: String,
    /// The file; null if the finding isn't about a file.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The column, from 1, in characters.
    pub column: Option<usize>,
    /// The end line, from 1.
    pub end_line: Option<usize>,
    /// The end column, from 1, in characters; exclusive.
    pub end_column: Option<usize>,
    /// The full ref of the affected entity.
    pub entity: Option<String>,
    /// How to fix it.
    pub help: Option<String>,
    /// The edit that `--fix` would make, if there is exactly one correct fix.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<FixItem>,
}

/// Serializes findings as [`DiagnosticItem`]s one by one, for fields that store them as [`Diagnostic`]s.
pub(super) fn serialize_findings<S: Serializer>(
    findings: &[Diagnostic],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(findings.iter().map(DiagnosticItem::from))
}

/// An edit to the file of a finding.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct FixItem {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// The end line, from 1.
    pub end_line: usize,
    /// The end column, from 1, in characters; exclusive.
    pub end_column: usize,
    /// The replacement text.
    pub text: String,
}

impl FixItem {
    fn new(place: &Place, edit: &TextEdit) -> FixItem {
        let gone = Place::new(&place.source, edit.span.clone());
        let (start, end) = (gone.start(), gone.end());
        FixItem {
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            text: edit.text.clone(),
        }
    }
}

impl From<&Diagnostic> for DiagnosticItem {
    fn from(finding: &Diagnostic) -> Self {
        let place = finding.place.as_ref();
        let (start, end) = (
            place.map(|place| place.start()),
            place.map(|place| place.end()),
        );
        DiagnosticItem {
            code: finding.code,
            tier: finding.tier.as_str(),
            severity: finding.severity.as_str(),
            message: finding.message.clone(),
            file: place.map(|place| place.file_path().to_owned()),
            line: start.map(|start| start.line),
            column: start.map(|start| start.column),
            end_line: end.map(|end| end.line),
            end_column: end.map(|end| end.column),
            entity: finding.entity.clone(),
            help: finding.help.clone().or_else(|| finding.label.clone()),
            fix: place
                .zip(finding.fix.as_ref())
                .map(|(place, edit)| FixItem::new(place, edit)),
        }
    }
}
