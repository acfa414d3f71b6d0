//! One finding, as programs see it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::diagnostic::Diagnostic;

/// One finding.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
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
}

impl From<&Diagnostic> for Finding {
    fn from(finding: &Diagnostic) -> Self {
        let place = finding.place.as_ref();
        let (start, end) = (
            place.map(|place| place.start()),
            place.map(|place| place.end()),
        );
        Finding {
            code: finding.code,
            tier: finding.tier.name(),
            severity: finding.severity.name(),
            message: finding.message.clone(),
            file: place.map(|place| place.file().to_owned()),
            line: start.map(|start| start.line),
            column: start.map(|start| start.column),
            end_line: end.map(|end| end.line),
            end_column: end.map(|end| end.column),
            entity: finding.entity.clone(),
            help: finding.help.clone().or_else(|| finding.label.clone()),
        }
    }
}
