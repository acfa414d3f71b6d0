//! Resolves what users type to entities: a full ref, `namespace/name`, or a name, which may match several.

use crate::catalog::{Catalog, Entity, EntityRef, is_builtin_kind};
use crate::error::{Error, Result};
use crate::printable::{Printable, escape_and_truncate};
use crate::similar_names::format_did_you_mean;
use crate::template::shell_quote;

/// All entities that `text` matches, sorted by ref.
///
/// # Errors
/// Not found (3), with similar names.
pub fn resolve_entities<'c>(catalog: &'c Catalog, text: &str) -> Result<Vec<&'c Entity>> {
    let mut found = find_entities_by_ref(catalog, text);
    if found.is_empty() {
        found = find_entities_by_name(catalog, text);
    }
    if found.is_empty() {
        let near = catalog.suggest_entity_names(text);
        let near: Vec<&str> = near.iter().map(String::as_str).collect();
        let message = format!("no entity named `{}`", escape_and_truncate(text));
        let partial = catalog
            .has_diagnostics()
            .then(|| "parts of the catalog are invalid: idp catalog validate".to_owned());
        return Err(Error::entity_not_found(message)
            .with_hint(format_unknown_name_hint(text, &near))
            .with_optional_hint(partial));
    }
    found.sort_by_cached_key(|entity| {
        (
            entity.entity_ref().to_string(),
            entity.is_rejected_by_backstage(),
        )
    });
    Ok(found)
}

/// The hint for the unknown name `text`, with the similar names `near`, as a shell takes them. No name contains a space, but a title may.
pub(in crate::ops) fn format_unknown_name_hint(text: &str, near: &[&str]) -> String {
    let near: Vec<String> = near.iter().map(|name| shell_quote(name)).collect();
    let near: Vec<&str> = near.iter().map(String::as_str).collect();
    format_did_you_mean(&near).unwrap_or_else(|| {
        if text.contains(' ') {
            let text = shell_quote(text);
            format!("search for it: idp catalog search {}", Printable(&text))
        } else {
            "list entities: idp catalog list".to_owned()
        }
    })
}

/// The entities with a full ref: one, unless several documents define it.
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
        .flat_map(|reference| catalog.entities_with_ref(reference))
        .collect()
}

/// The entities with a name, optionally qualified with a namespace.
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
