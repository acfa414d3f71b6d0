//! The files that the roots and Locations of a catalog lead to.

use std::collections::HashSet;

/// How the files that were read are reached.
#[derive(Debug, Default)]
pub(super) struct ReachedFiles {
    /// The files reached from the roots, including the roots.
    pub(super) by_roots: HashSet<String>,
    /// The files that Locations name.
    pub(super) by_locations: HashSet<String>,
    /// The files that contain a Location.
    pub(super) with_locations: HashSet<String>,
}

impl ReachedFiles {
    /// The files of `found` that no Location reaches. Without a root that has a Location, any file with a Location may
    /// be the root; and without any Location, Backstage discovers each file by itself.
    pub(super) fn find_unreached_files<'f>(
        &self,
        found: &'f [String],
    ) -> impl Iterator<Item = &'f String> {
        let has_root = !self.by_roots.is_disjoint(&self.with_locations);
        found.iter().filter(move |path| {
            if has_root {
                !self.by_roots.contains(*path)
            } else {
                !self.with_locations.is_empty()
                    && !self.by_roots.contains(*path)
                    && !self.by_locations.contains(*path)
                    && !self.with_locations.contains(*path)
            }
        })
    }
}
