//! Draws who uses an entity and what it depends on. The boxes are sorted by ref, so the same catalog gives the same drawing. The table below it
//! lists everything; the drawing is only a picture of it.

use super::address::{page_path, path_to_root};
use super::column_layout::EdgeRoute;
use super::entity_table::RelatedEntity;
use super::graph_drawing::{DrawnBox, DrawnColumn, GraphDrawing};
use super::model::{SiteModel, summarize_kind};
use super::page_link::display_name;
use super::relations::{RelationGroup, list_related_entities};
use super::text::clean_text;
use crate::catalog::{Entity, EntityRef};

const MAX_COLUMNS: usize = 4;
/// The number of boxes of a column before the rest is only counted.
const MAX_COLUMN_BOXES: usize = 7;

/// What a dependency depends on.
struct FurtherNeeds<'c> {
    need: EntityRef<'c>,
    needs: Vec<RelatedEntity<'c>>,
}

/// The drawing of `groups`, the relations of `entity`, whose page is at `address`; `None` if it has none to draw.
pub(super) fn draw_relation_graph<'c>(
    model: &SiteModel<'c>,
    entity: &'c Entity,
    address: &str,
    groups: &[RelationGroup<'c>],
) -> Option<String> {
    let members = |slug: &str| -> Vec<RelatedEntity<'c>> {
        let group = groups.iter().find(|group| group.slug == slug);
        group.map(|group| group.members.clone()).unwrap_or_default()
    };
    let (users, needs) = (members("used-by"), members("depends-on"));
    if users.is_empty() && needs.is_empty() {
        return None;
    }
    let needs_of_needs = list_needs_of_needs(model, &needs);
    let further = list_further_needs(entity, &needs, &needs_of_needs);
    let base = path_to_root(address);
    let own = DrawnBox {
        reference: Some(entity.entity_ref()),
        name: display_name(entity),
        detail: summarize_kind(entity).get(1).cloned().unwrap_or_default(),
        href: None,
        class: "self",
    };
    let column = |caption, members: &[RelatedEntity<'c>]| DrawnColumn {
        caption,
        rows: build_column_boxes(model, members, &base),
    };
    let mut columns = vec![
        column("Used by", &users),
        DrawnColumn {
            caption: "",
            rows: vec![Some(own)],
        },
        column("Depends on", &needs),
        column("One hop further", &further),
    ];
    columns.retain(|column| !column.rows.is_empty());
    let drawing = GraphDrawing {
        arrows: connect_columns(&columns, &needs_of_needs),
        columns,
        // Always as wide as the most columns, so that every drawing has the same scale.
        width: MAX_COLUMNS,
        label: format!(
            "Relations of {}. Used by: {}. Depends on: {}. The table below lists the same relations.",
            display_name(entity),
            users.len(),
            needs.len()
        ),
    };
    Some(drawing.render())
}

/// What each of the drawn dependencies depends on.
fn list_needs_of_needs<'c>(
    model: &SiteModel<'c>,
    needs: &[RelatedEntity<'c>],
) -> Vec<FurtherNeeds<'c>> {
    let drawn = needs.iter().take(MAX_COLUMN_BOXES);
    let found = drawn.filter_map(|need| {
        let entity = model.catalog.get(need.reference)?;
        Some(FurtherNeeds {
            need: need.reference,
            needs: list_related_entities(model, entity, "depends-on"),
        })
    });
    found.collect()
}

/// What the direct dependencies depend on, except what is drawn already.
fn list_further_needs<'c>(
    entity: &Entity,
    needs: &[RelatedEntity<'c>],
    needs_of_needs: &[FurtherNeeds<'c>],
) -> Vec<RelatedEntity<'c>> {
    let mut further: Vec<RelatedEntity<'c>> = Vec::new();
    for member in needs_of_needs.iter().flat_map(|further| &further.needs) {
        let is_drawn = needs
            .iter()
            .chain(&further)
            .any(|drawn| drawn.reference == member.reference);
        if !is_drawn && member.reference != entity.entity_ref() {
            further.push(*member);
        }
    }
    further.sort_by_cached_key(|member| member.reference.to_string());
    further
}

fn build_column_boxes<'c>(
    model: &SiteModel<'_>,
    members: &[RelatedEntity<'c>],
    base: &str,
) -> Vec<Option<DrawnBox<'c>>> {
    let shown = if members.len() > MAX_COLUMN_BOXES {
        MAX_COLUMN_BOXES - 1
    } else {
        members.len()
    };
    let mut boxes: Vec<DrawnBox<'_>> = members[..shown]
        .iter()
        .map(|member| build_box(model, *member, base))
        .collect();
    if let more @ 1.. = members.len() - shown {
        boxes.push(DrawnBox {
            reference: None,
            name: format!("{more} more"),
            detail: "in the table below".to_owned(),
            href: Some("#relations".to_owned()),
            class: "out",
        });
    }
    boxes.into_iter().map(Some).collect()
}

fn build_box<'c>(model: &SiteModel<'_>, member: RelatedEntity<'c>, base: &str) -> DrawnBox<'c> {
    let item = build_ref_box(model, member.reference, base);
    match member.via {
        Some(via) if item.class.is_empty() => DrawnBox {
            detail: format!("via {}", clean_text(via.name)),
            ..item
        },
        _ => item,
    }
}

/// The box of the entity with this ref, on a page from which `base` leads to the root of the site.
pub(super) fn build_ref_box<'c>(
    model: &SiteModel<'_>,
    reference: EntityRef<'c>,
    base: &str,
) -> DrawnBox<'c> {
    let Some(entity) = model.catalog.get(reference) else {
        return DrawnBox {
            reference: Some(reference),
            name: clean_text(reference.name),
            detail: "not in the catalog".to_owned(),
            href: None,
            class: "gone",
        };
    };
    let address = model.addresses.get(entity.entity_ref());
    let summary = summarize_kind(entity);
    let kind = summary.get(1).or(summary.first()).cloned();
    DrawnBox {
        reference: Some(reference),
        name: display_name(entity),
        detail: kind.unwrap_or_default(),
        href: address.map(|address| format!("{base}{}", page_path(address))),
        class: "",
    }
}

/// The arrows between neighbouring columns.
fn connect_columns(
    columns: &[DrawnColumn<'_>],
    needs_of_needs: &[FurtherNeeds<'_>],
) -> Vec<EdgeRoute> {
    let is_own = |item: &DrawnBox<'_>| item.class == "self";
    let needs = |from: &DrawnBox<'_>, to: &DrawnBox<'_>| {
        let mut further = needs_of_needs.iter();
        let needs = further.find(|further| from.reference == Some(further.need));
        let mut needs = needs.into_iter().flat_map(|further| &further.needs);
        needs.any(|need| to.reference == Some(need.reference))
    };
    let mut arrows = Vec::new();
    for (left, pair) in columns.windows(2).enumerate() {
        let [from, to] = pair else { continue };
        for (row, start) in from.rows.iter().enumerate() {
            for (other, end) in to.rows.iter().enumerate() {
                let ends = start.as_ref().zip(end.as_ref());
                if ends.is_some_and(|(from, to)| is_own(from) || is_own(to) || needs(from, to)) {
                    arrows.push(EdgeRoute {
                        positions: vec![(left, row), (left + 1, other)],
                        is_reversed: false,
                    });
                }
            }
        }
    }
    arrows
}
