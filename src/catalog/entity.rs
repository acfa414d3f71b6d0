//! One entity, extracted from its document: what is asked of it, and where that stands.

use std::sync::Arc;

use super::annotation::{NAMESPACES_ANNOTATION, REPOSITORY_ANNOTATION};
use super::entity_ref::DEFAULT_NAMESPACE;
use super::source_text::{CompactSpan, SourceText};
use super::{EntityRef, RefField};
use crate::source::{Place, SourceFile};

/// An entity of the catalog. It has a kind and a name; everything else may be missing or at fault.
///
/// Texts are kept as places in the file, not as copies.
#[derive(Clone, Debug)]
pub struct Entity {
    pub(super) source: Arc<SourceFile>,
    pub(super) kind: SourceText,
    pub(super) name: SourceText,
    pub(super) namespace: Option<SourceText>,
    pub(super) name_span: CompactSpan,
    pub(super) document_span: CompactSpan,
    pub(super) title: Option<SourceText>,
    pub(super) description: Option<SourceText>,
    pub(super) type_: Option<SourceText>,
    pub(super) lifecycle: Option<SourceText>,
    pub(super) labels: Box<[RawKeyValue]>,
    pub(super) annotations: Box<[RawKeyValue]>,
    pub(super) tags: Box<[SourceText]>,
    pub(super) links: Box<[RawLink]>,
    pub(super) references: Box<[RawReference]>,
    pub(super) kind_fields: Option<Box<KindSpecificFields>>,
    pub(super) rejected: bool,
}

/// A key, its value, and where the value stands.
#[derive(Clone, Debug)]
pub(super) struct RawKeyValue {
    pub(super) key: SourceText,
    pub(super) value: SourceText,
    pub(super) span: CompactSpan,
}

/// A link as it was read.
#[derive(Clone, Debug)]
pub(super) struct RawLink {
    pub(super) url: SourceText,
    pub(super) title: Option<SourceText>,
    pub(super) type_: Option<SourceText>,
}

/// A reference as it was read; its text parses.
#[derive(Clone, Debug)]
pub(super) struct RawReference {
    pub(super) text: SourceText,
    pub(super) field: &'static RefField,
    pub(super) span: CompactSpan,
}

/// What only some kinds have.
#[derive(Clone, Debug, Default)]
pub(super) struct KindSpecificFields {
    pub(super) display_name: Option<SourceText>,
    pub(super) email: Option<RawKeyValue>,
    pub(super) picture: Option<RawKeyValue>,
    /// What a Location names, and where.
    pub(super) targets: Vec<(SourceText, CompactSpan)>,
    /// Whether those may be missing.
    pub(super) targets_optional: bool,
    /// Whether they are files of Backstage's own machine.
    pub(super) is_file_location: bool,
}

/// A reference from one entity to another.
#[derive(Clone, Copy, Debug)]
pub struct Reference<'e> {
    /// What it names, complete.
    pub target: EntityRef<'e>,
    /// What it means.
    pub field: &'static RefField,
    /// As it is written.
    pub text: &'e str,
    source: &'e Arc<SourceFile>,
    span: CompactSpan,
    text_span: CompactSpan,
}

/// A text of an entity, with its place.
#[derive(Clone, Copy, Debug)]
pub struct EntityText<'e> {
    /// The text.
    pub text: &'e str,
    source: &'e Arc<SourceFile>,
    span: CompactSpan,
}

/// An annotation or a label.
#[derive(Clone, Copy, Debug)]
pub struct Annotation<'e> {
    /// Such as `github.com/project-slug`.
    pub key: &'e str,
    /// Its value.
    pub value: EntityText<'e>,
    key_span: CompactSpan,
}

/// A link of an entity.
#[derive(Clone, Copy, Debug)]
pub struct EntityLink<'e> {
    /// Where it leads.
    pub url: EntityText<'e>,
    /// What it is.
    pub title: Option<&'e str>,
    /// Such as `slack`.
    pub type_: Option<&'e str>,
}

impl Entity {
    /// Its ref.
    pub fn entity_ref(&self) -> EntityRef<'_> {
        EntityRef {
            kind: self.kind(),
            namespace: self.namespace(),
            name: self.name(),
        }
    }

    /// As written, such as `Component`.
    pub fn kind(&self) -> &str {
        self.kind.as_str_in_source(&self.source)
    }

    /// Whether Backstage rejects its document, so that the portal never shows it.
    pub fn is_rejected(&self) -> bool {
        self.rejected
    }

    /// Whether it is of this kind, in whatever case.
    pub fn is_of_kind(&self, kind: &str) -> bool {
        self.kind().eq_ignore_ascii_case(kind)
    }

    /// `metadata.name`.
    pub fn name(&self) -> &str {
        self.name.as_str_in_source(&self.source)
    }

    /// `metadata.namespace`, else `default`.
    pub fn namespace(&self) -> &str {
        self.resolve_source_text(self.namespace.as_ref())
            .unwrap_or(DEFAULT_NAMESPACE)
    }

    /// `metadata.title`, else the display name of its profile.
    pub fn title(&self) -> Option<&str> {
        let display_name = self
            .kind_fields
            .as_ref()
            .and_then(|more| more.display_name.as_ref());
        self.resolve_source_text(self.title.as_ref().or(display_name))
    }

    /// `metadata.description`.
    pub fn description(&self) -> Option<&str> {
        self.resolve_source_text(self.description.as_ref())
    }

    /// An annotation.
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.annotations()
            .find(|annotation| annotation.key == key)
            .map(|annotation| annotation.value.text)
    }

    /// Every annotation, in the order of the file.
    pub fn annotations(&self) -> impl Iterator<Item = Annotation<'_>> {
        self.annotations
            .iter()
            .map(|pair| self.build_annotation(pair))
    }

    /// Every label, in the order of the file.
    pub fn labels(&self) -> impl Iterator<Item = Annotation<'_>> {
        self.labels.iter().map(|pair| self.build_annotation(pair))
    }

    /// `metadata.tags`.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.tags
            .iter()
            .map(|tag| tag.as_str_in_source(&self.source))
    }

    /// `metadata.links`.
    pub fn links(&self) -> impl Iterator<Item = EntityLink<'_>> {
        self.links.iter().map(|link| EntityLink {
            url: self.build_entity_value(&link.url, link.url.span()),
            title: self.resolve_source_text(link.title.as_ref()),
            type_: self.resolve_source_text(link.type_.as_ref()),
        })
    }

    /// `spec.type`.
    pub fn type_(&self) -> Option<EntityText<'_>> {
        self.type_
            .as_ref()
            .map(|text| self.build_entity_value(text, text.span()))
    }

    /// `spec.lifecycle`.
    pub fn lifecycle(&self) -> Option<EntityText<'_>> {
        self.lifecycle
            .as_ref()
            .map(|text| self.build_entity_value(text, text.span()))
    }

    /// `spec.profile.email`.
    pub fn profile_email(&self) -> Option<EntityText<'_>> {
        let email = self.kind_fields.as_ref()?.email.as_ref()?;
        Some(self.build_entity_value(&email.value, Some(email.span)))
    }

    /// `spec.profile.picture`.
    pub fn profile_picture(&self) -> Option<EntityText<'_>> {
        let picture = self.kind_fields.as_ref()?.picture.as_ref()?;
        Some(self.build_entity_value(&picture.value, Some(picture.span)))
    }

    /// Every reference it makes, in the order of its kind's fields.
    pub fn references(&self) -> impl ExactSizeIterator<Item = Reference<'_>> {
        self.references
            .iter()
            .map(|mention| self.resolve_reference(mention))
    }

    /// The field of every reference, in the order of [`references`](Entity::references); cheaper where that is all.
    pub fn reference_fields(&self) -> impl ExactSizeIterator<Item = &'static RefField> + use<'_> {
        self.references.iter().map(|mention| mention.field)
    }

    /// `spec.owner`.
    pub fn owner(&self) -> Option<Reference<'_>> {
        self.reference_in_field("spec.owner")
    }

    /// `spec.system`.
    pub fn system(&self) -> Option<Reference<'_>> {
        self.reference_in_field("spec.system")
    }

    /// The first reference in the field `path`, such as `spec.parent`.
    pub fn reference_in_field(&self, path: &str) -> Option<Reference<'_>> {
        let mut mentions = self.references.iter();
        let mention = mentions.find(|mention| mention.field.path == path)?;
        Some(self.resolve_reference(mention))
    }

    /// The reference of this number in [`references`](Entity::references); an entity may make a million of them.
    pub fn nth_reference(&self, index: usize) -> Option<Reference<'_>> {
        let mention = self.references.get(index)?;
        Some(self.resolve_reference(mention))
    }

    /// The field of the reference of this number.
    pub(super) fn nth_reference_field(&self, index: usize) -> Option<&'static RefField> {
        Some(self.references.get(index)?.field)
    }

    /// What a Location names.
    pub fn location_targets(&self) -> impl Iterator<Item = EntityText<'_>> {
        let targets = self.kind_fields.iter().flat_map(|more| &more.targets);
        targets.map(|(text, span)| self.build_entity_value(text, Some(*span)))
    }

    /// Whether what a Location names may be missing.
    pub fn has_optional_targets(&self) -> bool {
        self.kind_fields
            .as_ref()
            .is_some_and(|more| more.targets_optional)
    }

    /// Whether what a Location names lies where Backstage runs.
    pub(super) fn is_file_location(&self) -> bool {
        self.kind_fields
            .as_ref()
            .is_some_and(|more| more.is_file_location)
    }

    /// Where its code is: what `idp new` recorded, else the source location, else the GitHub repository.
    pub fn repository_url(&self) -> Option<String> {
        let recorded = self.annotation(REPOSITORY_ANNOTATION).map(str::to_owned);
        let source = || {
            let location = self.annotation("backstage.io/source-location")?;
            Some(location.strip_prefix("url:").unwrap_or(location).to_owned())
        };
        let slug = || {
            Some(format!(
                "https://github.com/{}",
                self.annotation("github.com/project-slug")?
            ))
        };
        recorded.or_else(source).or_else(slug)
    }

    /// The namespaces in Kubernetes that it runs in: each annotation may name several, separated by commas.
    pub fn kubernetes_namespaces(&self) -> impl Iterator<Item = &str> {
        let keys = ["backstage.io/kubernetes-namespace", NAMESPACES_ANNOTATION];
        let named = keys.into_iter().filter_map(|key| self.annotation(key));
        named.flat_map(|named| named.split(',')).map(str::trim)
    }

    /// The text of its document, without the marker and what stands around it.
    pub fn document_text(&self) -> &str {
        self.source
            .text
            .get(self.document_span.to_range())
            .unwrap_or_default()
    }

    /// Where its document starts.
    pub fn document_place(&self) -> Place {
        Place::new(&self.source, self.document_span.to_range())
    }

    /// The file it stands in.
    pub fn file(&self) -> &str {
        &self.source.name
    }

    /// The file it stands in.
    pub fn source(&self) -> &Arc<SourceFile> {
        &self.source
    }

    /// Where its name stands.
    pub fn name_place(&self) -> Place {
        Place::new(&self.source, self.name_span.to_range())
    }

    fn resolve_source_text<'e>(&'e self, text: Option<&'e SourceText>) -> Option<&'e str> {
        text.map(|text| text.as_str_in_source(&self.source))
    }

    fn build_entity_value<'e>(
        &'e self,
        text: &'e SourceText,
        span: Option<CompactSpan>,
    ) -> EntityText<'e> {
        EntityText {
            text: text.as_str_in_source(&self.source),
            source: &self.source,
            span: span.unwrap_or(self.name_span),
        }
    }

    fn build_annotation<'e>(&'e self, pair: &'e RawKeyValue) -> Annotation<'e> {
        Annotation {
            key: pair.key.as_str_in_source(&self.source),
            value: self.build_entity_value(&pair.value, Some(pair.span)),
            key_span: pair.key.span().unwrap_or(pair.span),
        }
    }

    fn resolve_reference<'e>(&'e self, mention: &'e RawReference) -> Reference<'e> {
        let text = mention.text.as_str_in_source(&self.source);
        let namespace = mention.field.default_namespace(self.namespace());
        let target = EntityRef::parse(text, mention.field.default_kind, namespace);
        Reference {
            // Only what parses became a mention.
            target: target.unwrap_or(EntityRef {
                kind: "",
                namespace: "",
                name: text,
            }),
            field: mention.field,
            text,
            source: &self.source,
            span: mention.span,
            text_span: mention.text.span().unwrap_or(mention.span),
        }
    }
}

impl Reference<'_> {
    /// Where it stands.
    pub fn place(self) -> Place {
        Place::new(self.source, self.span.to_range())
    }

    /// The bytes of its file that its text covers, without quotes.
    pub fn text_span(self) -> std::ops::Range<usize> {
        self.text_span.to_range()
    }

    /// Whether what it names is of a kind that makes sense in its field.
    pub fn has_allowed_kind(self) -> bool {
        let kinds = self.field.kinds;
        kinds.is_empty() || kinds.iter().any(|kind| self.target.is_of_kind(kind))
    }

    /// Whether it makes a relation.
    pub(super) fn creates_relation(self) -> bool {
        !self.field.enforces_kinds || self.has_allowed_kind()
    }

    /// Whether it says who owns something.
    pub fn is_owner(self) -> bool {
        self.field.path == "spec.owner"
    }
}

impl EntityText<'_> {
    /// Where it stands.
    pub fn place(self) -> Place {
        Place::new(self.source, self.span.to_range())
    }

    /// The bytes of its file that its text covers, without quotes; `None` where the file writes it otherwise.
    pub fn text_span(self) -> Option<std::ops::Range<usize>> {
        SourceText::new(self.source, self.text)
            .span()
            .map(CompactSpan::to_range)
    }
}

impl Annotation<'_> {
    /// Where its key stands.
    pub fn key_place(self) -> Place {
        Place::new(self.value.source, self.key_span.to_range())
    }
}
