//! `near-miss-key`: a key that is almost one Backstage knows. Backstage stores it and ignores it.

use super::EntityChecker;
use crate::catalog::kind::EntityKind;
use crate::diagnostic::{Diagnostic, RuleTier, TextEdit};
use crate::printable::escape_and_truncate;
use crate::similar_names::{find_similar_names, format_did_you_mean};
use crate::yaml::{MappingEntry, YamlNode, quote_yaml_if_needed};

/// The fields of `metadata`. Those that Backstage sets itself come last, because nobody means to write them.
const METADATA_FIELDS: [&str; 10] = [
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
const WRITABLE_METADATA_FIELD_COUNT: usize = METADATA_FIELDS.len() - 2;

/// The keys of an object.
#[derive(Clone, Copy)]
struct KnownKeys<'k> {
    all: &'k [&'k str],
    /// Keys to suggest.
    suggestions: &'k [&'k str],
    /// A missing required key has its own finding.
    required: &'k [&'k str],
    lists: &'k [&'k str],
}

impl EntityChecker<'_> {
    /// Checks the keys of `metadata` and, if the kind is known, of `spec`.
    pub(super) fn check_near_miss_keys(
        &mut self,
        root: YamlNode<'_, '_>,
        kind: Option<&'static EntityKind>,
    ) {
        if let Some(metadata) = root.get("metadata") {
            // A misspelled `name` has already been reported as missing.
            let known = KnownKeys {
                all: &METADATA_FIELDS,
                suggestions: &METADATA_FIELDS[..WRITABLE_METADATA_FIELD_COUNT],
                required: &["name"],
                lists: &["tags", "links"],
            };
            self.check_object_for_near_miss_keys(metadata, known);
        }
        if let (Some(kind), Some(spec)) = (kind, root.get("spec")) {
            let (required, optional): (Vec<_>, Vec<_>) =
                kind.fields.iter().partition(|field| field.required);
            let required: Vec<&str> = required.iter().map(|field| field.name).collect();
            let optional = optional.iter().map(|field| field.name);
            let known: Vec<&str> = required.iter().copied().chain(optional).collect();
            let lists = kind
                .fields
                .iter()
                .filter(|field| field.field_type.is_list());
            let lists: Vec<&str> = lists.map(|field| field.name).collect();
            let known = KnownKeys {
                all: &known,
                suggestions: &known,
                required: &required,
                lists: &lists,
            };
            self.check_object_for_near_miss_keys(spec, known);
        }
    }

    fn check_object_for_near_miss_keys(&mut self, object: YamlNode<'_, '_>, known: KnownKeys<'_>) {
        for entry in object.entries() {
            let key = entry.key;
            let text = key.text_as_key().unwrap_or_default();
            if known.all.contains(&text) {
                continue;
            }
            let near = find_similar_names(text, known.suggestions.iter().copied());
            let mut free = near.iter().filter(|near| object.get(near).is_none());
            let Some(&meant) = free.next() else {
                continue;
            };
            if !known.required.contains(&meant) {
                let finding = self.build_near_miss_key_finding(key, text, meant);
                self.findings.push(match near.len() {
                    1 => finding.with_fix(self.build_key_rename_edit(
                        entry,
                        meant,
                        known.lists.contains(&meant),
                    )),
                    _ => finding,
                });
            }
        }
    }

    /// Renames the key; a single string where a list is required becomes a list. Both keep their quotes, which JSON
    /// needs.
    fn build_key_rename_edit(
        &self,
        entry: MappingEntry<'_, '_>,
        meant: &str,
        is_list: bool,
    ) -> TextEdit {
        let renamed = self.build_quote_preserving_edit(entry.key, meant);
        let (key, value) = (renamed.span.clone(), self.node_span(entry.value).to_range());
        let text = |range| self.source.text.get(range).unwrap_or_default();
        let (between, written) = (text(key.end..value.start), text(value.clone()));
        let on_one_line = between.trim() == ":" && !written.contains(['\n', '*', '&', '!']);
        let Some(plain) = entry.value.as_str().filter(|_| is_list && on_one_line) else {
            return renamed;
        };
        let item = if written.starts_with(['\'', '"']) {
            written.to_owned()
        } else {
            quote_yaml_if_needed(plain)
        };
        let list = format!("{}{between}[{item}]", renamed.text);
        TextEdit::new_replacement(key.start..value.end, list)
    }

    fn build_near_miss_key_finding(
        &self,
        key: YamlNode<'_, '_>,
        text: &str,
        meant: &str,
    ) -> Diagnostic {
        let message = format!("Backstage ignores `{}`", escape_and_truncate(text));
        Diagnostic::new("near-miss-key", RuleTier::Graph, message)
            .with_place(self.node_place(key))
            .with_label(format_did_you_mean(&[meant]))
    }
}
