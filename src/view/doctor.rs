//! `idp doctor`.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA_VERSION;
use super::error_report::format_error_in_one_line;
use super::remedy::format_error_hints;
use super::{LineWidth, Report, TextStyle};
use crate::ops::{DoctorCheck, DoctorCheckStatus, RepositoryMismatches};
use crate::printable::Printable;
use crate::text_layout::{wrap_advice, wrap_value};

/// The results of the checks.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp doctor")]
pub struct DoctorReport {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The checks, in the order in which `idp new` needs them.
    pub checks: Vec<DoctorCheckItem>,
    /// Mismatches between the catalog and the repositories; null without `--org`.
    pub organisation: Option<CatalogRepositoryMismatchesItem>,
}

/// The result of a check.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DoctorCheckItem {
    /// The name of the check, such as `git`.
    pub name: &'static str,
    /// `ok`, `remark` (a warning), `fault` (a failure) or `unseen` (skipped).
    pub state: &'static str,
    /// The result, in words.
    pub found: String,
    /// Ways to fix the problem.
    pub fixes: Vec<String>,
}

/// Repositories without an entity, and entities without a repository.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CatalogRepositoryMismatchesItem {
    /// Repositories that no entity refers to.
    pub repositories_without_entity: Vec<String>,
    /// Entities whose repository doesn't exist.
    pub entities_without_repository: Vec<EntityWithMissingRepositoryItem>,
}

/// An entity whose repository doesn't exist.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EntityWithMissingRepositoryItem {
    /// The full ref.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The missing repository.
    pub repository: String,
}

impl DoctorReport {
    /// Builds the report of `checks`, and of `mismatches` if requested. `complete` completes the commands in a fix.
    pub fn new(
        checks: &[DoctorCheck],
        mismatches: Option<&RepositoryMismatches>,
        complete: impl Fn(&str) -> String,
    ) -> Self {
        let item = |check| {
            let item = DoctorCheckItem::new(check);
            DoctorCheckItem {
                fixes: item.fixes.iter().map(|fix| complete(fix)).collect(),
                ..item
            }
        };
        DoctorReport {
            schema_version: SCHEMA_VERSION,
            checks: checks.iter().map(item).collect(),
            organisation: mismatches.map(CatalogRepositoryMismatchesItem::new),
        }
    }

    /// Whether there is nothing to fix.
    pub fn is_healthy(&self) -> bool {
        let mismatches = self.organisation.as_ref();
        self.checks.iter().all(|check| check.state != "fault")
            && mismatches.is_none_or(|mismatches| {
                mismatches.repositories_without_entity.is_empty()
                    && mismatches.entities_without_repository.is_empty()
            })
    }
}

impl Report for DoctorReport {
    /// A line for each check, followed by the ways to fix it.
    fn render_text(&self, width: LineWidth) -> String {
        let mut text = String::new();
        for check in &self.checks {
            check.write_text(&mut text, width);
        }
        if let Some(organisation) = &self.organisation {
            organisation.write_text(&mut text);
        }
        text
    }
}

/// The column of the results, after the mark and the name of the check.
const RESULT_COLUMN: usize = 12;

impl DoctorCheckItem {
    fn write_text(&self, text: &mut String, width: LineWidth) {
        let mark = match self.state {
            "ok" => TextStyle::Good.paint("✓"),
            "remark" => TextStyle::Caution.paint("!"),
            "fault" => TextStyle::Bad.paint("✗"),
            _ => TextStyle::Faint.paint("-"),
        };
        let head = format!("{mark} {:<9} ", self.name);
        let found = Printable(&self.found).to_string();
        let _ = writeln!(text, "{}", wrap_value(&head, &found, RESULT_COLUMN, width));
        for fix in &self.fixes {
            let head = " ".repeat(RESULT_COLUMN);
            let fix = TextStyle::Hint.paint(Printable(fix)).to_string();
            let _ = writeln!(text, "{}", wrap_advice(&head, &fix, RESULT_COLUMN, width));
        }
    }

    fn new(check: &DoctorCheck) -> Self {
        let (state, found, fixes) = match &check.status {
            DoctorCheckStatus::Passed(words) => ("ok", words.clone(), Vec::new()),
            DoctorCheckStatus::Skipped(why) => ("unseen", why.clone(), Vec::new()),
            DoctorCheckStatus::Warning(error) => (
                "remark",
                format_error_in_one_line(error),
                format_error_hints(error),
            ),
            DoctorCheckStatus::Failed(error) => (
                "fault",
                format_error_in_one_line(error),
                format_error_hints(error),
            ),
        };
        DoctorCheckItem {
            name: check.name,
            state,
            found,
            fixes,
        }
    }
}

impl CatalogRepositoryMismatchesItem {
    fn new(mismatches: &RepositoryMismatches) -> Self {
        let entity = |(reference, repository): &(String, String)| EntityWithMissingRepositoryItem {
            reference: reference.clone(),
            repository: repository.clone(),
        };
        CatalogRepositoryMismatchesItem {
            repositories_without_entity: mismatches.repositories.clone(),
            entities_without_repository: mismatches.entities.iter().map(entity).collect(),
        }
    }

    fn write_text(&self, text: &mut String) {
        let _ = writeln!(
            text,
            "\nrepositories missing from the catalog: {}",
            self.repositories_without_entity.len()
        );
        for name in &self.repositories_without_entity {
            let _ = writeln!(text, "  {}", Printable(name));
        }
        let _ = writeln!(
            text,
            "entities whose repository doesn't exist: {}",
            self.entities_without_repository.len()
        );
        for entity in &self.entities_without_repository {
            let repository = Printable(&entity.repository);
            let _ = writeln!(text, "  {}  {repository}", Printable(&entity.reference));
        }
    }
}
