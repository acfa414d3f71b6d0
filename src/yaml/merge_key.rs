//! Merge keys: `<<` exists in YAML 1.1; in YAML 1.2 and Backstage it's a key like any other.

use super::YamlNode;
use super::tree::NodeContent;

impl<'a, 't> YamlNode<'a, 't> {
    /// Every `<<` key of this node and of all nodes below it, in the order of the text; each only once, however many
    /// aliases lead to it.
    pub fn find_merge_keys(self) -> Vec<YamlNode<'a, 't>> {
        let nodes = &self.tree.nodes;
        let is_merge = |content: &NodeContent<'_>| matches!(content, NodeContent::Scalar { text, .. } if text == "<<");
        let mut found = Vec::new();
        if nodes.iter().any(|data| is_merge(&data.content)) {
            collect_merge_keys(self, &mut vec![false; nodes.len()], &mut found);
        }
        found
    }
}

fn collect_merge_keys<'a, 't>(
    node: YamlNode<'a, 't>,
    seen: &mut [bool],
    found: &mut Vec<YamlNode<'a, 't>>,
) {
    if std::mem::replace(&mut seen[node.alias_target_id() as usize], true) {
        return;
    }
    node.items()
        .for_each(|item| collect_merge_keys(item, seen, found));
    for entry in node.entries() {
        if entry.key.text_as_key() == Some("<<") {
            found.push(entry.key);
        }
        collect_merge_keys(entry.value, seen, found);
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse_yaml_document;

    #[test]
    fn each_merge_key_is_found_once() {
        let text = "a: &x {b: 1}\nc: &y\n  <<: *x\n  d: [{\"<<\": *x}, '<<']\ne: *y\n";
        let (tree, _) = parse_yaml_document(text).unwrap();
        let found = tree.root().unwrap().find_merge_keys();
        let shown: Vec<&str> = found.iter().map(|key| &text[key.span()]).collect();
        assert_eq!(shown, ["<<", "\"<<\""]);
    }
}
