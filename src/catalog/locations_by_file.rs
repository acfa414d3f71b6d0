//! Which Locations lead to each file of a catalog.

use std::collections::HashMap;

use super::location_target::{LocationTargetResolver, ResolvedLocationTarget};
use super::{Catalog, Files};
use crate::error::Result;

impl Catalog {
    /// The indexes of the Locations that name each file, by its path. The catalog was read from `files`.
    ///
    /// # Errors
    /// Io (7) if a folder can't be read.
    pub fn find_locations_by_file(&self, files: &dyn Files) -> Result<HashMap<String, Vec<usize>>> {
        let mut targets = LocationTargetResolver::new(files);
        let mut locations: HashMap<String, Vec<usize>> = HashMap::new();
        let entities = self.entities.iter().enumerate();
        for (number, entity) in entities.filter(|(_, entity)| entity.kind_fields.is_some()) {
            for target in entity.location_targets() {
                let resolved = targets.resolve(entity.file_path(), target.text)?;
                if let ResolvedLocationTarget::Files(paths) = resolved {
                    for path in paths {
                        locations.entry(path).or_default().push(number);
                    }
                }
            }
        }
        Ok(locations)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::MemoryFiles;

    #[test]
    fn a_file_knows_the_locations_that_name_it() {
        let location = "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: root}\nspec: {targets: [./a/*.yaml, ./a/x.yaml]}\n";
        let group = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: x}\nspec: {type: team, children: []}\n";
        let files = MemoryFiles::from_iter([
            ("c.yaml", location.as_bytes().to_vec()),
            ("a/x.yaml", group.as_bytes().to_vec()),
        ]);
        let catalog = Catalog::read(&files, &["c.yaml".to_owned()]).unwrap();
        let locations = catalog.find_locations_by_file(&files).unwrap();
        assert_eq!(locations["a/x.yaml"], [0, 0]);
        assert!(!locations.contains_key("c.yaml"));
    }
}
