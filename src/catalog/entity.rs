//! An entity, extracted from its document, with the places of its values.

use std::sync::Arc;

use super::annotation::{NAMESPACES_ANNOTATION, REPOSITORY_ANNOTATION};
use super::entity_ref::DEFAULT_NAMESPACE;
use super::source_text::{CompactSpan, SpanOrOwnedText};
use super::{EntityRef, RefField};
use crate::source::{Place, SourceFile};

/// An entity of the catalog. It has a kind and a name; everything else may be missing or invalid.
///
/// Strings are stored as places in the file, not as copies.
#[derive(Clone, Debug)]
pub struct Entity {
    pub(super) source: Arc<SourceFile>,
    pub(super) kind: SpanOrOwnedText,
    pub(super) name: SpanOrOwnedText,
    pub(super) namespace: Option<SpanOrOwnedText>,
    pub(super) name_span: CompactSpan,
    pub(super) document_span: CompactSpan,
    pub(super) title: Option<SpanOrOwnedText>,
    pub(super) description: Option<SpanOrOwnedText>,
    pub(super) type_: Option<SpanOrOwnedText>,
    pub(super) lifecycle: Option<SpanOrOwnedText>,
    pub(super) labels: Box<[KeyValueWithSpan]>,
    pub(super) annotations: Box<[KeyValueWithSpan]>,
    pub(super) tags: Box<[SpanOrOwnedText]>,
    pub(super) links: Box<[CompactEntityLink]>,
    pub(super) references: Box<[CompactEntityReference]>,
    pub(super) kind_fields: Option<Box<KindSpecificFields>>,
    pub(super) rejected: bool,
}

/// A key, its value, and the place of the value.
#[derive(Clone, Debug)]
pub(super) struct KeyValueWithSpan {
    pub(super) key: SpanOrOwnedText,
    pub(super) value: SpanOrOwnedText,
    pub(super) span: CompactSpan,
}

/// A link as it was read.
#[derive(Clone, Debug)]
pub(super) struct CompactEntityLink {
    pub(super) url: SpanOrOwnedText,
    pub(super) title: Option<SpanOrOwnedText>,
    pub(super) type_: Option<SpanOrOwnedText>,
}

/// A reference as it was read; its text parses.
#[derive(Clone, Debug)]
pub(super) struct CompactEntityReference {
    pub(super) text: SpanOrOwnedText,
    pub(super) field: &'static RefField,
    pub(super) span: CompactSpan,
}

/// Fields that only some kinds have.
#[derive(Clone, Debug, Default)]
pub(super) struct KindSpecificFields {
    pub(super) display_name: Option<SpanOrOwnedText>,
    pub(super) email: Option<KeyValueWithSpan>,
    pub(super) picture: Option<KeyValueWithSpan>,
    /// The targets of a Location, with their places.
    pub(super) targets: Vec<(SpanOrOwnedText, CompactSpan)>,
    /// Whether the targets may be missing.
    pub(super) targets_optional: bool,
    /// Whether the targets are files on the machine that runs Backstage.
    pub(super) is_file_location: bool,
}

/// A reference from one entity to another.
#[derive(Clone, Copy, Debug)]
pub struct Reference<'e> {
    /// The complete ref of the target.
    pub target: EntityRef<'e>,
    /// The meaning of its field.
    pub field: &'static RefField,
    /// The text as written.
    pub text: &'e str,
    source: &'e Arc<SourceFile>,
    span: CompactSpan,
    text_span: CompactSpan,
}

/// A string of an entity, with its place.
#[derive(Clone, Copy, Debug)]
pub struct EntityFieldText<'e> {
    /// The string.
    pub text: &'e str,
    source: &'e Arc<SourceFile>,
    span: CompactSpan,
}

/// An annotation or a label.
#[derive(Clone, Copy, Debug)]
pub struct Annotation<'e> {
    /// The key, such as `github.com/project-slug`.
    pub key: &'e str,
    /// The value.
    pub value: EntityFieldText<'e>,
    key_span: CompactSpan,
}

/// A link on an entity.
#[derive(Clone, Copy, Debug)]
pub struct EntityLink<'e> {
    /// The URL.
    pub url: EntityFieldText<'e>,
    /// The title.
    pub title: Option<&'e str>,
    /// The type, such as `slack`.
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

    /// The kind as written, such as `Component`.
    pub fn kind(&self) -> &str {
        self.kind.as_str_in_source(&self.source)
    }

    /// Whether Backstage rejects its document, so it never appears in the portal.
    pub fn is_rejected_by_backstage(&self) -> bool {
        self.rejected
    }

    /// Whether the kind matches, ignoring case.
    pub fn is_of_kind(&self, kind: &str) -> bool {
        self.kind().eq_ignore_ascii_case(kind)
    }

    /// `metadata.name`.
    pub fn name(&self) -> &str {
        self.name.as_str_in_source(&self.source)
    }

    /// `metadata.namespace`, else `default`.
    pub fn namespace(&self) -> &str {
        self.optional_text_as_str(self.namespace.as_ref())
            .unwrap_or(DEFAULT_NAMESPACE)
    }

    /// `metadata.title`, else the display name of its profile.
    pub fn title(&self) -> Option<&str> {
        let display_name = self
            .kind_fields
            .as_ref()
            .and_then(|more| more.display_name.as_ref());
        self.optional_text_as_str(self.title.as_ref().or(display_name))
    }

    /// `metadata.description`.
    pub fn description(&self) -> Option<&str> {
        self.optional_text_as_str(self.description.as_ref())
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
            url: self.build_field_text(&link.url, link.url.span()),
            title: self.optional_text_as_str(link.title.as_ref()),
            type_: self.optional_text_as_str(link.type_.as_ref()),
        })
    }

    /// `spec.type`.
    pub fn type_(&self) -> Option<EntityFieldText<'_>> {
        self.type_
            .as_ref()
            .map(|text| self.build_field_text(text, text.span()))
    }

    /// `spec.lifecycle`.
    pub fn lifecycle(&self) -> Option<EntityFieldText<'_>> {
        self.lifecycle
            .as_ref()
            .map(|text| self.build_field_text(text, text.span()))
    }

    /// `spec.profile.email`.
    pub fn profile_email(&self) -> Option<EntityFieldText<'_>> {
        let email = self.kind_fields.as_ref()?.email.as_ref()?;
        Some(self.build_field_text(&email.value, Some(email.span)))
    }

    /// `spec.profile.picture`.
    pub fn profile_picture(&self) -> Option<EntityFieldText<'_>> {
        let picture = self.kind_fields.as_ref()?.picture.as_ref()?;
        Some(self.build_field_text(&picture.value, Some(picture.span)))
    }

    /// Every reference it makes, in the order of its kind's fields.
    pub fn references(&self) -> impl ExactSizeIterator<Item = Reference<'_>> {
        self.references
            .iter()
            .map(|mention| self.resolve_reference(mention))
    }

    /// The field of every reference, in the order of [`references`](Entity::references); cheaper if only the field is
    /// needed.
    pub fn field_of_each_reference(
        &self,
    ) -> impl ExactSizeIterator<Item = &'static RefField> + use<'_> {
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

    /// The reference with this index in [`references`](Entity::references); an entity may have a million of them.
    pub fn nth_reference(&self, index: usize) -> Option<Reference<'_>> {
        let mention = self.references.get(index)?;
        Some(self.resolve_reference(mention))
    }

    /// The field of the reference with this index.
    pub(super) fn nth_reference_field(&self, index: usize) -> Option<&'static RefField> {
        Some(self.references.get(index)?.field)
    }

    /// The targets of a Location.
    pub fn location_targets(&self) -> impl Iterator<Item = EntityFieldText<'_>> {
        let targets = self.kind_fields.iter().flat_map(|more| &more.targets);
        targets.map(|(text, span)| self.build_field_text(text, Some(*span)))
    }

    /// Whether the targets of a Location may be missing.
    pub fn has_optional_targets(&self) -> bool {
        self.kind_fields
            .as_ref()
            .is_some_and(|more| more.targets_optional)
    }

    /// Whether the targets of a Location are on the machine that runs Backstage.
    pub(super) fn is_location_of_type_file(&self) -> bool {
        self.kind_fields
            .as_ref()
            .is_some_and(|more| more.is_file_location)
    }

    /// The location of its code: the value recorded by `idp new`, otherwise the source location, otherwise the GitHub
    /// repository.
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

    /// The Kubernetes namespaces it runs in: each annotation may name several, separated by commas.
    pub fn kubernetes_namespaces(&self) -> impl Iterator<Item = &str> {
        let keys = ["backstage.io/kubernetes-namespace", NAMESPACES_ANNOTATION];
        let named = keys.into_iter().filter_map(|key| self.annotation(key));
        named.flat_map(|named| named.split(',')).map(str::trim)
    }

    /// The text of its document, without the marker and the text around it.
    pub fn document_text(&self) -> &str {
        self.source
            .text
            .get(self.document_span.to_range())
            .unwrap_or_default()
    }

    /// The start of its document.
    pub fn document_place(&self) -> Place {
        Place::new(&self.source, self.document_span.to_range())
    }

    /// The path of the file that contains it.
    pub fn file_path(&self) -> &str {
        &self.source.name
    }

    /// The file that contains it.
    pub fn source_file(&self) -> &Arc<SourceFile> {
        &self.source
    }

    /// The place of its name.
    pub fn name_place(&self) -> Place {
        Place::new(&self.source, self.name_span.to_range())
    }

    fn optional_text_as_str<'e>(&'e self, text: Option<&'e SpanOrOwnedText>) -> Option<&'e str> {
        text.map(|text| text.as_str_in_source(&self.source))
    }

    fn build_field_text<'e>(
        &'e self,
        text: &'e SpanOrOwnedText,
        span: Option<CompactSpan>,
    ) -> EntityFieldText<'e> {
        EntityFieldText {
            text: text.as_str_in_source(&self.source),
            source: &self.source,
            span: span.unwrap_or(self.name_span),
        }
    }

    fn build_annotation<'e>(&'e self, pair: &'e KeyValueWithSpan) -> Annotation<'e> {
        Annotation {
            key: pair.key.as_str_in_source(&self.source),
            value: self.build_field_text(&pair.value, Some(pair.span)),
            key_span: pair.key.span().unwrap_or(pair.span),
        }
    }

    fn resolve_reference<'e>(&'e self, mention: &'e CompactEntityReference) -> Reference<'e> {
        let text = mention.text.as_str_in_source(&self.source);
        let namespace = mention.field.default_namespace(self.namespace());
        let target = EntityRef::parse(text, mention.field.default_kind, namespace);
        Reference {
            // Only text that parses is stored as a reference.
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
    /// Its place.
    pub fn place(self) -> Place {
        Place::new(self.source, self.span.to_range())
    }

    /// The byte range of its text, without quotes.
    pub fn text_span(self) -> std::ops::Range<usize> {
        self.text_span.to_range()
    }

    /// Whether the target's kind is valid in its field.
    pub fn has_allowed_kind(self) -> bool {
        let kinds = self.field.kinds;
        kinds.is_empty() || kinds.iter().any(|kind| self.target.is_of_kind(kind))
    }

    /// Whether it creates a relation.
    pub(super) fn creates_relation(self) -> bool {
        !self.field.enforces_kinds || self.has_allowed_kind()
    }

    /// Whether it's an owner.
    pub fn is_owner(self) -> bool {
        self.field.path == "spec.owner"
    }
}

impl EntityFieldText<'_> {
    /// Its place.
    pub fn place(self) -> Place {
        Place::new(self.source, self.span.to_range())
    }

    /// The byte range of its text, without quotes; `None` if the file has it in another form.
    pub fn text_span(self) -> Option<std::ops::Range<usize>> {
        SpanOrOwnedText::new(self.source, self.text)
            .span()
            .map(CompactSpan::to_range)
    }
}

impl Annotation<'_> {
    /// The place of its key.
    pub fn key_place(self) -> Place {
        Place::new(self.value.source, self.key_span.to_range())
    }
}
