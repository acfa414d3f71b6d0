//! `near-miss-key`: a key that is nearly one Backstage knows. Backstage keeps it and does nothing with it.

use super::Checker;
use crate::catalog::kind::Kind;
use crate::diagnostic::{Diagnostic, Edit, Tier};
use crate::nearest::{did_you_mean, nearest};
use crate::printable::brief;
use crate::yaml::{Entry, Node, quoted};

/// The fields of `metadata`. Those that Backstage sets itself come last: nobody means to write them.
const METADATA: [&str; 10] = [
    "name",
    "namespace",
    "title",
    "description",
    "labels",
    "annotations",
    "tags",
    "links",
    "uid",
    "etag",
];
const WRITTEN: usize = METADATA.len() - 2;

/// The keys of an object.
#[derive(Clone, Copy)]
struct Known<'k> {
    all: &'k [&'k str],
    /// Those that somebody may have meant.
    meant: &'k [&'k str],
    /// Where one of these lacks, that is a finding of its own.
    required: &'k [&'k str],
    lists: &'k [&'k str],
}

impl Checker<'_> {
    /// Looks at the keys of `metadata` and, where the kind is known, of `spec`.
    pub(super) fn near_misses(&mut self, root: Node<'_, '_>, kind: Option<&'static Kind>) {
        if let Some(metadata) = root.get("metadata") {
            // A misspelt `name` was reported as missing.
            let known = Known {
                all: &METADATA,
                meant: &METADATA[..WRITTEN],
                required: &["name"],
                lists: &["tags", "links"],
            };
            self.near_misses_in(metadata, known);
        }
        if let (Some(kind), Some(spec)) = (kind, root.get("spec")) {
            let (required, optional): (Vec<_>, Vec<_>) =
                kind.fields.iter().partition(|field| field.required);
            let required: Vec<&str> = required.iter().map(|field| field.name).collect();
            let optional = optional.iter().map(|field| field.name);
            let known: Vec<&str> = required.iter().copied().chain(optional).collect();
            let lists = kind.fields.iter().filter(|field| field.shape.is_list());
            let lists: Vec<&str> = lists.map(|field| field.name).collect();
            let known = Known {
                all: &known,
                meant: &known,
                required: &required,
                lists: &lists,
            };
            self.near_misses_in(spec, known);
        }
    }

    fn near_misses_in(&mut self, object: Node<'_, '_>, known: Known<'_>) {
        for entry in object.entries() {
            let key = entry.key;
            let text = key.key_text().unwrap_or_default();
            if known.all.contains(&text) {
                continue;
            }
            let near = nearest(text, known.meant.iter().copied());
            let mut free = near.iter().filter(|near| object.get(near).is_none());
            let Some(&meant) = free.next() else {
                continue;
            };
            if !known.required.contains(&meant) {
                let finding = self.near_miss(key, text, meant);
                self.findings.push(match near.len() {
                    1 => finding.fix(self.renamed(entry, meant, known.lists.contains(&meant))),
                    _ => finding,
                });
            }
        }
    }

    /// The key with its right name; one text in the place of a list becomes a list. Both keep their quotes, which JSON
    /// needs.
    fn renamed(&self, entry: Entry<'_, '_>, meant: &str, is_list: bool) -> Edit {
        let renamed = self.respelt(entry.key, meant);
        let (key, value) = (renamed.span.clone(), self.span(entry.value).range());
        let text = |range| self.source.text.get(range).unwrap_or_default();
        let (between, written) = (text(key.end..value.start), text(value.clone()));
        let on_one_line = between.trim() == ":" && !written.contains(['\n', '*', '&', '!']);
        let Some(plain) = entry.value.as_str().filter(|_| is_list && on_one_line) else {
            return renamed;
        };
        let item = match written.starts_with(['\'', '"']) {
            true => written.to_owned(),
            false => quoted(plain),
        };
        let list = format!("{}{between}[{item}]", renamed.text);
        Edit::replace(key.start..value.end, list)
    }

    fn near_miss(&self, key: Node<'_, '_>, text: &str, meant: &str) -> Diagnostic {
        let message = format!("Backstage does nothing with `{}`", brief(text));
        Diagnostic::new("near-miss-key", Tier::Graph, message)
            .at(self.place(key))
            .label(did_you_mean(&[meant]))
    }
}
