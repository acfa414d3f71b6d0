//! The relations of an entity, grouped by the question they answer: who uses it, and what it depends on.

use super::address::page_path;
use super::entity_table::{RelatedEntity, RowGroup, TableRow};
use super::model::SiteModel;
use super::page_link::PageLink;
use crate::catalog::Entity;

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
    model: &SiteModel<'c>,
    entity: &'c Entity,
) -> Vec<RelationGroup<'c>> {
    let groups = GROUPS.iter().map(|(title, slug, _)| RelationGroup {
        title,
        slug,
        members: list_related_entities(model, entity, slug),
    });
    groups.filter(|group| !group.members.is_empty()).collect()
}

/// The entities in the group `slug` of the relations of `entity`, sorted by ref.
pub(super) fn list_related_entities<'c>(
    model: &SiteModel<'c>,
    entity: &'c Entity,
    slug: &str,
) -> Vec<RelatedEntity<'c>> {
    let types = GROUPS.iter().find(|(_, known, _)| *known == slug);
    let types = types.map_or([].as_slice(), |(.., types)| *types);
    let relations = model.relations(entity);
    let own = relations
        .iter()
        .filter(|relation| types.contains(&relation.type_));
    let mut members: Vec<RelatedEntity<'c>> = own
        .map(|relation| RelatedEntity {
            reference: relation.target,
            via: None,
        })
        .collect();
    if slug == "used-by" {
        members.extend(list_users_of_apis(model, entity));
    }
    // The relations of each type are sorted and unique.
    if types.len() > 1 {
        members.sort_by_cached_key(|member| member.reference.to_string());
        members.dedup_by(|next, member| next.reference == member.reference);
    }
    members
}

/// The entities that consume an API which `entity` provides.
fn list_users_of_apis<'c>(model: &SiteModel<'c>, entity: &'c Entity) -> Vec<RelatedEntity<'c>> {
    let relations = model.relations(entity);
    let provided = relations
        .iter()
        .filter(|relation| relation.type_ == "providesApi");
    let apis = provided.filter_map(|relation| model.catalog.get(relation.target));
    let mut users = Vec::new();
    for api in apis {
        let relations = model.relations(api);
        let consumed = relations
            .iter()
            .filter(|relation| relation.type_ == "apiConsumedBy");
        users.extend(consumed.map(|relation| RelatedEntity {
            reference: relation.target,
            via: Some(api.entity_ref()),
        }));
    }
    users.retain(|user| user.reference != entity.entity_ref());
    users
}

impl<'c> RelationGroup<'c> {
    /// At most `limit` rows to show at `address`, and the page with the rest.
    pub(super) fn to_row_group(&self, address: &str, limit: usize) -> RowGroup<'c> {
        let count = self.members.len();
        let shown = self.members.iter().take(limit);
        RowGroup {
            title: self.title.to_owned(),
            count,
            rows: shown.map(|member| TableRow::Related(*member)).collect(),
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
pub(super) fn group_rows_by_kind<'c>(entities: &[&'c Entity]) -> Vec<RowGroup<'c>> {
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
        let rows: Vec<TableRow<'_>> = rows.map(|entity| TableRow::Entity(entity)).collect();
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
