//! `idp catalog graph`: as a tree for the terminal, for Graphviz, for Markdown.

use std::fmt::Write;
use std::rc::Rc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::ops::{Graph, GraphNode};
use crate::printable::{Printable, shortened};
use crate::view::VERSION;
use crate::view::{PlatformStamp, Style};

/// A part of the catalog as a graph.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp catalog graph")]
pub struct GraphReport {
    /// 1.
    pub schema_version: u32,
    /// Which platform answered.
    pub platform: PlatformStamp,
    /// In the order in which they were reached.
    pub nodes: Vec<NodeItem>,
    /// Sorted by the order of the nodes.
    pub edges: Vec<EdgeItem>,
    #[serde(skip)]
    #[schemars(skip)]
    graph: Graph,
}

/// An entity, or a ref that leads nowhere.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NodeItem {
    /// The full ref.
    #[serde(rename = "ref")]
    pub reference: String,
    /// As written.
    pub title: Option<String>,
    /// Whether the catalog has it.
    pub known: bool,
}

/// A relation.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EdgeItem {
    /// The full ref it starts at.
    pub from: String,
    /// Such as `dependsOn`.
    pub relation: &'static str,
    /// The full ref it ends at.
    pub to: String,
}

impl GraphReport {
    /// The report of `graph`.
    pub fn new(platform: PlatformStamp, graph: Graph) -> Self {
        let node = |node: &GraphNode| NodeItem {
            reference: node.reference.to_string(),
            title: node.title.clone(),
            known: node.known,
        };
        let name = |number: usize| graph.nodes[number].reference.to_string();
        let edges = graph.edges.iter().map(|edge| EdgeItem {
            from: name(edge.from),
            relation: edge.relation,
            to: name(edge.to),
        });
        GraphReport {
            schema_version: VERSION,
            platform,
            nodes: graph.nodes.iter().map(node).collect(),
            edges: edges.collect(),
            graph,
        }
    }

    /// A tree for each root; what was drawn before is named, marked and not drawn again, as `cargo tree` does.
    pub fn text(&self) -> String {
        let mut tree = Tree {
            report: self,
            drawn: vec![false; self.nodes.len()],
            text: String::new(),
        };
        for root in &self.graph.roots {
            tree.draw(*root);
        }
        if tree.is_full() {
            let _ = writeln!(
                tree.text,
                "… the rest is left out: limit the graph with --depth or --relation, or use -o json"
            );
        }
        tree.text
    }

    /// For Graphviz.
    pub fn dot(&self) -> String {
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
                dot_text(&node.label("\n"))
            );
        }
        for edge in &self.graph.edges {
            let _ = writeln!(
                text,
                "  n{} -> n{} [label={}]",
                edge.from,
                edge.to,
                dot_text(edge.relation)
            );
        }
        text + "}\n"
    }

    /// For Markdown, as GitHub draws it.
    pub fn mermaid(&self) -> String {
        let mut text = String::from("flowchart LR\n");
        for (number, node) in self.nodes.iter().enumerate() {
            let _ = writeln!(
                text,
                "  n{number}[\"{}\"]",
                mermaid_text(&node.label(" · "))
            );
        }
        for edge in &self.graph.edges {
            let _ = writeln!(text, "  n{} -->|{}| n{}", edge.from, edge.relation, edge.to);
        }
        text
    }
}

impl NodeItem {
    fn label(&self, between: &str) -> String {
        let full = shortened(&Printable(&self.reference).to_string(), 120);
        match &self.title {
            Some(title) => format!(
                "{}{between}{full}",
                shortened(&Printable(title).to_string(), 80)
            ),
            None => full,
        }
    }
}

/// A quoted string of the DOT language, in which only the quote and the backslash mean something.
fn dot_text(text: &str) -> String {
    let text = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    format!("\"{text}\"")
}

/// Text inside the quotes of a Mermaid label: whatever could end it, or be read as HTML or Markdown, by its number.
fn mermaid_text(text: &str) -> String {
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

/// A tree of more bytes is cut off: in a deep one, most of a line is its margin.
const LARGEST: usize = 4 * 1024 * 1024;

struct Tree<'r> {
    report: &'r GraphReport,
    drawn: Vec<bool>,
    text: String,
}

/// What stands between a branch and its parent.
struct Branch {
    node: usize,
    relation: Option<&'static str>,
    /// What continues to the left; the branches of one parent share it.
    margin: Rc<str>,
    last: bool,
}

impl Tree<'_> {
    /// Depth first, with a stack of its own: a chain may be as long as the catalog.
    fn draw(&mut self, root: usize) {
        let mut stack = vec![Branch {
            node: root,
            relation: None,
            margin: Rc::from(""),
            last: true,
        }];
        while let (Some(branch), false) = (stack.pop(), self.is_full()) {
            let again = std::mem::replace(&mut self.drawn[branch.node], true);
            self.line(&branch, again);
            if !again {
                let below = self.report.graph.from(branch.node);
                let margin = branch.margin_below();
                let branches = below.iter().enumerate().map(|(index, edge)| Branch {
                    node: edge.to,
                    relation: Some(edge.relation),
                    margin: Rc::clone(&margin),
                    last: index + 1 == below.len(),
                });
                let mut branches: Vec<Branch> = branches.collect();
                branches.reverse();
                stack.extend(branches);
            }
        }
    }

    fn is_full(&self) -> bool {
        self.text.len() >= LARGEST
    }

    fn line(&mut self, branch: &Branch, again: bool) {
        let node = &self.report.nodes[branch.node];
        let corner = match (branch.relation, branch.last) {
            (None, _) => "",
            (_, true) => "└─ ",
            (_, false) => "├─ ",
        };
        let relation = branch
            .relation
            .map(|relation| format!("{relation} "))
            .unwrap_or_default();
        let has_more = !self.report.graph.from(branch.node).is_empty();
        let mark = match (node.known, again && has_more) {
            (false, _) => " (not in the catalog)",
            (_, true) => " (*)",
            _ => "",
        };
        let _ = writeln!(
            self.text,
            "{}{}{}{}{}",
            Style::Faint.of(&branch.margin),
            Style::Faint.of(corner),
            Style::Faint.of(relation),
            shortened(&Printable(&node.reference).to_string(), 120),
            Style::Faint.of(mark)
        );
    }
}

impl Branch {
    fn margin_below(&self) -> Rc<str> {
        let step = match (self.relation, self.last) {
            (None, _) => "",
            (_, true) => "   ",
            (_, false) => "│  ",
        };
        format!("{}{step}", self.margin).into()
    }
}
