//! A value that is to be written into a catalog file, and the YAML for it.

use serde_json::{Map, Value};

use crate::yaml::{Entry, Node, double_quoted, quoted};

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
pub(in crate::catalog) enum Content {
    One(FieldValue),
    List(Vec<FieldValue>),
}

/// How the file is written around a value.
#[derive(Clone, Copy, Debug)]
pub(in crate::catalog) struct Style {
    /// How much further in the keys of an object are.
    pub(in crate::catalog) step: usize,
    /// How much further in than its key a list is.
    pub(in crate::catalog) list: usize,
    /// The line ending.
    pub(in crate::catalog) ending: &'static str,
    /// Whether the document is JSON, so that every key and text is in double quotes.
    pub(in crate::catalog) json: bool,
}

/// YAML behind a key: what is on its line, and the lines below, each with its line ending before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::catalog) struct Yaml {
    /// Without the blank after the colon.
    pub(in crate::catalog) inline: String,
    pub(in crate::catalog) lines: String,
}

impl FieldValue {
    pub(in crate::catalog) fn text(text: &str) -> FieldValue {
        FieldValue::Text(text.to_owned())
    }

    /// What a file has: a text, whatever type YAML gives it, or an object of texts.
    pub(super) fn of(node: Node<'_, '_>) -> Option<FieldValue> {
        if !node.is_mapping() {
            return node.key_text().map(FieldValue::text);
        }
        let pair = |entry: Entry<'_, '_>| {
            let (key, text) = (entry.key.key_text()?, entry.value.as_str()?);
            Some((key.to_owned(), text.to_owned()))
        };
        let pairs: Option<Vec<_>> = node.entries().map(pair).collect();
        pairs.map(FieldValue::Object)
    }

    /// The same with another text at `key`, if it is an object.
    #[must_use]
    pub(super) fn with(mut self, key: &str, text: &str) -> FieldValue {
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
    pub(super) fn flow(&self) -> String {
        match self {
            FieldValue::Text(text) => quoted(text),
            FieldValue::Object(pairs) => {
                let pair = |(key, text): &(String, String)| {
                    format!("{}: {}", object_key(key), object_text(text))
                };
                let pairs: Vec<String> = pairs.iter().map(pair).collect();
                format!("{{{}}}", pairs.join(", "))
            }
        }
    }

    /// As [`FieldValue::flow`], where the file is JSON.
    pub(super) fn json(&self) -> String {
        match self {
            FieldValue::Text(text) => double_quoted(text),
            FieldValue::Object(pairs) => {
                let pair = |(key, text): &(String, String)| {
                    format!("{}: {}", double_quoted(key), double_quoted(text))
                };
                let pairs: Vec<String> = pairs.iter().map(pair).collect();
                format!("{{{}}}", pairs.join(", "))
            }
        }
    }

    /// Behind a key that is `indent` in.
    fn block(&self, indent: usize, style: Style) -> Yaml {
        match self {
            FieldValue::Text(text) => literal(text, indent + style.step, style).unwrap_or(Yaml {
                inline: quoted(text),
                lines: String::new(),
            }),
            FieldValue::Object(pairs) => {
                let indent = indent + style.step;
                let line = |(key, text): &(String, String)| {
                    format!(
                        "{}{:indent$}{}: {}",
                        style.ending,
                        "",
                        object_key(key),
                        object_text(text)
                    )
                };
                Yaml {
                    inline: String::new(),
                    lines: pairs.iter().map(line).collect(),
                }
            }
        }
    }

    /// As an item behind its dash and `gap` blanks, where the dash is `indent` in.
    pub(super) fn item(&self, indent: usize, gap: usize, style: Style) -> String {
        match self {
            FieldValue::Text(text) => quoted(text),
            FieldValue::Object(pairs) => {
                let below = format!("{}{:width$}", style.ending, "", width = indent + 1 + gap);
                let line = |(key, text): &(String, String)| {
                    format!("{}: {}", object_key(key), object_text(text))
                };
                let lines: Vec<String> = pairs.iter().map(line).collect();
                lines.join(&below)
            }
        }
    }
}

impl Content {
    #[cfg(test)]
    fn to_json(&self) -> Value {
        match self {
            Content::One(value) => value.to_json(),
            Content::List(items) => items.iter().map(FieldValue::to_json).collect(),
        }
    }

    pub(super) fn flow(&self) -> String {
        match self {
            Content::One(value) => value.flow(),
            Content::List(items) => {
                let items: Vec<String> = items.iter().map(FieldValue::flow).collect();
                format!("[{}]", items.join(", "))
            }
        }
    }

    /// As [`Content::flow`], where the file is JSON.
    pub(super) fn json(&self) -> String {
        match self {
            Content::One(value) => value.json(),
            Content::List(items) => {
                let items: Vec<String> = items.iter().map(FieldValue::json).collect();
                format!("[{}]", items.join(", "))
            }
        }
    }

    /// Behind a key that is `indent` in.
    pub(in crate::catalog) fn block(&self, indent: usize, style: Style) -> Yaml {
        match self {
            Content::One(value) => value.block(indent, style),
            Content::List(items) if items.is_empty() => Yaml {
                inline: "[]".to_owned(),
                lines: String::new(),
            },
            Content::List(items) => {
                let indent = indent + style.list;
                let line = |item: &FieldValue| {
                    format!(
                        "{}{:indent$}- {}",
                        style.ending,
                        "",
                        item.item(indent, 1, style)
                    )
                };
                Yaml {
                    inline: String::new(),
                    lines: items.iter().map(line).collect(),
                }
            }
        }
    }
}

/// `$text` needs no quotes, and nobody writes them.
fn object_key(key: &str) -> String {
    let word = |rest: &str| rest.chars().all(|letter| letter.is_ascii_alphanumeric());
    match key.strip_prefix('$') {
        Some(rest) if !rest.is_empty() && word(rest) => key.to_owned(),
        _ => quoted(key),
    }
}

/// Neither does a path that starts with `./`, where the rest of it needs none.
fn object_text(text: &str) -> String {
    let rest = text.trim_start_matches("../").trim_start_matches("./");
    if rest.len() < text.len() && quoted(rest) == rest {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// A text of several lines as people write it, where that says the same to every parser.
fn literal(text: &str, indent: usize, style: Style) -> Option<Yaml> {
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
    Some(Yaml {
        inline: header.to_owned(),
        lines: body.split('\n').map(line).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STYLE: Style = Style {
        step: 2,
        list: 2,
        ending: "\n",
        json: false,
    };

    proptest! {
        #[test]
        fn any_value_reads_back(
            text in "(\\./|\\.\\./)?([a-zé:#'\"\\[{|>-]| |\n|\t|---){0,20}\n{0,2}",
            list in any::<bool>(),
            object in any::<bool>(),
            indent in 0usize..4,
        ) {
            let one = match object {
                true => FieldValue::Object(vec![("$text".to_owned(), text.clone()), ("b".to_owned(), text)]),
                false => FieldValue::Text(text),
            };
            let content = match list {
                true => Content::List(vec![one.clone(), one]),
                false => Content::One(one),
            };
            let Yaml { inline, lines } = content.block(indent, STYLE);
            let yaml = format!("{:indent$}k: {inline}{lines}\n{:indent$}z: 1\n", "", "");
            let (tree, faults) = crate::yaml::parse(&yaml).unwrap();
            prop_assert!(faults.is_empty());
            prop_assert_eq!(tree.root().unwrap().get("k").unwrap().to_json(), content.to_json(), "{}", yaml);
            let theirs: Value = serde_yaml::from_str(&yaml).unwrap();
            prop_assert_eq!(&theirs["k"], &content.to_json());
            let yaml = format!("k: {}\n", content.flow());
            let theirs: Value = serde_yaml::from_str(&yaml).unwrap();
            prop_assert_eq!(&theirs["k"], &content.to_json());
        }
    }
}
