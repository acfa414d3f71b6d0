//! The relations of an entity, grouped by the question they answer: who uses it, and what it depends on.

use std::collections::HashSet;

use serde::Serialize;

use super::address::page_path;
use super::model::{EntityRow, SiteModel};
use super::page_link::PageLink;
use crate::catalog::{Catalog, Entity, EntityRef};

/// The number of rows of all groups before the rest of each is on a page of its own.
pub(super) const MAX_RELATION_ROWS: usize = 60;

/// Entities that are related in the same way.
pub(super) struct RelationGroup<'c> {
    /// `Used by`.
    pub(super) title: &'static str,
    /// The last part of the address of the page with all of them.
    pub(super) slug: &'static str,
    pub(super) members: Vec<RelatedEntity<'c>>,
}

/// An entity that another one is related to.
#[derive(Clone, Copy)]
pub(super) struct RelatedEntity<'c> {
    pub(super) reference: EntityRef<'c>,
    /// The API through which it's related.
    pub(super) via: Option<EntityRef<'c>>,
}

/// Rows with a title.
#[derive(Clone, Debug, Serialize)]
pub(super) struct RowGroup {
    pub(super) title: String,
    pub(super) count: usize,
    pub(super) rows: Vec<EntityRow>,
    /// The page with all rows, if there are more.
    pub(super) more: Option<PageLink>,
}

/// A table of entities.
#[derive(Clone, Debug, Serialize)]
pub(super) struct EntityTable {
    /// Where it's shown in a list of tables.
    pub(super) heading: Option<PageLink>,
    pub(super) caption: String,
    pub(super) groups: Vec<RowGroup>,
}

impl EntityTable {
    /// A table of `rows`, without groups.
    pub(super) fn of_rows(caption: String, rows: Vec<EntityRow>) -> EntityTable {
        let group = RowGroup {
            title: String::new(),
            count: rows.len(),
            rows,
            more: None,
        };
        EntityTable {
            heading: None,
            caption,
            groups: vec![group],
        }
    }

    /// The groups under `heading`.
    pub(super) fn of_groups(heading: PageLink, groups: Vec<RowGroup>) -> EntityTable {
        EntityTable {
            caption: heading.title.clone(),
            heading: Some(heading),
            groups,
        }
    }
}

/// Title, slug, and the relations of each group except those through APIs.
const GROUPS: [(&str, &str, &[&str]); 7] = [
    ("Used by", "used-by", &["dependencyOf", "apiConsumedBy"]),
    ("Depends on", "depends-on", &["dependsOn", "consumesApi"]),
    ("Provides", "provides", &["providesApi"]),
    ("Provided by", "provided-by", &["apiProvidedBy"]),
    ("Has parts", "parts", &["hasPart"]),
    ("Member of", "member-of", &["memberOf"]),
    ("Owns", "owns", &["ownerOf"]),
];

/// The groups of relations of `entity` that aren't empty. Its owner and what it's part of are shown elsewhere.
pub(super) fn group_relations<'c>(
    catalog: &'c Catalog,
    entity: &'c Entity,
) -> Vec<RelationGroup<'c>> {
    let relations = catalog.derive_relations(entity);
    let groups = GROUPS.iter().map(|(title, slug, types)| {
        let own = relations
            .iter()
            .filter(|relation| types.contains(&relation.type_));
        let mut members: Vec<RelatedEntity<'c>> = own
            .map(|relation| RelatedEntity {
                reference: relation.target,
                via: None,
            })
            .collect();
        if *slug == "used-by" {
            members.extend(list_users_of_apis(catalog, entity));
        }
        let mut seen = HashSet::new();
        members.retain(|member| seen.insert(member.reference.to_string()));
        members.sort_by_cached_key(|member| member.reference.to_string());
        RelationGroup {
            title,
            slug,
            members,
        }
    });
    groups.filter(|group| !group.members.is_empty()).collect()
}

/// The entities that consume an API which `entity` provides.
fn list_users_of_apis<'c>(catalog: &'c Catalog, entity: &'c Entity) -> Vec<RelatedEntity<'c>> {
    let apis = catalog.related_entities(entity, "providesApi").into_iter();
    let users = apis.flat_map(|api| {
        let users = catalog.derive_relations(api).into_iter();
        let users = users.filter(|relation| relation.type_ == "apiConsumedBy");
        users.map(|relation| RelatedEntity {
            reference: relation.target,
            via: Some(api.entity_ref()),
        })
    });
    users
        .filter(|user| user.reference != entity.entity_ref())
        .collect()
}

impl RelationGroup<'_> {
    /// At most `limit` rows to show at `address`, and the page with the rest.
    pub(super) fn to_row_group(
        &self,
        model: &SiteModel<'_>,
        address: &str,
        limit: usize,
    ) -> RowGroup {
        let count = self.members.len();
        let shown = self.members.iter().take(limit);
        RowGroup {
            title: self.title.to_owned(),
            count,
            rows: shown.map(|member| member.to_row(model)).collect(),
            more: (count > limit).then(|| PageLink {
                title: format!("All {count}"),
                href: Some(page_path(&format!("{address}/{}", self.slug))),
            }),
        }
    }
}

/// The number of rows of each of `groups` on the page of the entity.
pub(super) fn find_row_limit(groups: &[RelationGroup<'_>]) -> usize {
    MAX_RELATION_ROWS / groups.len().max(3)
}

impl RelatedEntity<'_> {
    pub(super) fn to_row(self, model: &SiteModel<'_>) -> EntityRow {
        let found = model.catalog.get(self.reference);
        let row = match found {
            Some(entity) => model.entity_row(entity),
            None => SiteModel::missing_row(self.reference),
        };
        EntityRow {
            via: self.via.map(|via| model.ref_link(via)),
            ..row
        }
    }
}

/// The plural of a kind, for headings.
pub(super) fn plural_kind(kind: &str) -> String {
    match kind.to_lowercase().as_str() {
        "api" => "APIs".to_owned(),
        "group" => "Teams".to_owned(),
        "user" => "People".to_owned(),
        _ => format!("{}s", super::text::clean_text(kind)),
    }
}

/// `entities`, sorted by ref, in groups by kind.
pub(super) fn group_rows_by_kind(model: &SiteModel<'_>, entities: &[&Entity]) -> Vec<RowGroup> {
    const ORDER: [&str; 4] = ["component", "api", "resource", "system"];
    let mut kinds: Vec<String> = entities
        .iter()
        .map(|entity| entity.kind().to_lowercase())
        .collect();
    kinds.sort_by_key(|kind| {
        (
            ORDER
                .iter()
                .position(|known| known == kind)
                .unwrap_or(ORDER.len()),
            kind.clone(),
        )
    });
    kinds.dedup();
    let groups = kinds.into_iter().map(|kind| {
        let rows = entities.iter().filter(|entity| entity.is_of_kind(&kind));
        let rows: Vec<EntityRow> = rows.map(|entity| model.entity_row(entity)).collect();
        RowGroup {
            title: plural_kind(&capitalize_kind(entities, &kind)),
            count: rows.len(),
            rows,
            more: None,
        }
    });
    groups.collect()
}

/// The kind as the catalog writes it.
fn capitalize_kind(entities: &[&Entity], kind: &str) -> String {
    let mut written = entities.iter().filter(|entity| entity.is_of_kind(kind));
    written
        .next()
        .map_or(kind, |entity| entity.kind())
        .to_owned()
}
