//! Objects that stand for something else: `{$text: ./file}`, found and replaced in a tree.

use std::ops::Range;

use serde_json::Value;

use super::Node;
use super::tree::{Content, Data, Id, Tree};

/// An object whose only key starts with `$`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substitute {
    id: Id,
    /// The key without its `$`.
    pub key: String,
    /// The value, if it is a string.
    pub value: Option<String>,
    /// The bytes of the document that it covers.
    pub span: Range<usize>,
}

impl<'t> Tree<'t> {
    /// Every such object. An object with other keys beside the one with a `$` is left alone with all it holds, as
    /// Backstage does.
    pub fn substitutes(&self) -> Vec<Substitute> {
        let is_dollar = |data: &Data<'_>| matches!(&data.content, Content::Scalar { text, .. } if text.starts_with('$'));
        let mut found = Vec::new();
        if self.nodes.iter().any(is_dollar) {
            let mut seen = vec![false; self.nodes.len()];
            self.root()
                .into_iter()
                .for_each(|root| collect(root, &mut seen, &mut found));
        }
        found
    }

    /// Puts `value` in the place of `substitute`; all of it keeps that place's span.
    pub fn substitute(&mut self, substitute: &Substitute, value: &Value) {
        self.write(substitute.id, value);
    }

    fn write(&mut self, id: Id, value: &Value) {
        let text = |text: String, plain| Content::Scalar {
            text: text.into(),
            plain,
        };
        let (content, children): (_, Vec<std::borrow::Cow<'_, Value>>) = match value {
            Value::String(string) => (text(string.clone(), false), Vec::new()),
            Value::Array(items) => {
                let items = items.iter().map(std::borrow::Cow::Borrowed);
                (Content::Sequence, items.collect())
            }
            Value::Object(entries) => {
                let entries = entries.iter().flat_map(|(key, value)| {
                    let key = std::borrow::Cow::Owned(Value::String(key.clone()));
                    [key, std::borrow::Cow::Borrowed(value)]
                });
                (Content::Mapping, entries.collect())
            }
            scalar => (text(scalar.to_string(), true), Vec::new()),
        };
        let span = self.nodes[id as usize].span.clone();
        self.nodes[id as usize].content = content;
        self.nodes[id as usize].first = None;
        let mut previous = None;
        for child in children {
            let new = Id::try_from(self.nodes.len()).unwrap_or(Id::MAX);
            self.nodes.push(Data {
                content: Content::Sequence,
                span: span.clone(),
                first: None,
                next: None,
            });
            match previous.replace(new) {
                Some(previous) => self.nodes[previous as usize].next = Some(new),
                None => self.nodes[id as usize].first = Some(new),
            }
            self.write(new, &child);
        }
    }
}

fn collect(node: Node<'_, '_>, seen: &mut [bool], found: &mut Vec<Substitute>) {
    let id = node.target_id();
    if std::mem::replace(&mut seen[id as usize], true) {
        return;
    }
    node.items().for_each(|item| collect(item, seen, found));
    let dollar = |key: Node<'_, '_>| key.key_text().is_some_and(|key| key.starts_with('$'));
    let mut entries = node.entries().peekable();
    let (first, several) = (entries.next(), entries.peek().is_some());
    match first {
        Some(entry) if dollar(entry.key) && !several => found.push(Substitute {
            id,
            key: entry.key.key_text().unwrap_or_default()[1..].to_owned(),
            value: entry.value.as_str().map(str::to_owned),
            span: node.span(),
        }),
        _ if node.entries().any(|entry| dollar(entry.key)) => {}
        _ => node
            .entries()
            .for_each(|entry| collect(entry.value, seen, found)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use serde_json::json;

    #[test]
    fn what_is_substituted_is_read_like_anything_else() {
        let text = "a: {$text: ./x}\nb: [{$json: y, c: 1}, {$yaml: z}]\nc: {$ref: '#/d'}\n";
        let (mut tree, _) = parse(text).unwrap();
        let found = tree.substitutes();
        let keys: Vec<&str> = found.iter().map(|found| found.key.as_str()).collect();
        assert_eq!(keys, ["text", "yaml", "ref"]);
        assert_eq!(&text[found[0].span.clone()], "{$text: ./x}");
        tree.substitute(&found[1], &json!({"p": [1, null, "1"], "q": {}}));
        let value = tree.root().unwrap().to_json();
        assert_eq!(value["b"][1], json!({"p": [1, null, "1"], "q": {}}));
        assert_eq!(value["a"], json!({"$text": "./x"}));
    }
}
