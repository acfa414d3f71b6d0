//! Entities go, if nothing that stays names them.

use super::drafts::Drafts;
use super::set::each;
use crate::catalog::{Catalog, EntityRefBuf};
use crate::error::{Error, Result};
use crate::printable::Printable;

/// How many of those that are in the way are named.
const MOST: usize = 10;

pub(super) fn draft(
    catalog: &Catalog,
    what: &[String],
    drafts: &mut Drafts,
) -> Result<Vec<EntityRefBuf>> {
    let entities = each(catalog, what)?;
    let goes = |number: usize| {
        let reference = catalog.entities[number].reference();
        entities
            .iter()
            .any(|entity| entity.reference() == reference)
    };
    let mut naming = Vec::new();
    for entity in &entities {
        let number = catalog.find(entity.reference());
        let by = number
            .into_iter()
            .flat_map(|number| catalog.named_by(number));
        for (source, field) in by.filter(|(source, _)| !goes(*source)) {
            let other = &catalog.entities[source];
            let full = other.reference().to_string();
            naming.push(format!(
                "{} names it in `{}`, {}",
                Printable(&full),
                field.path,
                other.place()
            ));
        }
    }
    if !naming.is_empty() {
        return Err(in_the_way(naming));
    }
    for entity in &entities {
        drafts.of(entity).remove(entity);
    }
    Ok(entities
        .iter()
        .map(|entity| entity.reference().to_buf())
        .collect())
}

fn in_the_way(mut naming: Vec<String>) -> Error {
    let count = naming.len();
    naming.sort();
    naming.dedup();
    let message = match count {
        1 => "something still depends on it".to_owned(),
        count => format!("{count} references still depend on it"),
    };
    let more = naming.len().saturating_sub(MOST);
    let mut error = Error::conflict(message);
    for line in naming.into_iter().take(MOST) {
        error = error.hint(line);
    }
    match more {
        0 => error,
        more => error.hint(format!("and {more} more")),
    }
}
