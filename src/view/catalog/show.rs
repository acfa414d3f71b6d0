//! `idp catalog show`: the details of an entity.

use std::collections::BTreeMap;
use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::list::{EntityItem, build_entity_item};
use crate::catalog::{Catalog, Entity, Ownership, parse_opt_out_annotation_key};
use crate::ops::list_other_fields;
use crate::printable::{Printable, truncate_chars};
use crate::text_layout::wrap_value;
use crate::view::SCHEMA_VERSION;
use crate::view::who_owns::{FilePosition, LinkItem, WhoOwnsResult, who_owns_result_of_entity};
use crate::view::{LineWidth, PlatformInfo, Report, TextStyle};

/// The maximum number of targets to list for each relation; a team can own thousands of entities.
const MAX_LISTED_RELATION_TARGETS: usize = 12;

/// The maximum length of the value of an organisation's own field, in characters.
const MAX_FIELD_VALUE_LENGTH: usize = 100;

/// The details of entities.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp catalog show")]
pub struct EntityDetailsReport {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The platform that the data comes from.
    pub platform: PlatformInfo,
    /// The entities, sorted by ref.
    pub entities: Vec<EntityDetails>,
}

/// The details of an entity.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EntityDetails {
    /// The fields of a list item, including relations.
    #[serde(flatten)]
    pub entity: EntityItem,
    /// The owner and how to contact them.
    pub ownership: WhoOwnsResult,
    /// The tags as written.
    pub tags: Vec<String>,
    /// The labels as written.
    pub labels: BTreeMap<String, String>,
    /// The annotations as written.
    pub annotations: BTreeMap<String, String>,
    /// The links as written.
    pub links: Vec<LinkItem>,
    /// The fields that the organisation added, such as `spec.tier`, by path.
    pub other_fields: BTreeMap<String, String>,
    /// The position of `metadata.name`.
    pub source: FilePosition,
}

impl EntityDetailsReport {
    /// The details of `entities`.
    pub fn new(platform: PlatformInfo, catalog: &Catalog, entities: &[&Entity]) -> Self {
        let pages = entities
            .iter()
            .map(|entity| build_entity_details(catalog, entity));
        EntityDetailsReport {
            schema_version: SCHEMA_VERSION,
            platform,
            entities: pages.collect(),
        }
    }
}

impl Report for EntityDetailsReport {
    /// The details as text.
    fn render_text(&self, width: LineWidth) -> String {
        let pages: Vec<String> = self
            .entities
            .iter()
            .map(|entity| entity.render_text(width))
            .collect();
        pages.join("\n")
    }
}

fn build_entity_details(catalog: &Catalog, entity: &Entity) -> EntityDetails {
    let pairs = |pairs: Vec<crate::catalog::Annotation<'_>>| {
        let pairs = pairs.into_iter();
        pairs
            .map(|pair| (pair.key.to_owned(), pair.value.text.to_owned()))
            .collect()
    };
    EntityDetails {
        entity: build_entity_item(catalog, entity, true),
        ownership: who_owns_result_of_entity(
            entity,
            &Ownership::find_entity_ownership(catalog, entity),
        ),
        tags: entity.tags().map(str::to_owned).collect(),
        labels: pairs(entity.labels().collect()),
        annotations: pairs(entity.annotations().collect()),
        links: LinkItem::collect_from_entity(entity),
        other_fields: list_other_fields(entity),
        source: FilePosition::from(&entity.name_place()),
    }
}

impl EntityDetails {
    fn render_text(&self, width: LineWidth) -> String {
        let mut lines = LabelledLines {
            text: String::new(),
            width,
        };
        let title = self
            .entity
            .title
            .as_ref()
            .filter(|title| **title != self.entity.name);
        lines.push(&self.entity.name, &self.ownership.format_entity_identity());
        lines.push_lines("", title);
        lines.push_lines("", self.entity.description.as_ref());
        if !matches!(self.ownership.via.as_deref(), Some("self")) {
            lines.push("owner", &self.ownership.format_owner());
        }
        lines.push_lines("contact", self.ownership.format_contacts().as_ref());
        lines.push_lines("code", self.ownership.repository.as_ref());
        for (relation, targets) in self.group_relations() {
            lines.push(relation, &format_relation_targets(&targets));
        }
        if !self.tags.is_empty() {
            lines.push("tags", &self.tags.join(", "));
        }
        for link in &self.links {
            let title = link
                .title
                .as_deref()
                .map(|title| format!("{title}: "))
                .unwrap_or_default();
            lines.push("link", &format!("{title}{}", link.url));
        }
        for (key, value) in &self.annotations {
            match parse_opt_out_annotation_key(key) {
                Some(feature) => lines.push("opt-out", &format!("{feature} {value}")),
                None => lines.push("note", &format!("{key}: {value}")),
            }
        }
        for (path, value) in &self.other_fields {
            let value = truncate_chars(value, MAX_FIELD_VALUE_LENGTH);
            lines.push("field", &format!("{path}: {value}"));
        }
        lines.push("where", &self.source.to_string());
        lines.text
    }

    /// The relations and their targets, except `ownedBy`, which has its own line.
    fn group_relations(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut relations: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for relation in self.entity.relations.iter().flatten() {
            if relation.type_ != "ownedBy" {
                let others = relations.entry(&relation.type_).or_default();
                others.push(&relation.target_ref);
            }
        }
        relations
    }
}

fn format_relation_targets(targets: &[&str]) -> String {
    let (first, rest) = targets.split_at(targets.len().min(MAX_LISTED_RELATION_TARGETS));
    let more = match rest.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", first.join(", "))
}

/// The column of the values.
const VALUE_COLUMN: usize = 15;

/// Lines with a label on the left and a value on the right.
struct LabelledLines {
    text: String,
    width: LineWidth,
}

impl LabelledLines {
    fn push(&mut self, label: &str, value: &str) {
        let label = format!("{:<14}", Printable(label).to_string());
        let head = format!("{} ", TextStyle::Strong.paint(label));
        let value = Printable(value).to_string();
        let _ = writeln!(
            self.text,
            "{}",
            wrap_value(&head, &value, VALUE_COLUMN, self.width)
        );
    }

    fn push_lines<'v>(&mut self, label: &str, values: impl IntoIterator<Item = &'v String>) {
        for value in values {
            self.push(label, value);
        }
    }
}
