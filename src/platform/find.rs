//! Finds the platform or catalog to use: the first of `--platform`, `IDP_PLATFORM`, `idp.yaml` at or above the working
//! directory, the lock of the service repository, the platform from `idp connect`, the loose catalog of the repository,
//! and the practice platform.

use std::path::{Path, PathBuf};

use super::loose::LooseCatalogLocation;
use super::{
    IdpDirectories, PLATFORM_CONFIG_FILE, Platform, PlatformChoiceReason, PlatformLocation,
    UserConfig, practice, strip_url_credentials,
};
use crate::catalog::{Files, parse_ssh_host};
use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};
use crate::forge::RemoteAccess;
use crate::git::{PartialCheckout, Revision, file_url_to_path, find_work_tree, read_origin_url};
use crate::input_file::{MAX_SETTINGS_BYTES, SymlinkPolicy, read_text_file};
use crate::printable::Printable;
use crate::remedy::Remedy;
use crate::template::{CurrentOrLegacyLockFile, LockFile, shell_quote_path};

/// The address of the practice platform.
pub(super) const PRACTICE_ADDRESS: &str = "practice";

/// How many YAML files of a folder are searched for an entity.
const MAX_PROBED_FILES: usize = 100;

/// The inputs of the search.
#[derive(Clone, Debug)]
pub struct PlatformSearchOptions {
    /// `--platform` or `IDP_PLATFORM`.
    pub requested_address: Option<String>,
    /// The working directory; absolute.
    pub working_directory: PathBuf,
    /// The directories of `idp`, with the practice platform.
    pub home: IdpDirectories,
    /// The credentials for remotes.
    pub access: RemoteAccess,
    /// Whether the network must not be used.
    pub offline: bool,
    /// Whether `CI` is set. In CI, running in the wrong folder must not make a check pass.
    pub ci: bool,
    /// Whether a loose catalog takes precedence over the lock of a service and the platform from `idp connect`:
    /// `validate` and `fmt` work on local files.
    pub loose_first: bool,
    /// Whether the practice platform may be created; completions create nothing.
    pub may_create_practice: bool,
}

/// Finds the platform. Creates the practice platform if it is used for the first time.
///
/// # Errors
/// Usage (2) if the requested address isn't a platform, if `CI` is set and no platform is found or requested, or if a command for
/// local files runs in a repository without any.
pub fn find_platform(lookup: &PlatformSearchOptions, clock: Clock) -> Result<Platform> {
    let (at, choice) = match &lookup.requested_address {
        Some(asked) if asked == PRACTICE_ADDRESS => (
            ensure_practice_platform(lookup, clock)?,
            PlatformChoiceReason::Requested,
        ),
        Some(asked) => (
            resolve_platform_location(lookup, asked)?,
            PlatformChoiceReason::Requested,
        ),
        None => find_implied_platform(lookup, clock)?,
    };
    Ok(Platform::new(at, choice, lookup, clock))
}

/// The platform to use if none is requested.
fn find_implied_platform(
    lookup: &PlatformSearchOptions,
    clock: Clock,
) -> Result<(PlatformLocation, PlatformChoiceReason)> {
    let around = find_enclosing_platform_or_service(&lookup.working_directory)?;
    let loose = || -> Result<Option<(PlatformLocation, PlatformChoiceReason)>> {
        let loose = LooseCatalogLocation::find_around(&lookup.working_directory)?;
        if loose.is_none() {
            ensure_loose_catalog_checked_out(&lookup.working_directory)?;
        }
        Ok(loose.map(|loose| {
            (
                PlatformLocation::Loose(loose),
                PlatformChoiceReason::Enclosing,
            )
        }))
    };
    if around.is_none() {
        ensure_marker_files_checked_out(&lookup.working_directory)?;
    }
    let first = match &around {
        Some(EnclosingRepository::Platform(root)) => Some((
            PlatformLocation::Directory(root.clone()),
            PlatformChoiceReason::Enclosing,
        )),
        Some(EnclosingRepository::BarePlatform(bare)) => Some((
            PlatformLocation::Bare(bare.clone()),
            PlatformChoiceReason::Enclosing,
        )),
        _ if lookup.loose_first => loose()?,
        _ => None,
    };
    if let Some(first) = first {
        return Ok(first);
    }
    let connected = UserConfig::read_user_config(&lookup.home)?.platform;
    if let Some(EnclosingRepository::Service { address, lock }) = around
        // Otherwise, the lock was written on another machine, before the platform had a remote.
        && !(connected.is_some() && is_missing_directory(&address))
    {
        let at = match address.as_str() {
            PRACTICE_ADDRESS => fall_back_to_practice(lookup, clock)?,
            address => resolve_locked_platform(lookup, address, &lock)?,
        };
        return Ok((at, PlatformChoiceReason::ServiceLock(lock)));
    }
    if let Some(url) = connected {
        return find_connected_platform(lookup, &url);
    }
    if let Some(loose) = loose()? {
        return Ok(loose);
    }
    if lookup.loose_first {
        ensure_no_unread_catalog(&lookup.working_directory)?;
    }
    Ok((
        fall_back_to_practice(lookup, clock)?,
        PlatformChoiceReason::Fallback,
    ))
}

/// The platform from `idp connect`.
fn find_connected_platform(
    lookup: &PlatformSearchOptions,
    url: &str,
) -> Result<(PlatformLocation, PlatformChoiceReason)> {
    // Whoever checks local files means the file that is here.
    let directory = &lookup.working_directory;
    let is_outside_git = || find_work_tree(directory).is_none();
    if lookup.loose_first && is_outside_git() && has_catalog_yaml(directory) {
        return Err(folder_without_repository_error());
    }
    let at = resolve_platform_location(lookup, url).map_err(|error| {
        error.with_hint(format!(
            "the address comes from {}",
            lookup.home.config.display()
        ))
    })?;
    Ok((at, PlatformChoiceReason::Connected))
}

/// The platform at `address`, which the lock of a service names. If it had no remote then but has one now, that is where the others are.
fn resolve_locked_platform(
    lookup: &PlatformSearchOptions,
    address: &str,
    lock: &Path,
) -> Result<PlatformLocation> {
    let explain = |error: Error| {
        let hint = format!("the address comes from {}", lock.display());
        error.with_hint(hint).with_hint(Remedy::NamePlatform)
    };
    if is_missing_directory(address) {
        let address = Printable(address);
        return Err(explain(Error::not_found(format!(
            "the platform {address} doesn't exist on this machine"
        ))));
    }
    let moved = file_url_to_path(address).filter(|path| path.join(".git").exists());
    let moved = moved.and_then(|path| read_origin_url(&path).ok().flatten());
    resolve_platform_location(lookup, moved.as_deref().unwrap_or(address)).map_err(explain)
}

/// Whether `address` is a directory of this machine that doesn't exist.
fn is_missing_directory(address: &str) -> bool {
    file_url_to_path(address).is_some_and(|path| !path.exists())
}

/// Where local files may be meant, a report on the practice platform would look like success.
fn ensure_no_unread_catalog(directory: &Path) -> Result<()> {
    if find_work_tree(directory).is_some() {
        return Err(repository_without_catalog_error());
    }
    if has_catalog_yaml(directory) {
        return Err(folder_without_repository_error());
    }
    match find_catalog_below(directory) {
        Some(file) => Err(catalog_below_error(&file)),
        None => Ok(()),
    }
}

/// The catalog or the settings of a platform in a subfolder: `shop/catalog-info.yaml`.
fn find_catalog_below(directory: &Path) -> Option<String> {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let folders = entries.take(MAX_PROBED_FILES).filter_map(|entry| {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        is_folder
            .then(|| entry.file_name().into_string().ok())
            .flatten()
    });
    let marks = [
        PLATFORM_CONFIG_FILE,
        "catalog-info.yaml",
        "catalog-info.yml",
    ];
    let mut files: Vec<String> = folders
        .flat_map(|folder| marks.map(|mark| format!("{folder}/{mark}")))
        .filter(|file| directory.join(file).is_file())
        .collect();
    files.sort_unstable();
    files.into_iter().next()
}

/// The error for a folder above a catalog, where the practice platform would answer.
fn catalog_below_error(file: &str) -> Error {
    let folder = file.split('/').next().unwrap_or_default();
    let folder = shell_quote_path(Path::new(folder));
    Error::usage(format!(
        "no catalog in this folder, but there is {}",
        Printable(file)
    ))
    .with_hint(format!("run the command there: cd {}", Printable(&folder)))
    .with_hint(Remedy::TryPractice)
}

fn repository_without_catalog_error() -> Error {
    Error::usage("this repository has no catalog files")
        .with_hint("a catalog file is catalog-info.yaml, or a YAML file with `apiVersion: backstage.io/v1alpha1`")
        .with_hint(Remedy::NamePlatform)
        .with_hint(Remedy::TryPractice)
}

/// The same for a folder that isn't in a repository: its catalog begins with a file of a known name.
fn folder_without_repository_error() -> Error {
    Error::usage("this folder has no catalog-info.yaml, and it isn't in a git repository")
        .with_hint("name the files to check, such as catalog.yaml")
        .with_hint(Remedy::TryPractice)
}

/// Whether a YAML file in `directory` itself has a Backstage entity.
fn has_catalog_yaml(directory: &Path) -> bool {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let files = entries.map(|entry| entry.path()).filter(|path| {
        let extension = path.extension().and_then(|extension| extension.to_str());
        matches!(extension, Some("yaml" | "yml"))
    });
    files.take(MAX_PROBED_FILES).any(|path| {
        let text = read_text_file(&path, MAX_SETTINGS_BYTES, SymlinkPolicy::Refuse);
        text.is_ok_and(|text| text.is_some_and(|text| text.contains("apiVersion: backstage.io/")))
    })
}

/// Checks that committed files that mark a platform, service or catalog are checked out. Otherwise another catalog
/// would be used.
fn ensure_marker_files_checked_out(directory: &Path) -> Result<()> {
    let marks = [
        PLATFORM_CONFIG_FILE,
        LockFile::LOCK_FILE_PATH,
        "catalog-info.yaml",
        "catalog-info.yml",
    ];
    let Some(partial) = PartialCheckout::detect_partial_checkout(directory, &marks) else {
        return Ok(());
    };
    match partial.first_missing_path() {
        Some(file) => Err(
            Error::usage(format!("{file} is not checked out in this clone"))
                .with_hint(partial.format_partial_checkout_hint()),
        ),
        None => Ok(()),
    }
}

/// Checks that the files of a loose catalog, which may be anywhere, are checked out.
fn ensure_loose_catalog_checked_out(directory: &Path) -> Result<()> {
    let Some(partial) = PartialCheckout::detect_partial_checkout(directory, &[]) else {
        return Ok(());
    };
    let head = find_work_tree(directory).map(|root| Revision::open_head(&root));
    let committed = head
        .transpose()?
        .map(|head| LooseCatalogLocation::find_loose_catalog_in_commit(&head));
    match committed.transpose()?.flatten() {
        Some(_) => Err(Error::usage("the catalog of this clone is not checked out")
            .with_hint(partial.format_partial_checkout_hint())),
        None => Ok(()),
    }
}

enum EnclosingRepository {
    Platform(PathBuf),
    BarePlatform(PathBuf),
    Service { address: String, lock: PathBuf },
}

/// The nearest enclosing folder that is a platform or service; otherwise the bare platform that contains `directory`.
fn find_enclosing_platform_or_service(directory: &Path) -> Result<Option<EnclosingRepository>> {
    for folder in ancestors_within_repository(directory) {
        if folder.join(PLATFORM_CONFIG_FILE).is_file() {
            return Ok(Some(EnclosingRepository::Platform(folder.to_owned())));
        }
        let lock = CurrentOrLegacyLockFile::read(folder)?;
        if let Some(address) = lock.as_ref().and_then(CurrentOrLegacyLockFile::platform) {
            return Ok(Some(EnclosingRepository::Service {
                address: address.to_owned(),
                lock: folder.join(LockFile::LOCK_FILE_PATH),
            }));
        }
    }
    Ok(find_bare_platform_above(directory)?.map(EnclosingRepository::BarePlatform))
}

/// The platform that contains `directory`.
pub(crate) fn find_platform_above(directory: &Path) -> Option<PathBuf> {
    let platform = |folder: &&Path| folder.join(PLATFORM_CONFIG_FILE).is_file();
    ancestors_within_repository(directory)
        .find(platform)
        .map(Path::to_owned)
}

/// The bare platform repository that contains `directory`, for example in a server-side hook.
fn find_bare_platform_above(directory: &Path) -> Result<Option<PathBuf>> {
    let Some(bare) = directory
        .ancestors()
        .find(|folder| is_bare_repository(folder))
    else {
        return Ok(None);
    };
    if find_work_tree(directory).is_some() {
        return Ok(None);
    }
    match Revision::open_head(bare) {
        Ok(head) => Ok(head.has_file(PLATFORM_CONFIG_FILE).then(|| bare.to_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn is_bare_repository(folder: &Path) -> bool {
    folder.join("HEAD").is_file() && folder.join("objects").is_dir()
}

/// `directory` and the folders above it, up to the root of its repository.
fn ancestors_within_repository(directory: &Path) -> impl Iterator<Item = &Path> {
    let top = find_work_tree(directory).and_then(|root| root.canonicalize().ok());
    let mut passed = false;
    directory.ancestors().take_while(move |folder| {
        let inside = !passed;
        passed = top.is_some() && folder.canonicalize().ok() == top;
        inside
    })
}

fn fall_back_to_practice(lookup: &PlatformSearchOptions, clock: Clock) -> Result<PlatformLocation> {
    if lookup.ci {
        return Err(Error::usage(
            "no platform found here; if CI is set, idp uses the practice platform only on request",
        )
        .with_hint(Remedy::NamePlatform)
        .with_hint(Remedy::UsePractice));
    }
    ensure_practice_platform(lookup, clock)
}

fn ensure_practice_platform(
    lookup: &PlatformSearchOptions,
    clock: Clock,
) -> Result<PlatformLocation> {
    if !lookup.may_create_practice && !practice::practice_repository_exists(&lookup.home) {
        return Err(Error::not_found("the practice platform doesn't exist yet"));
    }
    practice::ensure_practice_repository(&lookup.home, clock).map(PlatformLocation::Practice)
}

/// A directory, a bare repository, or a URL.
pub(super) fn resolve_platform_location(
    lookup: &PlatformSearchOptions,
    asked: &str,
) -> Result<PlatformLocation> {
    let path = lookup.working_directory.join(asked);
    if path.join(PLATFORM_CONFIG_FILE).is_file() {
        return Ok(PlatformLocation::Directory(path));
    }
    if is_bare_repository(&path) {
        return Ok(PlatformLocation::Bare(path.canonicalize().unwrap_or(path)));
    }
    if path.is_dir()
        && let Some(loose) = LooseCatalogLocation::find_in(&path)?
    {
        return Ok(PlatformLocation::Loose(loose));
    }
    parse_remote_platform_url(lookup, &strip_url_credentials(asked), path.exists())
}

/// Parses a URL; `exists` says whether it is an existing path.
fn parse_remote_platform_url(
    lookup: &PlatformSearchOptions,
    asked: &str,
    exists: bool,
) -> Result<PlatformLocation> {
    let scheme = asked.split_once("://").map(|(scheme, _)| scheme);
    let shown = Printable(asked);
    match scheme {
        _ if lookup.access.is_on_configured_github_host(asked) => {
            Ok(PlatformLocation::Remote(asked.to_owned()))
        }
        Some("https" | "ssh" | "file") => Ok(PlatformLocation::Remote(asked.to_owned())),
        None if is_scp_address(asked) => Ok(PlatformLocation::Remote(asked.to_owned())),
        Some(scheme) => Err(Error::usage(format!(
            "unsupported URL scheme `{}://` for a platform",
            Printable(scheme)
        ))
        .with_hint("use https, ssh or file")),
        None if exists => Err(Error::usage(format!(
            "`{shown}` is not a platform: it has no {PLATFORM_CONFIG_FILE} and no catalog files"
        ))
        .with_hint(Remedy::PlatformForms)),
        None => Err(
            Error::usage(format!("`{shown}` is not a platform: no such directory"))
                .with_hint(Remedy::PlatformForms),
        ),
    }
}

/// Whether `asked` is `user@host:path`, git's short form of an SSH URL, or `alias:owner/name`. A leading `-` could be
/// an option of ssh.
fn is_scp_address(asked: &str) -> bool {
    match asked.split_once(':') {
        Some((host, path)) => {
            let has_host = || path.contains('/') && parse_ssh_host(asked).is_some();
            (host.contains('@') || has_host())
                && !host.contains('/')
                && !host.starts_with('-')
                && !path.starts_with('-')
        }
        None => false,
    }
}
