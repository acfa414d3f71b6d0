//! From a document to an entity: every fault that Backstage's schemas would find, with its place, and what is left.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::entity::{Entity, Link, Profile, Reference, Targets};
use super::kind::{Field, KINDS, Kind, RefField, Shape};
use super::name;
use super::reference::EntityRef;
use crate::diagnostic::{Diagnostic, Tier};
use crate::nearest::{did_you_mean, nearest};
use crate::printable::brief;
use crate::source::{Place, Source};
use crate::yaml::{Entry, Node};

/// The findings of one document.
pub(super) struct Checker<'s> {
    source: &'s Arc<Source>,
    offset: usize,
    entity: Option<String>,
    pub(super) findings: Vec<Diagnostic>,
}

/// An object, a key of it, the code of a breach, the test, and what to say.
type NameRule<'a, 't> = (
    Node<'a, 't>,
    &'static str,
    &'static str,
    fn(&str) -> bool,
    &'static str,
);

impl<'s> Checker<'s> {
    /// For a document that starts at `offset` of `source`.
    pub(super) fn new(source: &'s Arc<Source>, offset: usize) -> Self {
        Checker {
            source,
            offset,
            entity: None,
            findings: Vec::new(),
        }
    }

    /// Checks the document with this root. An entity comes back when it has a kind and a name.
    pub(super) fn document(&mut self, root: Node<'_, '_>) -> Option<Entity> {
        if !root.is_mapping() {
            self.find(
                "not-an-object",
                root,
                "a document of the catalog must be an object",
            );
            return None;
        }
        let metadata = self.object(root, "metadata")?;
        let kind = self.text(root, root, "kind");
        let name = self.text(metadata, root, "name");
        let (kind, name) = (kind?, name?);
        let namespace = self
            .optional_text(metadata, "namespace")
            .unwrap_or("default");
        let reference = EntityRef {
            kind: kind.to_owned(),
            namespace: namespace.to_owned(),
            name: name.to_owned(),
        };
        self.entity = Some(reference.to_string());
        self.names(root, metadata);
        self.root_fields(root);
        let mut entity = self.metadata(metadata, reference);
        if let Some(kind) = self.kind(root) {
            self.spec(root, kind, &mut entity);
        }
        Some(entity)
    }

    fn names(&mut self, root: Node<'_, '_>, metadata: Node<'_, '_>) {
        let rules: [NameRule<'_, '_>; 4] = [
            (
                root,
                "apiVersion",
                "invalid-api-version",
                name::is_api_version,
                "is no apiVersion, such as backstage.io/v1alpha1",
            ),
            (
                root,
                "kind",
                "invalid-kind",
                name::is_kind,
                "is no kind: letters and digits, at most 63",
            ),
            (
                metadata,
                "name",
                "invalid-name",
                name::is_name,
                "is no name: letters, digits, `-`, `_` and `.`, at most 63, a letter or digit at both ends",
            ),
            (
                metadata,
                "namespace",
                "invalid-namespace",
                name::is_dns_label,
                "is no namespace: lower-case letters, digits and `-`, at most 63",
            ),
        ];
        for (object, key, code, fits, complaint) in rules {
            if let Some(value) = object.get(key)
                && let Some(text) = value.as_str()
                && !text.is_empty()
                && !fits(text)
            {
                self.find(code, value, format!("`{}` {complaint}", brief(text)));
            }
        }
    }

    fn root_fields(&mut self, root: Node<'_, '_>) {
        const KNOWN: [&str; 4] = ["apiVersion", "kind", "metadata", "spec"];
        for Entry { key, .. } in root.entries() {
            let text = key.key_text().unwrap_or_default();
            if !KNOWN.contains(&text) {
                let near = did_you_mean(&nearest(text, KNOWN));
                let message = format!("an entity has no field `{}`", brief(text));
                self.push(self.finding("unknown-root-field", key, message).label(near));
            }
        }
    }

    fn metadata(&mut self, metadata: Node<'_, '_>, reference: EntityRef) -> Entity {
        for field in ["uid", "etag"] {
            self.optional_text(metadata, field);
        }
        self.labels(metadata);
        let place = metadata.get("name").unwrap_or(metadata);
        Entity {
            title: self.optional_text(metadata, "title").map(str::to_owned),
            description: self.any_text(metadata, "description").map(str::to_owned),
            annotations: self.annotations(metadata),
            tags: self.tags(metadata),
            links: self.links(metadata),
            place: self.place(place),
            kind: reference.kind,
            name: reference.name,
            namespace: reference.namespace,
            type_: None,
            lifecycle: None,
            profile: Profile::default(),
            references: Vec::new(),
            targets: Targets::default(),
        }
    }

    fn labels(&mut self, metadata: Node<'_, '_>) {
        let Some(labels) = self.optional_object(metadata, "labels", false) else {
            return;
        };
        for Entry { key, value } in labels.entries() {
            self.key("invalid-label", key);
            match value.as_str() {
                Some(text) if text.is_empty() || name::is_name(text) => {}
                Some(text) => self.find("invalid-label", value, format!("`{}` is no value of a label: letters, digits, `-`, `_` and `.`, at most 63", brief(text))),
                None => self.wrong_type(value, "a label must be a string"),
            }
        }
    }

    fn annotations(&mut self, metadata: Node<'_, '_>) -> BTreeMap<String, (String, Place)> {
        let Some(annotations) = self.optional_object(metadata, "annotations", true) else {
            return BTreeMap::new();
        };
        let mut found = BTreeMap::new();
        for Entry { key, value } in annotations.entries() {
            self.key("invalid-annotation", key);
            match (key.key_text(), value.as_str()) {
                (Some(key), Some(text)) => {
                    found.insert(key.to_owned(), (text.to_owned(), self.place(value)));
                }
                _ => self.wrong_type(value, "an annotation must be a string"),
            }
        }
        found
    }

    fn key(&mut self, code: &'static str, key: Node<'_, '_>) {
        let text = key.key_text().unwrap_or_default();
        if !name::is_key(text) {
            self.find(
                code,
                key,
                format!(
                    "`{}` is no key: a name, or a lower-case domain, `/` and a name",
                    brief(text)
                ),
            );
        }
    }

    fn tags(&mut self, metadata: Node<'_, '_>) -> Vec<String> {
        let mut tags = Vec::new();
        for item in self.optional_list(metadata, "tags") {
            match item.as_str() {
                Some(text) if name::is_tag(text) => tags.push(text.to_owned()),
                Some(text) => self.find("invalid-tag", item, format!("`{}` is no tag: lower-case letters, digits, `:`, `+` and `#`, with single `-` between", brief(text))),
                None => self.wrong_type(item, "a tag must be a string"),
            }
        }
        tags
    }

    fn links(&mut self, metadata: Node<'_, '_>) -> Vec<Link> {
        let mut links = Vec::new();
        for item in self.optional_list(metadata, "links") {
            if !item.is_mapping() {
                self.wrong_type(item, "a link must be an object");
                continue;
            }
            let url = self.text(item, item, "url");
            for field in ["title", "icon"] {
                if let Some(value) = item.get(field)
                    && value.as_str().is_some_and(|text| text.trim().is_empty())
                {
                    self.find(
                        "invalid-link",
                        value,
                        format!("`{field}` of a link must not be blank"),
                    );
                }
            }
            let title = self.any_text(item, "title").map(str::to_owned);
            self.any_text(item, "icon");
            let type_ = self.optional_text(item, "type").map(str::to_owned);
            match url {
                Some(url) if name::is_url(url) => links.push(Link {
                    url: url.to_owned(),
                    title,
                    type_,
                }),
                Some(url) => self.find(
                    "invalid-link",
                    item.get("url").unwrap_or(item),
                    format!("`{}` is no URL", brief(url)),
                ),
                None => {}
            }
        }
        links
    }

    fn kind(&mut self, root: Node<'_, '_>) -> Option<&'static Kind> {
        let version = self.text(root, root, "apiVersion")?;
        let value = root.get("kind")?;
        let text = value.as_str()?;
        if !name::is_kind(text) || !name::is_api_version(version) {
            return None;
        }
        let Some(kind) = Kind::find(text) else {
            let near = nearest(text, KINDS.iter().map(|kind| kind.name));
            let message = format!("no kind is called `{}`", brief(text));
            self.push(
                self.finding("unknown-kind", value, message)
                    .label(did_you_mean(&near)),
            );
            return None;
        };
        if !kind.versions.contains(&version) {
            let value = root.get("apiVersion").unwrap_or(root);
            let message = format!(
                "kind {} does not come in apiVersion `{}`",
                kind.name,
                brief(version)
            );
            let near = did_you_mean(&kind.versions[..1]);
            self.push(self.finding("unknown-kind", value, message).label(near));
            return None;
        }
        Some(kind)
    }

    fn spec(&mut self, root: Node<'_, '_>, kind: &'static Kind, entity: &mut Entity) {
        let Some(spec) = self.object(root, "spec") else {
            return;
        };
        self.fields(spec, kind.fields, entity);
        let text = |name: &str| spec.get(name).and_then(Node::as_str).map(str::to_owned);
        entity.type_ = text("type");
        entity.lifecycle = text("lifecycle");
        if let Some(profile) = spec.get("profile") {
            let text = |name: &str| profile.get(name).and_then(Node::as_str).map(str::to_owned);
            entity.profile = Profile {
                display_name: text("displayName"),
                email: text("email"),
            };
        }
        if kind.name == "Location" {
            entity.targets = self.targets(spec);
        }
    }

    fn targets(&self, spec: Node<'_, '_>) -> Targets {
        let single = spec.get("target").into_iter();
        let several = spec.get("targets").into_iter().flat_map(Node::items);
        let named = single
            .chain(several)
            .filter_map(|node| Some((node.as_str()?.to_owned(), self.place(node))));
        Targets {
            targets: named.collect(),
            optional: spec.get("presence").and_then(Node::as_str) == Some("optional"),
        }
    }

    fn fields(&mut self, object: Node<'_, '_>, fields: &'static [Field], entity: &mut Entity) {
        for field in fields {
            let value = match object.get(field.name) {
                Some(value) if !is_placeholder(value) => value,
                Some(_) => continue,
                None if field.required => {
                    self.missing(object, field.name);
                    continue;
                }
                None => continue,
            };
            self.shape(field, value, entity);
        }
    }

    fn shape(&mut self, field: &'static Field, value: Node<'_, '_>, entity: &mut Entity) {
        let name = field.name;
        match &field.shape {
            Shape::Text => self.filled(value, name),
            Shape::AnyText if value.as_str().is_none() => {
                self.wrong_type(value, format!("`{name}` must be a string"))
            }
            Shape::AnyText => {}
            Shape::Ref(meaning) => self.reference(value, name, meaning, entity),
            Shape::Texts => self.each(
                value,
                name,
                |checker, item, _| checker.filled(item, name),
                entity,
            ),
            Shape::Refs(meaning) => {
                self.each(
                    value,
                    name,
                    |checker, item, entity| checker.reference(item, name, meaning, entity),
                    entity,
                );
            }
            Shape::LooseRefs(meaning) if !value.is_sequence() => {
                self.reference(value, name, meaning, entity)
            }
            Shape::LooseRefs(meaning) => {
                self.each(
                    value,
                    name,
                    |checker, item, entity| checker.reference(item, name, meaning, entity),
                    entity,
                );
            }
            Shape::List if !value.is_sequence() => {
                self.wrong_type(value, format!("`{name}` must be a list"))
            }
            Shape::List => {}
            Shape::Object(fields) if value.is_mapping() => self.fields(value, fields, entity),
            Shape::Object(_) => self.wrong_type(value, format!("`{name}` must be an object")),
        }
    }

    fn each(
        &mut self,
        list: Node<'_, '_>,
        name: &str,
        check: impl Fn(&mut Self, Node<'_, '_>, &mut Entity),
        entity: &mut Entity,
    ) {
        if !list.is_sequence() {
            self.wrong_type(list, format!("`{name}` must be a list"));
        }
        for item in list.items() {
            check(self, item, entity);
        }
    }

    fn reference(
        &mut self,
        value: Node<'_, '_>,
        name: &str,
        meaning: &'static RefField,
        entity: &mut Entity,
    ) {
        self.filled(value, name);
        let Some(text) = value.as_str().filter(|text| !text.is_empty()) else {
            return;
        };
        match EntityRef::parse(text, meaning.default_kind, &entity.namespace) {
            Ok(target) => {
                let place = self.place(value);
                entity.references.push(Reference {
                    target,
                    field: meaning,
                    place,
                });
            }
            Err(error) => {
                let help = error.hints().first().cloned();
                self.push(
                    self.finding("invalid-ref", value, error.message())
                        .label(help),
                );
            }
        }
    }

    /// A string that is not empty.
    fn filled(&mut self, value: Node<'_, '_>, name: &str) {
        match value.as_str() {
            Some("") => self.find(
                "missing-field",
                value,
                format!("`{name}` must not be empty"),
            ),
            Some(_) => {}
            None => self.wrong_type(value, format!("`{name}` must be a string")),
        }
    }

    /// A required string of `object`; what is missing is reported at `object`, or at `root` where it is empty.
    fn text<'a>(
        &mut self,
        object: Node<'a, '_>,
        root: Node<'_, '_>,
        name: &str,
    ) -> Option<&'a str> {
        let Some(value) = object.get(name) else {
            self.missing(if object.is_null() { root } else { object }, name);
            return None;
        };
        self.filled(value, name);
        value.as_str().filter(|text| !text.is_empty())
    }

    fn optional_text<'a>(&mut self, object: Node<'a, '_>, name: &str) -> Option<&'a str> {
        let value = object.get(name)?;
        self.filled(value, name);
        value.as_str().filter(|text| !text.is_empty())
    }

    fn any_text<'a>(&mut self, object: Node<'a, '_>, name: &str) -> Option<&'a str> {
        let value = object.get(name)?;
        if value.as_str().is_none() {
            self.wrong_type(value, format!("`{name}` must be a string"));
        }
        value.as_str()
    }

    fn object<'a, 't>(&mut self, object: Node<'a, 't>, name: &str) -> Option<Node<'a, 't>> {
        match object.get(name) {
            Some(value) if value.is_mapping() => Some(value),
            Some(value) => {
                self.wrong_type(value, format!("`{name}` must be an object"));
                None
            }
            None => {
                self.missing(object, name);
                None
            }
        }
    }

    fn optional_object<'a, 't>(
        &mut self,
        object: Node<'a, 't>,
        name: &str,
        null_passes: bool,
    ) -> Option<Node<'a, 't>> {
        let value = object.get(name)?;
        let passes = value.is_mapping() || (null_passes && value.is_null());
        if !passes {
            self.wrong_type(value, format!("`{name}` must be an object"));
        }
        Some(value)
    }

    fn optional_list<'a, 't>(&mut self, object: Node<'a, 't>, name: &str) -> Vec<Node<'a, 't>> {
        let Some(value) = object.get(name) else {
            return Vec::new();
        };
        if !value.is_sequence() {
            self.wrong_type(value, format!("`{name}` must be a list"));
        }
        value.items().collect()
    }

    /// A field that is not there; a key that is nearly it gets a "did you mean".
    fn missing(&mut self, object: Node<'_, '_>, name: &str) {
        let keys: Vec<Entry<'_, '_>> = object.entries().collect();
        let misspelt = keys.iter().find(|entry| {
            let key = entry.key.key_text().unwrap_or_default();
            key != name && !nearest(key, [name]).is_empty()
        });
        let message = format!("`{name}` is missing");
        let finding = match misspelt {
            Some(entry) => self
                .finding("missing-field", entry.key, message)
                .label(did_you_mean(&[name])),
            None => {
                let at = keys.first().map_or(object, |first| first.key);
                self.finding("missing-field", at, message)
            }
        };
        self.push(finding);
    }

    fn wrong_type(&mut self, value: Node<'_, '_>, message: impl Into<String>) {
        let label = match value.type_name() {
            "number" | "boolean" => Some("put it in quotes to make it a string".to_owned()),
            other => Some(format!("this is {other}")),
        };
        let wants_text = |message: &str| message.ends_with("a string");
        let message = message.into();
        let label = match wants_text(&message) {
            true => label,
            false => Some(format!("this is {}", value.type_name())),
        };
        self.push(self.finding("wrong-type", value, message).label(label));
    }

    fn find(&mut self, code: &'static str, node: Node<'_, '_>, message: impl Into<String>) {
        self.push(self.finding(code, node, message));
    }

    fn finding(
        &self,
        code: &'static str,
        node: Node<'_, '_>,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(code, Tier::Format, message).at(self.place(node))
    }

    fn push(&mut self, finding: Diagnostic) {
        self.findings.push(match &self.entity {
            Some(entity) => finding.entity(entity.clone()),
            None => finding,
        });
    }

    fn place(&self, node: Node<'_, '_>) -> Place {
        let span = node.span();
        Place::new(
            self.source,
            self.offset + span.start..self.offset + span.end,
        )
    }
}

/// `{$text: ./file}` and its like stand for what Backstage reads from elsewhere.
fn is_placeholder(value: Node<'_, '_>) -> bool {
    let mut entries = value.entries();
    let first = entries.next().and_then(|entry| entry.key.key_text());
    matches!(first, Some("$text" | "$json" | "$yaml")) && entries.next().is_none()
}
