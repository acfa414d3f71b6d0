//! One finding, as programs see it.

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::diagnostic::{Diagnostic, TextEdit};
use crate::source::Place;

/// One finding.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DiagnosticItem {
    /// The rule; `idp explain <code>` tells more.
    pub code: &'static str,
    /// `format`, `graph`, `policy` or `template`.
    pub tier: &'static str,
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// One sentence.
    pub message: String,
    /// The file; null when it is about the whole.
    pub file: Option<String>,
    /// From 1.
    pub line: Option<usize>,
    /// From 1, in characters.
    pub column: Option<usize>,
    /// From 1.
    pub end_line: Option<usize>,
    /// From 1, in characters; the position after the last one.
    pub end_column: Option<usize>,
    /// The full ref of the entity it is about.
    pub entity: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// What `--fix` would write, where there is one right answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<FixItem>,
}

/// Writes findings as [`DiagnosticItem`]s, one after another, for fields that hold them as they were found.
pub(super) fn serialize_findings<S: Serializer>(
    findings: &[Diagnostic],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(findings.iter().map(DiagnosticItem::from))
}

/// A change of the file that a finding is in.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct FixItem {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// From 1.
    pub end_line: usize,
    /// From 1, in characters; the position after the last one that goes.
    pub end_column: usize,
    /// What comes in its place.
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
            file: place.map(|place| place.file().to_owned()),
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
