//! `metadata`: titles, labels, annotations, tags and links.

use super::Checker;
use super::value::is_nothing;
use crate::catalog::entity::{Entity, LinkText, Pair};
use crate::catalog::name;
use crate::catalog::text::Text;
use crate::diagnostic::Edit;
use crate::printable::brief;
use crate::yaml::{Entry, Node};

impl Checker<'_> {
    pub(super) fn metadata(&mut self, metadata: Node<'_, '_>, entity: &mut Entity) {
        for field in ["uid", "etag"] {
            self.optional_text(metadata, field);
        }
        entity.labels = self.labels(metadata);
        entity.title = self
            .optional_text(metadata, "title")
            .map(|text| self.text_of(text));
        entity.description = self
            .any_text(metadata, "description")
            .map(|text| self.text_of(text));
        entity.annotations = self.annotations(metadata);
        entity.tags = self.tags(metadata);
        entity.links = self.links(metadata);
    }

    fn labels(&mut self, metadata: Node<'_, '_>) -> Box<[Pair]> {
        let Some(labels) = metadata.get("labels") else {
            return Box::default();
        };
        if !labels.is_mapping() {
            self.wrong_type(labels, "`labels` must be an object");
        }
        let mut found = Vec::new();
        for Entry { key, value } in labels.entries() {
            self.key("invalid-label", key);
            match value.as_str() {
                Some(text) if text.is_empty() || name::is_name(text) => found.push(self.pair(key, value, text)),
                Some(text) => self.find("invalid-label", value, format!("`{}` is no value of a label: letters, digits, `-`, `_` and `.`, at most 63", brief(text))),
                None => self.not_text(value, "a label must be a string"),
            }
        }
        found.into()
    }

    /// Backstage lets `annotations: null` pass, and whatever else is nothing to JavaScript.
    fn annotations(&mut self, metadata: Node<'_, '_>) -> Box<[Pair]> {
        let Some(annotations) = metadata.get("annotations") else {
            return Box::default();
        };
        if !annotations.is_mapping() && !is_nothing(annotations) {
            self.wrong_type(annotations, "`annotations` must be an object");
        }
        let mut found = Vec::new();
        for Entry { key, value } in annotations.entries() {
            self.key("invalid-annotation", key);
            match value.as_str() {
                Some(text) => found.push(self.pair(key, value, text)),
                None => self.not_text(value, "an annotation must be a string"),
            }
        }
        found.into()
    }

    fn pair(&self, key: Node<'_, '_>, value: Node<'_, '_>, text: &str) -> Pair {
        Pair {
            key: self.text_of(key.key_text().unwrap_or_default()),
            value: self.text_of(text),
            span: self.span(value),
        }
    }

    fn key(&mut self, code: &'static str, key: Node<'_, '_>) {
        let text = key.key_text().unwrap_or_default();
        if !name::is_key(text) {
            let shown = brief(text);
            let message =
                format!("`{shown}` is no key: a name, or a lower-case domain, `/` and a name");
            self.find(code, key, message);
        }
    }

    fn tags(&mut self, metadata: Node<'_, '_>) -> Box<[Text]> {
        let mut tags = Vec::new();
        for item in self.optional_list(metadata, "tags") {
            match item.as_str() {
                Some(text) if name::is_tag(text) => tags.push(self.text_of(text)),
                Some(text) => self.invalid_tag(item, text),
                None => self.not_text(item, "a tag must be a string"),
            }
        }
        tags.into()
    }

    /// A tag that only has capitals has one right answer.
    fn invalid_tag(&mut self, item: Node<'_, '_>, text: &str) {
        let message = format!(
            "`{}` is no tag: lower-case letters, digits, `:`, `+` and `#`, with single `-` between",
            brief(text)
        );
        let finding = self.finding("invalid-tag", item, message);
        let lower = text.to_ascii_lowercase();
        let range = self.span(item).range();
        let plain = self.source.text.get(range.clone()) == Some(text);
        self.findings.push(match plain && name::is_tag(&lower) {
            true => finding
                .label(Some(format!("write `{lower}`")))
                .fix(Edit::replace(range, lower)),
            false => finding,
        });
    }

    fn links(&mut self, metadata: Node<'_, '_>) -> Box<[LinkText]> {
        let mut links = Vec::new();
        for item in self.optional_list(metadata, "links") {
            if item.is_mapping() {
                links.extend(self.link(item));
            } else {
                self.wrong_type(item, "a link must be an object");
            }
        }
        links.into()
    }

    fn link(&mut self, item: Node<'_, '_>) -> Option<LinkText> {
        let url = self.text(item, item, "url");
        for field in ["title", "icon"] {
            if let Some(value) = item.get(field)
                && value.as_str().is_some_and(|text| text.trim().is_empty())
            {
                let message = format!("`{field}` of a link must not be blank");
                self.find("invalid-link", value, message);
            }
        }
        let title = self.any_text(item, "title").map(|text| self.text_of(text));
        self.any_text(item, "icon");
        let type_ = self
            .optional_text(item, "type")
            .map(|text| self.text_of(text));
        let url = url?;
        if !name::is_url(url) {
            let at = item.get("url").unwrap_or(item);
            self.find("invalid-link", at, format!("`{}` is no URL", brief(url)));
            return None;
        }
        Some(LinkText {
            url: self.text_of(url),
            title,
            type_,
        })
    }
}
