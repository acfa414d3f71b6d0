//! `near-miss-key`: a key that is nearly one Backstage knows. Backstage keeps it and does nothing with it.

use super::Checker;
use crate::catalog::kind::Kind;
use crate::diagnostic::{Diagnostic, Edit, Tier};
use crate::nearest::{did_you_mean, nearest};
use crate::printable::brief;
use crate::yaml::{Entry, Node, quoted};

/// The fields of `metadata`.
const METADATA: [&str; 10] = [
    "name",
    "namespace",
    "uid",
    "etag",
    "title",
    "description",
    "labels",
    "annotations",
    "tags",
    "links",
];

impl Checker<'_> {
    /// Looks at the keys of `metadata` and, where the kind is known, of `spec`.
    pub(super) fn near_misses(&mut self, root: Node<'_, '_>, kind: Option<&'static Kind>) {
        if let Some(metadata) = root.get("metadata") {
            // A misspelt `name` was reported as missing.
            self.near_misses_in(metadata, &METADATA, &["name"], &["tags", "links"]);
        }
        if let (Some(kind), Some(spec)) = (kind, root.get("spec")) {
            let (required, optional): (Vec<_>, Vec<_>) =
                kind.fields.iter().partition(|field| field.required);
            let required: Vec<&str> = required.iter().map(|field| field.name).collect();
            let optional = optional.iter().map(|field| field.name);
            let known: Vec<&str> = required.iter().copied().chain(optional).collect();
            let lists = kind.fields.iter().filter(|field| field.shape.is_list());
            let lists: Vec<&str> = lists.map(|field| field.name).collect();
            self.near_misses_in(spec, &known, &required, &lists);
        }
    }

    fn near_misses_in(
        &mut self,
        object: Node<'_, '_>,
        known: &[&str],
        required: &[&str],
        lists: &[&str],
    ) {
        for entry in object.entries() {
            let key = entry.key;
            let text = key.key_text().unwrap_or_default();
            if known.contains(&text) {
                continue;
            }
            let near = nearest(text, known.iter().copied());
            let Some(&meant) = near.first() else {
                continue;
            };
            if object.get(meant).is_none() && !required.contains(&meant) {
                let finding = self.near_miss(key, text, meant);
                self.findings.push(match near.len() {
                    1 => finding.fix(self.renamed(entry, meant, lists.contains(&meant))),
                    _ => finding,
                });
            }
        }
    }

    /// The key with its right name; one text in the place of a list becomes a list.
    fn renamed(&self, entry: Entry<'_, '_>, meant: &str, is_list: bool) -> Edit {
        let (key, value) = (self.span(entry.key).range(), self.span(entry.value).range());
        let between = self.source.text.get(key.end..value.start);
        let on_one_line = between.is_some_and(|between| between.trim() == ":")
            && !self.source.text[value.clone()].contains(['\n', '*', '&', '!']);
        match entry.value.as_str() {
            Some(text) if is_list && on_one_line => {
                let text = format!("{meant}: [{}]", quoted(text));
                Edit::replace(key.start..value.end, text)
            }
            _ => Edit::replace(key, meant),
        }
    }

    fn near_miss(&self, key: Node<'_, '_>, text: &str, meant: &str) -> Diagnostic {
        let message = format!("Backstage does nothing with `{}`", brief(text));
        Diagnostic::new("near-miss-key", Tier::Graph, message)
            .at(self.place(key))
            .label(did_you_mean(&[meant]))
    }
}
