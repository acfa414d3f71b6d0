//! What changed between two catalogs, in entities and fields instead of lines.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, Entity, EntityLink, builtin_spec_fields};
use crate::yaml;

/// All differences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatalogDiff {
    /// Full refs that are only in the second catalog, with their file. Sorted.
    pub added: Vec<(String, String)>,
    /// Full refs that are only in the first catalog, with their file. Sorted.
    pub removed: Vec<(String, String)>,
    /// Entities that are in both but differ, sorted by ref.
    pub changed: Vec<EntityChange>,
}

/// An entity that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityChange {
    /// Its full ref.
    pub reference: String,
    /// Sorted by field.
    pub fields: Vec<FieldChange>,
}

/// A field that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// Such as `spec.owner`; `file` if the entity moved, `other` for other changes, such as the icon of a link.
    pub field: String,
    /// The old value.
    pub before: Option<String>,
    /// The new value.
    pub after: Option<String>,
}

/// Compares `before` with `after`. If several entities share a ref, the first one counts, as everywhere else.
pub fn diff_catalogs(before: &Catalog, after: &Catalog) -> CatalogDiff {
    let only = |one: &Catalog, other: &Catalog| -> Vec<(String, String)> {
        let missing = one
            .entities
            .iter()
            .filter(|entity| other.get(entity.entity_ref()).is_none());
        let named = missing.map(|entity| {
            (
                entity.entity_ref().to_string(),
                entity.file_path().to_owned(),
            )
        });
        let mut named: Vec<(String, String)> = named.collect();
        named.sort();
        named.dedup_by(|one, other| one.0 == other.0);
        named
    };
    let both = before
        .entities
        .iter()
        .enumerate()
        .filter_map(|(number, old)| {
            let first = before.find_entity_index(old.entity_ref()) == Some(number);
            Some((old, after.get(old.entity_ref())?)).filter(|_| first)
        });
    let mut changed: Vec<EntityChange> = both
        .filter_map(|(old, new)| diff_entity(old, new))
        .collect();
    changed.sort_by(|one, other| one.reference.cmp(&other.reference));
    CatalogDiff {
        added: only(after, before),
        removed: only(before, after),
        changed,
    }
}

fn diff_entity(old: &Entity, new: &Entity) -> Option<EntityChange> {
    let moved = old.file_path() != new.file_path();
    let same = old.document_text() == new.document_text();
    if same && !moved {
        return None;
    }
    let mut fields = if same {
        Vec::new()
    } else {
        diff_all_fields(old, new)
    };
    // A changed comment doesn't count; the icon of a link does.
    if fields.is_empty() && convert_document_to_json(old) != convert_document_to_json(new) {
        fields.push(FieldChange {
            field: "other".to_owned(),
            before: None,
            after: None,
        });
    }
    if moved {
        fields.insert(
            0,
            FieldChange {
                field: "file".to_owned(),
                before: Some(old.file_path().to_owned()),
                after: Some(new.file_path().to_owned()),
            },
        );
    }
    (!fields.is_empty()).then(|| EntityChange {
        reference: new.entity_ref().to_string(),
        fields,
    })
}

/// The known fields and the organisation's own.
fn diff_all_fields(old: &Entity, new: &Entity) -> Vec<FieldChange> {
    let (mut old_fields, mut new_fields) = (flatten_entity_fields(old), flatten_entity_fields(new));
    let known: BTreeSet<String> = old_fields
        .keys()
        .chain(new_fields.keys())
        .cloned()
        .collect();
    old_fields.extend(flatten_other_fields(old, &known));
    new_fields.extend(flatten_other_fields(new, &known));
    diff_fields(old_fields, new_fields)
}

fn diff_fields(
    mut old: BTreeMap<String, String>,
    new: BTreeMap<String, String>,
) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    for (field, after) in new {
        let before = old.remove(&field);
        if before.as_ref() != Some(&after) {
            changes.push(FieldChange {
                field,
                before,
                after: Some(after),
            });
        }
    }
    changes.extend(old.into_iter().map(|(field, before)| FieldChange {
        field,
        before: Some(before),
        after: None,
    }));
    changes.sort_by(|one, other| one.field.cmp(&other.field));
    changes
}

/// The known fields of an entity. Refs are full and sorted, so that a different spelling isn't a change.
fn flatten_entity_fields(entity: &Entity) -> BTreeMap<String, String> {
    let mut facts = BTreeMap::new();
    let mut add = |field: &str, value: Option<&str>| {
        facts.extend(value.map(|value| (field.to_owned(), value.to_owned())));
    };
    add("kind", Some(entity.kind()));
    add("metadata.title", entity.title());
    add("metadata.description", entity.description());
    add("spec.type", entity.type_().map(|type_| type_.text));
    for (field, value) in [
        ("spec.lifecycle", entity.lifecycle()),
        ("spec.profile.email", entity.profile_email()),
        ("spec.profile.picture", entity.profile_picture()),
    ] {
        add(field, value.map(|value| value.text));
    }
    for annotation in entity.annotations() {
        add(
            &format!("metadata.annotations.{}", annotation.key),
            Some(annotation.value.text),
        );
    }
    for label in entity.labels() {
        add(
            &format!("metadata.labels.{}", label.key),
            Some(label.value.text),
        );
    }
    let lists = [
        (
            "metadata.tags",
            entity.tags().map(str::to_owned).collect::<Vec<String>>(),
        ),
        ("metadata.links", entity.links().map(format_link).collect()),
    ];
    for (field, list) in lists {
        add(
            field,
            Some(list.join(", ").as_str()).filter(|text| !text.is_empty()),
        );
    }
    let mut references: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for reference in entity.references() {
        let named = references.entry(reference.field.path).or_default();
        named.push(reference.target.to_string());
    }
    for (field, mut named) in references {
        named.sort();
        add(field, Some(&named.join(", ")));
    }
    facts
}

/// A link as `idp catalog set` takes it: `URL`, or `URL|TITLE`.
fn format_link(link: EntityLink<'_>) -> String {
    let title = link.title.map(|title| format!("|{title}"));
    format!("{}{}", link.url.text, title.unwrap_or_default())
}

/// The fields of `entity` that its organisation added, such as `spec.tier`, by path. Lists are JSON.
pub fn list_other_fields(entity: &Entity) -> BTreeMap<String, String> {
    let known = flatten_entity_fields(entity).into_keys().collect();
    let mut fields = flatten_other_fields(entity, &known);
    fields.retain(|path, _| !is_builtin_spec_field(entity.kind(), path));
    fields
}

/// Whether `path` is in a field that Backstage defines for `kind`, such as `spec.profile.displayName` of a group.
fn is_builtin_spec_field(kind: &str, path: &str) -> bool {
    let field = path
        .strip_prefix("spec.")
        .and_then(|rest| rest.split('.').next());
    field.is_some_and(|field| builtin_spec_fields(kind).contains(&field))
}

/// Backstage's fields of every entity that [`flatten_entity_fields`] leaves out, always or if they are empty.
const COMMON_FIELDS: [&str; 7] = [
    "apiVersion",
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "metadata.etag",
    "metadata.links",
    "metadata.tags",
];

fn flatten_other_fields(entity: &Entity, known: &BTreeSet<String>) -> BTreeMap<String, String> {
    let mut leaves = BTreeMap::new();
    if let Some(document) = convert_document_to_json(entity) {
        collect_json_leaves(&document, "", &mut leaves);
    }
    let is_within = |path: &str, field: &str| {
        let rest = path.strip_prefix(field);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    leaves.retain(|path, _| {
        let mut others = known.iter().map(String::as_str).chain(COMMON_FIELDS);
        !others.any(|field| is_within(path, field))
    });
    leaves
}

/// Adds the scalars and lists of `value` to `leaves`, by their path.
fn collect_json_leaves(
    value: &serde_json::Value,
    path: &str,
    leaves: &mut BTreeMap<String, String>,
) {
    use serde_json::Value as Json;
    match value {
        Json::Object(fields) => {
            for (key, value) in fields {
                let dot = if path.is_empty() { "" } else { "." };
                collect_json_leaves(value, &format!("{path}{dot}{key}"), leaves);
            }
        }
        Json::String(text) => {
            leaves.insert(path.to_owned(), text.clone());
        }
        // Backstage treats an empty list or value like a missing field.
        Json::Null => {}
        Json::Array(items) if items.is_empty() => {}
        other => {
            leaves.insert(path.to_owned(), other.to_string());
        }
    }
}

fn convert_document_to_json(entity: &Entity) -> Option<serde_json::Value> {
    let (tree, _) = yaml::parse_yaml_document(entity.document_text()).ok()?;
    Some(tree.root()?.to_json())
}
