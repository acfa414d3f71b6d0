//! `metadata`: titles, labels, annotations, tags and links.

use super::EntityChecker;
use super::value::is_js_falsy;
use crate::catalog::entity::{CompactEntityLink, Entity, KeyValueWithSpan};
use crate::catalog::name_syntax;
use crate::catalog::source_text::SpanOrOwnedText;
use crate::diagnostic::TextEdit;
use crate::printable::escape_and_truncate;
use crate::yaml::{MappingEntry, YamlNode};

impl EntityChecker<'_> {
    pub(super) fn check_metadata(&mut self, metadata: YamlNode<'_, '_>, entity: &mut Entity) {
        for field in ["uid", "etag"] {
            self.check_optional_text(metadata, field);
        }
        entity.labels = self.check_labels(metadata);
        entity.title = self
            .check_optional_text(metadata, "title")
            .map(|text| self.to_source_text(text));
        entity.description = self
            .check_possibly_empty_text(metadata, "description")
            .map(|text| self.to_source_text(text));
        entity.annotations = self.check_annotations(metadata);
        entity.tags = self.check_tags(metadata);
        entity.links = self.check_links(metadata);
    }

    fn check_labels(&mut self, metadata: YamlNode<'_, '_>) -> Box<[KeyValueWithSpan]> {
        let Some(labels) = metadata.get("labels") else {
            return Box::default();
        };
        if !labels.is_mapping() {
            self.report_wrong_type(labels, "`labels` must be an object");
        }
        let mut found = Vec::new();
        for MappingEntry { key, value } in labels.entries() {
            self.check_metadata_key("invalid-label", key);
            match value.as_str() {
                Some(text) if text.is_empty() || name_syntax::is_valid_entity_name(text) => found.push(self.build_compact_key_value(key, value, text)),
                Some(text) => self.add_finding("invalid-label", value, format!("invalid label value `{}`: use letters, digits, `-`, `_` and `.`, at most 63 characters", escape_and_truncate(text))),
                None => self.report_not_text(value, "a label value must be a string"),
            }
        }
        found.into()
    }

    /// Backstage accepts `annotations: null` and any other value that is falsy in JavaScript.
    fn check_annotations(&mut self, metadata: YamlNode<'_, '_>) -> Box<[KeyValueWithSpan]> {
        let Some(annotations) = metadata.get("annotations") else {
            return Box::default();
        };
        if !annotations.is_mapping() && !is_js_falsy(annotations) {
            self.report_wrong_type(annotations, "`annotations` must be an object");
        }
        let mut found = Vec::new();
        for MappingEntry { key, value } in annotations.entries() {
            self.check_metadata_key("invalid-annotation", key);
            match value.as_str() {
                Some(text) => found.push(self.build_compact_key_value(key, value, text)),
                None => self.report_not_text(value, "an annotation must be a string"),
            }
        }
        found.into()
    }

    fn build_compact_key_value(
        &self,
        key: YamlNode<'_, '_>,
        value: YamlNode<'_, '_>,
        text: &str,
    ) -> KeyValueWithSpan {
        KeyValueWithSpan {
            key: self.to_source_text(key.text_as_key().unwrap_or_default()),
            value: self.to_source_text(text),
            span: self.node_span(value),
        }
    }

    fn check_metadata_key(&mut self, code: &'static str, key: YamlNode<'_, '_>) {
        let text = key.text_as_key().unwrap_or_default();
        if !name_syntax::is_valid_metadata_key(text) {
            let shown = escape_and_truncate(text);
            let message = format!(
                "invalid key `{shown}`: use a name, or a lower-case domain, `/` and a name"
            );
            self.add_finding(code, key, message);
        }
    }

    fn check_tags(&mut self, metadata: YamlNode<'_, '_>) -> Box<[SpanOrOwnedText]> {
        let mut tags = Vec::new();
        for item in self.check_optional_list(metadata, "tags") {
            match item.as_str() {
                Some(text) if name_syntax::is_valid_tag(text) => {
                    tags.push(self.to_source_text(text))
                }
                Some(text) => self.report_invalid_tag(item, text),
                None => self.report_not_text(item, "a tag must be a string"),
            }
        }
        tags.into()
    }

    /// A tag whose only problem is upper case has exactly one correct fix.
    fn report_invalid_tag(&mut self, item: YamlNode<'_, '_>, text: &str) {
        let message = format!(
            "invalid tag `{}`: use lower-case letters, digits, `:`, `+` and `#`, in words separated by a single `-`",
            escape_and_truncate(text)
        );
        let finding = self.build_finding("invalid-tag", item, message);
        let lower = text.to_ascii_lowercase();
        let range = self.node_span(item).to_range();
        let plain = self.source.text.get(range.clone()) == Some(text);
        self.findings
            .push(if plain && name_syntax::is_valid_tag(&lower) {
                finding
                    .with_label(Some(format!("write `{lower}`")))
                    .with_fix(TextEdit::new_replacement(range, lower))
            } else {
                finding
            });
    }

    fn check_links(&mut self, metadata: YamlNode<'_, '_>) -> Box<[CompactEntityLink]> {
        let mut links = Vec::new();
        for item in self.check_optional_list(metadata, "links") {
            if item.is_mapping() {
                links.extend(self.check_link(item));
            } else {
                self.report_wrong_type(item, "a link must be an object");
            }
        }
        links.into()
    }

    fn check_link(&mut self, item: YamlNode<'_, '_>) -> Option<CompactEntityLink> {
        let url = self.check_required_text(item, item, "url");
        for field in ["title", "icon"] {
            if let Some(value) = item.get(field)
                && value.as_str().is_some_and(|text| text.trim().is_empty())
            {
                let message = format!("`{field}` of a link must not be blank");
                self.add_finding("invalid-link", value, message);
            }
        }
        let title = self
            .check_possibly_empty_text(item, "title")
            .map(|text| self.to_source_text(text));
        self.check_possibly_empty_text(item, "icon");
        let type_ = self
            .check_optional_text(item, "type")
            .map(|text| self.to_source_text(text));
        let url = url?;
        if !name_syntax::is_url(url) {
            let at = item.get("url").unwrap_or(item);
            self.add_finding(
                "invalid-link",
                at,
                format!("invalid URL `{}`", escape_and_truncate(url)),
            );
            return None;
        }
        Some(CompactEntityLink {
            url: self.to_source_text(url),
            title,
            type_,
        })
    }
}
