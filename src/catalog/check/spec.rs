//! `spec`: the fields of a kind, and the references they make.

use super::Checker;
use super::value::is_nothing;
use crate::catalog::EntityRef;
use crate::catalog::entity::{Entity, KindFields, Pair, RawReference};
use crate::catalog::kind::{Field, Kind, RefField, Shape};
use crate::catalog::text::Text;
use crate::nearest::{did_you_mean, nearest};
use crate::yaml::{Entry, Node};

impl Checker<'_> {
    pub(super) fn spec(&mut self, root: Node<'_, '_>, kind: &'static Kind, entity: &mut Entity) {
        if !kind.needs_spec && root.get("spec").is_none() {
            return;
        }
        let Some(spec) = self.object(root, "spec") else {
            return;
        };
        let mut found = Found {
            namespace: entity.namespace().to_owned(),
            mentions: Vec::new(),
        };
        self.fields(spec, kind.fields, &mut found);
        entity.references = found.mentions.into();
        let text = |name: &str| {
            let value = spec.get(name)?.as_str()?;
            (!value.is_empty()).then(|| self.text_of(value))
        };
        entity.type_ = text("type");
        entity.lifecycle = text("lifecycle");
        entity.more = self.more(spec, kind).map(Box::new);
    }

    fn more(&self, spec: Node<'_, '_>, kind: &Kind) -> Option<KindFields> {
        match kind.name {
            "Location" => Some(self.targets(spec)),
            "Group" | "User" => Some(self.profile(spec.get("profile")?)),
            _ => None,
        }
    }

    fn targets(&self, spec: Node<'_, '_>) -> KindFields {
        let single = spec.get("target").into_iter();
        let several = spec.get("targets").into_iter().flat_map(Node::items);
        let named = single
            .chain(several)
            .filter_map(|node| Some((self.text_of(node.as_str()?), self.span(node))));
        KindFields {
            targets: named.collect(),
            optional: spec.get("presence").and_then(Node::as_str) == Some("optional"),
            of_files: spec.get("type").and_then(Node::as_str) == Some("file"),
            ..KindFields::default()
        }
    }

    fn profile(&self, profile: Node<'_, '_>) -> KindFields {
        let pair = |name: &str| {
            let Entry { key, value } = profile.entry(name)?;
            Some(Pair {
                key: self.text_of(key.key_text()?),
                value: self.text_of(value.as_str()?),
                span: self.span(value),
            })
        };
        KindFields {
            display_name: pair("displayName").map(|pair| pair.value),
            email: pair("email"),
            picture: pair("picture"),
            ..KindFields::default()
        }
    }

    fn fields(&mut self, object: Node<'_, '_>, fields: &'static [Field], found: &mut Found) {
        for field in fields {
            match object.get(field.name) {
                Some(value) => self.shape(field.name, &field.shape, value, found),
                None if field.required => self.missing(object, field.name),
                None => {}
            }
        }
    }

    fn shape(&mut self, name: &str, shape: &'static Shape, value: Node<'_, '_>, found: &mut Found) {
        match shape {
            Shape::Text => self.filled(value, name),
            Shape::OneOf(words) => self.one_of(value, name, words),
            Shape::Word(words) => self.word(value, name, words),
            Shape::Of(type_name) if value.type_name() != *type_name => {
                self.wrong_type(value, format!("`{name}` must be a {type_name}"));
            }
            Shape::Of(_) | Shape::Anything => {}
            Shape::ModelRefs(meaning) => self.model_references(value, meaning, found),
            Shape::AnyText if value.as_str().is_none() => {
                self.not_text(value, format!("`{name}` must be a string"));
            }
            Shape::TextOrBool if !matches!(value.type_name(), "string" | "boolean") => {
                self.wrong_type(value, format!("`{name}` must be a string or true or false"));
            }
            Shape::AnyText | Shape::TextOrBool => {}
            Shape::Ref(meaning) => self.reference(value, name, meaning, found),
            Shape::Refs(meaning) => {
                for item in self.items(value, name) {
                    self.reference(item, name, meaning, found);
                }
            }
            Shape::LooseRefs(meaning) => self.loose_references(value, name, meaning, found),
            Shape::List(each) => {
                for item in self.items(value, name) {
                    self.shape(name, each, item, found);
                }
            }
            Shape::FilledList(each) => {
                if value.is_sequence() && value.items().next().is_none() {
                    self.find(
                        "missing-field",
                        value,
                        format!("`{name}` must not be empty"),
                    );
                }
                for item in self.items(value, name) {
                    self.shape(name, each, item, found);
                }
            }
            Shape::ObjectOrList(_, each) if value.is_sequence() => {
                for item in value.items() {
                    self.nested(name, each, item, found);
                }
            }
            Shape::ObjectOrList(fields, _) | Shape::Object(fields) => {
                self.nested(name, fields, value, found);
            }
            Shape::ObjectOfText(fields) => {
                self.nested(name, fields, value, found);
                self.others_are_text(value, fields);
            }
        }
    }

    fn word(&mut self, value: Node<'_, '_>, name: &str, words: &'static [&'static str]) {
        let Some(text) = value.as_str() else {
            return self.not_text(value, format!("`{name}` must be a string"));
        };
        if !words.contains(&text) {
            let near = did_you_mean(&nearest(text, words.iter().copied()));
            let message = format!("`{name}` must be `{}`", words.join("` or `"));
            let finding = self.finding("wrong-type", value, message);
            self.findings.push(finding.label(near));
        }
    }

    fn one_of(&mut self, value: Node<'_, '_>, name: &str, words: &'static [&'static str]) {
        match value.as_str() {
            Some(text) if words.contains(&text) => {}
            Some("file") if name == "type" => {
                let message = "Backstage rejects a Location of type `file`, unless Backstage reads it from a file";
                self.find("file-location", value, message);
            }
            Some(_) => {
                let near = did_you_mean(&nearest(
                    value.as_str().unwrap_or_default(),
                    words.iter().copied(),
                ));
                let message = format!("`{name}` of a Location must be `{}`", words.join("` or `"));
                let finding = self.finding("invalid-location", value, message);
                self.findings.push(finding.label(near));
            }
            None => self.not_text(value, format!("`{name}` must be a string")),
        }
    }

    fn nested(
        &mut self,
        name: &str,
        fields: &'static [Field],
        value: Node<'_, '_>,
        found: &mut Found,
    ) {
        if value.is_mapping() && self.open(value).is_none() {
            self.fields(value, fields, found);
        } else {
            self.wrong_type(value, format!("`{name}` must be an object"));
        }
    }

    fn others_are_text(&mut self, object: Node<'_, '_>, fields: &[Field]) {
        for Entry { key, value } in object.entries() {
            let name = key.key_text().unwrap_or_default();
            let known = fields.iter().any(|field| field.name == name);
            if !known && value.as_str().is_none() {
                let shown = crate::printable::brief(name);
                self.not_text(value, format!("`{shown}` must be a string"));
            }
        }
    }

    fn items<'a, 't>(
        &mut self,
        list: Node<'a, 't>,
        name: &str,
    ) -> impl Iterator<Item = Node<'a, 't>> + use<'a, 't> {
        if !list.is_sequence() {
            self.wrong_type(list, format!("`{name}` must be a list"));
        }
        list.items()
    }

    fn reference(
        &mut self,
        value: Node<'_, '_>,
        name: &str,
        meaning: &'static RefField,
        found: &mut Found,
    ) {
        self.filled(value, name);
        let Some(text) = value.as_str().filter(|text| !text.is_empty()) else {
            return;
        };
        self.mention(self.text_of(text), text, value, meaning, found);
    }

    /// Backstage's code reads these without a schema: nothing where the value is nothing to JavaScript, else one ref or
    /// a list of them, each a text or an object of kind, namespace and name.
    fn loose_references(
        &mut self,
        value: Node<'_, '_>,
        name: &str,
        meaning: &'static RefField,
        found: &mut Found,
    ) {
        if is_nothing(value) {
            return;
        }
        let one = std::iter::once(value).filter(|value| !value.is_sequence());
        for item in one.chain(value.items()) {
            match item.is_mapping() {
                true => self.reference_in_parts(item, meaning, found),
                false => self.reference(item, name, meaning, found),
            }
        }
    }

    /// Of a kind that an organisation added: its schema says what else may stand there.
    fn model_references(
        &mut self,
        value: Node<'_, '_>,
        meaning: &'static RefField,
        found: &mut Found,
    ) {
        let one = std::iter::once(value).filter(|value| !value.is_sequence());
        for item in one.chain(value.items()) {
            if let Some(text) = item.as_str().filter(|text| !text.is_empty()) {
                self.mention(self.text_of(text), text, item, meaning, found);
            }
        }
    }

    fn reference_in_parts(
        &mut self,
        item: Node<'_, '_>,
        meaning: &'static RefField,
        found: &mut Found,
    ) {
        let part = |name: &str| item.get(name).and_then(Node::as_str);
        let namespace = part("namespace").unwrap_or(&found.namespace);
        let text = match (part("kind"), part("name")) {
            (Some(kind), Some(name)) => format!("{kind}:{namespace}/{name}"),
            (_, name) => name.unwrap_or_default().to_owned(),
        };
        let kept = Text::Own(text.as_str().into());
        self.mention(kept, &text, item, meaning, found);
    }

    fn mention(
        &mut self,
        kept: Text,
        text: &str,
        value: Node<'_, '_>,
        meaning: &'static RefField,
        found: &mut Found,
    ) {
        let namespace = meaning.namespace(&found.namespace);
        match EntityRef::parse(text, meaning.default_kind, namespace) {
            Ok(_) => found.mentions.push(RawReference {
                text: kept,
                field: meaning,
                span: self.span(value),
            }),
            Err(error) => {
                let label = error.hints().first().cloned();
                let finding = self.finding("invalid-ref", value, error.message());
                self.findings.push(finding.label(label));
            }
        }
    }
}

/// What the fields of a `spec` gave.
struct Found {
    namespace: String,
    mentions: Vec<RawReference>,
}
