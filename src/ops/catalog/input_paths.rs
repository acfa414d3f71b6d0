//! Files and directories given on the command line, grouped by repository.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::text_overrides::{FileTextOverrides, FilesWithOverrides};
use crate::catalog::{
    Catalog, CatalogFileScan, CatalogModel, CatalogReader, CatalogScanSummary, Files,
    FilesWithHostedRepository, RelativeDisplayFiles, find_catalog_info_file, is_in_folder,
};
use crate::count::CountedNoun;
use crate::error::{Error, Result};
use crate::git::{
    Revision, WorkTreeFiles, detect_hosted_repository, find_merge_base, find_work_tree,
};
use crate::input_file::path_not_found_error;
use crate::platform::{PLATFORM_CONFIG_FILE, PlatformConfig, find_platform_above};
use crate::printable::Printable;

/// The files to read.
pub(super) struct CommandLinePaths {
    /// The working directory.
    directory: PathBuf,
    /// The given paths, grouped by the root of their repository and relative to it.
    repositories: BTreeMap<PathBuf, Vec<String>>,
    /// Whether the path was discovered rather than given by the user.
    is_discovered: bool,
}

impl CommandLinePaths {
    /// Groups `paths`, relative to `directory` (absolute), by repository.
    ///
    /// # Errors
    /// Usage (2) if a path doesn't exist.
    pub(super) fn new(directory: &Path, paths: &[PathBuf]) -> Result<CommandLinePaths> {
        let mut repositories: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
        let mut loose = Vec::new();
        for path in paths {
            let target = canonicalize_path(&directory.join(path))?;
            if !target.is_file() && !target.is_dir() {
                let shown = path.display().to_string();
                let message = format!("{} is neither a file nor a directory", Printable(&shown));
                return Err(Error::usage(message));
            }
            match find_repository_root(&target) {
                Some(root) => repositories.entry(root).or_default().push(target),
                None => loose.push(target),
            }
        }
        if !loose.is_empty() {
            repositories
                .entry(find_common_folder(&loose))
                .or_default()
                .extend(loose);
        }
        let ways = |(root, targets): (PathBuf, Vec<PathBuf>)| {
            let ways = targets
                .iter()
                .map(|target| relative_path(&root, target))
                .collect();
            (root, ways)
        };
        Ok(CommandLinePaths {
            directory: canonicalize_path(directory)?,
            repositories: repositories.into_iter().map(ways).collect(),
            is_discovered: false,
        })
    }

    /// The catalog file of `directory` (absolute), if the user gave no path. In a template skeleton it may not be a catalog file.
    ///
    /// # Errors
    /// As [`CommandLinePaths::new`].
    pub(super) fn from_discovered_file(directory: &Path, file: &Path) -> Result<CommandLinePaths> {
        Ok(CommandLinePaths {
            is_discovered: true,
            ..CommandLinePaths::new(directory, &[file.to_owned()])?
        })
    }

    /// The working directory, which file names are relative to.
    pub(super) fn working_directory(&self) -> &Path {
        &self.directory
    }

    /// Reads the catalog.
    ///
    /// # Errors
    /// Usage (2) if there are no entities.
    pub(super) fn read_catalog(&self, model: CatalogModel) -> Result<Catalog> {
        self.read_catalog_with_overrides(model, None)
    }

    /// Like [`CommandLinePaths::read_catalog`], with replacement `texts` for some files.
    ///
    /// # Errors
    /// As [`CommandLinePaths::read_catalog`].
    pub(super) fn read_catalog_with_overrides(
        &self,
        model: CatalogModel,
        texts: Option<&FileTextOverrides>,
    ) -> Result<Catalog> {
        let files_of = |root: &Path| {
            Ok(wrap_files_with_repository_lookup(
                WorkTreeFiles::new(root),
                root,
            ))
        };
        let catalog = self.build_catalog(model, files_of, texts)?;
        let is_empty = catalog.entities.is_empty() && catalog.diagnostics.is_empty();
        if catalog.file_count == 0 || is_empty {
            Err(nothing_to_validate_error(&catalog.scan_summary))
        } else {
            Ok(catalog)
        }
    }

    /// Reads the catalog at the merge base of `HEAD` and `revision`, in each repository.
    ///
    /// # Errors
    /// Usage (2) for paths outside a repository; not found (3) if the commit doesn't exist.
    pub(super) fn read_merge_base_catalog(
        &self,
        model: CatalogModel,
        revision: &str,
    ) -> Result<Catalog> {
        let files_of = |root: &Path| -> Result<Box<dyn Files>> {
            if find_repository_root(root).is_none() {
                let shown = root.display().to_string();
                let message = format!("{} is not in a git repository", Printable(&shown));
                return Err(Error::usage(message));
            }
            let head = Revision::open_head(root)?.commit_id();
            let base = find_merge_base(root, head, revision)?;
            Ok(wrap_files_with_repository_lookup(
                Revision::open_commit(root, base)?,
                root,
            ))
        };
        self.build_catalog(model, files_of, None)
    }

    fn build_catalog(
        &self,
        model: CatalogModel,
        files_of: impl Fn(&Path) -> Result<Box<dyn Files>>,
        texts: Option<&FileTextOverrides>,
    ) -> Result<Catalog> {
        let none = FileTextOverrides::new();
        let mut reading = CatalogReader::new(model);
        for (root, ways) in &self.repositories {
            let files = FilesWithOverrides {
                files: RelativeDisplayFiles::new(files_of(root)?, root, &self.directory),
                texts: texts.unwrap_or(&none),
            };
            let (mut roots, mut survey) = (Vec::new(), CatalogFileScan::default());
            for way in retain_outermost_paths(ways, &files) {
                if files.has_file(way) {
                    roots.push(way.clone());
                    survey
                        .catalog_files
                        .extend(self.is_discovered.then(|| way.clone()));
                } else {
                    let start = find_catalog_root_of_folder(way, &files)?;
                    let mut below = CatalogFileScan::scan_folder(&files, way)?;
                    below
                        .catalog_files
                        .retain(|path| !start.external_catalogs.contains(path));
                    let is_root =
                        |root: &String| start.is_platform || below.catalog_files.contains(root);
                    roots.extend(start.root.filter(is_root));
                    survey.extend(below);
                }
            }
            reading.read_scanned_files(&files, &roots, &survey)?;
        }
        Ok(reading.finish())
    }
}

/// The error if no given path contains an entity.
fn nothing_to_validate_error(walked: &CatalogScanSummary) -> Error {
    let hint = match (walked.skeleton_files, walked.other_yaml_files) {
        (0, 0) => "a catalog file ends in .yaml or .yml and isn't empty".to_owned(),
        (0, others) => format!(
            "{}; specify a file to check it anyway",
            format_non_catalog_file_count(others)
        ),
        (skeletons, _) => format!(
            "{} not checked; specify a file to check it anyway",
            CountedNoun(skeletons, "template skeleton")
        ),
    };
    Error::usage("no catalog entities found").with_hint(hint)
}

/// The count as text, such as `112 YAML files aren't catalog files`.
pub(super) fn format_non_catalog_file_count(count: usize) -> String {
    match count {
        1 => "1 YAML file isn't a catalog file".to_owned(),
        count => format!("{count} YAML files aren't catalog files"),
    }
}

/// Wraps `files` of the repository at `root` so that they know where the repository is hosted.
fn wrap_files_with_repository_lookup(files: impl Files + 'static, root: &Path) -> Box<dyn Files> {
    let root = root.to_owned();
    Box::new(FilesWithHostedRepository::new(files, move || {
        detect_hosted_repository(&root)
    }))
}

fn canonicalize_path(path: &Path) -> Result<PathBuf> {
    path.canonicalize().map_err(|error| {
        if error.kind() == std::io::ErrorKind::NotFound {
            return path_not_found_error(path).with_source(error);
        }
        let shown = path.display().to_string();
        Error::usage(format!("cannot read {}: {error}", Printable(&shown)))
    })
}

/// The root of the work tree that contains `target`.
pub(super) fn find_repository_root(target: &Path) -> Option<PathBuf> {
    find_work_tree(target)?.canonicalize().ok()
}

/// The innermost folder that contains all `targets`.
fn find_common_folder(targets: &[PathBuf]) -> PathBuf {
    let folder = |path: &PathBuf| {
        if path.is_dir() {
            path.clone()
        } else {
            path.parent().unwrap_or(path).to_owned()
        }
    };
    let mut common = targets.first().map(folder).unwrap_or_default();
    for target in targets {
        while !target.starts_with(&common) && common.pop() {}
    }
    common
}

/// The root that `paths`, relative to `directory`, belong to: the platform that contains `directory`, else the repository of the
/// first path, else `directory`.
pub fn find_platform_or_repository_root(directory: &Path, paths: &[PathBuf]) -> PathBuf {
    let repository = || {
        let first = directory.join(paths.first()?).canonicalize().ok()?;
        find_repository_root(&first)
    };
    find_platform_above(directory)
        .or_else(repository)
        .unwrap_or_else(|| directory.to_owned())
}

/// The path of `target` relative to `root`, with `/` as the separator; empty for `root` itself.
pub(super) fn relative_path(root: &Path, target: &Path) -> String {
    let way = target.strip_prefix(root).unwrap_or(target);
    way.display().to_string().replace('\\', "/")
}

/// Where the catalog of a folder starts.
#[derive(Default)]
struct CatalogRootInfo {
    /// The root file of a platform's catalog, or a catalog-info.yaml.
    root: Option<String>,
    /// Whether an idp.yaml defines it; otherwise the catalog-info.yaml may belong to a template skeleton.
    is_platform: bool,
    /// External catalogs, which a platform uses only to look up names.
    external_catalogs: Vec<String>,
}

fn find_catalog_root_of_folder(folder: &str, files: &dyn Files) -> Result<CatalogRootInfo> {
    let inside = |name: &str| match folder {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    };
    let found = find_catalog_info_file(files, folder);
    let platform = inside(PLATFORM_CONFIG_FILE);
    let Some(bytes) = files.read(&platform)? else {
        return Ok(CatalogRootInfo {
            root: found,
            ..CatalogRootInfo::default()
        });
    };
    let config =
        PlatformConfig::parse_platform_config_bytes(&files.display_path(&platform), bytes)?;
    let layout = &config.catalog;
    let is_settled = layout.root.is_some() || layout.file.is_some();
    let root = found.filter(|_| !is_settled);
    let elsewhere = config.external.catalogs.iter();
    Ok(CatalogRootInfo {
        root: Some(root.unwrap_or_else(|| inside(layout.catalog_root_file()))),
        is_platform: true,
        external_catalogs: elsewhere.map(|path| inside(path)).collect(),
    })
}

/// The paths in `ways`, except those inside a folder that is also in the list.
fn retain_outermost_paths<'w>(ways: &'w [String], files: &dyn Files) -> Vec<&'w String> {
    let mut outermost: Vec<&String> = ways.iter().collect();
    outermost.sort_unstable();
    outermost.dedup();
    let folders: Vec<&String> = outermost
        .iter()
        .copied()
        .filter(|way| !files.has_file(way))
        .collect();
    outermost.retain(|way| {
        let is_file = files.has_file(way);
        is_file
            || !folders
                .iter()
                .any(|folder| folder != way && is_in_folder(way, folder))
    });
    outermost
}
