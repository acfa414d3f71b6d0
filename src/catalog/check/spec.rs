//! Checks `spec`: the fields of a kind and the references in them.

use super::EntityChecker;
use super::value::is_js_falsy;
use crate::catalog::EntityRef;
use crate::catalog::entity::{
    CompactEntityReference, Entity, KeyValueWithSpan, KindSpecificFields,
};
use crate::catalog::kind::{EntityKind, FieldType, RefField, SpecField};
use crate::catalog::source_text::SpanOrOwnedText;
use crate::remedy::Hint;
use crate::similar_names::{find_similar_names, format_did_you_mean};
use crate::yaml::{MappingEntry, YamlNode};

impl EntityChecker<'_> {
    pub(super) fn check_spec(
        &mut self,
        root: YamlNode<'_, '_>,
        kind: &'static EntityKind,
        entity: &mut Entity,
    ) {
        if !kind.needs_spec && root.get("spec").is_none() {
            return;
        }
        let Some(spec) = self.check_required_object(root, "spec") else {
            return;
        };
        let mut found = SpecReferences {
            namespace: entity.namespace().to_owned(),
            references: Vec::new(),
        };
        self.check_object_fields(spec, kind.fields, &mut found);
        entity.references = found.references.into();
        let text = |name: &str| {
            let value = spec.get(name)?.as_str()?;
            (!value.is_empty()).then(|| self.to_source_text(value))
        };
        entity.type_ = text("type");
        entity.lifecycle = text("lifecycle");
        entity.kind_fields = self.read_kind_specific_fields(spec, kind).map(Box::new);
    }

    fn read_kind_specific_fields(
        &self,
        spec: YamlNode<'_, '_>,
        kind: &EntityKind,
    ) -> Option<KindSpecificFields> {
        match kind.name {
            "Location" => Some(self.read_location_fields(spec)),
            "Group" | "User" => Some(self.read_profile_fields(spec.get("profile")?)),
            _ => None,
        }
    }

    fn read_location_fields(&self, spec: YamlNode<'_, '_>) -> KindSpecificFields {
        let single = spec.get("target").into_iter();
        let several = spec.get("targets").into_iter().flat_map(YamlNode::items);
        let named = single
            .chain(several)
            .filter_map(|node| Some((self.to_source_text(node.as_str()?), self.node_span(node))));
        KindSpecificFields {
            targets: named.collect(),
            targets_optional: spec.get("presence").and_then(YamlNode::as_str) == Some("optional"),
            is_file_location: spec.get("type").and_then(YamlNode::as_str) == Some("file"),
            ..KindSpecificFields::default()
        }
    }

    fn read_profile_fields(&self, profile: YamlNode<'_, '_>) -> KindSpecificFields {
        let pair = |name: &str| {
            let MappingEntry { key, value } = profile.entry(name)?;
            Some(KeyValueWithSpan {
                key: self.to_source_text(key.text_as_key()?),
                value: self.to_source_text(value.as_str()?),
                span: self.node_span(value),
            })
        };
        KindSpecificFields {
            display_name: pair("displayName").map(|pair| pair.value),
            email: pair("email"),
            picture: pair("picture"),
            ..KindSpecificFields::default()
        }
    }

    fn check_object_fields(
        &mut self,
        object: YamlNode<'_, '_>,
        fields: &'static [SpecField],
        found: &mut SpecReferences,
    ) {
        for field in fields {
            match object.get(field.name) {
                Some(value) => self.check_field_value(field.name, &field.field_type, value, found),
                None if field.required => self.report_missing_field(object, field.name),
                None => {}
            }
        }
    }

    fn check_field_value(
        &mut self,
        name: &str,
        shape: &'static FieldType,
        value: YamlNode<'_, '_>,
        found: &mut SpecReferences,
    ) {
        match shape {
            FieldType::NonEmptyText => self.check_non_empty_text(value, name),
            FieldType::LocationEnum(words) => self.check_location_enum_value(value, name, words),
            FieldType::Enum(words) => self.check_enum_value(value, name, words),
            FieldType::JsonType(type_name) if value.type_name() != *type_name => {
                self.report_wrong_type(value, format!("`{name}` must be a {type_name}"));
            }
            FieldType::JsonType(_) | FieldType::Any => {}
            FieldType::ModelRefs(meaning) => {
                self.collect_custom_kind_references(value, meaning, found)
            }
            FieldType::AnyText if value.as_str().is_none() => {
                self.report_not_text(value, format!("`{name}` must be a string"));
            }
            FieldType::TextOrBool if !matches!(value.type_name(), "string" | "boolean") => {
                self.report_wrong_type(value, format!("`{name}` must be a string or a boolean"));
            }
            FieldType::AnyText | FieldType::TextOrBool => {}
            FieldType::Ref(meaning) => {
                self.check_and_collect_reference(value, name, meaning, found)
            }
            FieldType::Refs(meaning) => {
                for item in self.check_is_list(value, name) {
                    self.check_and_collect_reference(item, name, meaning, found);
                }
            }
            FieldType::LooseRefs(meaning) => {
                self.check_schemaless_reference_field(value, name, meaning, found)
            }
            FieldType::List(each) => {
                for item in self.check_is_list(value, name) {
                    self.check_field_value(name, each, item, found);
                }
            }
            FieldType::NonEmptyList(each) => {
                if value.is_sequence() && value.items().next().is_none() {
                    self.add_finding(
                        "missing-field",
                        value,
                        format!("`{name}` must not be empty"),
                    );
                }
                for item in self.check_is_list(value, name) {
                    self.check_field_value(name, each, item, found);
                }
            }
            FieldType::ObjectOrList(_, each) if value.is_sequence() => {
                for item in value.items() {
                    self.check_nested_object(name, each, item, found);
                }
            }
            FieldType::ObjectOrList(fields, _) | FieldType::Object(fields) => {
                self.check_nested_object(name, fields, value, found);
            }
            FieldType::ObjectOfText(fields) => {
                self.check_nested_object(name, fields, value, found);
                self.check_other_fields_are_text(value, fields);
            }
        }
    }

    fn check_enum_value(
        &mut self,
        value: YamlNode<'_, '_>,
        name: &str,
        words: &'static [&'static str],
    ) {
        let Some(text) = value.as_str() else {
            return self.report_not_text(value, format!("`{name}` must be a string"));
        };
        if !words.contains(&text) {
            let near = format_did_you_mean(&find_similar_names(text, words.iter().copied()));
            let message = format!("`{name}` must be `{}`", words.join("` or `"));
            let finding = self.build_finding("wrong-type", value, message);
            self.findings.push(finding.with_label(near));
        }
    }

    fn check_location_enum_value(
        &mut self,
        value: YamlNode<'_, '_>,
        name: &str,
        words: &'static [&'static str],
    ) {
        match value.as_str() {
            Some(text) if words.contains(&text) => {}
            Some("file") if name == "type" => {
                let message = "Backstage rejects a Location of type `file` unless it reads the Location from a file";
                self.add_finding("file-location", value, message);
            }
            Some(_) => {
                let near = format_did_you_mean(&find_similar_names(
                    value.as_str().unwrap_or_default(),
                    words.iter().copied(),
                ));
                let message = format!("`{name}` of a Location must be `{}`", words.join("` or `"));
                let finding = self.build_finding("invalid-location", value, message);
                self.findings.push(finding.with_label(near));
            }
            None => self.report_not_text(value, format!("`{name}` must be a string")),
        }
    }

    fn check_nested_object(
        &mut self,
        name: &str,
        fields: &'static [SpecField],
        value: YamlNode<'_, '_>,
        found: &mut SpecReferences,
    ) {
        if value.is_mapping() && self.find_unresolved_placeholder_at_node(value).is_none() {
            self.check_object_fields(value, fields, found);
        } else {
            self.report_wrong_type(value, format!("`{name}` must be an object"));
        }
    }

    fn check_other_fields_are_text(&mut self, object: YamlNode<'_, '_>, fields: &[SpecField]) {
        for MappingEntry { key, value } in object.entries() {
            let name = key.text_as_key().unwrap_or_default();
            let known = fields.iter().any(|field| field.name == name);
            if !known && value.as_str().is_none() {
                let shown = crate::printable::escape_and_truncate(name);
                self.report_not_text(value, format!("`{shown}` must be a string"));
            }
        }
    }

    fn check_is_list<'a, 't>(
        &mut self,
        list: YamlNode<'a, 't>,
        name: &str,
    ) -> impl Iterator<Item = YamlNode<'a, 't>> + use<'a, 't> {
        if !list.is_sequence() {
            self.report_wrong_type(list, format!("`{name}` must be a list"));
        }
        list.items()
    }

    fn check_and_collect_reference(
        &mut self,
        value: YamlNode<'_, '_>,
        name: &str,
        meaning: &'static RefField,
        found: &mut SpecReferences,
    ) {
        self.check_non_empty_text(value, name);
        let Some(text) = value.as_str().filter(|text| !text.is_empty()) else {
            return;
        };
        self.add_reference(self.to_source_text(text), text, value, meaning, found);
    }

    /// Backstage's code reads these fields without a schema: a falsy value counts as absent; otherwise it's one ref or
    /// a list of refs, each a string or an object with kind, namespace and name.
    fn check_schemaless_reference_field(
        &mut self,
        value: YamlNode<'_, '_>,
        name: &str,
        meaning: &'static RefField,
        found: &mut SpecReferences,
    ) {
        if is_js_falsy(value) {
            return;
        }
        let one = std::iter::once(value).filter(|value| !value.is_sequence());
        for item in one.chain(value.items()) {
            if item.is_mapping() {
                self.collect_object_reference(item, meaning, found)
            } else {
                self.check_and_collect_reference(item, name, meaning, found)
            }
        }
    }

    /// For a custom kind, its schema decides what else the field may contain.
    fn collect_custom_kind_references(
        &mut self,
        value: YamlNode<'_, '_>,
        meaning: &'static RefField,
        found: &mut SpecReferences,
    ) {
        let one = std::iter::once(value).filter(|value| !value.is_sequence());
        for item in one.chain(value.items()) {
            if let Some(text) = item.as_str().filter(|text| !text.is_empty()) {
                self.add_reference(self.to_source_text(text), text, item, meaning, found);
            }
        }
    }

    fn collect_object_reference(
        &mut self,
        item: YamlNode<'_, '_>,
        meaning: &'static RefField,
        found: &mut SpecReferences,
    ) {
        let part = |name: &str| item.get(name).and_then(YamlNode::as_str);
        let namespace = part("namespace").unwrap_or(&found.namespace);
        let text = match (part("kind"), part("name")) {
            (Some(kind), Some(name)) => format!("{kind}:{namespace}/{name}"),
            (_, name) => name.unwrap_or_default().to_owned(),
        };
        let kept = SpanOrOwnedText::Owned(text.as_str().into());
        self.add_reference(kept, &text, item, meaning, found);
    }

    fn add_reference(
        &mut self,
        kept: SpanOrOwnedText,
        text: &str,
        value: YamlNode<'_, '_>,
        meaning: &'static RefField,
        found: &mut SpecReferences,
    ) {
        let namespace = meaning.default_namespace(&found.namespace);
        match EntityRef::parse(text, meaning.default_kind, namespace) {
            Ok(_) => found.references.push(CompactEntityReference {
                text: kept,
                field: meaning,
                span: self.node_span(value),
            }),
            Err(error) => {
                let label = error
                    .hints()
                    .first()
                    .and_then(Hint::as_text)
                    .map(str::to_owned);
                let finding = self.build_finding("invalid-ref", value, error.message());
                self.findings.push(finding.with_label(label));
            }
        }
    }
}

/// The references collected from a `spec`.
struct SpecReferences {
    namespace: String,
    references: Vec<CompactEntityReference>,
}
