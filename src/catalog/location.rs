//! What the targets of a Location mean: files of the same repository, by path or by glob.

use std::collections::HashMap;
use std::sync::Arc;

use globset::GlobBuilder;

use super::Files;
use super::way::{Way, way};
use crate::error::Result;

/// What a target leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// These files of the repository.
    Files(Vec<String>),
    /// A URL; it is somebody else's to read.
    Elsewhere,
    /// A place outside the repository.
    Outside,
    /// Nothing.
    Missing,
}

/// The targets of one reading; each folder is listed once.
pub(super) struct Targets<'f> {
    files: &'f dyn Files,
    listed: HashMap<String, Arc<[String]>>,
}

impl<'f> Targets<'f> {
    pub(super) fn new(files: &'f dyn Files) -> Self {
        Targets {
            files,
            listed: HashMap::new(),
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
            Way::Elsewhere => return Ok(Target::Elsewhere),
            Way::Nowhere => return Ok(Target::Missing),
        };
        if self.files.has(&path) {
            return Ok(Target::Files(vec![path]));
        }
        match path.contains(['*', '?', '[', '{']) {
            true => self.matching(&path),
            false => Ok(Target::Missing),
        }
    }

    fn matching(&mut self, pattern: &str) -> Result<Target> {
        let Ok(glob) = GlobBuilder::new(pattern).literal_separator(true).build() else {
            return Ok(Target::Missing);
        };
        let matcher = glob.compile_matcher();
        let literal = pattern.find(['*', '?', '[', '{']).unwrap_or(pattern.len());
        let folder = pattern[..literal]
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        let paths = self.below(folder)?;
        let found: Vec<String> = paths
            .iter()
            .filter(|path| matcher.is_match(path))
            .cloned()
            .collect();
        Ok(match found.is_empty() {
            true => Target::Missing,
            false => Target::Files(found),
        })
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
