//! Merge keys: YAML 1.1 had `<<`, YAML 1.2 and Backstage take it for a key like any other.

use super::Node;
use super::tree::Content;

impl<'a, 't> Node<'a, 't> {
    /// Every key `<<` of this node and of all below it, in the order of the text; each once, however many aliases lead
    /// to it.
    pub fn merge_keys(self) -> Vec<Node<'a, 't>> {
        let nodes = &self.tree.nodes;
        let is_merge =
            |content: &Content<'_>| matches!(content, Content::Scalar { text, .. } if text == "<<");
        let mut found = Vec::new();
        if nodes.iter().any(|data| is_merge(&data.content)) {
            collect(self, &mut vec![false; nodes.len()], &mut found);
        }
        found
    }
}

fn collect<'a, 't>(node: Node<'a, 't>, seen: &mut [bool], found: &mut Vec<Node<'a, 't>>) {
    if std::mem::replace(&mut seen[node.target_id() as usize], true) {
        return;
    }
    node.items().for_each(|item| collect(item, seen, found));
    for entry in node.entries() {
        if entry.key.key_text() == Some("<<") {
            found.push(entry.key);
        }
        collect(entry.value, seen, found);
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    #[test]
    fn each_merge_key_is_found_once() {
        let text = "a: &x {b: 1}\nc: &y\n  <<: *x\n  d: [{\"<<\": *x}, '<<']\ne: *y\n";
        let (tree, _) = parse(text).unwrap();
        let found = tree.root().unwrap().merge_keys();
        let shown: Vec<&str> = found.iter().map(|key| &text[key.span()]).collect();
        assert_eq!(shown, ["<<", "\"<<\""]);
    }
}
