//! `idp catalog show`: an entity, all there is to say of it.

use std::collections::BTreeMap;
use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::list::{EntityItem, item};
use crate::catalog::{Catalog, Entity, Ownership};
use crate::printable::Printable;
use crate::view::VERSION;
use crate::view::who_owns::{LinkItem, SourcePlace, WhoOwnsResult, owned_by};
use crate::view::{PlatformStamp, Style};

/// How many of a kind of relation a page shows; a team may own a thousand things.
const MOST: usize = 12;

/// What `idp catalog show` was asked for.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp catalog show")]
pub struct EntityPages {
    /// 1.
    pub schema_version: u32,
    /// Which platform answered.
    pub platform: PlatformStamp,
    /// Sorted by ref.
    pub entities: Vec<EntityPage>,
}

/// One entity.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EntityPage {
    /// What a list has of it, with its relations.
    #[serde(flatten)]
    pub entity: EntityItem,
    /// Who owns it, and how to reach them.
    pub ownership: WhoOwnsResult,
    /// As written.
    pub tags: Vec<String>,
    /// As written.
    pub labels: BTreeMap<String, String>,
    /// As written.
    pub annotations: BTreeMap<String, String>,
    /// As written.
    pub links: Vec<LinkItem>,
    /// Where its name stands.
    pub source: SourcePlace,
}

impl EntityPages {
    /// The pages of `entities`.
    pub fn new(platform: PlatformStamp, catalog: &Catalog, entities: &[&Entity]) -> Self {
        let pages = entities.iter().map(|entity| page(catalog, entity));
        EntityPages {
            schema_version: VERSION,
            platform,
            entities: pages.collect(),
        }
    }

    /// The pages for people.
    pub fn text(&self) -> String {
        let pages: Vec<String> = self.entities.iter().map(EntityPage::text).collect();
        pages.join("\n")
    }
}

fn page(catalog: &Catalog, entity: &Entity) -> EntityPage {
    let pairs = |pairs: Vec<crate::catalog::Annotation<'_>>| {
        let pairs = pairs.into_iter();
        pairs
            .map(|pair| (pair.key.to_owned(), pair.value.text.to_owned()))
            .collect()
    };
    EntityPage {
        entity: item(catalog, entity, true),
        ownership: owned_by(entity, &Ownership::of(catalog, entity)),
        tags: entity.tags().map(str::to_owned).collect(),
        labels: pairs(entity.labels().collect()),
        annotations: pairs(entity.annotations().collect()),
        links: LinkItem::of(entity),
        source: SourcePlace::from(&entity.place()),
    }
}

impl EntityPage {
    fn text(&self) -> String {
        let mut lines = Lines::default();
        let title = self
            .entity
            .title
            .as_ref()
            .filter(|title| **title != self.entity.name);
        lines.add(&self.entity.name, &self.ownership.identity());
        lines.all("", title);
        lines.all("", self.entity.description.as_ref());
        if !matches!(self.ownership.via.as_deref(), Some("self")) {
            lines.add("owner", &self.ownership.owner_line());
        }
        lines.all("reach", self.ownership.reach().as_ref());
        lines.all("code", self.ownership.repository.as_ref());
        for (relation, targets) in self.relations() {
            lines.add(relation, &shown(&targets));
        }
        if !self.tags.is_empty() {
            lines.add("tags", &self.tags.join(", "));
        }
        for link in &self.links {
            let title = link
                .title
                .as_deref()
                .map(|title| format!("{title}: "))
                .unwrap_or_default();
            lines.add("link", &format!("{title}{}", link.url));
        }
        for (key, value) in &self.annotations {
            match key.strip_prefix("idp.dev/opt-out.") {
                Some(feature) => lines.add("left out", &format!("{feature} {value}")),
                None => lines.add("note", &format!("{key}: {value}")),
            }
        }
        lines.add("where", &self.source.to_string());
        lines.text
    }

    /// The relations but the one to the owner, which has its own line, each with the other sides.
    fn relations(&self) -> BTreeMap<&str, Vec<&str>> {
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

fn shown(targets: &[&str]) -> String {
    let (first, rest) = targets.split_at(targets.len().min(MOST));
    let more = match rest.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", first.join(", "))
}

/// Labels to the left, values to the right.
#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn add(&mut self, label: &str, value: &str) {
        let label = format!("{:<14}", Printable(label).to_string());
        let label = Style::Strong.of(label);
        let _ = writeln!(self.text, "{label} {}", Printable(value));
    }

    fn all<'v>(&mut self, label: &str, values: impl IntoIterator<Item = &'v String>) {
        for value in values {
            self.add(label, value);
        }
    }
}
