//! What the targets of a Location mean: files of the same repository, by path or by glob.

use std::collections::HashMap;
use std::sync::Arc;

use super::Files;
use super::glob::{Glob, GlobBudget, GlobTooComplex, is_glob};
use super::hosted_repository::{UrlTarget, classify_url};
use super::target_path::{TargetPath, resolve_target_path};
use crate::error::Result;

/// What a target leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum LocationTarget {
    /// These files of the repository.
    Files(Vec<String>),
    /// A URL of something else: another repository, another branch.
    ExternalUrl,
    /// A place outside the repository.
    OutsideRepository,
    /// Nothing.
    Missing,
    /// Nobody knows: it is a glob that takes more work than any that people write.
    TooComplex,
}

/// The targets of one reading; each folder is listed once.
pub(super) struct LocationTargetResolver<'f> {
    files: &'f dyn Files,
    listings: HashMap<String, Arc<[String]>>,
    budget: GlobBudget,
}

impl<'f> LocationTargetResolver<'f> {
    pub(super) fn new(files: &'f dyn Files) -> Self {
        LocationTargetResolver {
            files,
            listings: HashMap::new(),
            budget: GlobBudget::new(GlobBudget::CATALOG_GLOB_BUDGET),
        }
    }

    /// Resolves `target`, named in the file `from`.
    ///
    /// # Errors
    /// Io (7) where a folder cannot be read.
    pub(super) fn resolve(&mut self, from: &str, target: &str) -> Result<LocationTarget> {
        let path = match resolve_target_path(from, target) {
            TargetPath::Inside(path) => path,
            TargetPath::OutsideRepository => return Ok(LocationTarget::OutsideRepository),
            TargetPath::Url => match classify_url(self.files.hosted_repository(), target) {
                UrlTarget::LocalFile(path) => path,
                _ => return Ok(LocationTarget::ExternalUrl),
            },
            TargetPath::Invalid => return Ok(LocationTarget::Missing),
        };
        match is_glob(&path) {
            true => self.resolve_glob(&path),
            false if self.files.has_file(&path) => Ok(LocationTarget::Files(vec![path])),
            false => Ok(LocationTarget::Missing),
        }
    }

    fn resolve_glob(&mut self, pattern: &str) -> Result<LocationTarget> {
        let paths = self.list_folder(find_glob_base(pattern))?;
        let found = self.filter_paths_by_glob(pattern, &paths);
        Ok(match found {
            Err(GlobTooComplex) => LocationTarget::TooComplex,
            Ok(found) if found.is_empty() => LocationTarget::Missing,
            Ok(found) => LocationTarget::Files(found),
        })
    }

    fn filter_paths_by_glob(
        &mut self,
        pattern: &str,
        paths: &[String],
    ) -> std::result::Result<Vec<String>, GlobTooComplex> {
        let glob = Glob::new(pattern, &mut self.budget)?;
        let mut found = Vec::new();
        for path in paths {
            if glob.matches(path, &mut self.budget)? {
                found.push(path.clone());
            }
        }
        Ok(found)
    }

    fn list_folder(&mut self, folder: &str) -> Result<Arc<[String]>> {
        if let Some(paths) = self.listings.get(folder) {
            return Ok(Arc::clone(paths));
        }
        let paths: Arc<[String]> = self.files.list(folder)?.into();
        self.listings.insert(folder.to_owned(), Arc::clone(&paths));
        Ok(paths)
    }
}

/// The folder that everything a glob matches lies in.
fn find_glob_base(pattern: &str) -> &str {
    // A part that goes back may leave any folder, and what is negated lies anywhere.
    if pattern.starts_with('!') || pattern.contains("..") {
        return "";
    }
    let magic = pattern.find(['*', '?', '[', '{', '(', '\\']);
    let literal = &pattern[..magic.unwrap_or(pattern.len())];
    literal.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::MemoryFiles;

    fn resolve_in_fixture(from: &str, target: &str) -> LocationTarget {
        let paths = ["a.yaml", "catalog/b.yaml", "catalog/deep/c.yaml"];
        let files = MemoryFiles::from_iter(paths.map(|path| (path, "")));
        LocationTargetResolver::new(&files)
            .resolve(from, target)
            .unwrap()
    }

    #[test]
    fn targets_stay_in_the_repository() {
        let found = |paths: &[&str]| {
            LocationTarget::Files(paths.iter().map(|path| (*path).to_owned()).collect())
        };
        assert_eq!(
            resolve_in_fixture("catalog-info.yaml", "./catalog/**/*.yaml"),
            found(&["catalog/b.yaml", "catalog/deep/c.yaml"])
        );
        assert_eq!(
            resolve_in_fixture("catalog/x.yaml", "../a.yaml"),
            found(&["a.yaml"])
        );
        assert_eq!(
            resolve_in_fixture("catalog/x.yaml", "/a.yaml"),
            found(&["a.yaml"])
        );
        assert_eq!(
            resolve_in_fixture("catalog/x.yaml", "../../a.yaml"),
            LocationTarget::OutsideRepository
        );
        assert_eq!(
            resolve_in_fixture("x.yaml", "/etc/passwd"),
            LocationTarget::Missing
        );
        assert_eq!(
            resolve_in_fixture("x.yaml", "https://"),
            LocationTarget::Missing
        );
        assert_eq!(
            resolve_in_fixture("x.yaml", "file:///etc/passwd"),
            LocationTarget::ExternalUrl
        );
        assert_eq!(
            resolve_in_fixture("x.yaml", "nowhere.yaml"),
            LocationTarget::Missing
        );
    }
}
