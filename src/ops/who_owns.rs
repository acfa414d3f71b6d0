//! `idp who-owns`: from a handle to the owner, the teams above, and the place that decided.

use crate::catalog::{Catalog, Entity, EntityRef, Ownership};

/// What was found for one handle.
#[derive(Debug)]
pub struct Answer<'c> {
    /// The handle as it was typed.
    pub query: String,
    /// How it was understood: `ref` or `name`.
    pub handle: &'static str,
    /// Every entity it may mean; empty when there is none.
    pub hits: Vec<(&'c Entity, Ownership<'c>)>,
    /// Where there is no hit, the nearest names.
    pub suggestions: Vec<String>,
}

/// Who owns `query`: a ref with a kind, or a name. A name that several kinds share gives several hits.
pub fn who_owns<'c>(catalog: &'c Catalog, query: &str) -> Answer<'c> {
    let (handle, entities) = resolve(catalog, query);
    let suggestions = match entities.is_empty() {
        true => catalog.nearest_names(query),
        false => Vec::new(),
    };
    let hits = entities
        .into_iter()
        .map(|entity| (entity, Ownership::of(catalog, entity)))
        .collect();
    Answer {
        query: query.to_owned(),
        handle,
        hits,
        suggestions,
    }
}

fn resolve<'c>(catalog: &'c Catalog, query: &str) -> (&'static str, Vec<&'c Entity>) {
    if query.contains(':') {
        let reference = EntityRef::parse(query, None, "default").ok();
        let entity = reference.and_then(|reference| catalog.get(reference));
        return ("ref", entity.into_iter().collect());
    }
    let (namespace, name) = match query.split_once('/') {
        Some((namespace, name)) => (Some(namespace), name),
        None => (None, query),
    };
    let fits = |entity: &&Entity| {
        namespace.is_none_or(|wanted| entity.namespace().eq_ignore_ascii_case(wanted))
    };
    let mut entities: Vec<&Entity> = catalog.named(name).into_iter().filter(fits).collect();
    entities.sort_by_key(|entity| entity.reference().to_string());
    ("name", entities)
}
