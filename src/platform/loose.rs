//! The loose catalog: the Backstage documents of a repository that is no platform. It has no settings, no organisation and
//! no forge, so it answers questions and takes edits, and nothing can be registered with it.

use std::path::{Path, PathBuf};

use super::{Config, Create, Forge, Layout, Registration};
use crate::catalog::{Catalog, Files, Model, Reading, Survey, catalog_info};
use crate::error::Result;
use crate::git::{Revision, VisibleFiles, work_tree_of};

/// Where a loose catalog lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Loose {
    /// The work tree, or a directory in none; paths start here.
    pub(super) root: PathBuf,
    /// The files that reading starts from.
    start: Start,
    /// The catalog file nearest to where somebody stands; what is added goes there.
    nearest: Option<String>,
}

/// Where reading starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// With these files, of which one may be missing in another revision.
    Files(Vec<String>),
    /// With every entity below a folder.
    Folder(String),
}

impl Loose {
    /// The loose catalog of the repository that `directory` lies in: its `catalog-info.yaml` and the nearest one above
    /// `directory`, else all of its entities. Outside of a repository only what lies in `directory` itself: what is
    /// around it may be a whole home directory.
    pub(super) fn around(directory: &Path) -> Result<Option<Loose>> {
        let Some(root) = repository_of(directory) else {
            return Ok(started(directory, &[""]));
        };
        let below = way(&root, directory);
        let nearest = folders_above(&below).find(|folder| has_catalog_info(&root, folder));
        let loose = match has_catalog_info(&root, "") {
            true => started(&root, &["", nearest.unwrap_or_default()]),
            // The file of one folder is not the catalog of all of them.
            false => everything(root.clone(), String::new())?,
        };
        let nearest = nearest.and_then(|folder| catalog_info(&VisibleFiles::new(&root), folder));
        Ok(loose.map(|loose| Loose { nearest, ..loose }))
    }

    /// The loose catalog of a directory that somebody named.
    pub(super) fn named(directory: &Path) -> Result<Option<Loose>> {
        let root = repository_of(directory).unwrap_or_else(|| directory.to_owned());
        let folder = way(&root, directory);
        match started(&root, &[folder.as_str()]) {
            Some(loose) => Ok(Some(loose)),
            None => everything(root, folder),
        }
    }

    /// The loose catalog of a commit.
    pub(super) fn committed(revision: &Revision) -> Result<Option<Loose>> {
        let start = match catalog_info(revision, "") {
            Some(file) => Some(Start::Files(vec![file])),
            None => Survey::finds_any(revision, &revision.yaml_files("")?)
                .then(|| Start::Folder(String::new())),
        };
        Ok(start.map(|start| Loose {
            root: revision.dir().to_owned(),
            start,
            nearest: None,
        }))
    }

    /// Where reading starts.
    pub(super) fn start(&self) -> &Start {
        &self.start
    }

    /// What stands in the place of settings: entities are added to the file that reading starts from.
    pub(super) fn config(&self) -> Config {
        let file = match &self.start {
            Start::Files(files) => files.first().cloned(),
            Start::Folder(_) => self.nearest.clone(),
        };
        Config {
            organisation: String::new(),
            forge: Forge::Local,
            github: Default::default(),
            create: Create::default(),
            registration: Registration::default(),
            registry: Default::default(),
            pull_secrets: Vec::new(),
            runner: Default::default(),
            architectures: Default::default(),
            environments: Default::default(),
            catalog: Layout {
                file,
                ..Layout::default()
            },
            rules: Default::default(),
            taxonomy: Default::default(),
            external: Default::default(),
        }
    }
}

impl Start {
    /// The same and the catalog file nearest to each of `paths`.
    pub(super) fn with_nearest(mut self, files: &dyn Files, paths: &[String]) -> Start {
        if let Start::Files(start) = &mut self {
            for file in paths.iter().filter_map(|path| Survey::nearest(files, path)) {
                if !start.contains(&file) {
                    start.push(file);
                }
            }
        }
        self
    }

    /// The catalog in `files`.
    pub(super) fn catalog(&self, model: Model, files: &dyn Files) -> Result<Catalog> {
        let mut reading = Reading::new(model);
        match self {
            Start::Files(start) => {
                let mut there = start.clone();
                there.retain(|path| files.has(path));
                match there.is_empty() {
                    true => Start::Folder(String::new()).find(&mut reading, files)?,
                    false => {
                        let survey = Survey {
                            files: there.clone(),
                            ..Survey::default()
                        };
                        reading.add_survey(files, &there, &survey)?;
                    }
                }
            }
            Start::Folder(_) => self.find(&mut reading, files)?,
        }
        Ok(reading.finish())
    }

    /// Reads every entity below the folder.
    fn find(&self, reading: &mut Reading, files: &dyn Files) -> Result<()> {
        let folder = match self {
            Start::Folder(folder) => folder.as_str(),
            Start::Files(_) => "",
        };
        reading.add_survey(files, &[], &Survey::below(files, folder)?)
    }
}

/// The catalog files that these folders of `root` have.
fn started(root: &Path, folders: &[&str]) -> Option<Loose> {
    let files = VisibleFiles::new(root);
    let mut start: Vec<String> = folders
        .iter()
        .filter_map(|folder| catalog_info(&files, folder))
        .collect();
    start.dedup();
    (!start.is_empty()).then(|| Loose {
        root: root.to_owned(),
        start: Start::Files(start),
        nearest: None,
    })
}

/// Everything below `folder`, if there is anything.
fn everything(root: PathBuf, folder: String) -> Result<Option<Loose>> {
    let files = VisibleFiles::new(&root);
    let found = Survey::finds_any(&files, &files.yaml_files(&folder)?);
    Ok(found.then_some(Loose {
        root,
        start: Start::Folder(folder),
        nearest: None,
    }))
}

fn has_catalog_info(root: &Path, folder: &str) -> bool {
    catalog_info(&VisibleFiles::new(root), folder).is_some()
}

/// `a/b/c`, `a/b`, `a`.
fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| Some(path.rsplit_once('/')?.0))
        .filter(|path| !path.is_empty())
}

/// The work tree that `directory` lies in.
fn repository_of(directory: &Path) -> Option<PathBuf> {
    work_tree_of(directory)?.canonicalize().ok()
}

/// How `directory` is called in `root`, with `/` between parts; empty for itself.
fn way(root: &Path, directory: &Path) -> String {
    let full = directory.canonicalize();
    let full = full.as_deref().unwrap_or(directory);
    let way = full.strip_prefix(root).unwrap_or(Path::new(""));
    way.display().to_string().replace('\\', "/")
}
