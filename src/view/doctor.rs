//! `idp doctor`.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::Report;
use super::SCHEMA_VERSION;
use super::TextStyle;
use super::remedy::format_error_hints;
use crate::ops::{DoctorCheck, DoctorCheckStatus, RepositoryMismatches};
use crate::printable::Printable;

/// What was looked at.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp doctor")]
pub struct DoctorReport {
    /// 1.
    pub schema_version: u32,
    /// In the order in which a run needs them.
    pub checks: Vec<CheckItem>,
    /// What has lost its other half; null without `--org`.
    pub organisation: Option<RepositoryMismatchesItem>,
}

/// One thing that was looked at.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CheckItem {
    /// Such as `git`.
    pub name: &'static str,
    /// `ok`, `remark`, `fault` or `unseen`.
    pub state: &'static str,
    /// What was found.
    pub found: String,
    /// How to fix it.
    pub fixes: Vec<String>,
}

/// What the forge has and the catalog does not, and the other way round.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RepositoryMismatchesItem {
    /// Repositories that no entity names.
    pub repositories_without_entity: Vec<String>,
    /// Entities whose repository is not there.
    pub entities_without_repository: Vec<OrphanEntityItem>,
}

/// An entity whose repository is not there.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OrphanEntityItem {
    /// The full ref.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The repository that it names.
    pub repository: String,
}

impl DoctorReport {
    /// The report of `checks`, and of `mismatches` where they were asked for.
    pub fn new(checks: &[DoctorCheck], mismatches: Option<&RepositoryMismatches>) -> Self {
        DoctorReport {
            schema_version: SCHEMA_VERSION,
            checks: checks.iter().map(CheckItem::new).collect(),
            organisation: mismatches.map(RepositoryMismatchesItem::new),
        }
    }

    /// Whether nothing needs mending.
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
    /// A line for each, and below it how to fix it.
    fn render_text(&self) -> String {
        let mut text = String::new();
        for check in &self.checks {
            let mark = match check.state {
                "ok" => TextStyle::Good.paint("✓"),
                "remark" => TextStyle::Caution.paint("!"),
                "fault" => TextStyle::Bad.paint("✗"),
                _ => TextStyle::Faint.paint("-"),
            };
            let _ = writeln!(text, "{mark} {:<9} {}", check.name, Printable(&check.found));
            for fix in &check.fixes {
                let _ = writeln!(
                    text,
                    "            {}",
                    TextStyle::Hint.paint(Printable(fix))
                );
            }
        }
        if let Some(organisation) = &self.organisation {
            organisation.write_text(&mut text);
        }
        text
    }
}

impl CheckItem {
    fn new(check: &DoctorCheck) -> Self {
        let (state, found, fixes) = match &check.status {
            DoctorCheckStatus::Passed(words) => ("ok", words.clone(), Vec::new()),
            DoctorCheckStatus::Skipped(why) => ("unseen", why.clone(), Vec::new()),
            DoctorCheckStatus::Warning(error) => (
                "remark",
                error.message().to_owned(),
                format_error_hints(error),
            ),
            DoctorCheckStatus::Failed(error) => (
                "fault",
                error.message().to_owned(),
                format_error_hints(error),
            ),
        };
        CheckItem {
            name: check.name,
            state,
            found,
            fixes,
        }
    }
}

impl RepositoryMismatchesItem {
    fn new(mismatches: &RepositoryMismatches) -> Self {
        let entity = |(reference, repository): &(String, String)| OrphanEntityItem {
            reference: reference.clone(),
            repository: repository.clone(),
        };
        RepositoryMismatchesItem {
            repositories_without_entity: mismatches.repositories.clone(),
            entities_without_repository: mismatches.entities.iter().map(entity).collect(),
        }
    }

    fn write_text(&self, text: &mut String) {
        let _ = writeln!(
            text,
            "\nrepositories that the catalog does not have: {}",
            self.repositories_without_entity.len()
        );
        for name in &self.repositories_without_entity {
            let _ = writeln!(text, "  {}", Printable(name));
        }
        let _ = writeln!(
            text,
            "entities whose repository is not there: {}",
            self.entities_without_repository.len()
        );
        for entity in &self.entities_without_repository {
            let repository = Printable(&entity.repository);
            let _ = writeln!(text, "  {}  {repository}", Printable(&entity.reference));
        }
    }
}
