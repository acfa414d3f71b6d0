//! The loose catalog: the Backstage documents of a repository that isn't a platform. It has no settings, organisation
//! or forge, so it supports queries and edits, but new services can't be registered in it.

use std::path::{Path, PathBuf};

use super::{CatalogConfig, ForgeKind, PlatformConfig, RegistrationMode, RepositoryCreator};
use crate::catalog::{Catalog, CatalogFileScan, CatalogReader, Files, find_catalog_info_file};
use crate::error::Result;
use crate::git::{Revision, WorkTreeFiles, find_work_tree};

/// The location of a loose catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LooseCatalogLocation {
    /// The work tree, or a directory outside any work tree; paths are relative to it.
    pub(super) root: PathBuf,
    /// The entry point of the catalog.
    entry_point: CatalogEntryPoint,
    /// The catalog file nearest to the working directory; new entities are added to it.
    nearest_file: Option<String>,
}

/// The entry point of the catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CatalogEntryPoint {
    /// These files. Some may be missing in another revision.
    Files(Vec<String>),
    /// Every entity below a folder.
    Folder(String),
}

impl LooseCatalogLocation {
    /// The loose catalog of the repository that contains `directory`: its root `catalog-info.yaml` and the nearest one
    /// above `directory`, otherwise all of its entities. Outside of a repository, only the file in `directory` itself,
    /// which could be a home directory.
    pub(super) fn find_around(directory: &Path) -> Result<Option<LooseCatalogLocation>> {
        let Some(root) = find_repository_root(directory) else {
            return Ok(find_loose_catalog_in_folders(directory, &[""]));
        };
        let below = relative_folder(&root, directory);
        let nearest = folder_and_ancestors(&below).find(|folder| has_catalog_info(&root, folder));
        let loose = if has_catalog_info(&root, "") {
            find_loose_catalog_in_folders(&root, &["", nearest.unwrap_or_default()])
        } else {
            // The file of one folder isn't the catalog of the whole repository.
            loose_catalog_from_folder(root.clone(), String::new())?
        };
        let nearest =
            nearest.and_then(|folder| find_catalog_info_file(&WorkTreeFiles::new(&root), folder));
        Ok(loose.map(|loose| LooseCatalogLocation {
            nearest_file: nearest,
            ..loose
        }))
    }

    /// The loose catalog of a requested directory.
    pub(super) fn find_in(directory: &Path) -> Result<Option<LooseCatalogLocation>> {
        let root = find_repository_root(directory).unwrap_or_else(|| directory.to_owned());
        let folder = relative_folder(&root, directory);
        match find_loose_catalog_in_folders(&root, &[folder.as_str()]) {
            Some(loose) => Ok(Some(loose)),
            None => loose_catalog_from_folder(root, folder),
        }
    }

    /// The loose catalog of a commit.
    pub(super) fn find_loose_catalog_in_commit(
        revision: &Revision,
    ) -> Result<Option<LooseCatalogLocation>> {
        let start = match find_catalog_info_file(revision, "") {
            Some(file) => Some(CatalogEntryPoint::Files(vec![file])),
            None => CatalogFileScan::any_file_has_entity(
                revision,
                &revision.list_yaml_files_recursively("")?,
            )
            .then(|| CatalogEntryPoint::Folder(String::new())),
        };
        Ok(start.map(|start| LooseCatalogLocation {
            root: revision.repository_directory().to_owned(),
            entry_point: start,
            nearest_file: None,
        }))
    }

    /// The entry point of the catalog.
    pub(super) fn entry_point(&self) -> &CatalogEntryPoint {
        &self.entry_point
    }

    /// The settings of a loose catalog: defaults, with new entities added to its entry file.
    pub(super) fn build_loose_catalog_config(&self) -> PlatformConfig {
        let file = match &self.entry_point {
            CatalogEntryPoint::Files(files) => files.first().cloned(),
            CatalogEntryPoint::Folder(_) => self.nearest_file.clone(),
        };
        PlatformConfig {
            organisation: String::new(),
            forge: ForgeKind::Local,
            github: Default::default(),
            create: RepositoryCreator::default(),
            registration: RegistrationMode::default(),
            registry: Default::default(),
            pull_secrets: Vec::new(),
            runner: Default::default(),
            architectures: Default::default(),
            environments: Default::default(),
            catalog: CatalogConfig {
                file,
                ..CatalogConfig::default()
            },
            contacts: Default::default(),
            rules: Default::default(),
            taxonomy: Default::default(),
            external: Default::default(),
        }
    }
}

impl CatalogEntryPoint {
    /// Adds the nearest catalog file of each of `paths`.
    pub(super) fn with_nearest_catalog_files(
        mut self,
        files: &dyn Files,
        paths: &[String],
    ) -> CatalogEntryPoint {
        if let CatalogEntryPoint::Files(start) = &mut self {
            for file in paths
                .iter()
                .filter_map(|path| CatalogFileScan::find_nearest_catalog_file(files, path))
            {
                if !start.contains(&file) {
                    start.push(file);
                }
            }
        }
        self
    }

    /// Reads the catalog from `files`.
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
                    let survey = CatalogFileScan {
                        catalog_files: there.clone(),
                        ..CatalogFileScan::default()
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
        reading.read_scanned_files(files, &[], &CatalogFileScan::scan_folder(files, folder)?)
    }
}

/// The loose catalog from the catalog files in these folders of `root`.
fn find_loose_catalog_in_folders(root: &Path, folders: &[&str]) -> Option<LooseCatalogLocation> {
    let files = WorkTreeFiles::new(root);
    let mut start: Vec<String> = folders
        .iter()
        .filter_map(|folder| find_catalog_info_file(&files, folder))
        .collect();
    start.dedup();
    (!start.is_empty()).then(|| LooseCatalogLocation {
        root: root.to_owned(),
        entry_point: CatalogEntryPoint::Files(start),
        nearest_file: None,
    })
}

/// The loose catalog of everything below `folder`, if it has entities.
fn loose_catalog_from_folder(
    root: PathBuf,
    folder: String,
) -> Result<Option<LooseCatalogLocation>> {
    let files = WorkTreeFiles::new(&root);
    let found =
        CatalogFileScan::any_file_has_entity(&files, &files.list_yaml_files_recursively(&folder)?);
    Ok(found.then_some(LooseCatalogLocation {
        root,
        entry_point: CatalogEntryPoint::Folder(folder),
        nearest_file: None,
    }))
}

fn has_catalog_info(root: &Path, folder: &str) -> bool {
    find_catalog_info_file(&WorkTreeFiles::new(root), folder).is_some()
}

/// A folder and the folders above it: `a/b/c`, `a/b`, `a`.
fn folder_and_ancestors(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| Some(path.rsplit_once('/')?.0))
        .filter(|path| !path.is_empty())
}

/// The root of the work tree that contains `directory`.
fn find_repository_root(directory: &Path) -> Option<PathBuf> {
    find_work_tree(directory)?.canonicalize().ok()
}

/// The path of `directory` relative to `root`, with `/` as the separator; empty for `root` itself.
fn relative_folder(root: &Path, directory: &Path) -> String {
    let full = directory.canonicalize();
    let full = full.as_deref().unwrap_or(directory);
    let way = full.strip_prefix(root).unwrap_or(Path::new(""));
    way.display().to_string().replace('\\', "/")
}
