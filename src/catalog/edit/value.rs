//! A value that is to be written into a catalog file, and the YAML for it.

use serde_json::{Map, Value};

use crate::yaml::{MappingEntry, YamlNode, double_quote, quote_if_needed};

/// A value of a field, or an item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldValue {
    /// A text.
    Text(String),
    /// Keys with texts: a link, or a placeholder such as `$text`.
    Object(Vec<(String, String)>),
}

/// What a field is to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::catalog) enum FieldContent {
    One(FieldValue),
    List(Vec<FieldValue>),
}

/// How the file is written around a value.
#[derive(Clone, Copy, Debug)]
pub(in crate::catalog) struct YamlStyle {
    /// How much further in the keys of an object are.
    pub(in crate::catalog) mapping_indent: usize,
    /// How much further in than its key a list is.
    pub(in crate::catalog) list_indent: usize,
    /// The line ending.
    pub(in crate::catalog) ending: &'static str,
    /// Whether the document is JSON, so that every key and text is in double quotes.
    pub(in crate::catalog) is_json: bool,
}

/// YAML behind a key: what is on its line, and the lines below, each with its line ending before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::catalog) struct YamlFragment {
    /// Without the blank after the colon.
    pub(in crate::catalog) inline: String,
    pub(in crate::catalog) lines: String,
}

impl FieldValue {
    pub(in crate::catalog) fn from_text(text: &str) -> FieldValue {
        FieldValue::Text(text.to_owned())
    }

    /// What a file has: a text, whatever type YAML gives it, or an object of texts.
    pub(super) fn from_yaml_node(node: YamlNode<'_, '_>) -> Option<FieldValue> {
        if !node.is_mapping() {
            return node.key_text().map(FieldValue::from_text);
        }
        let pair = |entry: MappingEntry<'_, '_>| {
            let (key, text) = (entry.key.key_text()?, entry.value.as_str()?);
            Some((key.to_owned(), text.to_owned()))
        };
        let pairs: Option<Vec<_>> = node.entries().map(pair).collect();
        pairs.map(FieldValue::Object)
    }

    /// The same with another text at `key`, if it is an object.
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

    /// As it is written between brackets, or on the line of its key if it is a text.
    pub(super) fn to_flow_yaml(&self) -> String {
        match self {
            FieldValue::Text(text) => quote_if_needed(text),
            FieldValue::Object(pairs) => {
                let pair = |(key, text): &(String, String)| {
                    format!("{}: {}", quote_object_key(key), quote_object_text(text))
                };
                let pairs: Vec<String> = pairs.iter().map(pair).collect();
                format!("{{{}}}", pairs.join(", "))
            }
        }
    }

    /// As [`FieldValue::to_flow_yaml`], where the file is JSON.
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

    /// Behind a key that is `indent` in.
    fn to_block_yaml(&self, indent: usize, style: YamlStyle) -> YamlFragment {
        match self {
            FieldValue::Text(text) => {
                render_literal_block(text, indent + style.mapping_indent, style).unwrap_or(
                    YamlFragment {
                        inline: quote_if_needed(text),
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

    /// As an item behind its dash and `gap` blanks, where the dash is `indent` in.
    pub(super) fn to_block_list_item(&self, indent: usize, gap: usize, style: YamlStyle) -> String {
        match self {
            FieldValue::Text(text) => quote_if_needed(text),
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

impl FieldContent {
    #[cfg(test)]
    fn to_json(&self) -> Value {
        match self {
            FieldContent::One(value) => value.to_json(),
            FieldContent::List(items) => items.iter().map(FieldValue::to_json).collect(),
        }
    }

    pub(super) fn to_flow_yaml(&self) -> String {
        match self {
            FieldContent::One(value) => value.to_flow_yaml(),
            FieldContent::List(items) => {
                let items: Vec<String> = items.iter().map(FieldValue::to_flow_yaml).collect();
                format!("[{}]", items.join(", "))
            }
        }
    }

    /// As [`FieldContent::to_flow_yaml`], where the file is JSON.
    pub(super) fn to_json_text(&self) -> String {
        match self {
            FieldContent::One(value) => value.to_json_text(),
            FieldContent::List(items) => {
                let items: Vec<String> = items.iter().map(FieldValue::to_json_text).collect();
                format!("[{}]", items.join(", "))
            }
        }
    }

    /// Behind a key that is `indent` in.
    pub(in crate::catalog) fn to_block_yaml(
        &self,
        indent: usize,
        style: YamlStyle,
    ) -> YamlFragment {
        match self {
            FieldContent::One(value) => value.to_block_yaml(indent, style),
            FieldContent::List(items) if items.is_empty() => YamlFragment {
                inline: "[]".to_owned(),
                lines: String::new(),
            },
            FieldContent::List(items) => {
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

/// `$text` needs no quotes, and nobody writes them.
fn quote_object_key(key: &str) -> String {
    let word = |rest: &str| rest.chars().all(|letter| letter.is_ascii_alphanumeric());
    match key.strip_prefix('$') {
        Some(rest) if !rest.is_empty() && word(rest) => key.to_owned(),
        _ => quote_if_needed(key),
    }
}

/// Neither does a path that starts with `./`, where the rest of it needs none.
fn quote_object_text(text: &str) -> String {
    let rest = text.trim_start_matches("../").trim_start_matches("./");
    if rest.len() < text.len() && quote_if_needed(rest) == rest {
        text.to_owned()
    } else {
        quote_if_needed(text)
    }
}

/// A text of several lines as people write it, where that says the same to every parser.
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
            let content = if list { FieldContent::List(vec![one.clone(), one]) } else { FieldContent::One(one) };
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
