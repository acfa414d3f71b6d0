//! `idp catalog validate`.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use super::population;
use crate::catalog::Catalog;
use crate::count::Count;
use crate::diagnostic::{Diagnostic, Severity};
use crate::ops::Validation;
use crate::view::finding::Finding;
use crate::view::json::VERSION;
use crate::view::snippet::snippet;

/// What a validation found.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp catalog validate")]
pub struct ValidationReport {
    /// 1.
    pub schema_version: u32,
    /// The counts.
    pub summary: Summary,
    /// Every finding, sorted by file and place.
    pub diagnostics: Vec<Finding>,
    #[serde(skip)]
    #[schemars(skip)]
    text: String,
}

/// How much was read and how much was found.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Summary {
    /// Files read.
    pub files: usize,
    /// YAML documents in them.
    pub documents: usize,
    /// Entities read from them.
    pub entities: usize,
    /// Findings that must be mended.
    pub errors: usize,
    /// Findings that should be mended.
    pub warnings: usize,
}

impl ValidationReport {
    /// The report of a validation that took `elapsed`.
    pub fn new(validation: &Validation, elapsed: Duration) -> Self {
        let Validation { catalog, findings } = validation;
        let count = |severity| {
            findings
                .iter()
                .filter(|finding| finding.severity == severity)
                .count()
        };
        let summary = Summary {
            files: catalog.files,
            documents: catalog.documents,
            entities: catalog.entities.len(),
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
        };
        let pictures: String = findings.iter().map(snippet).collect();
        let text = format!(
            "{pictures}{} ({} ms)\n",
            summary.words(catalog, findings),
            elapsed.as_millis()
        );
        ValidationReport {
            schema_version: VERSION,
            diagnostics: findings.iter().map(Finding::from).collect(),
            summary,
            text,
        }
    }

    /// The findings as pictures, and the counts.
    pub fn text(&self) -> String {
        self.text.clone()
    }

    /// Whether something must be mended.
    pub fn failed(&self) -> bool {
        self.summary.errors > 0
    }
}

impl Summary {
    fn words(&self, catalog: &Catalog, findings: &[Diagnostic]) -> String {
        let found = format!(
            "{}, {}",
            Count(self.errors, "error"),
            Count(self.warnings, "warning")
        );
        match findings.is_empty() {
            true => format!("{}, {found}", population(catalog)),
            false => found,
        }
    }
}
