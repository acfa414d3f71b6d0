//! `idp catalog export`.

use rayon::prelude::*;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::list::RelationItem;
use super::{DatadogExport, PlatformValuesExport};
use crate::catalog::{EntityProcessor, ProcessedEntity};
use crate::error::Result;
use crate::ops::CatalogExport;
use crate::view::{LineWidth, Report, Ui};

/// The catalog for another program.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub enum CatalogExportReport {
    /// For Backstage.
    Backstage(Box<BackstageExport>),
    /// For Datadog.
    Datadog(DatadogExport),
    /// For the platform chart.
    PlatformValues(Box<PlatformValuesExport>),
}

impl Report for CatalogExportReport {
    fn render_text(&self, width: LineWidth) -> String {
        match self {
            CatalogExportReport::Backstage(_) => String::new(),
            CatalogExportReport::Datadog(export) => export.render_text(width),
            CatalogExportReport::PlatformValues(export) => export.render_text(width),
        }
    }

    /// The entities for Backstage are JSON in any format, and are written as they're produced.
    fn write_text(&self, ui: &Ui) -> Result<()> {
        match self {
            CatalogExportReport::Backstage(export) => ui.write_stdout_json(export),
            CatalogExportReport::Datadog(export) => export.write_text(ui),
            CatalogExportReport::PlatformValues(export) => export.write_text(ui),
        }
    }
}

/// The number of entities to process in parallel before they're written, which limits memory.
const BATCH_SIZE: usize = 1024;

/// The entities as Backstage's `GET /entities` returns them.
pub struct BackstageExport(pub CatalogExport);

/// An entity as Backstage's catalog API returns it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BackstageEntityItem {
    /// The API version as written.
    pub api_version: Value,
    /// The kind as written, such as `Component`.
    pub kind: String,
    /// The metadata, with `namespace` and the annotations that say where the entity was read. Without `uid` and `etag`.
    pub metadata: Map<String, Value>,
    /// The spec as written, with the contents of `$text`, `$json` and `$yaml`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spec: Option<Value>,
    /// The relations, sorted by type and target; some of the targets may not exist.
    pub relations: Vec<RelationItem>,
}

impl BackstageEntityItem {
    /// The item for `entity`.
    pub fn new(entity: ProcessedEntity<'_>) -> BackstageEntityItem {
        let relations = entity.relations.iter().map(RelationItem::new);
        BackstageEntityItem {
            relations: relations.collect(),
            metadata: entity.metadata,
            api_version: entity.api_version,
            kind: entity.kind.to_owned(),
            spec: entity.spec,
        }
    }
}

impl Serialize for BackstageExport {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.0
            .with_processor(|processor| serialize_entities(processor, serializer))
    }
}

fn serialize_entities<S: Serializer>(
    processor: &EntityProcessor<'_>,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    let served = processor.served_entities();
    let mut list = serializer.serialize_seq(Some(served.len()))?;
    for batch in served.chunks(BATCH_SIZE) {
        let items: Vec<BackstageEntityItem> = batch
            .par_iter()
            .map(|number| BackstageEntityItem::new(processor.process_entity(*number)))
            .collect();
        for item in &items {
            list.serialize_element(item)?;
        }
    }
    list.end()
}

impl JsonSchema for BackstageExport {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "BackstageExport".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "title": "idp catalog export backstage",
            "description": "Every entity that Backstage accepts, sorted by ref.",
            "type": "array",
            "items": generator.subschema_for::<BackstageEntityItem>(),
        })
    }
}
