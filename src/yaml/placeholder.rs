//! Placeholder objects: `{$text: ./file}`, found and replaced in a tree.

use std::ops::Range;

use serde_json::Value;

use super::YamlNode;
use super::tree::{NodeContent, NodeId, YamlNodeData, YamlTree};

/// An object whose only key starts with `$`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DollarPlaceholderNode {
    id: NodeId,
    /// The key without its `$`.
    pub key: String,
    /// The value, if it is a string.
    pub value: Option<String>,
    /// The bytes of the document that it covers.
    pub span: Range<usize>,
}

impl<'t> YamlTree<'t> {
    /// Finds every such object. An object with other keys besides the one with a `$` is ignored, with all its
    /// content, as in Backstage.
    pub fn find_dollar_key_placeholders(&self) -> Vec<DollarPlaceholderNode> {
        let is_dollar = |data: &YamlNodeData<'_>| matches!(&data.content, NodeContent::Scalar { text, .. } if text.starts_with('$'));
        let mut found = Vec::new();
        if self.nodes.iter().any(is_dollar) {
            let mut seen = vec![false; self.nodes.len()];
            self.root()
                .into_iter()
                .for_each(|root| collect_dollar_key_placeholders(root, &mut seen, &mut found));
        }
        found
    }

    /// Replaces `substitute` with `value`; all new nodes keep the original span.
    pub fn replace_dollar_placeholder(
        &mut self,
        substitute: &DollarPlaceholderNode,
        value: &Value,
    ) {
        self.replace_node_with_json(substitute.id, value);
    }

    fn replace_node_with_json(&mut self, id: NodeId, value: &Value) {
        let text = |text: String, plain| NodeContent::Scalar {
            text: text.into(),
            plain,
        };
        let (content, children): (_, Vec<std::borrow::Cow<'_, Value>>) = match value {
            Value::String(string) => (text(string.clone(), false), Vec::new()),
            Value::Array(items) => {
                let items = items.iter().map(std::borrow::Cow::Borrowed);
                (NodeContent::Sequence, items.collect())
            }
            Value::Object(entries) => {
                let entries = entries.iter().flat_map(|(key, value)| {
                    let key = std::borrow::Cow::Owned(Value::String(key.clone()));
                    [key, std::borrow::Cow::Borrowed(value)]
                });
                (NodeContent::Mapping, entries.collect())
            }
            scalar => (text(scalar.to_string(), true), Vec::new()),
        };
        let span = self.nodes[id as usize].span.clone();
        self.nodes[id as usize].content = content;
        self.nodes[id as usize].first_child = None;
        let mut previous = None;
        for child in children {
            let new = NodeId::try_from(self.nodes.len()).unwrap_or(NodeId::MAX);
            self.nodes.push(YamlNodeData {
                content: NodeContent::Sequence,
                span: span.clone(),
                first_child: None,
                next_sibling: None,
            });
            match previous.replace(new) {
                Some(previous) => self.nodes[previous as usize].next_sibling = Some(new),
                None => self.nodes[id as usize].first_child = Some(new),
            }
            self.replace_node_with_json(new, &child);
        }
    }
}

fn collect_dollar_key_placeholders(
    node: YamlNode<'_, '_>,
    seen: &mut [bool],
    found: &mut Vec<DollarPlaceholderNode>,
) {
    let id = node.alias_target_id();
    if std::mem::replace(&mut seen[id as usize], true) {
        return;
    }
    node.items()
        .for_each(|item| collect_dollar_key_placeholders(item, seen, found));
    let dollar = |key: YamlNode<'_, '_>| key.text_as_key().is_some_and(|key| key.starts_with('$'));
    let mut entries = node.entries().peekable();
    let (first, several) = (entries.next(), entries.peek().is_some());
    match first {
        Some(entry) if dollar(entry.key) && !several => found.push(DollarPlaceholderNode {
            id,
            key: entry.key.text_as_key().unwrap_or_default()[1..].to_owned(),
            value: entry.value.as_str().map(str::to_owned),
            span: node.span(),
        }),
        _ if node.entries().any(|entry| dollar(entry.key)) => {}
        _ => node
            .entries()
            .for_each(|entry| collect_dollar_key_placeholders(entry.value, seen, found)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse_yaml_document;
    use serde_json::json;

    #[test]
    fn what_is_substituted_is_read_like_anything_else() {
        let text = "a: {$text: ./x}\nb: [{$json: y, c: 1}, {$yaml: z}]\nc: {$ref: '#/d'}\n";
        let (mut tree, _) = parse_yaml_document(text).unwrap();
        let found = tree.find_dollar_key_placeholders();
        let keys: Vec<&str> = found.iter().map(|found| found.key.as_str()).collect();
        assert_eq!(keys, ["text", "yaml", "ref"]);
        assert_eq!(&text[found[0].span.clone()], "{$text: ./x}");
        tree.replace_dollar_placeholder(&found[1], &json!({"p": [1, null, "1"], "q": {}}));
        let value = tree.root().unwrap().to_json();
        assert_eq!(value["b"][1], json!({"p": [1, null, "1"], "q": {}}));
        assert_eq!(value["a"], json!({"$text": "./x"}));
    }
}
