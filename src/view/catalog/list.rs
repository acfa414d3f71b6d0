//! `idp catalog list`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog::{Catalog, Entity, Relation};
use crate::printable::Printable;
use crate::view::PlatformInfo;
use crate::view::SCHEMA_VERSION;
use crate::view::csv::render_csv;
use crate::view::table::{LastColumn, render_table};
use crate::view::{LineWidth, OutputFormat, Report, ReportWriter};

/// The entities of a catalog.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp catalog list")]
pub struct EntityList {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The platform that the data comes from.
    pub platform: PlatformInfo,
    /// Sorted by kind, namespace and name; search results by relevance.
    pub entities: Vec<EntityItem>,
}

/// One entity.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EntityItem {
    /// The full ref.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The kind as written, such as `Component`.
    pub kind: String,
    /// The name as written.
    pub name: String,
    /// The namespace as written. Default: `default`.
    pub namespace: String,
    /// The title as written.
    pub title: Option<String>,
    /// The description as written.
    pub description: Option<String>,
    /// `spec.type` as written, such as `service`.
    #[serde(rename = "type")]
    pub type_: Option<String>,
    /// The full ref of the owner.
    pub owner: Option<String>,
    /// The lifecycle as written, such as `production`.
    pub lifecycle: Option<String>,
    /// The path from the root of the platform repository.
    pub file: String,
    /// The line of `metadata.name`, from 1.
    pub line: usize,
    /// The relations to other entities. Only with `--relations`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relations: Option<Vec<RelationItem>>,
}

/// A relation, as Backstage derives it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RelationItem {
    /// The type of the relation, such as `ownedBy`.
    #[serde(rename = "type")]
    pub type_: String,
    /// The full ref of the related entity.
    pub target_ref: String,
}

impl RelationItem {
    /// The item for `relation`.
    pub fn new(relation: &Relation<'_>) -> RelationItem {
        RelationItem {
            type_: relation.type_.to_owned(),
            target_ref: relation.target.to_string(),
        }
    }
}

impl EntityList {
    /// The list of `entities`, sorted by ref.
    pub fn new(
        platform: PlatformInfo,
        catalog: &Catalog,
        entities: &[&Entity],
        relations: bool,
    ) -> Self {
        let mut entities: Vec<EntityItem> = entities
            .iter()
            .map(|entity| build_entity_item(catalog, entity, relations))
            .collect();
        entities.sort_by(|a, b| a.reference.cmp(&b.reference));
        EntityList {
            schema_version: SCHEMA_VERSION,
            platform,
            entities,
        }
    }

    /// The list of `entities`, in the given order.
    pub fn from_ranked_entities(
        platform: PlatformInfo,
        catalog: &Catalog,
        entities: &[&Entity],
    ) -> Self {
        let items = entities
            .iter()
            .map(|entity| build_entity_item(catalog, entity, false));
        EntityList {
            schema_version: SCHEMA_VERSION,
            platform,
            entities: items.collect(),
        }
    }

    /// CSV with one line for each entity.
    pub fn render_csv(&self) -> String {
        let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
        let rows = self.entities.iter().map(|entity| {
            [
                entity.reference.clone(),
                entity.kind.clone(),
                entity.name.clone(),
                or_empty(&entity.title),
                or_empty(&entity.type_),
                or_empty(&entity.owner),
                or_empty(&entity.lifecycle),
                entity.file.clone(),
                entity.line.to_string(),
            ]
        });
        let head = [
            "ref",
            "kind",
            "name",
            "title",
            "type",
            "owner",
            "lifecycle",
            "file",
            "line",
        ];
        render_csv(&head, rows)
    }
}

impl Report for EntityList {
    const FORMATS: &'static [(OutputFormat, ReportWriter<Self>)] =
        &[(OutputFormat::Csv, |report, ui| {
            ui.write_stdout_text(&report.render_csv())
        })];

    /// A table; nothing if there are no entities.
    fn render_text(&self, width: LineWidth) -> String {
        if self.entities.is_empty() {
            return String::new();
        }
        let or_dash = |text: &Option<String>| Printable(text.as_deref().unwrap_or("-")).to_string();
        let rows: Vec<[String; 5]> = self
            .entities
            .iter()
            .map(|entity| {
                let owner = entity.owner.as_deref().map(shorten_owner_ref);
                let kind = entity.kind.to_lowercase();
                [
                    Printable(&entity.name).to_string(),
                    Printable(&kind).to_string(),
                    or_dash(&entity.type_),
                    or_dash(&owner),
                    or_dash(&entity.lifecycle),
                ]
            })
            .collect();
        let head = ["NAME", "KIND", "TYPE", "OWNER", "LIFECYCLE"];
        render_table(head, &rows, LastColumn::Names, width)
    }
}

/// Shortens `group:default/payments`, the most common form, to `payments`.
fn shorten_owner_ref(full: &str) -> String {
    full.strip_prefix("group:default/")
        .unwrap_or(full)
        .to_owned()
}

pub(super) fn build_entity_item(catalog: &Catalog, entity: &Entity, relations: bool) -> EntityItem {
    let place = entity.name_place();
    EntityItem {
        reference: entity.entity_ref().to_string(),
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
        file: place.file_path().to_owned(),
        line: place.start().line,
        relations: relations.then(|| collect_relation_items(catalog, entity)),
    }
}

fn collect_relation_items(catalog: &Catalog, entity: &Entity) -> Vec<RelationItem> {
    let relations = catalog.derive_relations(entity);
    let mut items: Vec<RelationItem> = relations.iter().map(RelationItem::new).collect();
    items.sort();
    items.dedup();
    items
}
