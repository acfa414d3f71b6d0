//! What every page knows: the catalog, the address of each entity, and the cells of a table row.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use rayon::prelude::*;
use serde::Serialize;

use super::SiteSource;
use super::address::EntityAddresses;
use super::documents::Documents;
use super::html_cache::HtmlCache;
use super::owner_facts::{OwnerCell, OwnerFacts};
use super::page_link::PageLink;
use super::text::clean_text;
use crate::catalog::{Catalog, Entity, EntityProcessor, EntityRef, Relation};
use crate::diagnostic::Diagnostic;
use crate::printable::truncate_chars;
use crate::source::Place;

/// The length of a description in a table; the page of the entity has all of it.
const MAX_DESCRIPTION_CHARS: usize = 160;

/// The catalog as the pages see it.
pub(super) struct SiteModel<'s> {
    pub(super) source: &'s SiteSource<'s>,
    pub(super) catalog: &'s Catalog,
    pub(super) processor: EntityProcessor<'s>,
    /// The indexes of the entities with a page, sorted by ref.
    pub(super) entities: Vec<usize>,
    pub(super) addresses: EntityAddresses<'s>,
    pub(super) documents: Documents,
    /// The findings about each entity, by its ref.
    pub(super) findings: HashMap<&'s str, Vec<&'s Diagnostic>>,
    /// What is known about each owner, by its ref.
    owners: HashMap<String, OwnerFacts>,
    /// The relations of each entity of the catalog, once they are known.
    relations: Vec<OnceLock<Vec<Relation<'s>>>>,
    /// The row of each entity in tables, and how a row names it as what it's related through.
    pub(super) row_html: HtmlCache,
    pub(super) via_html: HtmlCache,
}

/// A row of a table of entities.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EntityRow {
    #[serde(flatten)]
    pub(super) link: PageLink,
    /// Kind, type and lifecycle.
    pub(super) summary: String,
    #[serde(skip)]
    pub(super) via: Option<PageLink>,
    pub(super) description: Option<String>,
    /// Whether a reference names it, but the catalog doesn't have it.
    pub(super) is_missing: bool,
    pub(super) owner: Option<OwnerCell>,
}

impl EntityRow {
    /// About how many bytes it takes on a page.
    pub(super) fn size(&self) -> usize {
        let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let owner = self.owner.as_ref();
        let owner = owner.map_or(0, |owner| owner.link.size() + text(&owner.contact));
        let via = self.via.as_ref().map_or(0, PageLink::size);
        160 + self.link.size() + self.summary.len() + text(&self.description) + owner + via
    }
}

/// A line of a file of the platform.
#[derive(Clone, Debug, Serialize)]
pub(super) struct FileLine {
    /// `catalog/groups.yaml:4`.
    pub(super) place: String,
    /// Its page, if the repository has pages.
    pub(super) url: Option<String>,
    /// The text of the line.
    pub(super) text: String,
}

impl<'s> SiteModel<'s> {
    pub(super) fn new(source: &'s SiteSource<'s>, documents: Documents) -> SiteModel<'s> {
        let processor = EntityProcessor::new(source.catalog, source.files, source.location);
        let entities = processor.served_entities();
        let mut findings: HashMap<&str, Vec<&Diagnostic>> = HashMap::new();
        for finding in source.findings {
            if let Some(entity) = &finding.entity {
                findings.entry(entity).or_default().push(finding);
            }
        }
        let mut model = SiteModel {
            source,
            catalog: source.catalog,
            processor,
            addresses: EntityAddresses::assign(source.catalog, &entities),
            entities,
            documents,
            findings,
            owners: HashMap::new(),
            relations: (0..source.catalog.entities.len())
                .map(|_| OnceLock::new())
                .collect(),
            row_html: HtmlCache::new(source.catalog.entities.len()),
            via_html: HtmlCache::new(source.catalog.entities.len()),
        };
        model.owners = model.describe_owners();
        model
    }

    /// The entities with a page, sorted by ref.
    pub(super) fn entities(&self) -> impl Iterator<Item = &'s Entity> {
        let catalog = self.catalog;
        self.entities
            .iter()
            .map(move |number| &catalog.entities[*number])
    }

    /// The entities of this kind, sorted by ref.
    pub(super) fn entities_of_kind(&self, kind: &str) -> Vec<&'s Entity> {
        self.entities()
            .filter(|entity| entity.is_of_kind(kind))
            .collect()
    }

    /// The targets of a relation that have a page, sorted by ref.
    pub(super) fn related_entities(&self, entity: &'s Entity, relation: &str) -> Vec<&'s Entity> {
        let relations = self.relations(entity);
        relations
            .iter()
            .filter(|found| found.type_ == relation)
            .filter_map(|found| self.catalog.get(found.target))
            .filter(|entity| self.addresses.get(entity.entity_ref()).is_some())
            .collect()
    }

    /// The relations of `entity`, sorted and unique; derived once.
    pub(super) fn relations(&self, entity: &'s Entity) -> Cow<'_, [Relation<'s>]> {
        let derive = || self.catalog.derive_relations(entity);
        match self.find_entity_index(entity) {
            Some(number) => self.relations[number].get_or_init(derive).into(),
            None => derive().into(),
        }
    }

    /// The index of `entity`; `None` if another one has the same ref.
    pub(super) fn find_entity_index(&self, entity: &Entity) -> Option<usize> {
        let number = self.catalog.find_entity_index(entity.entity_ref())?;
        std::ptr::eq(&raw const self.catalog.entities[number], entity).then_some(number)
    }

    /// The page of `entity`.
    pub(super) fn page_link(&self, entity: &Entity) -> PageLink {
        PageLink::to_entity(&self.addresses, entity)
    }

    /// The page of the entity with this ref or, without one, its name.
    pub(super) fn ref_link(&self, reference: EntityRef<'_>) -> PageLink {
        PageLink::to_ref(self.catalog, &self.addresses, reference)
    }

    pub(super) fn entity_row(&self, entity: &Entity) -> EntityRow {
        EntityRow {
            link: self.page_link(entity),
            summary: summarize_kind(entity).join(" · "),
            via: None,
            description: entity
                .description()
                .map(|text| truncate_chars(&clean_text(text), MAX_DESCRIPTION_CHARS)),
            is_missing: false,
            owner: Some(self.owner_cell(entity)),
        }
    }

    /// The row of a reference to something that the catalog doesn't have.
    pub(super) fn missing_row(reference: EntityRef<'_>) -> EntityRow {
        EntityRow {
            link: PageLink::without_page(clean_text(reference.name)),
            summary: clean_text(&reference.kind.to_lowercase()),
            via: None,
            description: None,
            is_missing: true,
            owner: None,
        }
    }

    /// What is known about the owner of `entity`; groups and users own themselves. `None` if no owner is set.
    pub(super) fn owner_facts(&self, entity: &Entity) -> Option<&OwnerFacts> {
        self.owners.get(&entity.owner_or_itself()?.to_string())
    }

    pub(super) fn owner_cell(&self, entity: &Entity) -> OwnerCell {
        let known = self.owner_facts(entity).map(|facts| facts.cell.clone());
        known.unwrap_or_else(OwnerCell::without_owner)
    }

    fn describe_owners(&self) -> HashMap<String, OwnerFacts> {
        let mut owners: HashMap<String, EntityRef<'_>> = HashMap::new();
        for owner in self.entities().filter_map(Entity::owner_or_itself) {
            owners.entry(owner.to_string()).or_insert(owner);
        }
        let urls = self.source.contact_urls;
        let describe = |owner| OwnerFacts::describe(self.catalog, &self.addresses, urls, owner);
        let described = owners.into_par_iter();
        described
            .map(|(key, owner)| (key, describe(owner)))
            .collect()
    }

    /// The line of `place`.
    pub(super) fn file_line(&self, place: &Place) -> FileLine {
        let (path, line) = (place.file_path(), place.start().line);
        FileLine {
            place: clean_text(&format!("{path}:{line}")),
            url: self.source.file_page_url(path, line),
            text: clean_text(place.line_text().trim()),
        }
    }
}

/// Kind, type and lifecycle, such as `Component`, `service`, `production`; a group is a team.
pub(super) fn summarize_kind(entity: &Entity) -> Vec<String> {
    let kind = if entity.is_of_kind("group") {
        "Team"
    } else {
        entity.kind()
    };
    let type_ = entity.type_().map(|type_| type_.text);
    let type_ = type_.filter(|type_| !type_.eq_ignore_ascii_case(kind));
    let lifecycle = entity.lifecycle().map(|lifecycle| lifecycle.text);
    let words = [Some(kind), type_, lifecycle].into_iter().flatten();
    words.map(clean_text).collect()
}
