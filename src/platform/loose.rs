//! The loose catalog: the Backstage documents of a repository that is no platform. It has no settings, no organisation and
//! no forge, so it answers questions and takes edits, and nothing can be registered with it.

use std::path::{Path, PathBuf};

use super::{CatalogLayout, CreateMode, ForgeConfig, PlatformConfig, RegistrationMode};
use crate::catalog::{Catalog, CatalogReader, CatalogScan, Files, find_catalog_info_file};
use crate::error::Result;
use crate::git::{Revision, WorkTreeFiles, find_work_tree};

/// Where a loose catalog lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LooseCatalog {
    /// The work tree, or a directory in none; paths start here.
    pub(super) root: PathBuf,
    /// The files that reading starts from.
    entry_point: CatalogEntryPoint,
    /// The catalog file nearest to where somebody stands; what is added goes there.
    nearest_file: Option<String>,
}

/// Where reading starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CatalogEntryPoint {
    /// With these files, of which one may be missing in another revision.
    Files(Vec<String>),
    /// With every entity below a folder.
    Folder(String),
}

impl LooseCatalog {
    /// The loose catalog of the repository that `directory` lies in: its `catalog-info.yaml` and the nearest one above
    /// `directory`, else all of its entities. Outside of a repository only what lies in `directory` itself: what is
    /// around it may be a whole home directory.
    pub(super) fn find_around(directory: &Path) -> Result<Option<LooseCatalog>> {
        let Some(root) = find_repository_root(directory) else {
            return Ok(loose_catalog_from_files(directory, &[""]));
        };
        let below = relative_folder(&root, directory);
        let nearest = folders_above(&below).find(|folder| has_catalog_info(&root, folder));
        let loose = if has_catalog_info(&root, "") {
            loose_catalog_from_files(&root, &["", nearest.unwrap_or_default()])
        } else {
            // The file of one folder is not the catalog of all of them.
            loose_catalog_from_folder(root.clone(), String::new())?
        };
        let nearest =
            nearest.and_then(|folder| find_catalog_info_file(&WorkTreeFiles::new(&root), folder));
        Ok(loose.map(|loose| LooseCatalog {
            nearest_file: nearest,
            ..loose
        }))
    }

    /// The loose catalog of a directory that somebody named.
    pub(super) fn find_in(directory: &Path) -> Result<Option<LooseCatalog>> {
        let root = find_repository_root(directory).unwrap_or_else(|| directory.to_owned());
        let folder = relative_folder(&root, directory);
        match loose_catalog_from_files(&root, &[folder.as_str()]) {
            Some(loose) => Ok(Some(loose)),
            None => loose_catalog_from_folder(root, folder),
        }
    }

    /// The loose catalog of a commit.
    pub(super) fn find_loose_catalog_in_commit(
        revision: &Revision,
    ) -> Result<Option<LooseCatalog>> {
        let start = match find_catalog_info_file(revision, "") {
            Some(file) => Some(CatalogEntryPoint::Files(vec![file])),
            None => CatalogScan::has_any_entity(revision, &revision.list_yaml("")?)
                .then(|| CatalogEntryPoint::Folder(String::new())),
        };
        Ok(start.map(|start| LooseCatalog {
            root: revision.dir().to_owned(),
            entry_point: start,
            nearest_file: None,
        }))
    }

    /// Where reading starts.
    pub(super) fn entry_point(&self) -> &CatalogEntryPoint {
        &self.entry_point
    }

    /// What stands in the place of settings: entities are added to the file that reading starts from.
    pub(super) fn build_loose_catalog_config(&self) -> PlatformConfig {
        let file = match &self.entry_point {
            CatalogEntryPoint::Files(files) => files.first().cloned(),
            CatalogEntryPoint::Folder(_) => self.nearest_file.clone(),
        };
        PlatformConfig {
            organisation: String::new(),
            forge: ForgeConfig::Local,
            github: Default::default(),
            create: CreateMode::default(),
            registration: RegistrationMode::default(),
            registry: Default::default(),
            pull_secrets: Vec::new(),
            runner: Default::default(),
            architectures: Default::default(),
            environments: Default::default(),
            catalog: CatalogLayout {
                file,
                ..CatalogLayout::default()
            },
            rules: Default::default(),
            taxonomy: Default::default(),
            external: Default::default(),
        }
    }
}

impl CatalogEntryPoint {
    /// The same and the catalog file nearest to each of `paths`.
    pub(super) fn with_nearest_catalog_files(
        mut self,
        files: &dyn Files,
        paths: &[String],
    ) -> CatalogEntryPoint {
        if let CatalogEntryPoint::Files(start) = &mut self {
            for file in paths
                .iter()
                .filter_map(|path| CatalogScan::find_nearest_catalog_file(files, path))
            {
                if !start.contains(&file) {
                    start.push(file);
                }
            }
        }
        self
    }

    /// The catalog in `files`.
    pub(super) fn read_catalog(
        &self,
        mut reading: CatalogReader,
        files: &dyn Files,
    ) -> Result<Catalog> {
        match self {
            CatalogEntryPoint::Files(start) => {
                let mut there = start.clone();
                there.retain(|path| files.has_file(path));
                if there.is_empty() {
                    CatalogEntryPoint::Folder(String::new())
                        .read_catalog_folder(&mut reading, files)?
                } else {
                    let survey = CatalogScan {
                        catalog_files: there.clone(),
                        ..CatalogScan::default()
                    };
                    reading.read_scanned_files(files, &there, &survey)?;
                }
            }
            CatalogEntryPoint::Folder(_) => self.read_catalog_folder(&mut reading, files)?,
        }
        Ok(reading.finish())
    }

    /// Reads every entity below the folder.
    fn read_catalog_folder(&self, reading: &mut CatalogReader, files: &dyn Files) -> Result<()> {
        let folder = match self {
            CatalogEntryPoint::Folder(folder) => folder.as_str(),
            CatalogEntryPoint::Files(_) => "",
        };
        reading.read_scanned_files(files, &[], &CatalogScan::scan_folder(files, folder)?)
    }
}

/// The catalog files that these folders of `root` have.
fn loose_catalog_from_files(root: &Path, folders: &[&str]) -> Option<LooseCatalog> {
    let files = WorkTreeFiles::new(root);
    let mut start: Vec<String> = folders
        .iter()
        .filter_map(|folder| find_catalog_info_file(&files, folder))
        .collect();
    start.dedup();
    (!start.is_empty()).then(|| LooseCatalog {
        root: root.to_owned(),
        entry_point: CatalogEntryPoint::Files(start),
        nearest_file: None,
    })
}

/// Everything below `folder`, if there is anything.
fn loose_catalog_from_folder(root: PathBuf, folder: String) -> Result<Option<LooseCatalog>> {
    let files = WorkTreeFiles::new(&root);
    let found = CatalogScan::has_any_entity(&files, &files.list_yaml(&folder)?);
    Ok(found.then_some(LooseCatalog {
        root,
        entry_point: CatalogEntryPoint::Folder(folder),
        nearest_file: None,
    }))
}

fn has_catalog_info(root: &Path, folder: &str) -> bool {
    find_catalog_info_file(&WorkTreeFiles::new(root), folder).is_some()
}

/// `a/b/c`, `a/b`, `a`.
fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| Some(path.rsplit_once('/')?.0))
        .filter(|path| !path.is_empty())
}

/// The work tree that `directory` lies in.
fn find_repository_root(directory: &Path) -> Option<PathBuf> {
    find_work_tree(directory)?.canonicalize().ok()
}

/// How `directory` is called in `root`, with `/` between parts; empty for itself.
fn relative_folder(root: &Path, directory: &Path) -> String {
    let full = directory.canonicalize();
    let full = full.as_deref().unwrap_or(directory);
    let way = full.strip_prefix(root).unwrap_or(Path::new(""));
    way.display().to_string().replace('\\', "/")
}
