//! `idp catalog validate`.

use std::borrow::Cow;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use super::population;
use crate::catalog::Catalog;
use crate::count::Count;
use crate::diagnostic::{Diagnostic, Severity};
use crate::ops::{Fix, Validation};
use crate::rules::summarized;
use crate::view::PlatformStamp;
use crate::view::VERSION;
use crate::view::annotation::annotations;
use crate::view::diff::diff;
use crate::view::finding::Finding;
use crate::view::sarif::sarif;
use crate::view::snippet::snippet;

/// What a validation found.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp catalog validate")]
pub struct ValidationReport {
    /// 1.
    pub schema_version: u32,
    /// Which platform answered.
    pub platform: PlatformStamp,
    /// The counts.
    pub summary: Summary,
    /// Every finding, sorted by file and place.
    pub diagnostics: Vec<Finding>,
    /// What `--fix` wrote, or would write with `--dry-run`; only with `--fix`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed: Option<Fixed>,
    #[serde(skip)]
    #[schemars(skip)]
    text: String,
    #[serde(skip)]
    #[schemars(skip)]
    counts: String,
    #[serde(skip)]
    #[schemars(skip)]
    folder: String,
}

/// What `--fix` came to.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fixed {
    /// How many findings it mends.
    pub findings: usize,
    /// The files it changes.
    pub files: Vec<String>,
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
    pub fn new(platform: PlatformStamp, validation: &Validation, elapsed: Duration) -> Self {
        let catalog = &validation.catalog;
        let findings = summarized(&validation.findings);
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
        let pictures = pictures(&findings);
        let words = summary.words(catalog, findings.is_empty());
        let counts = format!("{words} ({} ms)\n", elapsed.as_millis());
        ValidationReport {
            schema_version: VERSION,
            platform,
            diagnostics: findings
                .iter()
                .map(|finding| Finding::from(&**finding))
                .collect(),
            summary,
            fixed: None,
            text: pictures + &counts,
            counts,
            folder: validation.folder(),
        }
    }

    /// Adds what `--fix` did.
    #[must_use]
    pub fn mended(self, fixes: &[Fix]) -> Self {
        let fixed = Fixed::new(fixes);
        let words = format!("mended {}\n", fixed.words());
        ValidationReport {
            text: format!(
                "{}{}",
                if fixes.is_empty() { "" } else { &words },
                self.text
            ),
            fixed: Some(fixed),
            ..self
        }
    }

    /// Adds what `--fix` would do.
    #[must_use]
    pub fn mendable(self, fixes: &[Fix]) -> Self {
        let diffs = fixes
            .iter()
            .map(|fix| diff(&fix.file.source.name, &fix.file.source.text, &fix.file.text));
        let fixed = Fixed::new(fixes);
        let words = format!("--fix would mend {}\n", fixed.words());
        ValidationReport {
            text: format!("{}{}{words}", diffs.collect::<String>(), self.text),
            fixed: Some(fixed),
            ..self
        }
    }

    /// The findings as pictures, and the counts.
    pub fn text(&self) -> String {
        self.text.clone()
    }

    /// SARIF 2.1.0.
    pub fn sarif(&self) -> String {
        sarif(&self.diagnostics, &self.folder)
    }

    /// Annotations of GitHub Actions, and the counts, which its log shows as they are.
    pub fn annotations(&self) -> String {
        let shown = &self.diagnostics[..self.diagnostics.len().min(SHOWN)];
        let annotations = annotations(shown, &self.folder);
        let more = match self.diagnostics.len() - shown.len() {
            0 => String::new(),
            more => format!("… and {more} more; -o json lists them\n"),
        };
        format!("{annotations}{more}{}", self.counts)
    }

    /// Whether something must be mended.
    pub fn failed(&self) -> bool {
        self.summary.errors > 0
    }
}

/// So many findings are shown to people; the rest is counted. JSON and SARIF have them all.
const SHOWN: usize = 1_000;

/// The findings as pictures: errors before warnings and notes where there are too many for all of them.
fn pictures(findings: &[Cow<'_, Diagnostic>]) -> String {
    let mut shown: Vec<usize> = (0..findings.len()).collect();
    if findings.len() > SHOWN {
        shown.sort_by_key(|number| std::cmp::Reverse(findings[*number].severity));
        shown.truncate(SHOWN);
        shown.sort_unstable();
    }
    let pictures: String = shown
        .into_iter()
        .map(|number| snippet(&findings[number]))
        .collect();
    match findings.len().saturating_sub(SHOWN) {
        0 => pictures,
        more => format!("{pictures}… and {more} more; -o json lists them\n\n"),
    }
}

impl Fixed {
    fn new(fixes: &[Fix]) -> Fixed {
        Fixed {
            findings: fixes.iter().map(|fix| fix.findings).sum(),
            files: fixes
                .iter()
                .map(|fix| fix.file.source.name.clone())
                .collect(),
        }
    }

    /// `3 findings in 2 files`.
    fn words(&self) -> String {
        let (findings, files) = (self.findings, self.files.len());
        format!("{} in {}", Count(findings, "finding"), Count(files, "file"))
    }
}

impl Summary {
    fn words(&self, catalog: &Catalog, is_clean: bool) -> String {
        let found = format!(
            "{}, {}",
            Count(self.errors, "error"),
            Count(self.warnings, "warning")
        );
        if is_clean {
            format!("{}, {found}", population(catalog))
        } else {
            found
        }
    }
}
