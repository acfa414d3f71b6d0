//! From a document to an entity: reports every error that Backstage's schemas would find, with its place, and returns
//! the entity.

mod envelope;
mod field_without_effect;
mod metadata;
mod near_miss_key;
mod spec;
mod value;

use std::sync::Arc;

use super::CatalogModel;
use super::entity::Entity;
use super::source_text::{CompactSpan, SpanOrOwnedText};
use crate::diagnostic::{Diagnostic, MAX_DIAGNOSTICS, RuleTier, truncate_entity_ref};
use crate::source::{Place, SourceFile};
use crate::yaml::{DollarPlaceholderNode, YamlNode};

/// The findings of one document.
pub(super) struct EntityChecker<'s> {
    source: &'s Arc<SourceFile>,
    offset: usize,
    model: CatalogModel,
    unresolved_placeholders: Vec<UnresolvedFilePlaceholder>,
    pub(super) findings: Vec<Diagnostic>,
}

/// A placeholder whose value is unknown.
struct UnresolvedFilePlaceholder {
    start: usize,
    is_text: bool,
}

impl<'s> EntityChecker<'s> {
    /// Creates a checker for a document that starts at `offset` of `source`.
    pub(super) fn new(source: &'s Arc<SourceFile>, offset: usize, model: CatalogModel) -> Self {
        EntityChecker {
            source,
            offset,
            model,
            unresolved_placeholders: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Records a placeholder whose value is unavailable and can't be checked.
    pub(super) fn record_unresolved_placeholder(&mut self, substitute: &DollarPlaceholderNode) {
        self.unresolved_placeholders
            .push(UnresolvedFilePlaceholder {
                start: substitute.span.start,
                is_text: matches!(substitute.key.as_str(), "text" | "openapi" | "asyncapi"),
            });
    }

    /// The placeholder at `node`, if its value is unknown.
    fn find_unresolved_placeholder_at_node(
        &self,
        node: YamlNode<'_, '_>,
    ) -> Option<&UnresolvedFilePlaceholder> {
        let start = node.span().start;
        let mut open = self.unresolved_placeholders.iter();
        open.find(|open| node.is_mapping() && open.start == start)
    }

    /// Checks the document with this root. Returns an entity if it has a kind and a name.
    pub(super) fn check_entity_document(&mut self, root: YamlNode<'_, '_>) -> Option<Entity> {
        if !root.is_mapping() {
            let message = "a catalog document must be an object";
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

    fn to_source_text(&self, text: &str) -> SpanOrOwnedText {
        SpanOrOwnedText::new(self.source, text)
    }

    fn node_span(&self, node: YamlNode<'_, '_>) -> CompactSpan {
        let span = node.span();
        CompactSpan::new(self.offset + span.start..self.offset + span.end)
    }

    fn node_place(&self, node: YamlNode<'_, '_>) -> Place {
        Place::new(self.source, self.node_span(node).to_range())
    }
}
