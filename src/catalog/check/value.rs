//! Checks that apply to every value: whether it exists, and its type.

use super::EntityChecker;
use crate::diagnostic::{Diagnostic, TextEdit};
use crate::similar_names::{format_did_you_mean, is_similar_name};
use crate::yaml::{MappingEntry, YamlNode, YamlScalar, quote_like};

impl EntityChecker<'_> {
    /// Checks for a non-empty string.
    pub(super) fn check_non_empty_text(&mut self, value: YamlNode<'_, '_>, name: &str) {
        match value.as_str() {
            Some("") => self.add_finding(
                "missing-field",
                value,
                format!("`{name}` must not be empty"),
            ),
            Some(_) => {}
            None => self.report_not_text(value, format!("`{name}` must be a string")),
        }
    }

    /// Checks a required string of `object`; a missing one is reported at `object`, or at `root` if the object is
    /// empty.
    pub(super) fn check_required_text<'a>(
        &mut self,
        object: YamlNode<'a, '_>,
        root: YamlNode<'_, '_>,
        name: &str,
    ) -> Option<&'a str> {
        let Some(value) = object.get(name) else {
            self.report_missing_field(if object.is_null() { root } else { object }, name);
            return None;
        };
        self.check_non_empty_text(value, name);
        value.as_str().filter(|text| !text.is_empty())
    }

    /// Checks an optional string of `object` that must not be empty.
    pub(super) fn check_optional_text<'a>(
        &mut self,
        object: YamlNode<'a, '_>,
        name: &str,
    ) -> Option<&'a str> {
        let value = object.get(name)?;
        self.check_non_empty_text(value, name);
        value.as_str().filter(|text| !text.is_empty())
    }

    /// Checks an optional string of `object` that may be empty.
    pub(super) fn check_possibly_empty_text<'a>(
        &mut self,
        object: YamlNode<'a, '_>,
        name: &str,
    ) -> Option<&'a str> {
        let value = object.get(name)?;
        if value.as_str().is_none() {
            self.report_not_text(value, format!("`{name}` must be a string"));
        }
        value.as_str()
    }

    /// Checks a required object.
    pub(super) fn check_required_object<'a, 't>(
        &mut self,
        object: YamlNode<'a, 't>,
        name: &str,
    ) -> Option<YamlNode<'a, 't>> {
        match object.get(name) {
            Some(value) if value.is_mapping() => Some(value),
            Some(value) => {
                self.report_wrong_type(value, format!("`{name}` must be an object"));
                None
            }
            None => {
                self.report_missing_field(object, name);
                None
            }
        }
    }

    /// Checks an optional list.
    pub(super) fn check_optional_list<'a, 't>(
        &mut self,
        object: YamlNode<'a, 't>,
        name: &str,
    ) -> impl Iterator<Item = YamlNode<'a, 't>> + use<'a, 't> {
        let value = object.get(name);
        if let Some(value) = value.filter(|value| !value.is_sequence()) {
            self.report_wrong_type(value, format!("`{name}` must be a list"));
        }
        value.into_iter().flat_map(YamlNode::items)
    }

    /// Reports a missing field. A similar key gets a "did you mean"; if an empty list is valid, the finding has a fix.
    pub(super) fn report_missing_field(&mut self, object: YamlNode<'_, '_>, name: &str) {
        let misspelt = object.entries().find(|entry| {
            let key = entry.key.text_as_key().unwrap_or_default();
            key != name && is_similar_name(key, name)
        });
        let message = format!("missing `{name}`");
        let first = object.entries().next();
        let finding = match (misspelt, first) {
            (Some(MappingEntry { key, .. }), _) => self
                .build_finding("missing-field", key, message)
                .with_label(format_did_you_mean(&[name]))
                .with_fix(self.build_quote_preserving_edit(key, name)),
            (None, Some(MappingEntry { key, .. })) => {
                let finding = self.build_finding("missing-field", key, message);
                self.add_fix_inserting_empty_list(finding, object, key, name)
            }
            (None, None) => self.build_finding("missing-field", object, message),
        };
        self.findings.push(finding);
    }

    /// For a group without child groups or a user without groups, the required field is an empty list.
    fn add_fix_inserting_empty_list(
        &self,
        finding: Diagnostic,
        object: YamlNode<'_, '_>,
        first: YamlNode<'_, '_>,
        name: &str,
    ) -> Diagnostic {
        let at = self.node_span(first).to_range().start;
        let before = &self.source.text[..at];
        let indent = &before[before.rfind('\n').map_or(0, |newline| newline + 1)..];
        let own_line = indent.chars().all(|character| character == ' ');
        if !(own_line && matches!(name, "children" | "memberOf")) {
            return finding;
        }
        let key = self.build_quote_preserving_edit(first, name).text;
        let comma = if self.node_source_text(object).starts_with('{') {
            ","
        } else {
            ""
        };
        finding
            .with_label(Some(format!("write `{key}: []`")))
            .with_fix(TextEdit::insertion(
                at,
                format!("{key}: []{comma}\n{indent}"),
            ))
    }

    /// Replaces the text of `node` and keeps its quotes.
    pub(super) fn build_quote_preserving_edit(
        &self,
        node: YamlNode<'_, '_>,
        text: &str,
    ) -> TextEdit {
        let text = quote_like(self.node_source_text(node), text);
        TextEdit::new_replacement(self.node_span(node).to_range(), text)
    }

    fn node_source_text(&self, node: YamlNode<'_, '_>) -> &str {
        let text = self.source.text.get(self.node_span(node).to_range());
        text.unwrap_or_default()
    }

    /// Reports a value that must be a string. A number or boolean only needs quotes.
    pub(super) fn report_not_text(&mut self, value: YamlNode<'_, '_>, message: impl Into<String>) {
        if self.find_unresolved_placeholder_at_node(value).is_some() {
            return;
        }
        let range = self.node_span(value).to_range();
        let written = self.source.text.get(range.clone()).unwrap_or_default();
        let finding = self.build_finding("wrong-type", value, message);
        let type_name = value.type_name();
        self.findings.push(match type_name {
            // Quotes don't fix an alias: its text is `*name`, not the value.
            "number" | "boolean" if value.text_as_key() == Some(written) => finding
                .with_label(Some("put it in quotes to make it a string".to_owned()))
                .with_fix(TextEdit::new_replacement(range, format!("\"{written}\""))),
            _ => match custom_placeholder_name(value) {
                Some(name) => finding
                    .with_label(Some(format!(
                        "requires the placeholder `${name}` in Backstage"
                    )))
                    .with_help(format!(
                        "if your Backstage has it, add `catalog: {{placeholders: [{name}]}}` to idp.yaml"
                    )),
                None => {
                    finding.with_label(Some(format!("this is {}", describe_value_type(type_name))))
                }
            },
        });
    }

    /// Reports a value of the wrong type.
    pub(super) fn report_wrong_type(
        &mut self,
        value: YamlNode<'_, '_>,
        message: impl Into<String>,
    ) {
        if self
            .find_unresolved_placeholder_at_node(value)
            .is_some_and(|open| !open.is_text)
        {
            return;
        }
        let label = format!("this is {}", describe_value_type(value.type_name()));
        let finding = self.build_finding("wrong-type", value, message);
        self.findings.push(finding.with_label(Some(label)));
    }
}

/// `a list`, `an object`, `null`.
fn describe_value_type(type_name: &str) -> String {
    match type_name {
        "null" => "null; set a value, or remove the key".to_owned(),
        "object" => "an object".to_owned(),
        name => format!("a {name}"),
    }
}

/// The name of the custom placeholder that `value` may be.
fn custom_placeholder_name<'a>(value: YamlNode<'a, '_>) -> Option<&'a str> {
    let mut entries = value.entries();
    let (entry, None) = (entries.next()?, entries.next()) else {
        return None;
    };
    let name = entry.key.text_as_key()?.strip_prefix('$')?;
    let is_name = !name.is_empty() && name.chars().all(|char| char.is_ascii_alphanumeric());
    is_name.then_some(name)
}

/// Whether the value is falsy in JavaScript: code without a schema treats it as absent.
pub(super) fn is_js_falsy(value: YamlNode<'_, '_>) -> bool {
    match value.scalar() {
        Some(YamlScalar::Null | YamlScalar::Bool(false) | YamlScalar::Text("")) => true,
        Some(YamlScalar::Number(number)) => number == 0.0 || number.is_nan(),
        _ => false,
    }
}
