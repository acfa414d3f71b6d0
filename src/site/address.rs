//! The address of every entity: `catalog/<namespace>/<kind>/<name>`, as in Backstage, in lower case.
//!
//! The page is `index.html` in the folder of that name, so that every server finds it at the bare address, and so that it can also be opened
//! from a file system. JSON and Markdown are beside the folder.

use std::collections::{HashMap, HashSet};

use crate::catalog::{Catalog, EntityRef};

/// The address of every entity on the site.
pub(super) struct EntityAddresses<'c> {
    catalog: &'c Catalog,
    /// The address of the entity with each index; of several with the same ref, at the index of the first.
    addresses: Vec<Option<String>>,
    /// The index of the entity at each address.
    entities: HashMap<String, usize>,
}

impl<'c> EntityAddresses<'c> {
    /// Assigns the addresses of the entities with these indexes, in this order.
    pub(super) fn assign(catalog: &'c Catalog, entities: &[usize]) -> EntityAddresses<'c> {
        let mut taken: HashSet<String> = HashSet::new();
        let mut addresses = vec![None; catalog.entities.len()];
        let mut at = HashMap::new();
        for number in entities {
            let reference = catalog.entities[*number].entity_ref();
            let address = choose_free_address(reference, &mut taken);
            at.insert(address.clone(), *number);
            let first = catalog.find_entity_index(reference).unwrap_or(*number);
            addresses[first] = Some(address);
        }
        EntityAddresses {
            catalog,
            addresses,
            entities: at,
        }
    }

    /// The index of the entity that the file at `path` is about: its page, a list on pages below that, or another format beside it.
    pub(super) fn find_entity(&self, path: &str) -> Option<usize> {
        let end = path.match_indices('/').nth(3).map(|(end, _)| end);
        let address = match end {
            Some(end) => &path[..end],
            None => path
                .strip_suffix(".json")
                .or_else(|| path.strip_suffix(".md"))?,
        };
        self.entities.get(address).copied()
    }

    /// The address of the entity with this ref; `None` if it has no page.
    pub(super) fn get(&self, reference: EntityRef<'_>) -> Option<&str> {
        let number = self.catalog.find_entity_index(reference)?;
        self.addresses[number].as_deref()
    }
}

/// The address of `reference` or, if one of its files would have the same name as another's, that address with a number. An entity may be
/// called `shop.json`.
fn choose_free_address(reference: EntityRef<'_>, taken: &mut HashSet<String>) -> String {
    let [namespace, kind, name] =
        [reference.namespace, reference.kind, reference.name].map(to_path_part);
    let plain = format!("catalog/{namespace}/{kind}/{name}");
    choose_free_address_with_endings(&plain, &["", ".json", ".md"], taken)
}

/// `plain` or, if that page is taken, `plain` with a number.
pub(super) fn choose_free_path(plain: &str, taken: &mut HashSet<String>) -> String {
    choose_free_address_with_endings(plain, &[""], taken)
}

fn choose_free_address_with_endings(
    plain: &str,
    endings: &[&str],
    taken: &mut HashSet<String>,
) -> String {
    let numbered = (2..).map(|number| format!("{plain}-{number}"));
    let mut candidates = std::iter::once(plain.to_owned()).chain(numbered);
    let paths = |address: &str| {
        let paths = endings.iter().map(|end| format!("{address}{end}"));
        paths.collect::<Vec<_>>()
    };
    let address = candidates
        .find(|address| paths(address).iter().all(|path| !taken.contains(path)))
        .unwrap_or_default();
    taken.extend(paths(&address));
    address
}

/// `text` as a part of a path, in lower case; `.` and `..` can't occur, because a name starts and ends with a letter or a digit.
pub(super) fn to_path_part(text: &str) -> String {
    let lower = text.to_lowercase();
    let is_plain = |character: char| {
        character.is_ascii_lowercase() || character.is_ascii_digit() || "-_.".contains(character)
    };
    let part: String = lower
        .chars()
        .map(|character| if is_plain(character) { character } else { '-' })
        .collect();
    if part.starts_with('.') {
        format!("-{part}")
    } else {
        part
    }
}

/// The path of the page at `address`.
pub(super) fn page_path(address: &str) -> String {
    match address {
        "" => "index.html".to_owned(),
        address => format!("{address}/index.html"),
    }
}

/// The address of the same page on the site at `base`, which ends with a slash.
pub(super) fn page_url(base: &str, address: &str) -> String {
    match address {
        "" => base.to_owned(),
        address => format!("{base}{address}/"),
    }
}

/// What leads from the page at `address` to the root of the site.
pub(super) fn path_to_root(address: &str) -> String {
    let depth = address.split('/').filter(|part| !part.is_empty()).count();
    "../".repeat(depth)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::MemoryFiles;

    #[test]
    fn no_two_entities_share_a_file() {
        let text = ["a", "a.json", "A.md", "b"].map(|name| {
            format!("apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: {name}}}\nspec: {{type: team, children: []}}\n")
        });
        let files = MemoryFiles::from_iter([("c.yaml", text.join("---\n").into_bytes())]);
        let catalog = Catalog::read(&files, &["c.yaml".to_owned()]).unwrap();
        let numbers: Vec<usize> = (0..catalog.entities.len()).collect();
        let addresses = EntityAddresses::assign(&catalog, &numbers);
        let of = |number: usize| {
            addresses
                .get(catalog.entities[number].entity_ref())
                .unwrap()
        };
        assert_eq!(of(0), "catalog/default/group/a");
        assert_eq!(of(1), "catalog/default/group/a.json-2");
        assert_eq!(of(2), "catalog/default/group/a.md-2");
        assert_eq!(of(3), "catalog/default/group/b");
    }

    #[test]
    fn a_page_knows_the_way_to_the_root() {
        assert_eq!(page_path(""), "index.html");
        assert_eq!(path_to_root(""), "");
        assert_eq!(page_path("teams"), "teams/index.html");
        assert_eq!(path_to_root("catalog/default/group/a"), "../../../../");
    }
}
