//! From a document to an entity: every fault that Backstage's schemas would find, with its place, and what is left.

mod envelope;
mod field_without_effect;
mod metadata;
mod near_miss_key;
mod spec;
mod value;

use std::sync::Arc;

use super::CatalogModel;
use super::entity::Entity;
use super::source_text::{CompactSpan, SourceText};
use crate::diagnostic::{Diagnostic, MAX_DIAGNOSTICS, RuleTier, truncate_entity_ref};
use crate::source::{Place, SourceFile};
use crate::yaml::{PlaceholderNode, YamlNode};

/// The findings of one document.
pub(super) struct EntityChecker<'s> {
    source: &'s Arc<SourceFile>,
    offset: usize,
    model: CatalogModel,
    unresolved_placeholders: Vec<UnresolvedPlaceholder>,
    pub(super) findings: Vec<Diagnostic>,
}

/// A placeholder whose value is not known.
struct UnresolvedPlaceholder {
    start: usize,
    is_text: bool,
}

impl<'s> EntityChecker<'s> {
    /// For a document that starts at `offset` of `source`.
    pub(super) fn new(source: &'s Arc<SourceFile>, offset: usize, model: CatalogModel) -> Self {
        EntityChecker {
            source,
            offset,
            model,
            unresolved_placeholders: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Whatever `substitute` stands for is not there to be checked.
    pub(super) fn add_unresolved_placeholder(&mut self, substitute: &PlaceholderNode) {
        self.unresolved_placeholders.push(UnresolvedPlaceholder {
            start: substitute.span.start,
            is_text: matches!(substitute.key.as_str(), "text" | "openapi" | "asyncapi"),
        });
    }

    /// The placeholder that `node` is, if its value is not known.
    fn find_unresolved_placeholder(
        &self,
        node: YamlNode<'_, '_>,
    ) -> Option<&UnresolvedPlaceholder> {
        let start = node.span().start;
        let mut open = self.unresolved_placeholders.iter();
        open.find(|open| node.is_mapping() && open.start == start)
    }

    /// Checks the document with this root. An entity comes back when it has a kind and a name.
    pub(super) fn check_entity_document(&mut self, root: YamlNode<'_, '_>) -> Option<Entity> {
        if !root.is_mapping() {
            let message = "a document of the catalog must be an object";
            self.add_finding("not-an-object", root, message);
            return None;
        }
        let (mut entity, metadata) = self.check_entity_envelope(root)?;
        self.check_root_fields(root);
        self.check_metadata(metadata, &mut entity);
        let kind = self.resolve_entity_kind(root);
        if let Some(kind) = kind {
            self.check_spec(root, kind, &mut entity);
        }
        self.check_near_miss_keys(root, kind);
        self.check_fields_without_effect(root, kind);
        self.attach_entity_ref_to_findings(&entity);
        Some(entity)
    }

    fn attach_entity_ref_to_findings(&mut self, entity: &Entity) {
        if !self.findings.is_empty() {
            let full = truncate_entity_ref(entity.entity_ref().to_string());
            for finding in &mut self.findings {
                finding.entity = Some(full.clone());
            }
        }
    }

    fn add_finding(
        &mut self,
        code: &'static str,
        node: YamlNode<'_, '_>,
        message: impl Into<String>,
    ) {
        if self.findings.len() < MAX_DIAGNOSTICS {
            let finding = self.build_finding(code, node, message);
            self.findings.push(finding);
        }
    }

    fn build_finding(
        &self,
        code: &'static str,
        node: YamlNode<'_, '_>,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(code, RuleTier::Format, message).with_place(self.node_place(node))
    }

    fn to_source_text(&self, text: &str) -> SourceText {
        SourceText::new(self.source, text)
    }

    fn node_span(&self, node: YamlNode<'_, '_>) -> CompactSpan {
        let span = node.span();
        CompactSpan::new(self.offset + span.start..self.offset + span.end)
    }

    fn node_place(&self, node: YamlNode<'_, '_>) -> Place {
        Place::new(self.source, self.node_span(node).to_range())
    }
}
