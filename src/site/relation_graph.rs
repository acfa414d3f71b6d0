//! Draws who uses an entity and what it depends on, as SVG. The drawing measures no text and sorts by ref, so the same catalog gives the same
//! bytes on every machine. The table below it lists everything; the drawing is only a picture of it.

use std::collections::HashMap;
use std::fmt::Write;

use handlebars::html_escape;

use super::address::{page_path, path_to_root};
use super::model::{SiteModel, summarize_kind};
use super::page_link::display_name;
use super::relations::{RelatedEntity, RelationGroup, group_relations};
use super::text::clean_text;
use crate::catalog::Entity;

/// The size of a box, and the gaps between columns and between rows.
const BOX_WIDTH: f64 = 168.0;
const BOX_HEIGHT: f64 = 48.0;
const COLUMN_GAP: f64 = 56.0;
const ROW_GAP: f64 = 12.0;
/// The height of the captions above the columns.
const CAPTION_HEIGHT: f64 = 28.0;
const MAX_COLUMNS: usize = 4;
/// The number of boxes of a column before the rest is only counted.
const MAX_COLUMN_BOXES: usize = 7;
/// The lengths at which names and second lines are cut in the middle.
const NAME_LENGTH: usize = 17;
const DETAIL_LENGTH: usize = 24;

/// A box of the drawing.
struct DrawnBox {
    /// The ref, to find the ends of edges.
    reference: String,
    name: String,
    detail: String,
    href: Option<String>,
    /// The class: `self`, `gone`, `out`, or none.
    class: &'static str,
}

/// A column of boxes with its caption.
struct DrawnColumn {
    caption: &'static str,
    boxes: Vec<DrawnBox>,
}

/// An edge from a box to one of the next column.
struct DrawnEdge {
    from: (usize, usize),
    to: (usize, usize),
}

/// The drawing of `groups`, the relations of `entity`, whose page is at `address`; `None` if it has none to draw.
pub(super) fn draw_relation_graph(
    model: &SiteModel<'_>,
    entity: &Entity,
    address: &str,
    groups: &[RelationGroup<'_>],
) -> Option<String> {
    let members = |slug: &str| -> Vec<RelatedEntity<'_>> {
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
        reference: entity.entity_ref().to_string(),
        name: display_name(entity),
        detail: summarize_kind(entity).get(1).cloned().unwrap_or_default(),
        href: None,
        class: "self",
    };
    let to_boxes = |members: &[RelatedEntity<'_>]| build_column_boxes(model, members, &base);
    let mut columns = vec![
        DrawnColumn {
            caption: "Used by",
            boxes: to_boxes(&users),
        },
        DrawnColumn {
            caption: "",
            boxes: vec![own],
        },
        DrawnColumn {
            caption: "Depends on",
            boxes: to_boxes(&needs),
        },
        DrawnColumn {
            caption: "One hop further",
            boxes: to_boxes(&further),
        },
    ];
    columns.retain(|column| !column.boxes.is_empty());
    let edges = connect_columns(&columns, &needs_of_needs);
    let label = format!(
        "Relations of {}. Used by: {}. Depends on: {}. The table below lists the same.",
        display_name(entity),
        users.len(),
        needs.len()
    );
    Some(render_svg(&columns, &edges, &label))
}

/// What each of the drawn dependencies depends on, by its ref.
fn list_needs_of_needs<'c>(
    model: &SiteModel<'c>,
    needs: &[RelatedEntity<'c>],
) -> HashMap<String, Vec<RelatedEntity<'c>>> {
    let drawn = needs.iter().take(MAX_COLUMN_BOXES);
    let found = drawn.filter_map(|need| {
        let entity = model.catalog.get(need.reference)?;
        let groups = group_relations(model.catalog, entity).into_iter();
        let members = groups
            .filter(|group| group.slug == "depends-on")
            .flat_map(|group| group.members);
        Some((need.reference.to_string(), members.collect()))
    });
    found.collect()
}

/// What the direct dependencies depend on, except what is drawn already.
fn list_further_needs<'c>(
    entity: &Entity,
    needs: &[RelatedEntity<'c>],
    needs_of_needs: &HashMap<String, Vec<RelatedEntity<'c>>>,
) -> Vec<RelatedEntity<'c>> {
    let mut further: Vec<RelatedEntity<'c>> = Vec::new();
    for member in needs_of_needs.values().flatten() {
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

fn build_column_boxes(
    model: &SiteModel<'_>,
    members: &[RelatedEntity<'_>],
    base: &str,
) -> Vec<DrawnBox> {
    let shown = if members.len() > MAX_COLUMN_BOXES {
        MAX_COLUMN_BOXES - 1
    } else {
        members.len()
    };
    let mut boxes: Vec<DrawnBox> = members[..shown]
        .iter()
        .map(|member| build_box(model, *member, base))
        .collect();
    if let more @ 1.. = members.len() - shown {
        boxes.push(DrawnBox {
            reference: String::new(),
            name: format!("{more} more"),
            detail: "in the table below".to_owned(),
            href: Some("#relations".to_owned()),
            class: "out",
        });
    }
    boxes
}

fn build_box(model: &SiteModel<'_>, member: RelatedEntity<'_>, base: &str) -> DrawnBox {
    let reference = member.reference.to_string();
    let Some(entity) = model.catalog.get(member.reference) else {
        return DrawnBox {
            reference,
            name: clean_text(member.reference.name),
            detail: "not in the catalog".to_owned(),
            href: None,
            class: "gone",
        };
    };
    let address = model.addresses.get(entity.entity_ref());
    let summary = summarize_kind(entity);
    let kind = summary.get(1).or(summary.first()).cloned();
    DrawnBox {
        reference,
        name: display_name(entity),
        detail: match member.via {
            Some(via) => format!("via {}", clean_text(via.name)),
            None => kind.unwrap_or_default(),
        },
        href: address.map(|address| format!("{base}{}", page_path(address))),
        class: "",
    }
}

/// The edges between neighbouring columns.
fn connect_columns(
    columns: &[DrawnColumn],
    needs_of_needs: &HashMap<String, Vec<RelatedEntity<'_>>>,
) -> Vec<DrawnEdge> {
    let is_own = |column: &DrawnColumn| column.boxes.iter().any(|found| found.class == "self");
    let needs = |from: &DrawnBox, to: &DrawnBox| {
        let needs = needs_of_needs.get(&from.reference).into_iter().flatten();
        needs
            .into_iter()
            .any(|need| need.reference.to_string() == to.reference)
    };
    let mut edges = Vec::new();
    for (left, pair) in columns.windows(2).enumerate() {
        let [from, to] = pair else { continue };
        let touches_own = is_own(from) || is_own(to);
        for (row, start) in from.boxes.iter().enumerate() {
            for (other, end) in to.boxes.iter().enumerate() {
                if touches_own || needs(start, end) {
                    edges.push(DrawnEdge {
                        from: (left, row),
                        to: (left + 1, other),
                    });
                }
            }
        }
    }
    edges
}

fn render_svg(columns: &[DrawnColumn], edges: &[DrawnEdge], label: &str) -> String {
    let rows = columns
        .iter()
        .map(|column| column.boxes.len())
        .max()
        .unwrap_or_default();
    let height = CAPTION_HEIGHT + column_height(rows) + 1.0;
    // Always as wide as the most columns, so that every drawing has the same scale.
    let width = column_left(MAX_COLUMNS - 1) + BOX_WIDTH + 0.5;
    let mut svg = format!(
        "    <svg viewBox=\"0 0 {width} {height}\" role=\"group\" aria-label=\"{}\">\n      <marker id=\"tip\" viewBox=\"0 0 6 6\" refX=\"1\" refY=\"3\" markerWidth=\"6\" markerHeight=\"6\" orient=\"auto\"><path d=\"M0 0 6 3 0 6z\"/></marker>\n",
        html_escape(label)
    );
    for (index, column) in columns
        .iter()
        .enumerate()
        .filter(|(_, column)| !column.caption.is_empty())
    {
        let _ = writeln!(
            svg,
            "      <text class=\"cap\" x=\"{}\" y=\"13\">{}</text>",
            column_left(index),
            column.caption
        );
    }
    for edge in edges {
        let _ = writeln!(
            svg,
            "      <path d=\"{}\" marker-end=\"url(#tip)\"/>",
            edge_path(columns, rows, edge)
        );
    }
    for (index, column) in columns.iter().enumerate() {
        for (row, item) in column.boxes.iter().enumerate() {
            let top = box_top(column.boxes.len(), rows, row);
            let _ = writeln!(svg, "      {}", render_box(item, column_left(index), top));
        }
    }
    svg + "    </svg>\n"
}

fn render_box(item: &DrawnBox, left: f64, top: f64) -> String {
    let (text_left, name_top, detail_top) = (left + 12.0, top + 20.0, top + 37.0);
    let content = format!(
        "<rect x=\"{left}\" y=\"{top}\" width=\"{BOX_WIDTH}\" height=\"{BOX_HEIGHT}\" rx=\"6\"/><title>{}</title><text class=\"name\" x=\"{text_left}\" y=\"{name_top}\">{}</text> <text class=\"sub\" x=\"{text_left}\" y=\"{detail_top}\">{}</text>",
        html_escape(&item.name),
        html_escape(&cut_in_the_middle(&item.name, NAME_LENGTH)),
        html_escape(&cut_in_the_middle(&item.detail, DETAIL_LENGTH))
    );
    let class = if item.class.is_empty() {
        String::new()
    } else {
        format!(" class=\"{}\"", item.class)
    };
    match &item.href {
        Some(href) => format!("<a href=\"{}\"{class}>{content}</a>", html_escape(href)),
        None => format!("<g{class}>{content}</g>"),
    }
}

/// `consumer…ments-07`: the ends of long names differ more often than their middles.
fn cut_in_the_middle(text: &str, length: usize) -> String {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() <= length {
        return text.to_owned();
    }
    let tail = (length - 1) / 2;
    let head = length - 1 - tail;
    let start: String = characters[..head].iter().collect();
    let end: String = characters[characters.len() - tail..].iter().collect();
    format!("{start}…{end}")
}

fn edge_path(columns: &[DrawnColumn], rows: usize, edge: &DrawnEdge) -> String {
    let middle = |(column, row): (usize, usize)| {
        box_top(columns[column].boxes.len(), rows, row) + BOX_HEIGHT / 2.0
    };
    let (start, end) = (
        column_left(edge.from.0) + BOX_WIDTH,
        column_left(edge.to.0) - 5.0,
    );
    let (from, to) = (middle(edge.from), middle(edge.to));
    if from.total_cmp(&to).is_eq() {
        return format!("M{start} {from}H{end}");
    }
    let (near, far) = (start + COLUMN_GAP / 2.0, end - COLUMN_GAP / 2.0);
    format!("M{start} {from}C{near} {from} {far} {to} {end} {to}")
}

#[expect(clippy::cast_precision_loss, reason = "there are at most four columns")]
fn column_left(column: usize) -> f64 {
    column as f64 * (BOX_WIDTH + COLUMN_GAP) + 0.5
}

/// The height of a column with this number of boxes.
#[expect(clippy::cast_precision_loss, reason = "there are at most seven boxes")]
fn column_height(boxes: usize) -> f64 {
    boxes as f64 * (BOX_HEIGHT + ROW_GAP) - ROW_GAP
}

/// The top of a box in a column with `boxes` boxes, which is centred beside columns with up to `rows`.
#[expect(clippy::cast_precision_loss, reason = "there are at most seven boxes")]
fn box_top(boxes: usize, rows: usize, row: usize) -> f64 {
    let space = (column_height(rows) - column_height(boxes)) / 2.0;
    CAPTION_HEIGHT + 0.5 + space + row as f64 * (BOX_HEIGHT + ROW_GAP)
}
