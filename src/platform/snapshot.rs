//! The files of a platform: in a directory, or in a commit.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use git2::Oid;
use jiff::Timestamp;
use jiff::civil::Date;

use super::loose::{CatalogEntryPoint, LooseCatalogLocation};
use super::{FetchStatus, PLATFORM_CONFIG_FILE, PlatformConfig};
use crate::catalog::{
    Catalog, CatalogModel, CatalogReader, DirectoryFiles, Files, FilesWithHostedRepository,
    HostedRepository, OverlayFiles,
};
use crate::error::{Error, Result};
use crate::git::{Revision, WorkTreeFiles, detect_hosted_repository};
use crate::input_file::{MAX_SETTINGS_BYTES, SymlinkPolicy, read_regular_file};
use crate::printable::Printable;
use crate::remedy::Remedy;
use crate::rules::RuleSettings;
use crate::template::{TemplatePack, TemplatePackFile};

/// The folder with a platform's own templates.
pub(crate) const TEMPLATES_FOLDER: &str = "templates";

/// A platform to read.
pub struct PlatformSnapshot {
    /// Its settings.
    pub config: PlatformConfig,
    /// When it was fetched; `None` for local platforms and past revisions.
    pub fetch_status: Option<FetchStatus>,
    source: SnapshotSource,
    /// The entry point of a loose catalog.
    entry_point: Option<CatalogEntryPoint>,
    /// The directory for git commands.
    git_directory: PathBuf,
    /// The URL of a remote platform.
    remote_url: Option<String>,
    /// The catalog, once read; cached only for commits, which can't change.
    catalog: OnceLock<Arc<Catalog>>,
    /// The tree and catalog of an earlier commit of the same platform.
    earlier: Option<(Oid, Arc<Catalog>)>,
}

enum SnapshotSource {
    Directory(PathBuf),
    Revision(Revision),
    /// The committed files of a clone.
    Committed(Box<dyn Files>),
}

impl PlatformSnapshot {
    /// The platform in the directory `root`.
    pub fn from_directory(root: &Path) -> Result<PlatformSnapshot> {
        let path = root.join(PLATFORM_CONFIG_FILE);
        let Some(bytes) = read_regular_file(&path, MAX_SETTINGS_BYTES, SymlinkPolicy::Refuse)?
        else {
            return Err(Error::usage(format!("{} not found", path.display())));
        };
        Ok(PlatformSnapshot {
            config: PlatformConfig::parse_platform_config_bytes(PLATFORM_CONFIG_FILE, bytes)?,
            fetch_status: None,
            source: SnapshotSource::Directory(root.to_owned()),
            entry_point: None,
            git_directory: root.to_owned(),
            remote_url: None,
            catalog: OnceLock::new(),
            earlier: None,
        })
    }

    /// A loose catalog in a directory.
    pub(super) fn from_loose_catalog(loose: &LooseCatalogLocation) -> PlatformSnapshot {
        PlatformSnapshot {
            config: loose.build_loose_catalog_config(),
            fetch_status: None,
            source: SnapshotSource::Directory(loose.root.clone()),
            entry_point: Some(loose.entry_point().clone()),
            git_directory: loose.root.clone(),
            remote_url: None,
            catalog: OnceLock::new(),
            earlier: None,
        }
    }

    /// The current loose catalog at another commit, where it may have been a platform.
    pub(super) fn from_loose_catalog_revision(
        loose: &LooseCatalogLocation,
        revision: Revision,
    ) -> Result<PlatformSnapshot> {
        if revision.read_file(PLATFORM_CONFIG_FILE)?.is_some() {
            return PlatformSnapshot::from_revision(revision);
        }
        Ok(PlatformSnapshot {
            config: loose.build_loose_catalog_config(),
            fetch_status: None,
            git_directory: revision.repository_directory().to_owned(),
            source: SnapshotSource::Revision(revision),
            entry_point: Some(loose.entry_point().clone()),
            remote_url: None,
            catalog: OnceLock::new(),
            earlier: None,
        })
    }

    /// The platform in a commit.
    pub fn from_revision(revision: Revision) -> Result<PlatformSnapshot> {
        let Some(bytes) = revision.read_file(PLATFORM_CONFIG_FILE)? else {
            let message = format!(
                "the repository is not a platform: commit {} has no {PLATFORM_CONFIG_FILE}",
                revision.commit_id()
            );
            let is_loose = LooseCatalogLocation::find_loose_catalog_in_commit(&revision)?.is_some();
            return Err(
                Error::usage(message).with_optional_hint(is_loose.then_some(Remedy::AskByAddress))
            );
        };
        Ok(PlatformSnapshot {
            config: PlatformConfig::parse_platform_config_bytes(PLATFORM_CONFIG_FILE, bytes)?,
            fetch_status: None,
            git_directory: revision.repository_directory().to_owned(),
            source: SnapshotSource::Revision(revision),
            entry_point: None,
            remote_url: None,
            catalog: OnceLock::new(),
            earlier: None,
        })
    }

    /// The same platform with its committed `files`. `None` if they don't include the settings; a loose catalog has
    /// none.
    ///
    /// # Errors
    /// Usage (2) if the committed settings are invalid.
    pub(crate) fn to_committed_snapshot(
        &self,
        files: Box<dyn Files>,
    ) -> Result<Option<PlatformSnapshot>> {
        let config = match files.read(PLATFORM_CONFIG_FILE)? {
            Some(bytes) => PlatformConfig::parse_platform_config_bytes(PLATFORM_CONFIG_FILE, bytes)
                .map_err(|error| {
                    error.with_hint("this is the committed file; to use yours, commit it")
                })?,
            None if self.is_loose_catalog() => self.config.clone(),
            None => return Ok(None),
        };
        Ok(Some(PlatformSnapshot {
            config,
            fetch_status: None,
            source: SnapshotSource::Committed(files),
            entry_point: self.entry_point.clone(),
            git_directory: self.git_directory.clone(),
            remote_url: None,
            catalog: OnceLock::new(),
            earlier: None,
        }))
    }

    /// The catalog of a commit: that of a platform or, otherwise, a loose catalog, if there is one.
    ///
    /// # Errors
    /// As [`PlatformSnapshot::from_revision`].
    pub fn find_snapshot_in_revision(revision: Revision) -> Result<Option<PlatformSnapshot>> {
        if revision.has_file(PLATFORM_CONFIG_FILE) {
            return PlatformSnapshot::from_revision(revision).map(Some);
        }
        match LooseCatalogLocation::find_loose_catalog_in_commit(&revision)? {
            Some(loose) => {
                PlatformSnapshot::from_loose_catalog_revision(&loose, revision).map(Some)
            }
            None => Ok(None),
        }
    }

    /// Like [`PlatformSnapshot::find_snapshot_in_revision`], but for the merge base of a change, which errors mention.
    ///
    /// # Errors
    /// As [`PlatformSnapshot::from_revision`].
    pub fn find_snapshot_in_merge_base(revision: Revision) -> Result<Option<PlatformSnapshot>> {
        let commit = revision.commit_id().to_string();
        PlatformSnapshot::find_snapshot_in_revision(revision).map_err(|error| {
            error
                .with_hint(format!(
                    "this is {PLATFORM_CONFIG_FILE} at the merge base {commit:.7}"
                ))
                .with_hint(Remedy::CheckEverything)
        })
    }

    /// Like [`PlatformSnapshot::find_snapshot_in_revision`], but fails if the commit has no catalog.
    ///
    /// # Errors
    /// Usage (2) if there is neither.
    pub(super) fn require_snapshot_in_revision(revision: Revision) -> Result<PlatformSnapshot> {
        let commit = revision.commit_id();
        PlatformSnapshot::find_snapshot_in_revision(revision)?.ok_or_else(|| {
            Error::usage(format!(
                "the repository is not a platform: commit {commit} has no {PLATFORM_CONFIG_FILE} and no catalog files"
            ))
        })
    }

    /// The catalog of the directory `root`: that of a platform or, otherwise, a loose catalog, if there is one.
    ///
    /// # Errors
    /// As [`PlatformSnapshot::from_directory`].
    pub fn find_snapshot_in_directory(root: &Path) -> Result<Option<PlatformSnapshot>> {
        if root.join(PLATFORM_CONFIG_FILE).is_file() {
            return PlatformSnapshot::from_directory(root).map(Some);
        }
        let loose = LooseCatalogLocation::find_around(root)?;
        Ok(loose.as_ref().map(PlatformSnapshot::from_loose_catalog))
    }

    /// The directory `root`, with other settings.
    pub fn from_directory_with_config(config: PlatformConfig, root: &Path) -> PlatformSnapshot {
        PlatformSnapshot {
            config,
            fetch_status: None,
            source: SnapshotSource::Directory(root.to_owned()),
            entry_point: None,
            git_directory: root.to_owned(),
            remote_url: None,
            catalog: OnceLock::new(),
            earlier: None,
        }
    }

    /// The files of `revision`, with other settings.
    pub fn from_revision_with_config(
        config: PlatformConfig,
        revision: Revision,
    ) -> PlatformSnapshot {
        PlatformSnapshot {
            config,
            fetch_status: None,
            git_directory: revision.repository_directory().to_owned(),
            source: SnapshotSource::Revision(revision),
            entry_point: None,
            remote_url: None,
            catalog: OnceLock::new(),
            earlier: None,
        }
    }

    /// Like [`DirectoryFiles::list_regular_files_and_others`], but for any source.
    ///
    /// # Errors
    /// Io (7) if the folder can't be read.
    pub fn list_regular_files_and_others(
        &self,
        folder: &str,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<(Vec<String>, Vec<String>)> {
        let (mut regular, irregular) = match &self.source {
            SnapshotSource::Directory(root) => {
                return DirectoryFiles::new(root).list_regular_files_and_others(folder, wanted);
            }
            SnapshotSource::Revision(revision) => (
                revision.list_files_recursively(folder)?,
                revision.find_irregular_paths(folder)?,
            ),
            // Committed files are read only for edits, which change only regular files.
            SnapshotSource::Committed(files) => (files.list_files_recursively(folder)?, Vec::new()),
        };
        regular.retain(|path| wanted(path));
        Ok((regular, irregular))
    }

    /// Whether `files` contain the root file of the catalog.
    pub(crate) fn has_catalog_root_file(&self, files: &dyn Files) -> bool {
        self.is_loose_catalog()
            || files.has_file(&self.config.catalog.find_catalog_root_file(files))
    }

    /// Whether the files of the catalog are known without scanning a folder.
    pub(crate) fn reads_catalog_without_folder_scan(&self) -> bool {
        !matches!(self.entry_point, Some(CatalogEntryPoint::Folder(_)))
    }

    /// Whether it is a loose catalog.
    pub fn is_loose_catalog(&self) -> bool {
        self.entry_point.is_some()
    }

    /// The same snapshot. A loose catalog also includes the nearest catalog files of these paths.
    pub(crate) fn with_nearest_catalog_files(self, paths: &[String]) -> PlatformSnapshot {
        let start = self.entry_point.clone();
        let start = start.map(|start| start.with_nearest_catalog_files(&*self.files(), paths));
        PlatformSnapshot {
            entry_point: start,
            ..self
        }
    }

    /// The same snapshot, with the URL of the remote platform.
    pub(super) fn with_remote_url(self, url: &str) -> PlatformSnapshot {
        let url = Some(url.to_owned());
        PlatformSnapshot {
            remote_url: url,
            ..self
        }
    }

    /// The same snapshot, with its fetch status.
    pub(super) fn with_fetch_status(self, fetched: Option<FetchStatus>) -> PlatformSnapshot {
        PlatformSnapshot {
            fetch_status: fetched,
            ..self
        }
    }

    /// Whether it was fetched earlier and could be fetched again.
    pub fn is_from_earlier_fetch(&self) -> bool {
        self.fetch_status
            .as_ref()
            .is_some_and(|fetched| !fetched.just_now && fetched.stale_reason.is_none())
    }

    /// The commit it was read from; `None` for a directory.
    pub fn commit(&self) -> Option<String> {
        match &self.source {
            SnapshotSource::Directory(_) | SnapshotSource::Committed(_) => None,
            // Staged files have no commit yet.
            SnapshotSource::Revision(revision) => {
                let commit = revision.commit_id();
                (!commit.is_zero()).then(|| commit.to_string())
            }
        }
    }

    /// When its commit was made; `None` for a directory.
    ///
    /// # Errors
    /// Io (7) if the commit can't be read.
    pub fn commit_time(&self) -> Result<Option<Timestamp>> {
        match self.source_revision() {
            Some(revision) if !revision.commit_id().is_zero() => revision.commit_time().map(Some),
            _ => Ok(None),
        }
    }

    /// The directory it was read from; `None` for a commit.
    pub fn root(&self) -> Option<&Path> {
        match &self.source {
            SnapshotSource::Directory(root) => Some(root),
            SnapshotSource::Revision(_) | SnapshotSource::Committed(_) => None,
        }
    }

    /// The directory for git commands: of the work tree, or of the repository that has the commit.
    pub(super) fn git_directory(&self) -> &Path {
        &self.git_directory
    }

    /// The revision it was read from; `None` for a directory.
    pub(crate) fn source_revision(&self) -> Option<&Revision> {
        match &self.source {
            SnapshotSource::Directory(_) | SnapshotSource::Committed(_) => None,
            SnapshotSource::Revision(revision) => Some(revision),
        }
    }

    /// Its files, as the catalog reader sees them.
    pub fn files(&self) -> Box<dyn Files + '_> {
        match &self.source {
            SnapshotSource::Directory(root) => {
                Box::new(self.wrap_files_with_hosted_repository(WorkTreeFiles::new(root)))
            }
            SnapshotSource::Revision(revision) => {
                Box::new(self.wrap_files_with_hosted_repository(revision))
            }
            SnapshotSource::Committed(files) => {
                Box::new(self.wrap_files_with_hosted_repository(&**files))
            }
        }
    }

    /// Wraps `files` of this platform with the repository that hosts it.
    pub(crate) fn wrap_files_with_hosted_repository<F: Files>(
        &self,
        files: F,
    ) -> FilesWithHostedRepository<F> {
        let (dir, url) = (self.git_directory.clone(), self.remote_url.clone());
        FilesWithHostedRepository::new(files, move || match &url {
            Some(url) => HostedRepository::from_remote_url(url),
            None => detect_hosted_repository(&dir),
        })
    }

    /// The kinds and placeholders of its catalog.
    ///
    /// # Errors
    /// Usage (2) if a model layer is missing or invalid.
    pub fn load_catalog_model(&self) -> Result<CatalogModel> {
        self.config.catalog.load_catalog_model(&*self.files())
    }

    /// Its catalog. The catalog of a commit is read only once; a directory can change at any time.
    ///
    /// # Errors
    /// As [`CatalogReader::read_catalog_from_root_files`]; usage (2) for an invalid model layer.
    pub fn read_catalog(&self) -> Result<Arc<Catalog>> {
        if let Some(catalog) = self.catalog.get() {
            return Ok(Arc::clone(catalog));
        }
        let files = self.files();
        let catalog =
            Arc::new(self.read_catalog_incrementally(&*files, self.earlier_catalog_and_changes())?);
        match self.source {
            SnapshotSource::Revision(_) => {
                Ok(Arc::clone(self.catalog.get_or_init(move || catalog)))
            }
            SnapshotSource::Directory(_) | SnapshotSource::Committed(_) => Ok(catalog),
        }
    }

    /// The same platform at a later commit. Unchanged files aren't parsed again.
    pub(super) fn with_earlier_snapshot_for_reuse(
        self,
        earlier: &PlatformSnapshot,
    ) -> PlatformSnapshot {
        let tree = earlier.source_revision().map(Revision::tree_id);
        PlatformSnapshot {
            earlier: tree.zip(earlier.catalog.get().cloned()),
            ..self
        }
    }

    /// The catalog after `changes`: paths with their new content, or `None` for deleted files. `catalog` is the current
    /// one.
    ///
    /// # Errors
    /// As [`PlatformSnapshot::read_catalog`].
    pub(crate) fn read_catalog_with_changes<'c>(
        &'c self,
        catalog: &Arc<Catalog>,
        changes: impl IntoIterator<Item = (&'c str, Option<&'c [u8]>)>,
    ) -> Result<Catalog> {
        let changes: Vec<_> = changes.into_iter().collect();
        let changed_paths = changes.iter().map(|(path, _)| (*path).to_owned()).collect();
        let files = self.files();
        let files = OverlayFiles::new(&*files, changes);
        self.read_catalog_incrementally(&files, Some((Arc::clone(catalog), changed_paths)))
    }

    /// The catalog in other `files`.
    pub(crate) fn read_catalog_from_files(&self, files: &dyn Files) -> Result<Catalog> {
        self.read_catalog_incrementally(files, None)
    }

    /// The catalog in other `files`, with this model instead of the one in `files`.
    pub(crate) fn read_catalog_with_model(
        &self,
        model: CatalogModel,
        files: &dyn Files,
    ) -> Result<Catalog> {
        self.read_catalog_with_reader(CatalogReader::new(model), files)
    }

    fn read_catalog_incrementally(
        &self,
        files: &dyn Files,
        earlier: Option<(Arc<Catalog>, HashSet<String>)>,
    ) -> Result<Catalog> {
        let layout = &self.config.catalog;
        let has_same_model = |(_, changed): &&(Arc<Catalog>, HashSet<String>)| {
            !layout.models.iter().any(|path| changed.contains(path))
        };
        let model = match earlier.as_ref().filter(has_same_model) {
            Some((catalog, _)) => catalog.model(),
            None => layout.load_catalog_model(files)?,
        };
        self.read_catalog_with_reader(
            CatalogReader::new(model).with_earlier_catalog(earlier),
            files,
        )
    }

    fn read_catalog_with_reader(
        &self,
        mut reader: CatalogReader,
        files: &dyn Files,
    ) -> Result<Catalog> {
        match &self.entry_point {
            Some(start) => start.read_catalog(reader, files),
            None => {
                reader.read_catalog_from_root_files(
                    files,
                    &[self.config.catalog.find_catalog_root_file(files)],
                )?;
                Ok(reader.finish())
            }
        }
    }

    /// The catalog of the earlier commit, and the paths changed since; `None` if the settings changed.
    fn earlier_catalog_and_changes(&self) -> Option<(Arc<Catalog>, HashSet<String>)> {
        let (tree, catalog) = self.earlier.as_ref()?;
        let changed = self.source_revision()?.changed_blobs_since(*tree)?;
        let changed: HashSet<String> = changed.into_keys().collect();
        (!changed.contains(PLATFORM_CONFIG_FILE)).then(|| (Arc::clone(catalog), changed))
    }

    /// The settings for checks on the day `today`.
    pub fn load_rule_settings(&self, today: Date) -> Result<RuleSettings> {
        self.config.load_rule_settings(&*self.files(), today)
    }

    /// The available golden templates: the embedded ones and the platform's own, which take precedence.
    pub fn load_templates(&self) -> Result<TemplatePack> {
        let own = match &self.source {
            // In a loose catalog, `templates` contains Backstage templates.
            _ if self.is_loose_catalog() => None,
            SnapshotSource::Directory(root) => {
                load_directory_template_pack(&root.join(TEMPLATES_FOLDER))?
            }
            SnapshotSource::Revision(revision) => load_revision_template_pack(revision)?,
            SnapshotSource::Committed(_) => None,
        };
        Ok(match own {
            Some(own) => TemplatePack::from_embedded().with_overrides(own),
            None => TemplatePack::from_embedded(),
        })
    }
}

fn load_directory_template_pack(folder: &Path) -> Result<Option<TemplatePack>> {
    if folder.is_dir() {
        TemplatePack::from_directory(folder).map(Some)
    } else {
        Ok(None)
    }
}

fn load_revision_template_pack(revision: &Revision) -> Result<Option<TemplatePack>> {
    let mut files = Vec::new();
    for file in revision.files()? {
        if let Some(path) = file
            .path
            .strip_prefix(TEMPLATES_FOLDER)
            .and_then(|rest| rest.strip_prefix('/'))
            .filter(|path| TemplatePack::is_stored_path(path))
        {
            files.push(TemplatePackFile {
                path: path.to_owned(),
                executable: file.executable,
                bytes: revision.read_blob(file.blob, &file.path)?.into(),
            });
        }
    }
    Ok((!files.is_empty()).then(|| TemplatePack::from_files(files)))
}

impl std::fmt::Debug for PlatformSnapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Snapshot({})",
            Printable(&self.commit().unwrap_or_default())
        )
    }
}
