//! One entity, extracted from its document: what is asked of it, and where that stands.

use std::sync::Arc;

use super::reference::NAMESPACE;
use super::text::{Span, Text};
use super::{EntityRef, RefField};
use crate::source::{Place, Source};

/// An entity of the catalog. It has a kind and a name; everything else may be missing or at fault.
///
/// Texts are kept as places in the file, not as copies.
#[derive(Clone, Debug)]
pub struct Entity {
    pub(super) source: Arc<Source>,
    pub(super) kind: Text,
    pub(super) name: Text,
    pub(super) namespace: Option<Text>,
    pub(super) place: Span,
    pub(super) document: Span,
    pub(super) title: Option<Text>,
    pub(super) description: Option<Text>,
    pub(super) type_: Option<Text>,
    pub(super) lifecycle: Option<Text>,
    pub(super) labels: Box<[Pair]>,
    pub(super) annotations: Box<[Pair]>,
    pub(super) tags: Box<[Text]>,
    pub(super) links: Box<[LinkText]>,
    pub(super) references: Box<[RawReference]>,
    pub(super) more: Option<Box<KindFields>>,
    pub(super) rejected: bool,
}

/// A key, its value, and where the value stands.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) key: Text,
    pub(super) value: Text,
    pub(super) span: Span,
}

/// A link as it was read.
#[derive(Clone, Debug)]
pub(super) struct LinkText {
    pub(super) url: Text,
    pub(super) title: Option<Text>,
    pub(super) type_: Option<Text>,
}

/// A reference as it was read; its text parses.
#[derive(Clone, Debug)]
pub(super) struct RawReference {
    pub(super) text: Text,
    pub(super) field: &'static RefField,
    pub(super) span: Span,
}

/// What only some kinds have.
#[derive(Clone, Debug, Default)]
pub(super) struct KindFields {
    pub(super) display_name: Option<Text>,
    pub(super) email: Option<Pair>,
    pub(super) picture: Option<Pair>,
    /// What a Location names, and where.
    pub(super) targets: Vec<(Text, Span)>,
    /// Whether those may be missing.
    pub(super) optional: bool,
    /// Whether they are files of Backstage's own machine.
    pub(super) of_files: bool,
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
    source: &'e Arc<Source>,
    span: Span,
    text_span: Span,
}

/// A text of an entity, with its place.
#[derive(Clone, Copy, Debug)]
pub struct Value<'e> {
    /// The text.
    pub text: &'e str,
    source: &'e Arc<Source>,
    span: Span,
}

/// An annotation or a label.
#[derive(Clone, Copy, Debug)]
pub struct Annotation<'e> {
    /// Such as `github.com/project-slug`.
    pub key: &'e str,
    /// Its value.
    pub value: Value<'e>,
    key_span: Span,
}

/// A link of an entity.
#[derive(Clone, Copy, Debug)]
pub struct Link<'e> {
    /// Where it leads.
    pub url: Value<'e>,
    /// What it is.
    pub title: Option<&'e str>,
    /// Such as `slack`.
    pub type_: Option<&'e str>,
}

impl Entity {
    /// Its ref.
    pub fn reference(&self) -> EntityRef<'_> {
        EntityRef {
            kind: self.kind(),
            namespace: self.namespace(),
            name: self.name(),
        }
    }

    /// As written, such as `Component`.
    pub fn kind(&self) -> &str {
        self.kind.of(&self.source)
    }

    /// Whether Backstage rejects its document, so that the portal never shows it.
    pub fn is_rejected(&self) -> bool {
        self.rejected
    }

    /// Whether it is of this kind, in whatever case.
    pub fn is_a(&self, kind: &str) -> bool {
        self.kind().eq_ignore_ascii_case(kind)
    }

    /// `metadata.name`.
    pub fn name(&self) -> &str {
        self.name.of(&self.source)
    }

    /// `metadata.namespace`, else `default`.
    pub fn namespace(&self) -> &str {
        self.text(self.namespace.as_ref()).unwrap_or(NAMESPACE)
    }

    /// `metadata.title`, else the display name of its profile.
    pub fn title(&self) -> Option<&str> {
        let display_name = self
            .more
            .as_ref()
            .and_then(|more| more.display_name.as_ref());
        self.text(self.title.as_ref().or(display_name))
    }

    /// `metadata.description`.
    pub fn description(&self) -> Option<&str> {
        self.text(self.description.as_ref())
    }

    /// An annotation.
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.annotations()
            .find(|annotation| annotation.key == key)
            .map(|annotation| annotation.value.text)
    }

    /// Every annotation, in the order of the file.
    pub fn annotations(&self) -> impl Iterator<Item = Annotation<'_>> {
        self.annotations.iter().map(|pair| self.pair(pair))
    }

    /// Every label, in the order of the file.
    pub fn labels(&self) -> impl Iterator<Item = Annotation<'_>> {
        self.labels.iter().map(|pair| self.pair(pair))
    }

    /// `metadata.tags`.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.tags.iter().map(|tag| tag.of(&self.source))
    }

    /// `metadata.links`.
    pub fn links(&self) -> impl Iterator<Item = Link<'_>> {
        self.links.iter().map(|link| Link {
            url: self.value(&link.url, link.url.span()),
            title: self.text(link.title.as_ref()),
            type_: self.text(link.type_.as_ref()),
        })
    }

    /// `spec.type`.
    pub fn type_(&self) -> Option<Value<'_>> {
        self.type_
            .as_ref()
            .map(|text| self.value(text, text.span()))
    }

    /// `spec.lifecycle`.
    pub fn lifecycle(&self) -> Option<Value<'_>> {
        self.lifecycle
            .as_ref()
            .map(|text| self.value(text, text.span()))
    }

    /// `spec.profile.email`.
    pub fn email(&self) -> Option<Value<'_>> {
        let email = self.more.as_ref()?.email.as_ref()?;
        Some(self.value(&email.value, Some(email.span)))
    }

    /// `spec.profile.picture`.
    pub fn picture(&self) -> Option<Value<'_>> {
        let picture = self.more.as_ref()?.picture.as_ref()?;
        Some(self.value(&picture.value, Some(picture.span)))
    }

    /// Every reference it makes, in the order of its kind's fields.
    pub fn references(&self) -> impl ExactSizeIterator<Item = Reference<'_>> {
        self.references.iter().map(|mention| self.resolved(mention))
    }

    /// The field of every reference, in the order of [`references`](Entity::references); cheaper where that is all.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = &'static RefField> + use<'_> {
        self.references.iter().map(|mention| mention.field)
    }

    /// `spec.owner`.
    pub fn owner(&self) -> Option<Reference<'_>> {
        self.reference_in("spec.owner")
    }

    /// `spec.system`.
    pub fn system(&self) -> Option<Reference<'_>> {
        self.reference_in("spec.system")
    }

    /// The first reference in the field `path`, such as `spec.parent`.
    pub fn reference_in(&self, path: &str) -> Option<Reference<'_>> {
        let mut mentions = self.references.iter();
        let mention = mentions.find(|mention| mention.field.path == path)?;
        Some(self.resolved(mention))
    }

    /// The reference of this number in [`references`](Entity::references); an entity may make a million of them.
    pub fn reference_at(&self, index: usize) -> Option<Reference<'_>> {
        let mention = self.references.get(index)?;
        Some(self.resolved(mention))
    }

    /// The field of the reference of this number.
    pub(super) fn field_at(&self, index: usize) -> Option<&'static RefField> {
        Some(self.references.get(index)?.field)
    }

    /// What a Location names.
    pub fn targets(&self) -> impl Iterator<Item = Value<'_>> {
        let targets = self.more.iter().flat_map(|more| &more.targets);
        targets.map(|(text, span)| self.value(text, Some(*span)))
    }

    /// Whether what a Location names may be missing.
    pub fn is_optional(&self) -> bool {
        self.more.as_ref().is_some_and(|more| more.optional)
    }

    /// Whether what a Location names lies where Backstage runs.
    pub(super) fn names_files(&self) -> bool {
        self.more.as_ref().is_some_and(|more| more.of_files)
    }

    /// Where its code is: what `idp new` recorded, else the source location, else the GitHub repository.
    pub fn repository(&self) -> Option<String> {
        let recorded = self.annotation("idp.dev/repository").map(str::to_owned);
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
    pub fn namespaces(&self) -> impl Iterator<Item = &str> {
        let keys = ["backstage.io/kubernetes-namespace", "idp.dev/namespaces"];
        let named = keys.into_iter().filter_map(|key| self.annotation(key));
        named.flat_map(|named| named.split(',')).map(str::trim)
    }

    /// The text of its document, without the marker and what stands around it.
    pub fn document(&self) -> &str {
        self.source
            .text
            .get(self.document.range())
            .unwrap_or_default()
    }

    /// Where its document starts.
    pub fn document_place(&self) -> Place {
        Place::new(&self.source, self.document.range())
    }

    /// The file it stands in.
    pub fn file(&self) -> &str {
        &self.source.name
    }

    /// The file it stands in.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// Where its name stands.
    pub fn place(&self) -> Place {
        Place::new(&self.source, self.place.range())
    }

    fn text<'e>(&'e self, text: Option<&'e Text>) -> Option<&'e str> {
        text.map(|text| text.of(&self.source))
    }

    fn value<'e>(&'e self, text: &'e Text, span: Option<Span>) -> Value<'e> {
        Value {
            text: text.of(&self.source),
            source: &self.source,
            span: span.unwrap_or(self.place),
        }
    }

    fn pair<'e>(&'e self, pair: &'e Pair) -> Annotation<'e> {
        Annotation {
            key: pair.key.of(&self.source),
            value: self.value(&pair.value, Some(pair.span)),
            key_span: pair.key.span().unwrap_or(pair.span),
        }
    }

    fn resolved<'e>(&'e self, mention: &'e RawReference) -> Reference<'e> {
        let text = mention.text.of(&self.source);
        let namespace = mention.field.namespace(self.namespace());
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
        Place::new(self.source, self.span.range())
    }

    /// The bytes of its file that its text covers, without quotes.
    pub fn text_span(self) -> std::ops::Range<usize> {
        self.text_span.range()
    }

    /// Whether what it names is of a kind that makes sense in its field.
    pub fn fits(self) -> bool {
        let kinds = self.field.kinds;
        kinds.is_empty() || kinds.iter().any(|kind| self.target.is_a(kind))
    }

    /// Whether it makes a relation.
    pub(super) fn relates(self) -> bool {
        !self.field.is_strict || self.fits()
    }

    /// Whether it says who owns something.
    pub fn is_owner(self) -> bool {
        self.field.path == "spec.owner"
    }
}

impl Value<'_> {
    /// Where it stands.
    pub fn place(self) -> Place {
        Place::new(self.source, self.span.range())
    }

    /// The bytes of its file that its text covers, without quotes; `None` where the file writes it otherwise.
    pub fn text_span(self) -> Option<std::ops::Range<usize>> {
        Text::new(self.source, self.text).span().map(Span::range)
    }
}

impl Annotation<'_> {
    /// Where its key stands.
    pub fn key_place(self) -> Place {
        Place::new(self.value.source, self.key_span.range())
    }
}
