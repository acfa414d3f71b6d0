//! What changed between two catalogs, in entities and fields instead of lines.

use std::collections::BTreeMap;

use crate::catalog::{Catalog, Entity};
use crate::yaml;

/// Everything that is not the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Full refs that are only in the second, with their file. Sorted.
    pub added: Vec<(String, String)>,
    /// Full refs that are only in the first, with their file. Sorted.
    pub removed: Vec<(String, String)>,
    /// Entities of both that are not the same, sorted by ref.
    pub changed: Vec<Changed>,
}

/// An entity that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Its full ref.
    pub reference: String,
    /// Sorted by field.
    pub fields: Vec<FieldChange>,
}

/// A field that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// Such as `spec.owner`; `file` for where it stands, `other` for what no other field says.
    pub field: String,
    /// What it was.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
}

/// What changed from `before` to `after`. Of entities with one ref the first counts, as everywhere.
pub fn difference(before: &Catalog, after: &Catalog) -> Difference {
    let only = |one: &Catalog, other: &Catalog| -> Vec<(String, String)> {
        let missing = one
            .entities
            .iter()
            .filter(|entity| other.get(entity.reference()).is_none());
        let named =
            missing.map(|entity| (entity.reference().to_string(), entity.file().to_owned()));
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
            let first = before.find(old.reference()) == Some(number);
            Some((old, after.get(old.reference())?)).filter(|_| first)
        });
    let mut changed: Vec<Changed> = both.filter_map(|(old, new)| changed(old, new)).collect();
    changed.sort_by(|one, other| one.reference.cmp(&other.reference));
    Difference {
        added: only(after, before),
        removed: only(before, after),
        changed,
    }
}

fn changed(old: &Entity, new: &Entity) -> Option<Changed> {
    let moved = old.file() != new.file();
    let same = old.document() == new.document();
    if same && !moved {
        return None;
    }
    let mut fields = match same {
        true => Vec::new(),
        false => field_changes(facts(old), facts(new)),
    };
    // A comment is no change; a field that nothing above knows is one.
    if fields.is_empty() && value(old) != value(new) {
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
                before: Some(old.file().to_owned()),
                after: Some(new.file().to_owned()),
            },
        );
    }
    (!fields.is_empty()).then(|| Changed {
        reference: new.reference().to_string(),
        fields,
    })
}

fn field_changes(
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

/// What is known of an entity, by field. Refs are complete and sorted: another way to write them is no change.
fn facts(entity: &Entity) -> BTreeMap<String, String> {
    let mut facts = BTreeMap::new();
    let mut add = |field: &str, value: Option<&str>| {
        facts.extend(value.map(|value| (field.to_owned(), value.to_owned())));
    };
    add("kind", Some(entity.kind()));
    add("metadata.title", entity.title());
    add("metadata.description", entity.description());
    add("spec.type", entity.type_().map(|type_| type_.text));
    add(
        "spec.lifecycle",
        entity.lifecycle().map(|lifecycle| lifecycle.text),
    );
    add("spec.profile.email", entity.email().map(|email| email.text));
    add(
        "spec.profile.picture",
        entity.picture().map(|picture| picture.text),
    );
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
        (
            "metadata.links",
            entity
                .links()
                .map(|link| link.url.text.to_owned())
                .collect(),
        ),
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

fn value(entity: &Entity) -> Option<serde_json::Value> {
    let (tree, _) = yaml::parse(entity.document()).ok()?;
    Some(tree.root()?.to_json())
}
