//! A short summary of the size of a catalog.

use crate::catalog::Catalog;
use crate::count::CountedNoun;

/// `6 services, 3 teams`; for a catalog with neither, the number of entities.
pub fn format_catalog_counts(catalog: &Catalog) -> String {
    let of = |kind: &str| catalog.entities_of_kind(kind).count();
    let services = catalog
        .entities
        .iter()
        .filter(|entity| entity.type_().is_some_and(|type_| type_.text == "service"))
        .count();
    match (of("component"), of("group")) {
        (0, 0) => CountedNoun(catalog.entities.len(), "entity").to_string(),
        (components, teams) if components == services => {
            format!(
                "{}, {}",
                CountedNoun(services, "service"),
                CountedNoun(teams, "team")
            )
        }
        (components, teams) => format!(
            "{}, {}",
            CountedNoun(components, "component"),
            CountedNoun(teams, "team")
        ),
    }
}
