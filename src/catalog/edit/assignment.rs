//! `owner=payments`, `members+=zoe`: a change to a field, as typed on the command line.

use super::field_path::{Field, ListFieldItemKind};
use super::value::FieldValue;
use crate::error::{Error, Result};
use crate::printable::escape_and_truncate;

/// A change to a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    field: Field,
    operator: AssignmentOperator,
    value: AssignedValue,
}

/// The effect on the current value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssignmentOperator {
    /// `=`: replaces the value; an empty value removes the field.
    Set,
    /// `+=`: adds items to a list.
    Add,
    /// `-=`: removes items from a list.
    Remove,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum AssignedValue {
    /// The text as typed; items of a list are separated by commas.
    Text(String),
    /// A whole value: the text of a file, or a placeholder.
    Value(FieldValue),
}

impl AssignmentOperator {
    /// The operator as typed.
    pub fn as_str(self) -> &'static str {
        match self {
            AssignmentOperator::Set => "=",
            AssignmentOperator::Add => "+=",
            AssignmentOperator::Remove => "-=",
        }
    }
}

impl Assignment {
    /// Whether `text` is an assignment and not a name.
    pub fn looks_like_assignment(text: &str) -> bool {
        text.contains('=')
    }

    /// Reads `FIELD=VALUE`, `FIELD+=VALUE` or `FIELD-=VALUE`.
    ///
    /// # Errors
    /// Usage (2) for an unknown field, or if the value is missing.
    pub fn parse(text: &str) -> Result<Assignment> {
        let Some((name, value)) = text.split_once('=') else {
            let message = format!("`{}` has no value", escape_and_truncate(text));
            return Err(Error::usage(message).with_hint("use FIELD=VALUE, such as owner=team-a"));
        };
        let (name, operator) = match (name.strip_suffix('+'), name.strip_suffix('-')) {
            (Some(name), _) => (name, AssignmentOperator::Add),
            (_, Some(name)) => (name, AssignmentOperator::Remove),
            _ => (name, AssignmentOperator::Set),
        };
        let field = Field::parse(name)?;
        if operator != AssignmentOperator::Set && field.link_title().is_some() {
            return Err(Error::usage(format!(
                "`{}` is a single link, so `{}` can't change it",
                escape_and_truncate(name),
                operator.as_str()
            ))
            .with_hint("set it: link:TITLE=URL · remove it: link:TITLE="));
        }
        let value = match parse_file_placeholder(value).filter(|_| field.accepts_file_value()) {
            Some(placeholder) => AssignedValue::Value(placeholder),
            None => AssignedValue::Text(value.to_owned()),
        };
        Ok(Assignment {
            field,
            operator,
            value,
        })
    }

    /// Creates an assignment of a single string.
    pub fn from_field_and_text(field: Field, text: &str) -> Assignment {
        Assignment::from_field_and_value(field, FieldValue::from_text(text))
    }

    /// Creates an assignment that replaces the value.
    pub fn from_field_and_value(field: Field, value: FieldValue) -> Assignment {
        Assignment {
            field,
            operator: AssignmentOperator::Set,
            value: AssignedValue::Value(value),
        }
    }

    /// Creates an assignment that adds one item to a list.
    pub fn adding_item(field: Field, item: FieldValue) -> Assignment {
        Assignment {
            operator: AssignmentOperator::Add,
            ..Assignment::from_field_and_value(field, item)
        }
    }

    /// The field.
    pub fn field(&self) -> &Field {
        &self.field
    }

    /// The operator.
    pub fn operator(&self) -> AssignmentOperator {
        self.operator
    }

    /// The value as typed; `None` for a placeholder or the content of a file.
    pub fn entered_text(&self) -> Option<&str> {
        match &self.value {
            AssignedValue::Text(text) => Some(text),
            AssignedValue::Value(_) => None,
        }
    }

    /// The same assignment with the content of a file as its value.
    #[must_use]
    pub fn with_value_from_file(self, text: String) -> Assignment {
        Assignment {
            value: AssignedValue::Value(FieldValue::Text(text)),
            ..self
        }
    }

    /// Whether the assignment removes the field.
    pub fn removes_field(&self) -> bool {
        self.operator == AssignmentOperator::Set && self.entered_text() == Some("")
    }

    /// The single value.
    ///
    /// # Errors
    /// Usage (2) for an operator that needs a list.
    pub(in crate::catalog) fn to_single_value(&self) -> Result<FieldValue> {
        if self.operator != AssignmentOperator::Set {
            let name = self.field.shortest_spelling();
            let message = format!(
                "`{}` isn't a list, so `{}` can't change it",
                escape_and_truncate(&name),
                self.operator.as_str()
            );
            return Err(
                Error::usage(message).with_hint(format!("{}=VALUE", escape_and_truncate(&name)))
            );
        }
        Ok(match &self.value {
            AssignedValue::Text(text) => FieldValue::from_text(text),
            AssignedValue::Value(value) => value.clone(),
        })
    }

    /// The items of a list.
    ///
    /// # Errors
    /// Usage (2) if an item is empty, or if there are no items to add or remove.
    pub(in crate::catalog) fn parse_list_items(
        &self,
        of: Option<ListFieldItemKind>,
    ) -> Result<Vec<FieldValue>> {
        let text = match &self.value {
            AssignedValue::Text(text) => text,
            AssignedValue::Value(value) => return Ok(vec![value.clone()]),
        };
        if let Some(title) = self.field.link_title() {
            return Ok(vec![build_link_value(text, Some(title))]);
        }
        if text.is_empty() && self.operator == AssignmentOperator::Set {
            return Ok(Vec::new());
        }
        let parts = split_at_commas(text);
        if parts.iter().any(String::is_empty) {
            return Err(Error::usage(format!(
                "empty item in `{}`",
                escape_and_truncate(&self.to_string())
            ))
            .with_hint("separate items with one comma; write a comma inside an item as `\\,`"));
        }
        let item = |part: &String| match of {
            Some(ListFieldItemKind::Links) => match part.split_once('|') {
                Some((url, title)) => build_link_value(url.trim(), Some(title.trim())),
                None => build_link_value(part, None),
            },
            _ => FieldValue::from_text(part),
        };
        Ok(parts.iter().map(item).collect())
    }
}

/// Rejects setting a field twice, because the result would depend on the order.
///
/// # Errors
/// Usage (2), naming the field.
pub fn reject_repeated_field_assignments(assignments: &[Assignment]) -> Result<()> {
    for (index, assignment) in assignments.iter().enumerate() {
        let again = |other: &&Assignment| {
            other.field == assignment.field && other.operator == AssignmentOperator::Set
        };
        if assignment.operator == AssignmentOperator::Set
            && assignments[..index].iter().any(|other| again(&other))
        {
            let name = assignment.field.shortest_spelling();
            return Err(
                Error::usage(format!("`{}` is set twice", escape_and_truncate(&name))).with_hint(
                    format!("set several items: {}=a,b", escape_and_truncate(&name)),
                ),
            );
        }
    }
    Ok(())
}

fn build_link_value(url: &str, title: Option<&str>) -> FieldValue {
    let pair = |key: &str, text: &str| (key.to_owned(), text.to_owned());
    let title = title.filter(|title| !title.is_empty());
    FieldValue::Object(
        std::iter::once(pair("url", url))
            .chain(title.map(|title| pair("title", title)))
            .collect(),
    )
}

/// Parses `$text:./a.yaml`, the command-line form of `$text: ./a.yaml`.
fn parse_file_placeholder(value: &str) -> Option<FieldValue> {
    let (key, target) = value.split_once(':')?;
    let name = key.strip_prefix('$')?;
    let word = !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric());
    (word && !target.is_empty())
        .then(|| FieldValue::Object(vec![(key.to_owned(), target.trim_start().to_owned())]))
}

/// Splits at commas; `\,` is a comma within an item, and `\\` a backslash.
fn split_at_commas(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let escaped = characters.next_if(|next| character == '\\' && matches!(next, ',' | '\\'));
        match (character, escaped) {
            (_, Some(escaped)) => parts.last_mut().unwrap_or(&mut String::new()).push(escaped),
            (',', None) => parts.push(String::new()),
            (character, None) => {
                if let Some(last) = parts.last_mut() {
                    last.push(character);
                }
            }
        }
    }
    parts.iter().map(|part| part.trim().to_owned()).collect()
}

impl std::fmt::Display for Assignment {
    /// The assignment as typed, without the content of a file.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}{}",
            self.field.shortest_spelling(),
            self.operator.as_str()
        )?;
        match &self.value {
            AssignedValue::Text(text) => f.write_str(text),
            AssignedValue::Value(FieldValue::Text(text)) if text.contains('\n') => f.write_str("…"),
            AssignedValue::Value(FieldValue::Text(text)) => f.write_str(text),
            AssignedValue::Value(FieldValue::Object(pairs)) => {
                let pairs: Vec<String> = pairs
                    .iter()
                    .map(|(key, text)| format!("{key}:{text}"))
                    .collect();
                f.write_str(&pairs.join(","))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_and_commas() {
        let items = |text: &str, of: Option<ListFieldItemKind>| {
            let assignment = Assignment::parse(text).unwrap();
            let items = assignment.parse_list_items(of).unwrap();
            let items: Vec<String> = items
                .iter()
                .map(|item| item.to_json().to_string())
                .collect();
            format!("{} {}", assignment.operator().as_str(), items.join(" "))
        };
        insta::assert_snapshot!(items("members=ada, bruno", None), @r#"= "ada" "bruno""#);
        insta::assert_snapshot!(items("members+=zoe", None), @r#"+= "zoe""#);
        insta::assert_snapshot!(items("tags-=a\\,b,c\\\\d", None), @r#"-= "a,b" "c\\d""#);
        insta::assert_snapshot!(items("links+=https://a.b/c?d=e|The A", Some(ListFieldItemKind::Links)), @r#"+= {"title":"The A","url":"https://a.b/c?d=e"}"#);
        insta::assert_snapshot!(items("link:The A=https://a.b", Some(ListFieldItemKind::Links)), @r#"= {"title":"The A","url":"https://a.b"}"#);
        insta::assert_snapshot!(items("members=", None), @"= ");
        for text in ["members+=", "members=a,,b", "members-=,"] {
            assert!(
                Assignment::parse(text)
                    .unwrap()
                    .parse_list_items(None)
                    .is_err(),
                "{text}"
            );
        }
        for text in ["owner", "=a", "+=a", "link:A+=https://a.b", "members+ =a"] {
            assert!(Assignment::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_placeholder_is_an_object() {
        let assignment = Assignment::parse("definition=$text:./openapi.yaml").unwrap();
        assert_eq!(
            assignment.to_single_value().unwrap().to_json(),
            serde_json::json!({"$text": "./openapi.yaml"})
        );
        assert_eq!(assignment.to_string(), "definition=$text:./openapi.yaml");
        let text = Assignment::parse("owner=$text:./a").unwrap();
        assert_eq!(
            text.to_single_value().unwrap(),
            FieldValue::from_text("$text:./a")
        );
    }

    #[test]
    fn a_field_is_set_once() {
        let check = |texts: &[&str]| {
            let assignments: Vec<Assignment> = texts
                .iter()
                .map(|text| Assignment::parse(text).unwrap())
                .collect();
            reject_repeated_field_assignments(&assignments).is_ok()
        };
        assert!(check(&[
            "members+=a",
            "members+=b",
            "members-=c",
            "owner=a"
        ]));
        assert!(!check(&["owner=a", "spec.owner=b"]));
    }
}
