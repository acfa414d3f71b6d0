//! `near-miss-key`: a key that is nearly one Backstage knows. Backstage keeps it and does nothing with it.

use super::Checker;
use crate::catalog::kind::Kind;
use crate::diagnostic::{Diagnostic, Edit, Tier};
use crate::nearest::{did_you_mean, nearest};
use crate::printable::brief;
use crate::yaml::{Entry, Node};

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
            self.near_misses_in(metadata, &METADATA, &["name"]);
        }
        if let (Some(kind), Some(spec)) = (kind, root.get("spec")) {
            let (required, optional): (Vec<_>, Vec<_>) =
                kind.fields.iter().partition(|field| field.required);
            let required: Vec<&str> = required.iter().map(|field| field.name).collect();
            let optional = optional.iter().map(|field| field.name);
            let known: Vec<&str> = required.iter().copied().chain(optional).collect();
            self.near_misses_in(spec, &known, &required);
        }
    }

    fn near_misses_in(&mut self, object: Node<'_, '_>, known: &[&str], required: &[&str]) {
        for Entry { key, .. } in object.entries() {
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
                    1 => finding.fix(Edit::replace(self.span(key).range(), meant)),
                    _ => finding,
                });
            }
        }
    }

    fn near_miss(&self, key: Node<'_, '_>, text: &str, meant: &str) -> Diagnostic {
        let message = format!("Backstage does nothing with `{}`", brief(text));
        Diagnostic::new("near-miss-key", Tier::Graph, message)
            .at(self.place(key))
            .label(did_you_mean(&[meant]))
    }
}
