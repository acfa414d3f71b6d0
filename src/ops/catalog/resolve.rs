//! From what people type to entities: a ref with its kind, `namespace/name`, or a name, which may mean several.

use crate::catalog::{Catalog, Entity, EntityRef, is_builtin_kind};
use crate::error::{Error, Result};
use crate::printable::escape_and_truncate;
use crate::similar_names::format_did_you_mean;

/// Everything that `text` means, sorted by ref.
///
/// # Errors
/// Not found (3) with the nearest names.
pub fn resolve_entities<'c>(catalog: &'c Catalog, text: &str) -> Result<Vec<&'c Entity>> {
    let mut found = find_entities_by_ref(catalog, text);
    if found.is_empty() {
        found = find_entities_by_name(catalog, text);
    }
    if found.is_empty() {
        let near = catalog.suggest_entity_names(text);
        let near: Vec<&str> = near.iter().map(String::as_str).collect();
        let message = format!("nothing is called `{}`", escape_and_truncate(text));
        let partial = catalog
            .has_diagnostics()
            .then(|| "some of the catalog has faults: idp catalog validate".to_owned());
        return Err(Error::not_found(message)
            .with_hint(format_not_found_hint(&near))
            .with_optional_hint(partial));
    }
    found.sort_by_cached_key(|entity| (entity.entity_ref().to_string(), entity.is_rejected()));
    Ok(found)
}

/// What to type instead of a name that nothing has, where these are near.
pub fn format_not_found_hint(near: &[&str]) -> String {
    format_did_you_mean(near).unwrap_or_else(|| "to see what there is: idp catalog list".to_owned())
}

/// The entities of a ref with its kind: one, unless several documents define it.
pub(in crate::ops) fn find_entities_by_ref<'c>(
    catalog: &'c Catalog,
    text: &str,
) -> Vec<&'c Entity> {
    let reference = EntityRef::parse(text, None, "default").ok();
    let known = |reference: &EntityRef<'_>| {
        is_builtin_kind(reference.kind) || catalog.entities_of_kind(reference.kind).next().is_some()
    };
    let known = reference.filter(known).into_iter();
    known
        .flat_map(|reference| catalog.get_all(reference))
        .collect()
}

/// The entities of a name, perhaps with its namespace.
pub(in crate::ops) fn find_entities_by_name<'c>(
    catalog: &'c Catalog,
    text: &str,
) -> Vec<&'c Entity> {
    let (namespace, name) = match text.split_once('/') {
        Some((namespace, name)) => (Some(namespace), name),
        None => (None, text),
    };
    let fits = |entity: &&Entity| {
        namespace.is_none_or(|wanted| entity.namespace().eq_ignore_ascii_case(wanted))
    };
    catalog
        .find_entities_by_name(name)
        .into_iter()
        .filter(fits)
        .collect()
}
