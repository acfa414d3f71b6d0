//! `idp catalog validate`.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use super::format_catalog_counts;
use crate::catalog::Catalog;
use crate::count::CountedNoun;
use crate::diagnostic::{Diagnostic, Severity};
use crate::ops::{CatalogValidation, FileFix};
use crate::printable::Printable;
use crate::rules::merge_repeated_findings;
use crate::view::PlatformInfo;
use crate::view::SCHEMA_VERSION;
use crate::view::diagnostic_item::{DiagnosticItem, serialize_findings};
use crate::view::github_annotations::render_github_annotations;
use crate::view::sarif::SarifLog;
use crate::view::snippet::render_finding_snippet;
use crate::view::unified_diff::render_diff;
use crate::view::{LineWidth, OutputFormat, Report, ReportWriter};

/// The result of a validation.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp catalog validate")]
pub struct CatalogValidationReport {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The platform that the data comes from.
    pub platform: PlatformInfo,
    /// The number of files, entities and findings.
    pub summary: ValidationSummary,
    /// All findings, sorted by file and position.
    #[serde(serialize_with = "serialize_findings")]
    #[schemars(with = "Vec<DiagnosticItem>")]
    pub diagnostics: Vec<Diagnostic>,
    /// The fixes that `--fix` applied, or would apply with `--dry-run`. Only with `--fix`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed: Option<FixSummary>,
    /// The fixes to show as diffs; `None` if they were applied.
    #[serde(skip)]
    #[schemars(skip)]
    planned_fixes: Option<Vec<FileFix>>,
    #[serde(skip)]
    #[schemars(skip)]
    counts: String,
    /// Whether the files can be changed, so that `--fix` is worth a mention.
    #[serde(skip)]
    #[schemars(skip)]
    is_editable: bool,
    #[serde(skip)]
    #[schemars(skip)]
    folder: String,
}

/// A summary of the fixes.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FixSummary {
    /// The number of fixed findings.
    pub findings: usize,
    /// The changed files.
    pub files: Vec<String>,
}

/// The number of files, entities and findings.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ValidationSummary {
    /// The number of files read.
    pub files: usize,
    /// The number of YAML documents in the files.
    pub documents: usize,
    /// The number of entities in the documents.
    pub entities: usize,
    /// The number of errors.
    pub errors: usize,
    /// The number of warnings.
    pub warnings: usize,
}

impl CatalogValidationReport {
    /// The report of a validation that took `elapsed`.
    pub fn new(platform: PlatformInfo, validation: CatalogValidation, elapsed: Duration) -> Self {
        let folder = validation.path_prefix_in_repository();
        let is_editable = validation.directory.is_some();
        let catalog = &validation.catalog;
        let findings = merge_repeated_findings(validation.findings);
        let count = |severity| {
            findings
                .iter()
                .filter(|finding| finding.severity == severity)
                .count()
        };
        let summary = ValidationSummary {
            files: catalog.file_count,
            documents: catalog.document_count,
            entities: catalog.entities.len(),
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
        };
        let words = summary.format_finding_counts(catalog, findings.is_empty());
        let counts = format!("{words} ({} ms)\n", elapsed.as_millis());
        CatalogValidationReport {
            schema_version: SCHEMA_VERSION,
            platform,
            diagnostics: findings,
            summary,
            fixed: None,
            planned_fixes: None,
            counts,
            is_editable,
            folder,
        }
    }

    /// The same report of files that `--fix` can't change, such as staged ones.
    #[must_use]
    pub fn without_fix_hint(self) -> Self {
        CatalogValidationReport {
            is_editable: false,
            ..self
        }
    }

    /// Adds the fixes that `--fix` applied.
    #[must_use]
    pub fn with_applied_fixes(self, fixes: &[FileFix]) -> Self {
        CatalogValidationReport {
            fixed: Some(FixSummary::new(fixes)),
            ..self
        }
    }

    /// Adds the fixes that `--fix` would apply.
    #[must_use]
    pub fn with_planned_fixes(self, fixes: Vec<FileFix>) -> Self {
        CatalogValidationReport {
            fixed: Some(FixSummary::new(&fixes)),
            planned_fixes: Some(fixes),
            ..self
        }
    }

    /// SARIF 2.1.0, generated while it is written.
    pub fn build_sarif_log(&self) -> impl Serialize {
        SarifLog::new(&self.diagnostics, &self.folder)
    }

    /// GitHub Actions annotations, followed by the counts for the log.
    pub fn render_github_annotation_log(&self) -> String {
        let shown = &self.diagnostics[..self.diagnostics.len().min(MAX_SHOWN_FINDINGS)];
        let annotations = render_github_annotations(shown, &self.folder);
        let more = match self.diagnostics.len() - shown.len() {
            0 => String::new(),
            more => format!("… and {more} more; -o json lists them\n"),
        };
        format!("{annotations}{more}{}", self.counts)
    }

    /// How many findings have an automatic fix; empty if `--fix` has nothing to do.
    fn format_fixable_findings(&self) -> String {
        match self.count_fixable_findings() {
            fixable if fixable > 0 && self.is_editable => {
                let findings = CountedNoun(fixable, "finding");
                format!("{findings} with an automatic fix: add --fix\n")
            }
            _ => String::new(),
        }
    }

    /// After `--fix`: how many fixes weren't applied.
    fn format_withheld_fixes(&self) -> String {
        match self.count_fixable_findings() {
            0 => String::new(),
            1 => "1 fix left: run --fix again; idp skips a fix that would cause a new finding\n"
                .to_owned(),
            withheld => format!(
                "{withheld} fixes left: run --fix again; idp skips fixes that would cause new findings\n"
            ),
        }
    }

    fn count_fixable_findings(&self) -> usize {
        let has_fix = |finding: &&Diagnostic| finding.fix.is_some();
        self.diagnostics.iter().filter(has_fix).count()
    }

    /// Whether there are errors.
    pub fn has_errors(&self) -> bool {
        self.summary.errors > 0
    }
}

impl Report for CatalogValidationReport {
    const FORMATS: &'static [(OutputFormat, ReportWriter<Self>)] = &[
        (OutputFormat::Sarif, |report, ui| {
            ui.write_stdout_json(&report.build_sarif_log())
        }),
        (OutputFormat::Github, |report, ui| {
            ui.write_stdout_text(&report.render_github_annotation_log())
        }),
    ];

    /// The findings as snippets, and the counts.
    fn render_text(&self, width: LineWidth) -> String {
        let found = render_finding_snippets(&self.diagnostics, width) + &self.counts;
        match (&self.planned_fixes, &self.fixed) {
            (Some(planned), Some(fixed)) => {
                let diffs: String = planned.iter().map(render_fix_diff).collect();
                format!(
                    "{diffs}{found}--fix would fix {}\n",
                    fixed.format_fixed_findings_count()
                )
            }
            (None, Some(fixed)) if !fixed.files.is_empty() => {
                let left = self.format_withheld_fixes();
                format!("fixed {}\n{found}{left}", fixed.format_fixed_files())
            }
            (None, Some(_)) => {
                let left = self.format_withheld_fixes();
                let nothing = if left.is_empty() && !self.diagnostics.is_empty() {
                    "nothing can be fixed automatically\n"
                } else {
                    ""
                };
                format!("{found}{nothing}{left}")
            }
            (_, None) => found + &self.format_fixable_findings(),
        }
    }
}

/// The maximum number of findings in text output; the rest is counted. JSON and SARIF contain all of them.
const MAX_SHOWN_FINDINGS: usize = 1_000;

/// The maximum number of fixed files to name; `git diff` shows them all.
const MAX_NAMED_FILES: usize = 5;

/// The findings as snippets. If there are too many, errors take precedence over warnings and notes.
fn render_finding_snippets(findings: &[Diagnostic], width: LineWidth) -> String {
    let mut shown: Vec<usize> = (0..findings.len()).collect();
    if findings.len() > MAX_SHOWN_FINDINGS {
        shown.sort_by_key(|number| std::cmp::Reverse(findings[*number].severity));
        shown.truncate(MAX_SHOWN_FINDINGS);
        shown.sort_unstable();
    }
    let pictures: String = shown
        .into_iter()
        .map(|number| render_finding_snippet(&findings[number], width))
        .collect();
    match findings.len().saturating_sub(MAX_SHOWN_FINDINGS) {
        0 => pictures,
        more => format!("{pictures}… and {more} more; -o json lists them\n\n"),
    }
}

fn render_fix_diff(fix: &FileFix) -> String {
    render_diff(&fix.file.source.name, &fix.file.source.text, &fix.file.text)
}

impl FixSummary {
    fn new(fixes: &[FileFix]) -> FixSummary {
        FixSummary {
            findings: fixes.iter().map(|fix| fix.findings).sum(),
            files: fixes
                .iter()
                .map(|fix| fix.file.source.name.clone())
                .collect(),
        }
    }

    /// `3 findings in 2 files: a.yaml, b.yaml`; many files are only counted.
    fn format_fixed_files(&self) -> String {
        let count = self.format_fixed_findings_count();
        if self.files.len() > MAX_NAMED_FILES {
            return count;
        }
        format!("{count}: {}", Printable(&self.files.join(", ")))
    }

    /// `3 findings in 2 files`.
    fn format_fixed_findings_count(&self) -> String {
        let (findings, files) = (self.findings, self.files.len());
        format!(
            "{} in {}",
            CountedNoun(findings, "finding"),
            CountedNoun(files, "file")
        )
    }
}

impl ValidationSummary {
    fn format_finding_counts(&self, catalog: &Catalog, is_clean: bool) -> String {
        let found = format!(
            "{}, {}",
            CountedNoun(self.errors, "error"),
            CountedNoun(self.warnings, "warning")
        );
        if is_clean {
            format!("{}, {found}", format_catalog_counts(catalog))
        } else {
            found
        }
    }
}
