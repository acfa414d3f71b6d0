//! How much a catalog holds, in a few words.

use crate::catalog::Catalog;
use crate::count::Count;

/// `6 services, 3 teams`; of a catalog that has neither, the number of entities.
pub fn population(catalog: &Catalog) -> String {
    let of = |kind: &str| catalog.of_kind(kind).count();
    let services = catalog
        .entities
        .iter()
        .filter(|entity| entity.type_().is_some_and(|type_| type_.text == "service"))
        .count();
    match (of("component"), of("group")) {
        (0, 0) => Count(catalog.entities.len(), "entity").to_string(),
        (components, teams) if components == services => {
            format!("{}, {}", Count(services, "service"), Count(teams, "team"))
        }
        (components, teams) => format!(
            "{}, {}",
            Count(components, "component"),
            Count(teams, "team")
        ),
    }
}
