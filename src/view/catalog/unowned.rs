//! `idp catalog unowned`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog::Entity;
use crate::count::CountedNoun;
use crate::ops::UnownedReason;
use crate::printable::Printable;
use crate::view::PlatformInfo;
use crate::view::SCHEMA_VERSION;
use crate::view::csv::render_csv;
use crate::view::table::{LastColumn, render_table};
use crate::view::{LineWidth, OutputFormat, Report, ReportWriter};

/// Entities without a valid owner.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp catalog unowned")]
pub struct UnownedEntitiesReport {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The platform that the data comes from.
    pub platform: PlatformInfo,
    /// The entities, sorted by ref.
    pub entities: Vec<UnownedItem>,
    /// The number of catalog files that can't be parsed; their entities are missing here.
    pub unparsable_files: usize,
}

/// An entity without a valid owner.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UnownedItem {
    /// The full ref.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The full ref of the owner, if one is set.
    pub owner: Option<String>,
    /// Why the owner isn't valid.
    pub reason: &'static str,
    /// The path from the root of the platform repository.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

impl UnownedEntitiesReport {
    /// Builds the report of `found`.
    pub fn new(
        platform: PlatformInfo,
        found: &[(&Entity, UnownedReason)],
        unparsable_files: usize,
    ) -> Self {
        let item = |(entity, lack): &(&Entity, UnownedReason)| {
            let owner = entity.owner();
            let place = owner.map_or_else(|| entity.name_place(), |owner| owner.place());
            UnownedItem {
                reference: entity.entity_ref().to_string(),
                owner: owner.map(|owner| owner.target.to_string()),
                reason: lack.message(),
                file: place.file_path().to_owned(),
                line: place.start().line,
            }
        };
        UnownedEntitiesReport {
            schema_version: SCHEMA_VERSION,
            platform,
            entities: found.iter().map(item).collect(),
            unparsable_files,
        }
    }

    /// Whether an entity has no valid owner, or may have none because its file can't be parsed.
    pub fn has_unowned_entities(&self) -> bool {
        !self.entities.is_empty() || self.unparsable_files > 0
    }

    /// CSV with one line for each entity.
    pub fn render_csv(&self) -> String {
        let rows = self.entities.iter().map(|entity| {
            [
                entity.reference.clone(),
                entity.owner.clone().unwrap_or_default(),
                entity.reason.to_owned(),
                entity.file.clone(),
                entity.line.to_string(),
            ]
        });
        render_csv(&["ref", "owner", "reason", "file", "line"], rows)
    }
}

impl Report for UnownedEntitiesReport {
    const FORMATS: &'static [(OutputFormat, ReportWriter<Self>)] =
        &[(OutputFormat::Csv, |report, ui| {
            ui.write_stdout_text(&report.render_csv())
        })];

    /// A table and the number of entities.
    fn render_text(&self, width: LineWidth) -> String {
        if self.entities.is_empty() {
            return "every entity has an owner\n".to_owned();
        }
        let rows = self.entities.iter().map(|entity| {
            let place = format!("{}:{}", entity.file, entity.line);
            let owner = entity.owner.as_deref().unwrap_or("-");
            [entity.reference.as_str(), owner, entity.reason, &place]
                .map(|cell| Printable(cell).to_string())
        });
        let rows: Vec<[String; 4]> = rows.collect();
        let count = CountedNoun(self.entities.len(), "entity");
        let head = ["ENTITY", "OWNER", "REASON", "LOCATION"];
        let table = render_table(head, &rows, LastColumn::Names, width);
        format!("{table}{count} without a valid owner\n")
    }
}
