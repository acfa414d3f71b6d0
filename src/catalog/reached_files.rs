//! Which files the roots and Locations of a catalog lead to.

use std::collections::HashSet;

/// How one got to the files that were read.
#[derive(Debug, Default)]
pub(super) struct ReachedFiles {
    /// What the roots lead to, themselves included.
    pub(super) by_roots: HashSet<String>,
    /// What Locations name.
    pub(super) by_locations: HashSet<String>,
    /// The files that hold a Location.
    pub(super) with_locations: HashSet<String>,
}

impl ReachedFiles {
    /// Those of `found` that no Location reaches. Without a root that has a Location, what holds one may be the root; and
    /// where there is no Location at all, Backstage finds each file by itself.
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
