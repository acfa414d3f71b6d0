//! `idp catalog import --check`: what changed outside the catalog.

use schemars::JsonSchema;
use serde::Serialize;

use crate::count::CountedNoun;
use crate::diagnostic::{Diagnostic, Severity};
use crate::view::diagnostic_item::{DiagnosticItem, serialize_findings};
use crate::view::github_annotations::render_github_annotations;
use crate::view::sarif::SarifLog;
use crate::view::snippet::render_finding_snippet;
use crate::view::{LineWidth, PlatformInfo, SCHEMA_VERSION};

/// The result of comparing the catalog with an organisation.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp catalog import --check")]
pub struct OutsideChangesReport {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The platform that was compared.
    pub platform: PlatformInfo,
    /// The number of repositories that the organisation has.
    pub repositories: usize,
    /// The findings: those of entities by file and position, then the new repositories by name.
    #[serde(serialize_with = "serialize_findings")]
    #[schemars(with = "Vec<DiagnosticItem>")]
    pub diagnostics: Vec<Diagnostic>,
}

impl OutsideChangesReport {
    /// The report of `findings` in an organisation with this number of repositories.
    pub fn new(platform: PlatformInfo, repositories: usize, findings: Vec<Diagnostic>) -> Self {
        OutsideChangesReport {
            schema_version: SCHEMA_VERSION,
            platform,
            repositories,
            diagnostics: findings,
        }
    }

    /// SARIF 2.1.0.
    pub(super) fn build_sarif_log(&self) -> impl Serialize {
        SarifLog::new(&self.diagnostics, "")
    }

    /// GitHub Actions annotations, followed by the counts.
    pub(super) fn render_github_annotation_log(&self) -> String {
        let annotations = render_github_annotations(&self.diagnostics, "");
        format!("{annotations}{}", self.format_counts())
    }

    /// The findings as snippets, and the counts.
    pub(super) fn render_text(&self, width: LineWidth) -> String {
        let findings = self.diagnostics.iter();
        let findings: String = findings
            .map(|finding| render_finding_snippet(finding, width))
            .collect();
        format!("{findings}{}", self.format_counts())
    }

    fn format_counts(&self) -> String {
        let count = |severity| {
            let findings = self.diagnostics.iter();
            findings
                .filter(|finding| finding.severity == severity)
                .count()
        };
        format!(
            "{}: {}, {}\n",
            CountedNoun(self.repositories, "repository"),
            CountedNoun(count(Severity::Error), "error"),
            CountedNoun(count(Severity::Warning), "warning")
        )
    }
}
