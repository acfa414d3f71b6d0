//! From what people type to entities: a ref with its kind, `namespace/name`, or a name, which may mean several.

use crate::catalog::{Catalog, Entity, EntityRef, is_known_kind};
use crate::error::{Error, Result};
use crate::nearest::did_you_mean;
use crate::printable::brief;

/// Everything that `text` means, sorted by ref.
///
/// # Errors
/// Not found (3) with the nearest names.
pub fn find<'c>(catalog: &'c Catalog, text: &str) -> Result<Vec<&'c Entity>> {
    let mut found = by_ref(catalog, text);
    if found.is_empty() {
        found = by_name(catalog, text);
    }
    if found.is_empty() {
        let near = catalog.nearest_names(text);
        let near: Vec<&str> = near.iter().map(String::as_str).collect();
        let message = format!("nothing is called `{}`", brief(text));
        let partial = catalog
            .is_faulty()
            .then(|| "some of the catalog has faults: idp catalog validate".to_owned());
        return Err(Error::not_found(message)
            .hint(what_to_try(&near))
            .hint_if(partial));
    }
    found.sort_by_cached_key(|entity| (entity.reference().to_string(), entity.is_rejected()));
    Ok(found)
}

/// What to type instead of a name that nothing has, where these are near.
pub fn what_to_try(near: &[&str]) -> String {
    did_you_mean(near).unwrap_or_else(|| "to see what there is: idp catalog list".to_owned())
}

/// The entities of a ref with its kind: one, unless several documents define it.
pub(in crate::ops) fn by_ref<'c>(catalog: &'c Catalog, text: &str) -> Vec<&'c Entity> {
    let reference = EntityRef::parse(text, None, "default").ok();
    let known = |reference: &EntityRef<'_>| {
        is_known_kind(reference.kind) || catalog.of_kind(reference.kind).next().is_some()
    };
    let known = reference.filter(known).into_iter();
    known.flat_map(|reference| catalog.all(reference)).collect()
}

/// The entities of a name, perhaps with its namespace.
pub(in crate::ops) fn by_name<'c>(catalog: &'c Catalog, text: &str) -> Vec<&'c Entity> {
    let (namespace, name) = match text.split_once('/') {
        Some((namespace, name)) => (Some(namespace), name),
        None => (None, text),
    };
    let fits = |entity: &&Entity| {
        namespace.is_none_or(|wanted| entity.namespace().eq_ignore_ascii_case(wanted))
    };
    catalog.named(name).into_iter().filter(fits).collect()
}
