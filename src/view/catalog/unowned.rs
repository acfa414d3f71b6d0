//! `idp catalog unowned`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog::Entity;
use crate::count::Count;
use crate::ops::Lack;
use crate::printable::{Printable, shortened};
use crate::view::PlatformStamp;
use crate::view::VERSION;
use crate::view::csv::csv;
use crate::view::table::table;

/// What nobody answers for.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp catalog unowned")]
pub struct UnownedReport {
    /// 1.
    pub schema_version: u32,
    /// Which platform answered.
    pub platform: PlatformStamp,
    /// Sorted by ref.
    pub entities: Vec<UnownedItem>,
}

/// One entity that nobody answers for.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UnownedItem {
    /// The full ref.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The owner as it is named, if one is.
    pub owner: Option<String>,
    /// Why nobody answers.
    pub reason: &'static str,
    /// From the root of the platform repository.
    pub file: String,
    /// From 1.
    pub line: usize,
}

impl UnownedReport {
    /// The report of `found`.
    pub fn new(platform: PlatformStamp, found: &[(&Entity, Lack)]) -> Self {
        let item = |(entity, lack): &(&Entity, Lack)| {
            let owner = entity.owner();
            let place = owner.map_or_else(|| entity.place(), |owner| owner.place());
            UnownedItem {
                reference: entity.reference().to_string(),
                owner: owner.map(|owner| owner.target.to_string()),
                reason: lack.words(),
                file: place.file().to_owned(),
                line: place.start().line,
            }
        };
        UnownedReport {
            schema_version: VERSION,
            platform,
            entities: found.iter().map(item).collect(),
        }
    }

    /// Whether there is anything nobody answers for.
    pub fn failed(&self) -> bool {
        !self.entities.is_empty()
    }

    /// A table, and how many.
    pub fn text(&self) -> String {
        if self.entities.is_empty() {
            return "everything has an owner\n".to_owned();
        }
        let rows = self.entities.iter().map(|entity| {
            let place = format!("{}:{}", entity.file, entity.line);
            let owner = entity.owner.as_deref().unwrap_or("-");
            [entity.reference.as_str(), owner, entity.reason, &place]
                .map(|cell| shortened(&Printable(cell).to_string(), 60))
        });
        let rows: Vec<[String; 4]> = rows.collect();
        let count = self.entities.len();
        let plural = if count == 1 { "has" } else { "have" };
        let count = Count(count, "entity");
        format!(
            "{}{count} {plural} nobody who answers\n",
            table(["ENTITY", "OWNER", "WHY", "WHERE"], &rows)
        )
    }

    /// One line for each, for spreadsheets.
    pub fn csv(&self) -> String {
        let rows = self.entities.iter().map(|entity| {
            [
                entity.reference.clone(),
                entity.owner.clone().unwrap_or_default(),
                entity.reason.to_owned(),
                entity.file.clone(),
                entity.line.to_string(),
            ]
        });
        csv(&["ref", "owner", "reason", "file", "line"], rows)
    }
}
