//! `idp catalog validate` and `idp catalog list`.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use super::json::VERSION;
use super::snippet::snippet;
use super::table::table;
use crate::catalog::{Catalog, Entity};
use crate::count::Count;
use crate::diagnostic::{Diagnostic, Severity};
use crate::ops::Validation;
use crate::printable::{Printable, shortened};

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

/// `6 services, 3 teams`; of a catalog that has neither, the number of entities.
pub fn population(catalog: &Catalog) -> String {
    let of = |kind: &str| catalog.of_kind(kind).count();
    let services = catalog
        .entities
        .iter()
        .filter(|entity| entity.type_().is_some_and(|type_| type_.text == "service"))
        .count();
    match (of("component"), of("group")) {
        (0, 0) => match catalog.entities.len() {
            1 => "1 entity".to_owned(),
            count => format!("{count} entities"),
        },
        (components, teams) if components == services => {
            format!("{}, {}", Count(services, "service"), Count(teams, "team"))
        }
        (components, teams) => format!(
            "{}, {}",
            Count(components, "component"),
            Count(teams, "team")
        ),
    }
}

/// The entities of a catalog.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp catalog list")]
pub struct CatalogList {
    /// 1.
    pub schema_version: u32,
    /// Sorted by kind, namespace and name.
    pub entities: Vec<EntityItem>,
}

/// One entity.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EntityItem {
    /// The full ref.
    #[serde(rename = "ref")]
    pub reference: String,
    /// As written, such as `Component`.
    pub kind: String,
    /// As written.
    pub name: String,
    /// As written, else `default`.
    pub namespace: String,
    /// As written.
    pub title: Option<String>,
    /// As written.
    pub description: Option<String>,
    /// As written, such as `service`.
    #[serde(rename = "type")]
    pub type_: Option<String>,
    /// The full ref of the owner.
    pub owner: Option<String>,
    /// As written, such as `production`.
    pub lifecycle: Option<String>,
    /// From the root of the platform repository.
    pub file: String,
    /// The line of `metadata.name`, from 1.
    pub line: usize,
    /// What it is related to; only with `--relations`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relations: Option<Vec<RelationItem>>,
}

/// One relation, as Backstage derives it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RelationItem {
    /// Such as `ownedBy`.
    #[serde(rename = "type")]
    pub type_: String,
    /// The full ref of the other side.
    pub target_ref: String,
}

impl CatalogList {
    /// The list of everything in `catalog`.
    pub fn new(catalog: &Catalog, relations: bool) -> Self {
        let mut entities: Vec<EntityItem> = catalog
            .entities
            .iter()
            .map(|entity| item(catalog, entity, relations))
            .collect();
        entities.sort_by(|a, b| a.reference.cmp(&b.reference));
        CatalogList {
            schema_version: VERSION,
            entities,
        }
    }

    /// A table.
    pub fn text(&self) -> String {
        let or_dash = |text: &Option<String>| Printable(text.as_deref().unwrap_or("-")).to_string();
        let rows: Vec<[String; 5]> = self
            .entities
            .iter()
            .map(|entity| {
                let owner = entity.owner.as_deref().map(short_owner);
                let kind = entity.kind.to_lowercase();
                [
                    Printable(&entity.name).to_string(),
                    kind,
                    or_dash(&entity.type_),
                    or_dash(&owner),
                    or_dash(&entity.lifecycle),
                ]
                .map(|cell| shortened(&cell, 60))
            })
            .collect();
        table(["NAME", "KIND", "TYPE", "OWNER", "LIFECYCLE"], &rows)
    }
}

/// `payments` for `group:default/payments`, which is what most owners are.
fn short_owner(full: &str) -> String {
    full.strip_prefix("group:default/")
        .unwrap_or(full)
        .to_owned()
}

fn item(catalog: &Catalog, entity: &Entity, relations: bool) -> EntityItem {
    let place = entity.place();
    EntityItem {
        reference: entity.reference().to_string(),
        kind: entity.kind().to_owned(),
        name: entity.name().to_owned(),
        namespace: entity.namespace().to_owned(),
        title: entity.title().map(str::to_owned),
        description: entity.description().map(str::to_owned),
        type_: entity.type_().map(|type_| type_.text.to_owned()),
        owner: entity.owner().map(|owner| owner.target.to_string()),
        lifecycle: entity
            .lifecycle()
            .map(|lifecycle| lifecycle.text.to_owned()),
        file: place.file().to_owned(),
        line: place.start().line,
        relations: relations.then(|| relation_items(catalog, entity)),
    }
}

fn relation_items(catalog: &Catalog, entity: &Entity) -> Vec<RelationItem> {
    let item = |relation: crate::catalog::Relation<'_>| RelationItem {
        type_: relation.type_.to_owned(),
        target_ref: relation.target.to_string(),
    };
    let mut items: Vec<RelationItem> = catalog.relations(entity).into_iter().map(item).collect();
    items.sort();
    items.dedup();
    items
}
