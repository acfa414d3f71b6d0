//! Files and directories that somebody named, by the repository they lie in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::catalog::{Catalog, Directory, Files, Model, Reading, SeenFrom};
use crate::error::{Error, Result};
use crate::git::{Revision, commit_at, merge_base, work_tree_of};
use crate::ops::platform::{Config, FILE};
use crate::printable::Printable;

/// What is to be read.
pub(super) struct Ground {
    /// Where people stand.
    directory: PathBuf,
    /// By the root of each repository, the ways from there to what was named.
    repositories: BTreeMap<PathBuf, Vec<String>>,
}

impl Ground {
    /// `paths` as seen from `directory` (absolute).
    ///
    /// # Errors
    /// Usage (2) when a path does not exist.
    pub(super) fn new(directory: &Path, paths: &[PathBuf]) -> Result<Ground> {
        let mut repositories: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
        let mut loose = Vec::new();
        for path in paths {
            let target = canonical(&directory.join(path))?;
            match repository_of(&target) {
                Some(root) => repositories.entry(root).or_default().push(target),
                None => loose.push(target),
            }
        }
        if !loose.is_empty() {
            repositories
                .entry(common_folder(&loose))
                .or_default()
                .extend(loose);
        }
        let ways = |(root, targets): (PathBuf, Vec<PathBuf>)| {
            let ways = targets.iter().map(|target| way(&root, target)).collect();
            (root, ways)
        };
        Ok(Ground {
            directory: canonical(directory)?,
            repositories: repositories.into_iter().map(ways).collect(),
        })
    }

    /// Where people stand; files are named from here.
    pub(super) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Reads what is there.
    ///
    /// # Errors
    /// Usage (2) when there is nothing to read.
    pub(super) fn read(&self, model: Model) -> Result<Catalog> {
        let catalog = self.catalog(model, |root| Ok(Box::new(Directory::new(root))))?;
        match catalog.files {
            0 => Err(Error::usage("there is nothing to validate")
                .hint("a catalog file ends in .yaml or .yml")),
            _ => Ok(catalog),
        }
    }

    /// Reads what was there where `HEAD` parted from `revision`, in each repository.
    ///
    /// # Errors
    /// Usage (2) for what is in no repository; not found (3) when there is no such commit.
    pub(super) fn read_parted_from(&self, model: Model, revision: &str) -> Result<Catalog> {
        self.catalog(model, |root| {
            if repository_of(root).is_none() {
                let shown = root.display().to_string();
                let message = format!("{} is in no git repository", Printable(&shown));
                return Err(Error::usage(message));
            }
            let head = Revision::head(root)?.commit();
            let other = commit_at(root, head, revision)?;
            let base = merge_base(root, head, other)?.unwrap_or(other);
            Ok(Box::new(Revision::open(root, base)?))
        })
    }

    fn catalog(
        &self,
        model: Model,
        files_of: impl Fn(&Path) -> Result<Box<dyn Files>>,
    ) -> Result<Catalog> {
        let mut reading = Reading::new(model);
        for (root, ways) in &self.repositories {
            let files = SeenFrom::new(files_of(root)?, root, &self.directory);
            let mut roots: Vec<String> = Vec::new();
            for way in ways {
                roots.extend(roots_of(way, &files)?);
            }
            reading.add(&files, &roots)?;
        }
        Ok(reading.finish())
    }
}

fn canonical(path: &Path) -> Result<PathBuf> {
    path.canonicalize().map_err(|error| {
        let shown = path.display().to_string();
        Error::usage(format!("cannot read {}: {error}", Printable(&shown)))
    })
}

/// The root of the work tree that `target` lies in.
pub(super) fn repository_of(target: &Path) -> Option<PathBuf> {
    work_tree_of(target)?.canonicalize().ok()
}

/// The innermost folder that holds everything in `targets`.
fn common_folder(targets: &[PathBuf]) -> PathBuf {
    let folder = |path: &PathBuf| match path.is_dir() {
        true => path.clone(),
        false => path.parent().unwrap_or(path).to_owned(),
    };
    let mut common = targets.first().map(folder).unwrap_or_default();
    for target in targets {
        while !target.starts_with(&common) && common.pop() {}
    }
    common
}

/// How `target` is called in `root`, with `/` between parts; empty for itself.
pub(super) fn way(root: &Path, target: &Path) -> String {
    let way = target.strip_prefix(root).unwrap_or(target);
    way.display().to_string().replace('\\', "/")
}

/// Where reading starts: a file itself; the catalog of a platform; the `catalog-info.yaml` of a folder, else every
/// YAML file in it.
fn roots_of(target: &str, files: &dyn Files) -> Result<Vec<String>> {
    if files.has(target) {
        return Ok(vec![target.to_owned()]);
    }
    let inside = |name: &str| match target.is_empty() {
        true => name.to_owned(),
        false => format!("{target}/{name}"),
    };
    let platform = inside(FILE);
    if let Some(bytes) = files.read(&platform)? {
        let config = Config::parse_bytes(&files.shown(&platform), bytes)?;
        return Ok(vec![inside(config.catalog.root())]);
    }
    let loose = inside("catalog-info.yaml");
    if files.has(&loose) {
        return Ok(vec![loose]);
    }
    let mut paths = files.list(target)?;
    paths.retain(|path| path.ends_with(".yaml") || path.ends_with(".yml"));
    Ok(paths)
}
