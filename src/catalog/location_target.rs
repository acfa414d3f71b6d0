//! Resolves the targets of a Location to files of the same repository, by path or by glob.

use std::collections::HashMap;
use std::sync::Arc;

use super::Files;
use super::glob::{Glob, GlobBudget, GlobTooComplex, is_glob};
use super::hosted_repository::{UrlRelationToRepository, classify_url_by_repository};
use super::target_path::{TargetPathResolution, resolve_target_relative_to_file};
use crate::error::Result;

/// The result of resolving a target.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ResolvedLocationTarget {
    /// These files of the repository.
    Files(Vec<String>),
    /// A URL outside these files: another repository, another branch.
    ExternalUrl,
    /// A path outside the repository.
    OutsideRepository,
    /// No file.
    Missing,
    /// Unknown: a glob that needs more work than any realistic pattern.
    TooComplex,
}

/// Resolves targets during one read; each folder is listed once.
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
    /// Io (7) if a folder can't be read.
    pub(super) fn resolve(&mut self, from: &str, target: &str) -> Result<ResolvedLocationTarget> {
        let path = match resolve_target_relative_to_file(from, target) {
            TargetPathResolution::Inside(path) => path,
            TargetPathResolution::OutsideRepository => {
                return Ok(ResolvedLocationTarget::OutsideRepository);
            }
            TargetPathResolution::Url => {
                match classify_url_by_repository(self.files.hosted_repository(), target) {
                    UrlRelationToRepository::LocalFile(path) => path,
                    _ => return Ok(ResolvedLocationTarget::ExternalUrl),
                }
            }
            TargetPathResolution::Invalid => return Ok(ResolvedLocationTarget::Missing),
        };
        match is_glob(&path) {
            true => self.resolve_glob(&path),
            false if self.files.has_file(&path) => Ok(ResolvedLocationTarget::Files(vec![path])),
            false => Ok(ResolvedLocationTarget::Missing),
        }
    }

    fn resolve_glob(&mut self, pattern: &str) -> Result<ResolvedLocationTarget> {
        let paths = self.list_folder(find_glob_base(pattern))?;
        let found = self.filter_paths_by_glob(pattern, &paths);
        Ok(match found {
            Err(GlobTooComplex) => ResolvedLocationTarget::TooComplex,
            Ok(found) if found.is_empty() => ResolvedLocationTarget::Missing,
            Ok(found) => ResolvedLocationTarget::Files(found),
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
        let paths: Arc<[String]> = self.files.list_files_recursively(folder)?.into();
        self.listings.insert(folder.to_owned(), Arc::clone(&paths));
        Ok(paths)
    }
}

/// The folder that contains everything a glob can match.
fn find_glob_base(pattern: &str) -> &str {
    // A `..` may leave any folder, and a negation may match anywhere.
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

    fn resolve_in_fixture(from: &str, target: &str) -> ResolvedLocationTarget {
        let paths = ["a.yaml", "catalog/b.yaml", "catalog/deep/c.yaml"];
        let files = MemoryFiles::from_iter(paths.map(|path| (path, "")));
        LocationTargetResolver::new(&files)
            .resolve(from, target)
            .unwrap()
    }

    #[test]
    fn targets_stay_in_the_repository() {
        let found = |paths: &[&str]| {
            ResolvedLocationTarget::Files(paths.iter().map(|path| (*path).to_owned()).collect())
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
            ResolvedLocationTarget::OutsideRepository
        );
        assert_eq!(
            resolve_in_fixture("x.yaml", "/etc/passwd"),
            ResolvedLocationTarget::Missing
        );
        assert_eq!(
            resolve_in_fixture("x.yaml", "https://"),
            ResolvedLocationTarget::Missing
        );
        assert_eq!(
            resolve_in_fixture("x.yaml", "file:///etc/passwd"),
            ResolvedLocationTarget::ExternalUrl
        );
        assert_eq!(
            resolve_in_fixture("x.yaml", "nowhere.yaml"),
            ResolvedLocationTarget::Missing
        );
    }
}
