//! What the targets of a Location mean: files of the same repository, by path or by glob.

use std::collections::HashMap;
use std::sync::Arc;

use super::Files;
use super::glob::{Budget, Glob, TooComplex, is_glob};
use super::hosting::{Hosted, hosted};
use super::way::{Way, way};
use crate::error::Result;

/// What a target leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// These files of the repository.
    Files(Vec<String>),
    /// A URL of something else: another repository, another branch.
    Elsewhere,
    /// A place outside the repository.
    Outside,
    /// Nothing.
    Missing,
    /// Nobody knows: it is a glob that takes more work than any that people write.
    TooComplex,
}

/// The targets of one reading; each folder is listed once.
pub(super) struct Targets<'f> {
    files: &'f dyn Files,
    listed: HashMap<String, Arc<[String]>>,
    budget: Budget,
}

impl<'f> Targets<'f> {
    pub(super) fn new(files: &'f dyn Files) -> Self {
        Targets {
            files,
            listed: HashMap::new(),
            budget: Budget::new(Budget::READING),
        }
    }

    /// Resolves `target`, named in the file `from`.
    ///
    /// # Errors
    /// Io (7) where a folder cannot be read.
    pub(super) fn resolve(&mut self, from: &str, target: &str) -> Result<Target> {
        let path = match way(from, target) {
            Way::Inside(path) => path,
            Way::Outside => return Ok(Target::Outside),
            Way::Elsewhere => match hosted(self.files.hosting(), target) {
                Hosted::Here(path) => path,
                _ => return Ok(Target::Elsewhere),
            },
            Way::Nowhere => return Ok(Target::Missing),
        };
        match is_glob(&path) {
            true => self.matching(&path),
            false if self.files.has(&path) => Ok(Target::Files(vec![path])),
            false => Ok(Target::Missing),
        }
    }

    fn matching(&mut self, pattern: &str) -> Result<Target> {
        let paths = self.below(literal_folder(pattern))?;
        let found = self.matches(pattern, &paths);
        Ok(match found {
            Err(TooComplex) => Target::TooComplex,
            Ok(found) if found.is_empty() => Target::Missing,
            Ok(found) => Target::Files(found),
        })
    }

    fn matches(
        &mut self,
        pattern: &str,
        paths: &[String],
    ) -> std::result::Result<Vec<String>, TooComplex> {
        let glob = Glob::new(pattern, &mut self.budget)?;
        let mut found = Vec::new();
        for path in paths {
            if glob.matches(path, &mut self.budget)? {
                found.push(path.clone());
            }
        }
        Ok(found)
    }

    fn below(&mut self, folder: &str) -> Result<Arc<[String]>> {
        if let Some(paths) = self.listed.get(folder) {
            return Ok(Arc::clone(paths));
        }
        let paths: Arc<[String]> = self.files.list(folder)?.into();
        self.listed.insert(folder.to_owned(), Arc::clone(&paths));
        Ok(paths)
    }
}

/// The folder that everything a glob matches lies in.
fn literal_folder(pattern: &str) -> &str {
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
    use crate::catalog::Memory;

    fn resolved(from: &str, target: &str) -> Target {
        let paths = ["a.yaml", "catalog/b.yaml", "catalog/deep/c.yaml"];
        let files = Memory::from_iter(paths.map(|path| (path, "")));
        Targets::new(&files).resolve(from, target).unwrap()
    }

    #[test]
    fn targets_stay_in_the_repository() {
        let found =
            |paths: &[&str]| Target::Files(paths.iter().map(|path| (*path).to_owned()).collect());
        assert_eq!(
            resolved("catalog-info.yaml", "./catalog/**/*.yaml"),
            found(&["catalog/b.yaml", "catalog/deep/c.yaml"])
        );
        assert_eq!(resolved("catalog/x.yaml", "../a.yaml"), found(&["a.yaml"]));
        assert_eq!(resolved("catalog/x.yaml", "/a.yaml"), found(&["a.yaml"]));
        assert_eq!(resolved("catalog/x.yaml", "../../a.yaml"), Target::Outside);
        assert_eq!(resolved("x.yaml", "/etc/passwd"), Target::Missing);
        assert_eq!(resolved("x.yaml", "https://"), Target::Missing);
        assert_eq!(resolved("x.yaml", "file:///etc/passwd"), Target::Elsewhere);
        assert_eq!(resolved("x.yaml", "nowhere.yaml"), Target::Missing);
    }
}
