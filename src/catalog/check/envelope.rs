//! The fields that every entity must have before anything else is checked: apiVersion, kind and a name.

use super::EntityChecker;
use crate::catalog::entity::Entity;
use crate::catalog::kind::{BUILTIN_KINDS, EntityKind};
use crate::catalog::name_syntax;
use crate::diagnostic::Diagnostic;
use crate::printable::escape_and_truncate;
use crate::similar_names::{find_similar_names, format_did_you_mean, is_similar_name};
use crate::yaml::{MappingEntry, YamlNode};

/// The fields of an entity.
const ENTITY_ROOT_FIELDS: [&str; 4] = ["apiVersion", "kind", "metadata", "spec"];

/// A field whose text has a syntax rule: its name, the rule code, the test, and the advice in the message.
type FieldTextRule = (&'static str, &'static str, fn(&str) -> bool, &'static str);

const ROOT_NAME_RULES: [FieldTextRule; 2] = [
    (
        "apiVersion",
        "invalid-api-version",
        name_syntax::is_valid_api_version,
        "use one such as backstage.io/v1alpha1",
    ),
    (
        "kind",
        "invalid-kind",
        name_syntax::is_valid_kind,
        "use letters and digits, at most 63 characters",
    ),
];

const METADATA_NAME_RULES: [FieldTextRule; 2] = [
    (
        "name",
        "invalid-name",
        name_syntax::is_valid_entity_name,
        "use letters, digits, `-`, `_` and `.`, at most 63 characters, with a letter or digit at both ends",
    ),
    (
        "namespace",
        "invalid-namespace",
        name_syntax::is_dns_label,
        "use lower-case letters, digits and `-`, at most 63 characters",
    ),
];

/// The help for a kind that isn't one of Backstage's own.
const CUSTOM_KIND_HELP: &str = "if your Backstage has this kind, add its model layer to `catalog.models` in idp.yaml, or turn off the rule: `rules: {unknown-kind: off}`";

/// Whether Backstage itself defines kinds in this `apiVersion`.
fn is_backstage_api_version(version: &str) -> bool {
    let group = version.split('/').next().unwrap_or_default();
    matches!(group, "backstage.io" | "scaffolder.backstage.io")
}

impl EntityChecker<'_> {
    /// Reads the ref of an entity; returns the entity and its metadata.
    pub(super) fn check_entity_envelope<'a, 't>(
        &mut self,
        root: YamlNode<'a, 't>,
    ) -> Option<(Entity, YamlNode<'a, 't>)> {
        if self.reject_non_entity(root) {
            return None;
        }
        let metadata = self.check_required_object(root, "metadata");
        let kind = self.check_required_text(root, root, "kind");
        self.check_required_text(root, root, "apiVersion");
        let metadata = metadata?;
        let name = self.check_required_text(metadata, root, "name");
        let namespace = self.check_optional_text(metadata, "namespace");
        self.check_field_text_rules(root, &ROOT_NAME_RULES);
        self.check_field_text_rules(metadata, &METADATA_NAME_RULES);
        let (kind, name) = (kind?, name?);
        let entity = Entity {
            source: self.source.clone(),
            kind: self.to_source_text(kind),
            name: self.to_source_text(name),
            namespace: namespace.map(|namespace| self.to_source_text(namespace)),
            name_span: self.node_span(metadata.get("name").unwrap_or(metadata)),
            document_span: self.node_span(root),
            title: None,
            description: None,
            type_: None,
            lifecycle: None,
            labels: Box::default(),
            annotations: Box::default(),
            tags: Box::default(),
            links: Box::default(),
            references: Box::default(),
            kind_fields: None,
            rejected: false,
        };
        Some((entity, metadata))
    }

    /// Reports a document without any entity fields, not even misspelled ones, as a single finding.
    fn reject_non_entity(&mut self, root: YamlNode<'_, '_>) -> bool {
        const REQUIRED_ROOT_FIELDS: [&str; 3] = ["apiVersion", "kind", "metadata"];
        // Almost every document has one of them, so the similarity search runs only for the rest.
        if REQUIRED_ROOT_FIELDS
            .iter()
            .any(|part| root.get(part).is_some())
        {
            return false;
        }
        let like = |key: &str| {
            REQUIRED_ROOT_FIELDS
                .iter()
                .any(|part| is_similar_name(key, part))
        };
        let mut keys = root.entries().map(|entry| entry.key);
        let first = keys.next();
        let mut keys = first
            .into_iter()
            .chain(keys)
            .filter_map(YamlNode::text_as_key);
        if keys.any(like) {
            return false;
        }
        let message = "not a Backstage entity: missing `apiVersion`, `kind` and `metadata`";
        self.add_finding("missing-field", first.unwrap_or(root), message);
        true
    }

    fn check_field_text_rules(&mut self, object: YamlNode<'_, '_>, rules: &[FieldTextRule]) {
        for &(key, code, fits, complaint) in rules {
            if let Some(value) = object.get(key)
                && let Some(text) = value.as_str()
                && !text.is_empty()
                && !fits(text)
            {
                self.add_finding(
                    code,
                    value,
                    format!("invalid {key} `{}`: {complaint}", escape_and_truncate(text)),
                );
            }
        }
    }

    pub(super) fn check_root_fields(&mut self, root: YamlNode<'_, '_>) {
        for MappingEntry { key, .. } in root.entries() {
            let text = key.text_as_key().unwrap_or_default();
            if !ENTITY_ROOT_FIELDS.contains(&text) {
                let near = format_did_you_mean(&find_similar_names(text, ENTITY_ROOT_FIELDS));
                let message = format!("unknown top-level field `{}`", escape_and_truncate(text));
                let finding = self.build_finding("unknown-root-field", key, message);
                self.findings.push(finding.with_label(near));
            }
        }
    }

    /// The kind, if Backstage recognises it.
    pub(super) fn resolve_entity_kind(
        &mut self,
        root: YamlNode<'_, '_>,
    ) -> Option<&'static EntityKind> {
        let version = root.get("apiVersion")?.as_str()?;
        let value = root.get("kind")?;
        let text = value.as_str()?;
        if !name_syntax::is_valid_kind(text) || !name_syntax::is_valid_api_version(version) {
            return None;
        }
        let type_ = root.get("spec").and_then(|spec| spec.get("type")?.as_str());
        let Some(kind) = EntityKind::find_for_api_version(self.model, text, type_, version) else {
            let finding = self.build_unknown_kind_finding(value, text, version);
            self.findings.push(finding);
            return None;
        };
        if !kind.api_versions.contains(&version) {
            let value = root.get("apiVersion").unwrap_or(root);
            let shown = escape_and_truncate(version);
            let message = format!("kind {} isn't available in apiVersion `{shown}`", kind.name);
            let finding = self.build_finding("unknown-kind", value, message);
            self.findings
                .push(finding.with_label(format_did_you_mean(&kind.api_versions[..1])));
            return None;
        }
        Some(kind)
    }

    fn build_unknown_kind_finding(
        &self,
        value: YamlNode<'_, '_>,
        text: &str,
        version: &str,
    ) -> Diagnostic {
        let near = find_similar_names(text, self.model.kind_names());
        let message = format!("unknown kind `{}`", escape_and_truncate(text));
        let label = if EntityKind::is_ai_kind(text) {
            Some("to allow it, set `catalog.aiKinds: true` in idp.yaml".to_owned())
        } else {
            format_did_you_mean(&near)
        };
        let mut finding = self
            .build_finding("unknown-kind", value, message)
            .with_label(label);
        if !is_backstage_api_version(version) {
            finding = finding.with_help(CUSTOM_KIND_HELP);
        }
        let meant = BUILTIN_KINDS
            .iter()
            .find(|kind| kind.name.eq_ignore_ascii_case(text));
        match meant {
            Some(kind) => finding.with_fix(self.build_quote_preserving_edit(value, kind.name)),
            None => finding,
        }
    }
}
