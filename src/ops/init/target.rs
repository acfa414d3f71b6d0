//! Where a platform is created: in a new or empty directory, or in an existing git repository.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::existing_catalog::{
    find_first_group, find_unreached_component_file, has_group, read_existing_catalog,
    validate_owner_in_catalog,
};
use super::request::{InitialCatalog, PartialPlatformRequest};
use crate::catalog::{Catalog, DirectoryFiles, find_catalog_info_file};
use crate::error::{Error, Result};
use crate::git::{LocalClone, find_work_tree, read_origin_url};
use crate::input_file::{MAX_SETTINGS_BYTES, SymlinkPolicy, read_text_file};
use crate::ops::new_repository::{
    canonicalize_path_allowing_missing, is_free_directory, validate_chosen_directory,
};
use crate::platform::{PLATFORM_CONFIG_FILE, PlatformConfig, find_platform_above};
use crate::printable::Printable;
use crate::template::{CurrentOrLegacyLockFile, InputValue, LockFile, shell_quote_path};

/// A directory for a platform.
pub enum InitTarget {
    /// It doesn't exist or is empty.
    New(PathBuf),
    /// The root of a git repository. Missing files are added to it.
    Existing(Box<ExistingRepository>),
}

/// A git repository that becomes a platform, or that is one.
pub struct ExistingRepository {
    /// The clone.
    pub(super) clone: LocalClone,
    /// Its settings, if it is a platform.
    pub(super) config: Option<PlatformConfig>,
    /// Its lock, if `idp init` rendered it.
    pub(super) lock: Option<LockFile>,
    /// Its catalog, if it has one.
    catalog: Option<Arc<Catalog>>,
    /// Whether it has a remote `origin`.
    pub(super) has_origin: bool,
}

/// Examines `directory`, absolute.
///
/// # Errors
/// Conflict (6) if something is in the way: a file, other files, the repository of a service, another platform or catalog, or an
/// unfinished git operation; usage (2) if the settings of the platform are invalid.
pub fn find_init_target(directory: &Path) -> Result<InitTarget> {
    let directory = canonicalize_path_allowing_missing(directory)?;
    reject_enclosing_platform(&directory)?;
    if is_free_directory(&directory)? {
        return Ok(InitTarget::New(directory));
    }
    let is_root = find_work_tree(&directory)
        .and_then(|top| top.canonicalize().ok())
        .is_some_and(|top| top == directory);
    if !is_root {
        return match validate_chosen_directory(&directory) {
            Ok(()) => Ok(InitTarget::New(directory)),
            Err(error) => Err(Error::conflict(error.message())
                .with_hint("use a new or empty directory, or the root of a git repository")),
        };
    }
    ExistingRepository::open(&directory).map(|found| InitTarget::Existing(Box::new(found)))
}

/// A platform inside another one would hide it from every command that runs there.
fn reject_enclosing_platform(directory: &Path) -> Result<()> {
    let existing = directory.ancestors().find(|folder| folder.is_dir());
    let above = existing.and_then(find_platform_above);
    let above = above.filter(|above| above != directory);
    match above {
        None => Ok(()),
        Some(above) => Err(Error::conflict(format!(
            "{} is inside the platform {}",
            Printable(&directory.display().to_string()),
            Printable(&above.display().to_string())
        ))
        .with_hint(format!(
            "to add what is missing there: idp init {}",
            Printable(&shell_quote_path(&above))
        ))),
    }
}

impl ExistingRepository {
    fn open(root: &Path) -> Result<ExistingRepository> {
        let shown = root.display().to_string();
        let clone = LocalClone::find_local_clone(root)?.ok_or_else(|| {
            Error::conflict(format!("{} is not a git repository", Printable(&shown)))
        })?;
        let lock = match CurrentOrLegacyLockFile::read(root)? {
            None => None,
            Some(CurrentOrLegacyLockFile::Current(lock)) if lock.entity.is_none() => Some(*lock),
            Some(_) => return Err(service_repository_error(root)),
        };
        if let Some(what) = clone.git_operation_in_progress()? {
            return Err(
                Error::conflict(format!("a {what} is in progress in this clone"))
                    .with_hint("finish or abort it first"),
            );
        }
        let config = root.join(PLATFORM_CONFIG_FILE);
        let config = read_text_file(&config, MAX_SETTINGS_BYTES, SymlinkPolicy::Refuse)?
            .map(|text| PlatformConfig::parse_platform_config(PLATFORM_CONFIG_FILE, &text))
            .transpose()?;
        if config.is_none()
            && let Some(file) = find_catalog_info_file(&DirectoryFiles::new(root), "")
        {
            return Err(existing_catalog_error(root, &file));
        }
        let catalog = match &config {
            Some(_) => read_existing_catalog(root)?,
            None => None,
        };
        Ok(ExistingRepository {
            catalog,
            has_origin: read_origin_url(root)?.is_some(),
            clone,
            config,
            lock,
        })
    }

    /// The root of its files.
    pub fn root(&self) -> &Path {
        self.clone.work_tree()
    }

    /// Whether it is a platform already.
    pub fn is_platform(&self) -> bool {
        self.config.is_some()
    }

    /// `given`, completed with what the repository's own settings say.
    ///
    /// # Errors
    /// Conflict (6) if they say something else; not found (3) if the catalog lacks the owner.
    pub fn complete_with_settings(
        &self,
        mut given: PartialPlatformRequest,
    ) -> Result<PartialPlatformRequest> {
        let Some(config) = &self.config else {
            return Ok(given);
        };
        let organisation = &config.organisation;
        let other = given.organisation.as_ref();
        if let Some(other) = other.filter(|other| !other.eq_ignore_ascii_case(organisation)) {
            return Err(settings_conflict_error("organisation", organisation, other));
        }
        if let Some(other) = given.forge.filter(|other| *other != config.forge) {
            let (is, other) = (config.forge.as_str(), other.as_str());
            return Err(settings_conflict_error("forge", is, other));
        }
        given.organisation = Some(organisation.clone());
        given.forge = Some(config.forge);
        given.host = Some(config.github.host.clone());
        given.visibility = Some(config.github.visibility);
        given.registration = Some(config.registration);
        given.create = Some(config.create);
        let lock = self.lock.as_ref();
        given.name = lock.map(LockFile::repository_name).or(given.name);
        given.catalog = self.resolve_initial_catalog(given.catalog)?;
        given.owner = self.resolve_owner(given.owner)?;
        Ok(given)
    }

    /// What the catalog starts, or started, with; `None` if that is still open.
    fn resolve_initial_catalog(
        &self,
        wanted: Option<InitialCatalog>,
    ) -> Result<Option<InitialCatalog>> {
        let first = self.lock.as_ref().and_then(catalog_of_lock);
        match wanted {
            Some(_) if self.catalog.is_some() && wanted != first => Err(Error::conflict(
                "the platform has a catalog of its own, so it can't start with the sample",
            )
            .with_hint("create another platform in a directory of its own: idp init <DIR>")),
            _ if self.catalog.is_none() && first.is_none() => Ok(wanted),
            _ => Ok(Some(first.unwrap_or(InitialCatalog::Existing))),
        }
    }

    /// The group that owns the platform: the one that its files name, or `given`.
    fn resolve_owner(&self, given: Option<String>) -> Result<Option<String>> {
        let locked = self.lock.as_ref().map(|lock| lock.owner.name.clone());
        let catalog = self.catalog.as_deref();
        let is_known = |owner: &String| catalog.is_none_or(|catalog| has_group(catalog, owner));
        if let (Some(catalog), Some(owner)) = (catalog, &given) {
            validate_owner_in_catalog(catalog, owner)?;
        }
        match (&locked, &given) {
            (Some(is), Some(other)) if is != other && is_known(is) => Err(Error::conflict(format!(
                "the platform was created for the group `{}`, not `{}`",
                Printable(is),
                Printable(other)
            ))
            .with_hint(
                "its files, such as .github/CODEOWNERS, are yours to edit; run idp init without an owner to add missing ones",
            )),
            _ => Ok(locked.or(given)),
        }
    }

    /// The folder of new components, if nothing in it would be part of the catalog.
    ///
    /// # Errors
    /// Those of reading the catalog.
    pub(super) fn find_unreached_component_folder(&self) -> Result<Option<String>> {
        let Some(catalog) = &self.catalog else {
            return Ok(None);
        };
        let file = find_unreached_component_file(self.root(), catalog)?;
        Ok(file.and_then(|file| Some(file.rsplit_once('/')?.0.to_owned())))
    }

    /// The group to create the first service for, if the catalog has one: `owner`, or the first group.
    pub(super) fn find_service_owner(&self, owner: &str) -> Option<String> {
        match &self.catalog {
            Some(catalog) if !has_group(catalog, owner) => {
                find_first_group(catalog).map(str::to_owned)
            }
            _ => Some(owner.to_owned()),
        }
    }
}

/// What the catalog started with.
fn catalog_of_lock(lock: &LockFile) -> Option<InitialCatalog> {
    match lock.inputs.get("catalog")? {
        InputValue::Text(text) if text == InitialCatalog::Sample.as_str() => {
            Some(InitialCatalog::Sample)
        }
        InputValue::Text(text) if text == InitialCatalog::FirstTeam.as_str() => {
            Some(InitialCatalog::FirstTeam)
        }
        _ => None,
    }
}

fn settings_conflict_error(key: &str, is: &str, other: &str) -> Error {
    Error::conflict(format!(
        "{PLATFORM_CONFIG_FILE} has `{key}: {}`, not `{}`",
        Printable(is),
        Printable(other)
    ))
    .with_hint(format!(
        "to change it, edit {PLATFORM_CONFIG_FILE} and commit it, then run idp init again"
    ))
}

fn service_repository_error(root: &Path) -> Error {
    Error::conflict(format!(
        "{} is the repository of a service: it has {}",
        Printable(&root.display().to_string()),
        LockFile::LOCK_FILE_PATH
    ))
    .with_hint("create the platform in a directory of its own: idp init <DIR>")
}

fn existing_catalog_error(root: &Path, file: &str) -> Error {
    Error::conflict(format!(
        "{} has a catalog: {}",
        Printable(&root.display().to_string()),
        Printable(file)
    ))
    .with_hint("create the platform in a directory of its own: idp init <DIR>")
    .with_hint(format!(
        "or turn this catalog into a platform: create {PLATFORM_CONFIG_FILE} with three lines, `organisation: <NAME>`, `forge: github` or `forge: local`, and `catalog: {{file: {}}}` if everything is in that file; then run idp init again",
        Printable(file)
    ))
}
