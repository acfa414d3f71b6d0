//! Draws boxes in columns, and arrows between them, as SVG. No text is measured, so the same boxes give the same bytes on every machine.

use std::fmt::{self, Display, Formatter, Write};
use std::ops::{Add, Mul, Sub};

use super::column_layout::{EdgeRoute, Position};
use super::text::escape_html;
use crate::catalog::EntityRef;

/// The size of a box, and the gaps between columns and between rows.
const BOX_WIDTH: Length = Length::of_pixels(168);
const BOX_HEIGHT: Length = Length::of_pixels(48);
const COLUMN_GAP: Length = Length::of_pixels(56);
const ROW_GAP: Length = Length::of_pixels(12);
/// The height of the captions above the columns.
const CAPTION_HEIGHT: Length = Length::of_pixels(28);
/// The length of the tip of an arrow.
const TIP_LENGTH: Length = Length::of_pixels(5);
/// Lines of a pixel are sharp in the middle of one.
const HALF_PIXEL: Length = Length { half_pixels: 1 };
/// The lengths at which names and second lines are cut in the middle.
const NAME_LENGTH: usize = 17;
const DETAIL_LENGTH: usize = 24;

/// A drawing.
pub(super) struct GraphDrawing<'c> {
    pub(super) columns: Vec<DrawnColumn<'c>>,
    pub(super) arrows: Vec<EdgeRoute>,
    /// The number of columns that the drawing is wide, so that drawings have the same scale.
    pub(super) width: usize,
    /// What it shows, for screen readers.
    pub(super) label: String,
}

/// A column of boxes with its caption.
pub(super) struct DrawnColumn<'c> {
    pub(super) caption: &'static str,
    /// The box in each row; `None` if only an arrow runs through it.
    pub(super) rows: Vec<Option<DrawnBox<'c>>>,
}

/// A box of the drawing.
#[derive(Clone)]
pub(super) struct DrawnBox<'c> {
    /// What it stands for, unless it only counts the rest.
    pub(super) reference: Option<EntityRef<'c>>,
    pub(super) name: String,
    pub(super) detail: String,
    pub(super) href: Option<String>,
    /// The class: `self`, `gone`, `out`, or none.
    pub(super) class: &'static str,
}

impl GraphDrawing<'_> {
    /// The drawing as SVG.
    pub(super) fn render(&self) -> String {
        let grid = self.grid();
        let width = column_left(self.width - 1) + BOX_WIDTH + HALF_PIXEL;
        let height = grid.top + column_height(grid.rows) + Length::of_pixels(1);
        let mut svg = format!(
            "    <svg viewBox=\"0 0 {width} {height}\" role=\"group\" aria-label=\"{}\">\n      <marker id=\"tip\" viewBox=\"0 0 6 6\" refX=\"1\" refY=\"3\" markerWidth=\"6\" markerHeight=\"6\" orient=\"auto-start-reverse\"><path d=\"M0 0 6 3 0 6z\"/></marker>\n",
            escape_html(&self.label)
        );
        let captions = self.columns.iter().enumerate();
        for (index, column) in captions.filter(|(_, column)| !column.caption.is_empty()) {
            let _ = writeln!(
                svg,
                "      <text class=\"cap\" x=\"{}\" y=\"13\">{}</text>",
                column_left(index),
                column.caption
            );
        }
        for arrow in &self.arrows {
            let _ = writeln!(svg, "      {}", grid.render_arrow(arrow));
        }
        for (index, column) in self.columns.iter().enumerate() {
            for (row, item) in column.rows.iter().enumerate() {
                if let Some(item) = item {
                    let top = grid.box_top((index, row));
                    let _ = writeln!(svg, "      {}", render_box(item, column_left(index), top));
                }
            }
        }
        svg + "    </svg>\n"
    }

    fn grid(&self) -> Grid {
        let lengths: Vec<usize> = self
            .columns
            .iter()
            .map(|column| column.rows.len())
            .collect();
        let has_captions = self.columns.iter().any(|column| !column.caption.is_empty());
        Grid {
            rows: lengths.iter().copied().max().unwrap_or_default(),
            lengths,
            top: if has_captions {
                CAPTION_HEIGHT
            } else {
                Length::of_pixels(0)
            },
        }
    }
}

/// Where the rows of each column are: columns are centred beside the longest one.
struct Grid {
    /// The number of rows of each column, and of the longest one.
    lengths: Vec<usize>,
    rows: usize,
    /// The space above the rows.
    top: Length,
}

impl Grid {
    fn box_top(&self, (column, row): Position) -> Length {
        let space = column_height(self.rows) - column_height(self.lengths[column]);
        self.top + HALF_PIXEL + space.half() + (BOX_HEIGHT + ROW_GAP) * row
    }

    /// A line through the middles of the rows of `arrow`: straight within a column, curved between columns.
    fn render_arrow(&self, arrow: &EdgeRoute) -> String {
        let mut path = String::new();
        let last = arrow.positions.len() - 1;
        for (index, pair) in arrow.positions.windows(2).enumerate() {
            let middle = |position| self.box_top(position) + BOX_HEIGHT.half();
            let (from, to) = (middle(pair[0]), middle(pair[1]));
            let (mut start, mut end) = (column_left(pair[0].0) + BOX_WIDTH, column_left(pair[1].0));
            if arrow.is_reversed && index == 0 {
                start = start + TIP_LENGTH;
            }
            if !arrow.is_reversed && index + 1 == last {
                end = end - TIP_LENGTH;
            }
            let _ = match index {
                0 => write!(path, "M{start} {from}"),
                _ => write!(path, "H{start}"),
            };
            let (near, far) = (start + COLUMN_GAP.half(), end - COLUMN_GAP.half());
            let _ = if from == to {
                write!(path, "H{end}")
            } else {
                write!(path, "C{near} {from} {far} {to} {end} {to}")
            };
        }
        let tip = if arrow.is_reversed { "start" } else { "end" };
        format!("<path d=\"{path}\" marker-{tip}=\"url(#tip)\"/>")
    }
}

fn render_box(item: &DrawnBox<'_>, left: Length, top: Length) -> String {
    let (text_left, name_top, detail_top) = (
        left + Length::of_pixels(12),
        top + Length::of_pixels(20),
        top + Length::of_pixels(37),
    );
    let content = format!(
        "<rect x=\"{left}\" y=\"{top}\" width=\"{BOX_WIDTH}\" height=\"{BOX_HEIGHT}\" rx=\"6\"/><title>{}</title><text class=\"name\" x=\"{text_left}\" y=\"{name_top}\">{}</text> <text class=\"sub\" x=\"{text_left}\" y=\"{detail_top}\">{}</text>",
        escape_html(&item.name),
        escape_html(&cut_in_the_middle(&item.name, NAME_LENGTH)),
        escape_html(&cut_in_the_middle(&item.detail, DETAIL_LENGTH))
    );
    let class = if item.class.is_empty() {
        String::new()
    } else {
        format!(" class=\"{}\"", item.class)
    };
    match &item.href {
        Some(href) => format!("<a href=\"{}\"{class}>{content}</a>", escape_html(href)),
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

fn column_left(column: usize) -> Length {
    (BOX_WIDTH + COLUMN_GAP) * column + HALF_PIXEL
}

/// The height of a column with this number of rows.
fn column_height(rows: usize) -> Length {
    (BOX_HEIGHT + ROW_GAP) * rows - ROW_GAP
}

/// A length or a position, in halves of a pixel.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Length {
    half_pixels: usize,
}

impl Length {
    const fn of_pixels(pixels: usize) -> Length {
        Length {
            half_pixels: 2 * pixels,
        }
    }

    fn half(self) -> Length {
        Length {
            half_pixels: self.half_pixels / 2,
        }
    }
}

impl Add for Length {
    type Output = Length;

    fn add(self, other: Length) -> Length {
        Length {
            half_pixels: self.half_pixels + other.half_pixels,
        }
    }
}

impl Sub for Length {
    type Output = Length;

    /// The difference; 0 if `other` is longer.
    fn sub(self, other: Length) -> Length {
        Length {
            half_pixels: self.half_pixels.saturating_sub(other.half_pixels),
        }
    }
}

impl Mul<usize> for Length {
    type Output = Length;

    fn mul(self, count: usize) -> Length {
        Length {
            half_pixels: self.half_pixels * count,
        }
    }
}

impl Display for Length {
    /// In pixels: `168`, or `0.5`.
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let half = if self.half_pixels % 2 == 1 { ".5" } else { "" };
        write!(formatter, "{}{half}", self.half_pixels / 2)
    }
}
