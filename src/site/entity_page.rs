//! The page of an entity that isn't a team.

use serde::Serialize;

use super::answer::Answer;
use super::entity_table::{EntityTable, TableRow};
use super::findings::{FindingItem, OptOutItem};
use super::frame::Frame;
use super::list_page::{List, ListRows};
use super::model::{FileLine, SiteModel, summarize_kind};
use super::page_link::{PageLink, display_name};
use super::paved_path::find_template;
use super::relation_graph::draw_relation_graph;
use super::relations::{RelationGroup, find_row_limit};
use super::renderer::{PageRenderer, SiteFile};
use super::text::{WebLink, clean_text};
use crate::catalog::Entity;
use crate::count::CountedNoun;
use crate::error::Result;

/// The data of the page.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EntityPage<'a> {
    title: String,
    summary: String,
    description: Option<String>,
    answer: &'a Answer,
    links: Vec<WebLink>,
    /// SVG, built from escaped text.
    graph: Option<String>,
    /// A table, as HTML.
    relations: Option<String>,
    findings: Vec<FindingItem>,
    finding_count: String,
    has_errors: bool,
    opt_outs: Vec<OptOutItem>,
    facts: EntityFacts,
}

/// What else the catalog says about an entity.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EntityFacts {
    part_of: Vec<PageLink>,
    reference: String,
    facts: Vec<Fact>,
    defined_in: FileLine,
    annotations: Vec<String>,
}

/// A label with its value.
#[derive(Serialize)]
struct Fact {
    label: &'static str,
    text: String,
}

/// The page of `entity` at `address`, and the pages with the relations that don't fit on it.
pub(super) fn render_entity_pages<'c>(
    model: &SiteModel<'c>,
    renderer: &PageRenderer,
    entity: &'c Entity,
    address: &str,
    answer: &Answer,
    groups: &[RelationGroup<'c>],
) -> Result<Vec<SiteFile>> {
    let mut page = build_entity_page(model, entity, address, answer, groups);
    if let Some(relations) = tabulate_relations(entity, address, groups) {
        page.relations = Some(relations.render(model, renderer, address)?);
    }
    let frame = build_entity_frame(model, entity, address, answer, page.facts.part_of.first());
    let mut files = vec![renderer.render_page(address, &frame, "entity", &page)?];
    let limit = find_row_limit(groups);
    for group in groups.iter().filter(|group| group.members.len() > limit) {
        let rows = group.members.iter().copied().map(TableRow::Related);
        let list = List {
            address: format!("{address}/{}", group.slug),
            title: format!("{}: {}", page.title, group.title.to_lowercase()),
            summary: CountedNoun(group.members.len(), "entity").to_string(),
            section: "",
            rows: ListRows::Entities(rows.collect()),
            nothing: "",
        };
        files.extend(list.render(model, renderer)?);
    }
    Ok(files)
}

fn build_entity_page<'a, 'c>(
    model: &SiteModel<'c>,
    entity: &'c Entity,
    address: &str,
    answer: &'a Answer,
    groups: &[RelationGroup<'c>],
) -> EntityPage<'a> {
    let (finding_count, findings) = model.first_findings([entity]);
    let title = display_name(entity);
    EntityPage {
        summary: summarize_kind(entity).join(" · "),
        description: entity.description().map(clean_text),
        answer,
        links: list_links(entity),
        graph: draw_relation_graph(model, entity, address, groups),
        relations: None,
        finding_count,
        has_errors: findings.iter().any(|finding| finding.severity == "error"),
        findings,
        opt_outs: model.opt_outs(entity),
        facts: EntityFacts::new(model, entity),
        title,
    }
}

impl EntityFacts {
    /// The facts about `entity`.
    pub(super) fn new<'c>(model: &SiteModel<'c>, entity: &'c Entity) -> EntityFacts {
        let annotations = entity.annotations();
        let annotations = annotations.map(|annotation| {
            clean_text(&format!("{}: {}", annotation.key, annotation.value.text))
        });
        EntityFacts {
            part_of: list_wholes(model, entity),
            reference: clean_text(&entity.entity_ref().to_string()),
            facts: list_facts(entity),
            defined_in: model.file_line(&entity.name_place()),
            annotations: annotations.collect(),
        }
    }
}

fn tabulate_relations<'c>(
    entity: &Entity,
    address: &str,
    groups: &[RelationGroup<'c>],
) -> Option<EntityTable<'c>> {
    let limit = find_row_limit(groups);
    let rows = groups
        .iter()
        .map(|group| group.to_row_group(address, limit));
    (!groups.is_empty()).then(|| EntityTable {
        caption: format!("Relations of {}", display_name(entity)),
        groups: rows.collect(),
    })
}

/// The frame of the page of `entity`, which is below that of `whole`.
pub(super) fn build_entity_frame(
    model: &SiteModel<'_>,
    entity: &Entity,
    address: &str,
    answer: &Answer,
    whole: Option<&PageLink>,
) -> Frame {
    let title = display_name(entity);
    let description = entity.description().map(clean_text);
    let description = format!(
        "{}. {}Owner: {}",
        summarize_kind(entity).join(", "),
        description
            .map(|text| format!("{text}. "))
            .unwrap_or_default(),
        answer.format_in_one_line()
    );
    let answer_title = match entity.owner_or_itself() {
        Some(_) => format!("{title}: owned by {}", answer.owner.link.title),
        None => format!("{title}: no owner"),
    };
    let crumb = PageLink::without_page(title);
    Frame::new(model, address, answer_title, description)
        .with_crumbs(whole.cloned().into_iter().chain([crumb]).collect())
        .with_other_formats(address)
}

/// What `entity` is part of.
pub(super) fn list_wholes<'c>(model: &SiteModel<'c>, entity: &'c Entity) -> Vec<PageLink> {
    let relations = model.relations(entity);
    let wholes = relations
        .iter()
        .filter(|relation| relation.type_ == "partOf");
    wholes
        .map(|relation| model.ref_link(relation.target))
        .collect()
}

/// The repository, and the links that the entity names.
pub(super) fn list_links(entity: &Entity) -> Vec<WebLink> {
    let repository = entity.repository_url();
    let repository = repository.and_then(|url| WebLink::new(&url, "Repository"));
    let written = entity.links().filter_map(|link| {
        let title = link.title.unwrap_or("Link");
        WebLink::new(link.url.text, title)
    });
    repository.into_iter().chain(written).collect()
}

fn list_facts(entity: &Entity) -> Vec<Fact> {
    let fact = |label, text: String| {
        (!text.is_empty()).then(|| Fact {
            label,
            text: clean_text(&text),
        })
    };
    let template = find_template(entity);
    let template = template.map(|(name, version)| format!("{name} {version}"));
    let namespaces: Vec<&str> = entity.kubernetes_namespaces().collect();
    let tags: Vec<&str> = entity.tags().collect();
    let labels = entity
        .labels()
        .map(|label| format!("{}: {}", label.key, label.value.text));
    [
        fact("Template", template.unwrap_or_default()),
        fact("Kubernetes namespace", namespaces.join(", ")),
        fact("Tags", tags.join(", ")),
        fact("Labels", labels.collect::<Vec<_>>().join(", ")),
    ]
    .into_iter()
    .flatten()
    .collect()
}
