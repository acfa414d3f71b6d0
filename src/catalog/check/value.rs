//! The questions every check asks of a value: is it there, and of what type is it?

use super::Checker;
use crate::diagnostic::{Diagnostic, Edit};
use crate::nearest::{did_you_mean, is_near};
use crate::yaml::{Entry, Node, Scalar, quoted_like};

impl Checker<'_> {
    /// A string that is not empty.
    pub(super) fn filled(&mut self, value: Node<'_, '_>, name: &str) {
        match value.as_str() {
            Some("") => self.find(
                "missing-field",
                value,
                format!("`{name}` must not be empty"),
            ),
            Some(_) => {}
            None => self.not_text(value, format!("`{name}` must be a string")),
        }
    }

    /// A required string of `object`; what is missing is reported at `object`, or at `root` where it is empty.
    pub(super) fn text<'a>(
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

    /// A string of `object` that may be left out, but not be empty.
    pub(super) fn optional_text<'a>(
        &mut self,
        object: Node<'a, '_>,
        name: &str,
    ) -> Option<&'a str> {
        let value = object.get(name)?;
        self.filled(value, name);
        value.as_str().filter(|text| !text.is_empty())
    }

    /// A string of `object` that may be left out or be empty.
    pub(super) fn any_text<'a>(&mut self, object: Node<'a, '_>, name: &str) -> Option<&'a str> {
        let value = object.get(name)?;
        if value.as_str().is_none() {
            self.not_text(value, format!("`{name}` must be a string"));
        }
        value.as_str()
    }

    /// A required object.
    pub(super) fn object<'a, 't>(
        &mut self,
        object: Node<'a, 't>,
        name: &str,
    ) -> Option<Node<'a, 't>> {
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

    /// A list that may be left out.
    pub(super) fn optional_list<'a, 't>(
        &mut self,
        object: Node<'a, 't>,
        name: &str,
    ) -> impl Iterator<Item = Node<'a, 't>> + use<'a, 't> {
        let value = object.get(name);
        if let Some(value) = value.filter(|value| !value.is_sequence()) {
            self.wrong_type(value, format!("`{name}` must be a list"));
        }
        value.into_iter().flat_map(Node::items)
    }

    /// A field that is not there; a key that is nearly it gets a "did you mean", and an empty list that is all there
    /// is to write can be written.
    pub(super) fn missing(&mut self, object: Node<'_, '_>, name: &str) {
        let misspelt = object.entries().find(|entry| {
            let key = entry.key.key_text().unwrap_or_default();
            key != name && is_near(key, name)
        });
        let message = format!("`{name}` is missing");
        let first = object.entries().next();
        let finding = match (misspelt, first) {
            (Some(Entry { key, .. }), _) => self
                .finding("missing-field", key, message)
                .label(did_you_mean(&[name]))
                .fix(self.respelt(key, name)),
            (None, Some(Entry { key, .. })) => {
                let finding = self.finding("missing-field", key, message);
                self.with_an_empty_list(finding, object, key, name)
            }
            (None, None) => self.finding("missing-field", object, message),
        };
        self.findings.push(finding);
    }

    /// A group without groups below it and a user without groups say so with an empty list.
    fn with_an_empty_list(
        &self,
        finding: Diagnostic,
        object: Node<'_, '_>,
        first: Node<'_, '_>,
        name: &str,
    ) -> Diagnostic {
        let at = self.span(first).range().start;
        let before = &self.source.text[..at];
        let indent = &before[before.rfind('\n').map_or(0, |newline| newline + 1)..];
        let own_line = indent.chars().all(|character| character == ' ');
        if !(own_line && matches!(name, "children" | "memberOf")) {
            return finding;
        }
        let key = self.respelt(first, name).text;
        let comma = match self.written(object).starts_with('{') {
            true => ",",
            false => "",
        };
        finding
            .label(Some(format!("write `{key}: []`")))
            .fix(Edit::insert(at, format!("{key}: []{comma}\n{indent}")))
    }

    /// `node` with another text, in the quotes that it has.
    pub(super) fn respelt(&self, node: Node<'_, '_>, text: &str) -> Edit {
        let text = quoted_like(self.written(node), text);
        Edit::replace(self.span(node).range(), text)
    }

    fn written(&self, node: Node<'_, '_>) -> &str {
        let text = self.source.text.get(self.span(node).range());
        text.unwrap_or_default()
    }

    /// What should have been a string; a number or a word that means something needs quotes only.
    pub(super) fn not_text(&mut self, value: Node<'_, '_>, message: impl Into<String>) {
        if self.open(value).is_some() {
            return;
        }
        let range = self.span(value).range();
        let written = self.source.text.get(range.clone()).unwrap_or_default();
        let finding = self.finding("wrong-type", value, message);
        let type_name = value.type_name();
        self.findings.push(match type_name {
            // Not where an alias stands for it.
            "number" | "boolean" if value.key_text() == Some(written) => finding
                .label(Some("put it in quotes to make it a string".to_owned()))
                .fix(Edit::replace(range, format!("\"{written}\""))),
            _ => match added_placeholder(value) {
                Some(name) => finding
                    .label(Some(format!(
                        "only a Backstage with the placeholder `${name}` reads it"
                    )))
                    .help(format!(
                        "if yours has it, add `catalog: {{placeholders: [{name}]}}` to idp.yaml"
                    )),
                None => finding.label(Some(format!("this is {}", kind_of_value(type_name)))),
            },
        });
    }

    /// What is of another type than it should be.
    pub(super) fn wrong_type(&mut self, value: Node<'_, '_>, message: impl Into<String>) {
        if self.open(value).is_some_and(|open| !open.is_text) {
            return;
        }
        let label = format!("this is {}", kind_of_value(value.type_name()));
        let finding = self.finding("wrong-type", value, message);
        self.findings.push(finding.label(Some(label)));
    }
}

/// `a list`, `an object`, `null`.
fn kind_of_value(type_name: &str) -> String {
    match type_name {
        "null" => "null; give it a value, or remove the key".to_owned(),
        "object" => "an object".to_owned(),
        name => format!("a {name}"),
    }
}

/// The name of the placeholder that `value` would be in a Backstage that has one of this name.
fn added_placeholder<'a>(value: Node<'a, '_>) -> Option<&'a str> {
    let mut entries = value.entries();
    let (entry, None) = (entries.next()?, entries.next()) else {
        return None;
    };
    let name = entry.key.key_text()?.strip_prefix('$')?;
    let is_name = !name.is_empty() && name.chars().all(|char| char.is_ascii_alphanumeric());
    is_name.then_some(name)
}

/// Whether it is what JavaScript takes for false: code that asks no schema takes it for nothing.
pub(super) fn is_nothing(value: Node<'_, '_>) -> bool {
    match value.scalar() {
        Some(Scalar::Null | Scalar::Bool(false) | Scalar::Text("")) => true,
        Some(Scalar::Number(number)) => number == 0.0 || number.is_nan(),
        _ => false,
    }
}
