//! A value to write into a catalog file, and its YAML.

use serde_json::{Map, Value};

use crate::yaml::{MappingEntry, YamlNode, double_quote, quote_yaml_if_needed};

/// A value of a field, or an item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldValue {
    /// A string.
    Text(String),
    /// An object with string values: a link, or a placeholder such as `$text`.
    Object(Vec<(String, String)>),
}

/// The new value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::catalog) enum FieldValueOrList {
    One(FieldValue),
    List(Vec<FieldValue>),
}

/// The formatting of the file around a value.
#[derive(Clone, Copy, Debug)]
pub(in crate::catalog) struct YamlStyle {
    /// The additional indentation of the keys of an object.
    pub(in crate::catalog) mapping_indent: usize,
    /// The additional indentation of a list relative to its key.
    pub(in crate::catalog) list_indent: usize,
    /// The line ending.
    pub(in crate::catalog) ending: &'static str,
    /// Whether the document is JSON, which needs every key and string in double quotes.
    pub(in crate::catalog) is_json: bool,
}

/// The YAML after a key: the rest of its line, and the lines below, each with its line ending before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::catalog) struct YamlFragment {
    /// The rest of the line, without the space after the colon.
    pub(in crate::catalog) inline: String,
    pub(in crate::catalog) lines: String,
}

impl FieldValue {
    pub(in crate::catalog) fn from_text(text: &str) -> FieldValue {
        FieldValue::Text(text.to_owned())
    }

    /// Reads a value from the file: a scalar as a string, whatever its YAML type, or an object of strings.
    pub(super) fn from_yaml_node(node: YamlNode<'_, '_>) -> Option<FieldValue> {
        if !node.is_mapping() {
            return node.text_as_key().map(FieldValue::from_text);
        }
        let pair = |entry: MappingEntry<'_, '_>| {
            let (key, text) = (entry.key.text_as_key()?, entry.value.as_str()?);
            Some((key.to_owned(), text.to_owned()))
        };
        let pairs: Option<Vec<_>> = node.entries().map(pair).collect();
        pairs.map(FieldValue::Object)
    }

    /// The same object with `text` as the value of `key`.
    #[must_use]
    pub(super) fn with_text_at_key(mut self, key: &str, text: &str) -> FieldValue {
        if let FieldValue::Object(pairs) = &mut self {
            for (_, there) in pairs.iter_mut().filter(|(known, _)| known == key) {
                text.clone_into(there);
            }
        }
        self
    }

    pub(in crate::catalog) fn to_json(&self) -> Value {
        match self {
            FieldValue::Text(text) => Value::String(text.clone()),
            FieldValue::Object(pairs) => {
                let pairs = pairs
                    .iter()
                    .map(|(key, text)| (key.clone(), text.as_str().into()));
                Value::Object(pairs.collect::<Map<_, _>>())
            }
        }
    }

    /// The value in flow style, as used within brackets; a string may also follow its key.
    pub(super) fn to_flow_yaml(&self) -> String {
        match self {
            FieldValue::Text(text) => quote_yaml_if_needed(text),
            FieldValue::Object(pairs) => {
                let pair = |(key, text): &(String, String)| {
                    format!("{}: {}", quote_object_key(key), quote_object_text(text))
                };
                let pairs: Vec<String> = pairs.iter().map(pair).collect();
                format!("{{{}}}", pairs.join(", "))
            }
        }
    }

    /// Like [`FieldValue::to_flow_yaml`], but for a JSON file.
    pub(super) fn to_json_text(&self) -> String {
        match self {
            FieldValue::Text(text) => double_quote(text),
            FieldValue::Object(pairs) => {
                let pair = |(key, text): &(String, String)| {
                    format!("{}: {}", double_quote(key), double_quote(text))
                };
                let pairs: Vec<String> = pairs.iter().map(pair).collect();
                format!("{{{}}}", pairs.join(", "))
            }
        }
    }

    /// The value in block style, to write after a key with indentation `indent`.
    fn to_block_yaml(&self, indent: usize, style: YamlStyle) -> YamlFragment {
        match self {
            FieldValue::Text(text) => {
                render_literal_block(text, indent + style.mapping_indent, style).unwrap_or(
                    YamlFragment {
                        inline: quote_yaml_if_needed(text),
                        lines: String::new(),
                    },
                )
            }
            FieldValue::Object(pairs) => {
                let indent = indent + style.mapping_indent;
                let line = |(key, text): &(String, String)| {
                    format!(
                        "{}{:indent$}{}: {}",
                        style.ending,
                        "",
                        quote_object_key(key),
                        quote_object_text(text)
                    )
                };
                YamlFragment {
                    inline: String::new(),
                    lines: pairs.iter().map(line).collect(),
                }
            }
        }
    }

    /// The value as a list item, to write after a dash at indentation `indent` and `gap` spaces.
    pub(super) fn to_block_list_item(&self, indent: usize, gap: usize, style: YamlStyle) -> String {
        match self {
            FieldValue::Text(text) => quote_yaml_if_needed(text),
            FieldValue::Object(pairs) => {
                let below = format!("{}{:width$}", style.ending, "", width = indent + 1 + gap);
                let line = |(key, text): &(String, String)| {
                    format!("{}: {}", quote_object_key(key), quote_object_text(text))
                };
                let lines: Vec<String> = pairs.iter().map(line).collect();
                lines.join(&below)
            }
        }
    }
}

impl FieldValueOrList {
    #[cfg(test)]
    fn to_json(&self) -> Value {
        match self {
            FieldValueOrList::One(value) => value.to_json(),
            FieldValueOrList::List(items) => items.iter().map(FieldValue::to_json).collect(),
        }
    }

    pub(super) fn to_flow_yaml(&self) -> String {
        match self {
            FieldValueOrList::One(value) => value.to_flow_yaml(),
            FieldValueOrList::List(items) => {
                let items: Vec<String> = items.iter().map(FieldValue::to_flow_yaml).collect();
                format!("[{}]", items.join(", "))
            }
        }
    }

    /// Like [`FieldValueOrList::to_flow_yaml`], but for a JSON file.
    pub(super) fn to_json_text(&self) -> String {
        match self {
            FieldValueOrList::One(value) => value.to_json_text(),
            FieldValueOrList::List(items) => {
                let items: Vec<String> = items.iter().map(FieldValue::to_json_text).collect();
                format!("[{}]", items.join(", "))
            }
        }
    }

    /// The value in block style, to write after a key with indentation `indent`.
    pub(in crate::catalog) fn to_block_yaml(
        &self,
        indent: usize,
        style: YamlStyle,
    ) -> YamlFragment {
        match self {
            FieldValueOrList::One(value) => value.to_block_yaml(indent, style),
            FieldValueOrList::List(items) if items.is_empty() => YamlFragment {
                inline: "[]".to_owned(),
                lines: String::new(),
            },
            FieldValueOrList::List(items) => {
                let indent = indent + style.list_indent;
                let line = |item: &FieldValue| {
                    format!(
                        "{}{:indent$}- {}",
                        style.ending,
                        "",
                        item.to_block_list_item(indent, 1, style)
                    )
                };
                YamlFragment {
                    inline: String::new(),
                    lines: items.iter().map(line).collect(),
                }
            }
        }
    }
}

/// `$text` needs no quotes, and is usually written without.
fn quote_object_key(key: &str) -> String {
    let word = |rest: &str| rest.chars().all(|letter| letter.is_ascii_alphanumeric());
    match key.strip_prefix('$') {
        Some(rest) if !rest.is_empty() && word(rest) => key.to_owned(),
        _ => quote_yaml_if_needed(key),
    }
}

/// A path that starts with `./` needs no quotes either, if the rest of it needs none.
fn quote_object_text(text: &str) -> String {
    let rest = text.trim_start_matches("../").trim_start_matches("./");
    if rest.len() < text.len() && quote_yaml_if_needed(rest) == rest {
        text.to_owned()
    } else {
        quote_yaml_if_needed(text)
    }
}

/// A multi-line string as a block scalar, if every parser reads it back as the same string.
fn render_literal_block(text: &str, indent: usize, style: YamlStyle) -> Option<YamlFragment> {
    let body = text.trim_end_matches('\n');
    let header = match text.len() - body.len() {
        0 => "|-",
        1 => "|",
        _ => return None,
    };
    let plain = |character: char| matches!(character, '\n' | ' '..='~' | '\u{a1}'..='\u{2027}' | '\u{202f}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}');
    if !body.contains('\n') || body.starts_with([' ', '\n']) || !body.chars().all(plain) {
        return None;
    }
    let line = |line: &str| match line {
        "" => style.ending.to_owned(),
        line => format!("{}{:indent$}{line}", style.ending, ""),
    };
    Some(YamlFragment {
        inline: header.to_owned(),
        lines: body.split('\n').map(line).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STYLE: YamlStyle = YamlStyle {
        mapping_indent: 2,
        list_indent: 2,
        ending: "\n",
        is_json: false,
    };

    proptest! {
        #[test]
        fn any_value_reads_back(
            text in "(\\./|\\.\\./)?([a-zé:#'\"\\[{|>-]| |\n|\t|---){0,20}\n{0,2}",
            list in any::<bool>(),
            object in any::<bool>(),
            indent in 0usize..4,
        ) {
            let one = if object { FieldValue::Object(vec![("$text".to_owned(), text.clone()), ("b".to_owned(), text)]) } else { FieldValue::Text(text) };
            let content = if list { FieldValueOrList::List(vec![one.clone(), one]) } else { FieldValueOrList::One(one) };
            let YamlFragment { inline, lines } = content.to_block_yaml(indent, STYLE);
            let yaml = format!("{:indent$}k: {inline}{lines}\n{:indent$}z: 1\n", "", "");
            let (tree, faults) = crate::yaml::parse_yaml_document(&yaml).unwrap();
            prop_assert!(faults.is_empty());
            prop_assert_eq!(tree.root().unwrap().get("k").unwrap().to_json(), content.to_json(), "{}", yaml);
            let theirs: Value = serde_yaml::from_str(&yaml).unwrap();
            prop_assert_eq!(&theirs["k"], &content.to_json());
            let yaml = format!("k: {}\n", content.to_flow_yaml());
            let theirs: Value = serde_yaml::from_str(&yaml).unwrap();
            prop_assert_eq!(&theirs["k"], &content.to_json());
        }
    }
}
