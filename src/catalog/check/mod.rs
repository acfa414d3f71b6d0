//! From a document to an entity: every fault that Backstage's schemas would find, with its place, and what is left.

mod envelope;
mod ineffective;
mod metadata;
mod near_miss;
mod spec;
mod value;

use std::sync::Arc;

use super::Model;
use super::entity::Entity;
use super::text::{Span, Text};
use crate::diagnostic::{Diagnostic, MOST, Tier, short_ref};
use crate::source::{Place, Source};
use crate::yaml::{Node, Substitute};

/// The findings of one document.
pub(super) struct Checker<'s> {
    source: &'s Arc<Source>,
    offset: usize,
    model: Model,
    open: Vec<Open>,
    pub(super) findings: Vec<Diagnostic>,
}

/// A placeholder whose value is not known.
struct Open {
    start: usize,
    is_text: bool,
}

impl<'s> Checker<'s> {
    /// For a document that starts at `offset` of `source`.
    pub(super) fn new(source: &'s Arc<Source>, offset: usize, model: Model) -> Self {
        Checker {
            source,
            offset,
            model,
            open: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Whatever `substitute` stands for is not there to be checked.
    pub(super) fn leave_open(&mut self, substitute: &Substitute) {
        self.open.push(Open {
            start: substitute.span.start,
            is_text: matches!(substitute.key.as_str(), "text" | "openapi" | "asyncapi"),
        });
    }

    /// The placeholder that `node` is, if its value is not known.
    fn open(&self, node: Node<'_, '_>) -> Option<&Open> {
        let start = node.span().start;
        let mut open = self.open.iter();
        open.find(|open| node.is_mapping() && open.start == start)
    }

    /// Checks the document with this root. An entity comes back when it has a kind and a name.
    pub(super) fn document(&mut self, root: Node<'_, '_>) -> Option<Entity> {
        if !root.is_mapping() {
            let message = "a document of the catalog must be an object";
            self.find("not-an-object", root, message);
            return None;
        }
        let (mut entity, metadata) = self.envelope(root)?;
        self.root_fields(root);
        self.metadata(metadata, &mut entity);
        let kind = self.kind(root);
        if let Some(kind) = kind {
            self.spec(root, kind, &mut entity);
        }
        self.near_misses(root, kind);
        self.ineffective(root, kind);
        self.name_the_entity(&entity);
        Some(entity)
    }

    fn name_the_entity(&mut self, entity: &Entity) {
        if !self.findings.is_empty() {
            let full = short_ref(entity.reference().to_string());
            for finding in &mut self.findings {
                finding.entity = Some(full.clone());
            }
        }
    }

    fn find(&mut self, code: &'static str, node: Node<'_, '_>, message: impl Into<String>) {
        if self.findings.len() < MOST {
            let finding = self.finding(code, node, message);
            self.findings.push(finding);
        }
    }

    fn finding(
        &self,
        code: &'static str,
        node: Node<'_, '_>,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(code, Tier::Format, message).at(self.place(node))
    }

    fn text_of(&self, text: &str) -> Text {
        Text::new(self.source, text)
    }

    fn span(&self, node: Node<'_, '_>) -> Span {
        let span = node.span();
        Span::new(self.offset + span.start..self.offset + span.end)
    }

    fn place(&self, node: Node<'_, '_>) -> Place {
        Place::new(self.source, self.span(node).range())
    }
}
