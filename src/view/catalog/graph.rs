//! `idp catalog graph`: as a tree for the terminal, for Graphviz, for Markdown.

use std::fmt::Write;
use std::rc::Rc;

use console::measure_text_width;
use schemars::JsonSchema;
use serde::Serialize;

use crate::ops::{GraphNode, RelationGraph};
use crate::printable::{Printable, truncate_chars};
use crate::text_layout::wrap_lines;
use crate::view::SCHEMA_VERSION;
use crate::view::{LineWidth, OutputFormat, PlatformInfo, Report, ReportWriter, TextStyle};

/// A part of the catalog as a graph.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp catalog graph")]
pub struct CatalogGraphReport {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The platform that the data comes from.
    pub platform: PlatformInfo,
    /// The nodes, in the order in which they were reached.
    pub nodes: Vec<GraphNodeItem>,
    /// The edges, in the order of the nodes.
    pub edges: Vec<GraphEdgeItem>,
    /// In a graph of the whole catalog, the number of components, APIs, resources, systems and domains that aren't in it
    /// because they don't belong to a system or domain. Null if names or options select a part.
    pub omitted: Option<usize>,
    #[serde(skip)]
    #[schemars(skip)]
    graph: RelationGraph,
}

/// An entity, or a ref to an entity that doesn't exist.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GraphNodeItem {
    /// The full ref.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The title as written.
    pub title: Option<String>,
    /// Whether the entity is in the catalog.
    pub known: bool,
}

/// A relation.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GraphEdgeItem {
    /// The full ref of the source entity.
    pub from: String,
    /// The type of the relation, such as `dependsOn`.
    pub relation: &'static str,
    /// The full ref of the target entity.
    pub to: String,
}

impl CatalogGraphReport {
    /// Builds the report of `graph`.
    pub fn new(platform: PlatformInfo, graph: RelationGraph, omitted: Option<usize>) -> Self {
        let node = |node: &GraphNode| GraphNodeItem {
            reference: node.reference.to_string(),
            title: node.title.clone(),
            known: node.exists,
        };
        let name = |number: usize| graph.nodes[number].reference.to_string();
        let edges = graph.edges.iter().map(|edge| GraphEdgeItem {
            from: name(edge.from),
            relation: edge.relation,
            to: name(edge.to),
        });
        CatalogGraphReport {
            schema_version: SCHEMA_VERSION,
            platform,
            nodes: graph.nodes.iter().map(node).collect(),
            edges: edges.collect(),
            omitted,
            graph,
        }
    }

    /// The graph in the DOT language of Graphviz.
    pub fn render_dot(&self) -> String {
        let mut text =
            String::from("digraph catalog {\n  rankdir=LR\n  node [shape=box, style=rounded]\n");
        for (number, node) in self.nodes.iter().enumerate() {
            let style = if node.known {
                ""
            } else {
                ", style=\"rounded,dashed\""
            };
            let _ = writeln!(
                text,
                "  n{number} [label={}{style}]",
                quote_graphviz_string(&node.format_label("\n"))
            );
        }
        for edge in &self.graph.edges {
            let _ = writeln!(
                text,
                "  n{} -> n{} [label={}]",
                edge.from,
                edge.to,
                quote_graphviz_string(edge.relation)
            );
        }
        text + "}\n"
    }

    /// The graph as a Mermaid flowchart for Markdown, which GitHub renders.
    pub fn render_mermaid(&self) -> String {
        let mut text = String::from("flowchart LR\n");
        for (number, node) in self.nodes.iter().enumerate() {
            let _ = writeln!(
                text,
                "  n{number}[\"{}\"]",
                escape_mermaid(&node.format_label(" · "))
            );
        }
        for edge in &self.graph.edges {
            let _ = writeln!(text, "  n{} -->|{}| n{}", edge.from, edge.relation, edge.to);
        }
        text
    }
}

impl Report for CatalogGraphReport {
    const FORMATS: &'static [(OutputFormat, ReportWriter<Self>)] = &[
        (OutputFormat::Dot, |report, ui| {
            ui.write_stdout_text(&report.render_dot())
        }),
        (OutputFormat::Mermaid, |report, ui| {
            ui.write_stdout_text(&report.render_mermaid())
        }),
    ];

    /// A tree for each root, and the number of omitted entities. As in `cargo tree`, repeated nodes are marked and not
    /// expanded again.
    fn render_text(&self, width: LineWidth) -> String {
        let mut tree = GraphTreeRenderer {
            report: self,
            is_drawn: vec![false; self.nodes.len()],
            text: String::new(),
            width,
        };
        for root in &self.graph.roots {
            tree.render_tree_from(*root);
        }
        if tree.has_reached_size_limit() {
            let line =
                "… output truncated: limit the graph with --depth or --relation, or use -o json\n";
            tree.text.push_str(&wrap_lines(line, width));
        }
        if let Some(omitted @ 1..) = self.omitted {
            tree.text
                .push_str(&wrap_lines(&format_omitted_line(omitted), width));
        }
        tree.text
    }
}

fn format_omitted_line(omitted: usize) -> String {
    let (noun, verb) = if omitted == 1 {
        (
            "component, API or resource",
            "belongs to no system or domain and isn't",
        )
    } else {
        (
            "components, APIs or resources",
            "belong to no system or domain and aren't",
        )
    };
    let next = TextStyle::Hint.paint("idp catalog graph <NAME>");
    format!("{omitted} {noun} {verb} shown; to show one: {next}\n")
}

impl GraphNodeItem {
    fn format_label(&self, separator: &str) -> String {
        let full = truncate_chars(&Printable(&self.reference).to_string(), 120);
        match &self.title {
            Some(title) => format!(
                "{}{separator}{full}",
                truncate_chars(&Printable(title).to_string(), 80)
            ),
            None => full,
        }
    }
}

/// A quoted string in the DOT language, in which only quotes and backslashes are special.
fn quote_graphviz_string(text: &str) -> String {
    let text = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    format!("\"{text}\"")
}

/// Escapes text for a quoted Mermaid label: characters that could end it, or be read as HTML or Markdown, become numeric
/// entities.
fn escape_mermaid(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '"' | '#' | '&' | '<' | '>' | '`' | ';' | '\\' | '*' | '_' | '[' | ']' | '{' | '}'
            | '|' | '(' | ')' => {
                let _ = write!(escaped, "#{};", character as u32);
            }
            character => escaped.push(character),
        }
    }
    escaped
}

/// The maximum size of a tree: in a deep one, most of each line is indentation.
const MAX_TREE_BYTES: usize = 4 * 1024 * 1024;

struct GraphTreeRenderer<'r> {
    report: &'r CatalogGraphReport,
    is_drawn: Vec<bool>,
    text: String,
    width: LineWidth,
}

/// The width below which names aren't shortened, however deep the tree is.
const MIN_NAME_WIDTH: usize = 12;

/// A branch of the tree that is still to be drawn.
struct TreeBranch {
    node: usize,
    relation: Option<&'static str>,
    /// The lines to the left of the branch; all branches of a parent share them.
    margin: Rc<str>,
    is_last: bool,
}

impl GraphTreeRenderer<'_> {
    /// Depth first, with an explicit stack: a chain can be as long as the catalog.
    fn render_tree_from(&mut self, root: usize) {
        let mut stack = vec![TreeBranch {
            node: root,
            relation: None,
            margin: Rc::from(""),
            is_last: true,
        }];
        while let (Some(branch), false) = (stack.pop(), self.has_reached_size_limit()) {
            let again = std::mem::replace(&mut self.is_drawn[branch.node], true);
            self.write_node_line(&branch, again);
            if !again {
                let below = self.report.graph.outgoing_edges(branch.node);
                let margin = branch.child_line_prefix();
                let branches = below.iter().enumerate().map(|(index, edge)| TreeBranch {
                    node: edge.to,
                    relation: Some(edge.relation),
                    margin: Rc::clone(&margin),
                    is_last: index + 1 == below.len(),
                });
                let mut branches: Vec<TreeBranch> = branches.collect();
                branches.reverse();
                stack.extend(branches);
            }
        }
    }

    fn has_reached_size_limit(&self) -> bool {
        self.text.len() >= MAX_TREE_BYTES
    }

    fn write_node_line(&mut self, branch: &TreeBranch, again: bool) {
        let node = &self.report.nodes[branch.node];
        let corner = match (branch.relation, branch.is_last) {
            (None, _) => "",
            (_, true) => "└─ ",
            (_, false) => "├─ ",
        };
        let relation = branch
            .relation
            .map(|relation| format!("{relation} "))
            .unwrap_or_default();
        let has_more = !self.report.graph.outgoing_edges(branch.node).is_empty();
        let mark = match (node.known, again && has_more) {
            (false, _) => " (not in the catalog)",
            (_, true) => " (*)",
            _ => "",
        };
        let before = format!("{}{corner}{relation}", branch.margin);
        let used = measure_text_width(&before);
        let name = truncate_chars(&Printable(&node.reference).to_string(), 120);
        let room = self.width.width_beside(used + mark.len(), MIN_NAME_WIDTH);
        let name = room.shorten_middle(&name);
        let room = self.width.width_beside(used + measure_text_width(&name), 1);
        let _ = writeln!(
            self.text,
            "{}{name}{}",
            TextStyle::Faint.paint(before),
            TextStyle::Faint.paint(room.shorten_end(mark))
        );
    }
}

impl TreeBranch {
    fn child_line_prefix(&self) -> Rc<str> {
        let step = match (self.relation, self.is_last) {
            (None, _) => "",
            (_, true) => "   ",
            (_, false) => "│  ",
        };
        format!("{}{step}", self.margin).into()
    }
}
