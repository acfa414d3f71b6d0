//! A platform: the git repository with `idp.yaml`, a catalog and, optionally, its own templates.

mod config;
mod connect;
mod contact_urls;
mod find;
mod fingerprint;
mod idp_directories;
mod loose;
mod own_remote;
mod practice;
mod snapshot;
mod unpushed;
mod user_config;

use std::path::{Path, PathBuf};
use std::time::Duration;

use git2::Oid;
use jiff::{SignedDuration, Timestamp};

pub use config::{
    CatalogConfig, EntityDestination, ExternalEntities, ForgeKind, GithubSettings,
    PLATFORM_CONFIG_FILE, PlatformConfig, RegistrationMode, RepositoryCreator,
    RepositoryVisibility,
};
pub use connect::{connect_platform, disconnect_platform};
pub use contact_urls::{ContactUrlPattern, ContactUrls};
pub(crate) use find::find_platform_above;
use find::{PRACTICE_ADDRESS, resolve_platform_location};
pub use find::{PlatformSearchOptions, find_platform};
pub use fingerprint::PlatformFingerprint;
pub use idp_directories::IdpDirectories;
use loose::LooseCatalogLocation;
use own_remote::{ensure_accepts_push, find_receiving_branch, is_own_remote};
pub use snapshot::PlatformSnapshot;
pub(crate) use snapshot::TEMPLATES_FOLDER;
pub(crate) use unpushed::find_unpushed_platform_changes;
pub use unpushed::{find_unpushed_config_warning, find_unpushed_template_change};
pub use user_config::UserConfig;

use crate::cancellation::CancellationToken;
use crate::catalog::{GitHubCatalogLocation, GithubHosts};
use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};
use crate::forge::{
    Forge, LocalForge, RemoteAccess, RepositoryDefaults, RequestObserver, RequiredAccess,
};
pub use crate::git::strip_url_credentials;
use crate::git::{
    BranchTip, Deadline, GitCredentials, GitMirror, OriginFolder, PushOutcome, Revision,
    ensure_supported_git_version, file_url_to_path, find_merge_base, find_unchanged_head,
    find_work_tree, list_remote_urls, path_to_file_url, read_origin_url, resolve_revision_or_date,
};
use crate::printable::Printable;
use crate::random::random_u64;
use crate::remedy::Remedy;
use crate::template::{shell_quote, shell_quote_path};

/// A platform that was found but not read yet.
#[derive(Clone, Debug)]
pub struct Platform {
    location: PlatformLocation,
    choice: PlatformChoiceReason,
    home: IdpDirectories,
    offline: bool,
    access: RemoteAccess,
    clock: Clock,
    requires_newest: bool,
}

/// How long queries use a mirror without fetching.
const MIRROR_MAX_AGE: SignedDuration = SignedDuration::from_mins(10);
/// The fetch timeout of a query if there is an older mirror to use.
const FETCH_TIMEOUT: Duration = Duration::from_secs(2);

/// The history of a platform.
struct PlatformHistory {
    dir: PathBuf,
    tip: Oid,
    fetched: Option<FetchStatus>,
}

/// When a remote platform was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchStatus {
    /// The time of the fetch.
    pub at: Timestamp,
    /// Whether it was fetched for this query.
    pub just_now: bool,
    /// Why it couldn't be fetched now, if it is stale.
    pub stale_reason: Option<String>,
}

impl FetchStatus {
    fn just_fetched_status(at: Timestamp) -> FetchStatus {
        FetchStatus {
            just_now: true,
            ..FetchStatus::fetched_earlier_status(at)
        }
    }

    fn fetched_earlier_status(at: Timestamp) -> FetchStatus {
        FetchStatus {
            at,
            just_now: false,
            stale_reason: None,
        }
    }

    fn fetch_failed_status(at: Timestamp, why: &str) -> FetchStatus {
        FetchStatus {
            stale_reason: Some(why.to_owned()),
            ..FetchStatus::fetched_earlier_status(at)
        }
    }
}

/// Why this platform was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlatformChoiceReason {
    /// Requested by `--platform`, `IDP_PLATFORM` or a run.
    Requested,
    /// It contains the working directory.
    Enclosing,
    /// Named in this lock of a service.
    ServiceLock(PathBuf),
    /// Set with `idp connect`.
    Connected,
    /// No other was found.
    Fallback,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum PlatformLocation {
    /// The practice platform, a bare repository created by `idp`.
    Practice(PathBuf),
    /// A bare repository on this machine.
    Bare(PathBuf),
    /// A directory with `idp.yaml`, usually a clone.
    Directory(PathBuf),
    /// A repository with a URL.
    Remote(String),
    /// The loose catalog of a repository that isn't a platform.
    Loose(LooseCatalogLocation),
}

/// The current state of a platform on its remote, and what is needed to add a commit.
pub struct UpstreamPlatform {
    /// The files at the tip.
    pub snapshot: PlatformSnapshot,
    /// The branch and commit of the tip.
    pub tip: BranchTip,
    /// The mirror in which commits are created and pushed.
    pub mirror: GitMirror,
    access: RemoteAccess,
    run: String,
    clock: Clock,
}

impl Platform {
    fn new(
        location: PlatformLocation,
        choice: PlatformChoiceReason,
        lookup: &PlatformSearchOptions,
        clock: Clock,
    ) -> Platform {
        Platform {
            location,
            choice,
            home: lookup.home.clone(),
            offline: lookup.offline,
            access: lookup.access.clone(),
            clock,
            requires_newest: false,
        }
    }

    /// The same platform, fetched again even if the mirror is fresh.
    #[must_use]
    pub fn with_forced_refetch(self) -> Platform {
        Platform {
            requires_newest: true,
            ..self
        }
    }

    /// Whether it is the practice platform.
    pub fn is_practice(&self) -> bool {
        matches!(self.location, PlatformLocation::Practice(_))
    }

    /// Why this platform was chosen.
    pub fn choice_reason(&self) -> &PlatformChoiceReason {
        &self.choice
    }

    /// Whether it is a loose catalog, in which nothing can be registered.
    pub fn is_loose_catalog(&self) -> bool {
        matches!(self.location, PlatformLocation::Loose(_))
    }

    /// The directory of its files; `None` if they are read from a commit.
    pub fn directory(&self) -> Option<&Path> {
        match &self.location {
            PlatformLocation::Directory(root)
            | PlatformLocation::Loose(LooseCatalogLocation { root, .. }) => Some(root),
            PlatformLocation::Practice(_)
            | PlatformLocation::Bare(_)
            | PlatformLocation::Remote(_) => None,
        }
    }

    /// The commit that a working directory is at, if all its files but those below `except` are committed.
    pub fn find_unchanged_commit(&self, except: Option<&Path>) -> Option<Oid> {
        let root = self.directory()?;
        ensure_is_repository_root(root).ok()?;
        find_unchanged_head(root, except)
    }

    /// Whether it is in a repository without a remote, which takes the place of one.
    pub fn is_own_remote(&self) -> bool {
        matches!(&self.location, PlatformLocation::Directory(root) if is_own_remote(root))
    }

    /// The branch that gets what is registered, if the platform has no remote and a branch is checked out that isn't named like a default
    /// branch.
    pub fn find_side_branch(&self) -> Option<String> {
        let root = self.directory().filter(|root| is_own_remote(root))?;
        let branch = find_receiving_branch(root).ok()?;
        (!branch.is_named_like_a_default()).then_some(branch.name)
    }

    /// Checks that what is registered can be pushed, as far as that is known beforehand.
    ///
    /// # Errors
    /// Conflict (6) if the platform is in a repository without a remote, whose files have changes.
    pub fn ensure_accepts_push(&self) -> Result<()> {
        match &self.location {
            PlatformLocation::Directory(root) if is_own_remote(root) => ensure_accepts_push(root),
            _ => Ok(()),
        }
    }

    /// Whether it is a working directory, which may have uncommitted changes.
    pub fn is_working_directory(&self) -> bool {
        matches!(self.location, PlatformLocation::Directory(_))
    }

    /// The address for a lock or `--platform`: `practice`, or a URL without a password.
    pub fn platform_address(&self) -> Result<String> {
        match &self.location {
            PlatformLocation::Practice(_) => Ok("practice".to_owned()),
            _ => Ok(strip_url_credentials(&self.remote_url()?)),
        }
    }

    /// What `git clone` takes, if the platform isn't a directory: a path or a URL without a password.
    pub fn clone_address(&self) -> Option<String> {
        match &self.location {
            PlatformLocation::Practice(path) | PlatformLocation::Bare(path) => {
                Some(path.display().to_string())
            }
            PlatformLocation::Remote(url) => Some(strip_url_credentials(url)),
            PlatformLocation::Directory(_) | PlatformLocation::Loose(_) => None,
        }
    }

    /// The files for queries: the working directory as it is, or the tip of the repository.
    ///
    /// # Errors
    /// Not found (3) if offline and never fetched before.
    pub fn read_current_snapshot(&self) -> Result<PlatformSnapshot> {
        match &self.location {
            PlatformLocation::Directory(root) => PlatformSnapshot::from_directory(root),
            PlatformLocation::Loose(loose) => Ok(PlatformSnapshot::from_loose_catalog(loose)),
            _ => {
                let past = self.open_history()?;
                let revision = Revision::open_commit(&past.dir, past.tip)
                    .map_err(|error| self.add_practice_reset_hint(error))?;
                let snapshot = self.read_revision_snapshot(revision)?;
                Ok(snapshot.with_fetch_status(past.fetched))
            }
        }
    }

    /// Adds the command that deletes the practice platform if it can't be read; the next command creates it again.
    fn add_practice_reset_hint(&self, error: Error) -> Error {
        match &self.location {
            PlatformLocation::Practice(dir) if error.kind() == ErrorKind::Io => {
                let dir = shell_quote_path(dir);
                error.with_hint(format!(
                    "to start again with a new practice platform: rm -rf {}",
                    Printable(&dir)
                ))
            }
            _ => error,
        }
    }

    /// The URLs of its repository.
    pub(crate) fn repository_urls(&self) -> Vec<String> {
        match &self.location {
            PlatformLocation::Directory(root)
            | PlatformLocation::Loose(LooseCatalogLocation { root, .. }) => remote_urls_of(root),
            PlatformLocation::Remote(url) => vec![url.clone()],
            PlatformLocation::Practice(_) | PlatformLocation::Bare(_) => Vec::new(),
        }
    }

    /// The GitHub hosts of an organisation: those that its settings name, in addition to those run by GitHub.
    pub(crate) fn github_hosts(&self, config: &PlatformConfig) -> GithubHosts {
        let named = (config.forge == ForgeKind::Github).then_some(config.github.host.as_str());
        GithubHosts::new(
            named
                .into_iter()
                .chain(self.access.configured_github_host()),
        )
    }

    /// The root file of the catalog of `snapshot` on GitHub, from which Backstage reads it; `None` if the repository isn't hosted there,
    /// and for a loose catalog, which has no root file.
    pub fn find_github_location(
        &self,
        snapshot: &PlatformSnapshot,
    ) -> Option<GitHubCatalogLocation> {
        if snapshot.is_loose_catalog() {
            return None;
        }
        let OriginFolder {
            remote_url,
            branch,
            folder,
        } = OriginFolder::find_origin_folder(snapshot.git_directory())?;
        let remote = match &self.location {
            PlatformLocation::Remote(url) => Some(url.clone()),
            _ => remote_url,
        };
        GitHubCatalogLocation::from_remote_url(
            &remote?,
            &self.github_hosts(&snapshot.config),
            &branch,
            &folder,
            &snapshot
                .config
                .catalog
                .find_catalog_root_file(&*snapshot.files()),
        )
    }

    /// The cache directory.
    pub(crate) fn idp_cache_directory(&self) -> &Path {
        &self.home.cache
    }

    /// The key of this platform in the cache.
    pub(crate) fn cache_key(&self) -> String {
        match &self.location {
            PlatformLocation::Practice(dir) | PlatformLocation::Bare(dir) => {
                format!("repository {}", dir.display())
            }
            PlatformLocation::Directory(root) => format!("directory {}", root.display()),
            PlatformLocation::Remote(url) => format!("remote {url}"),
            PlatformLocation::Loose(loose) => format!("loose {loose:?}"),
        }
    }

    /// The files at a revision or date `when`, as in [`resolve_revision_or_date`].
    ///
    /// # Errors
    /// Not found (3) if there is no such commit; usage (2) if that commit isn't a platform.
    pub fn read_snapshot_at(&self, when: &str) -> Result<PlatformSnapshot> {
        let (dir, commit) = self.resolve_repository_and_commit(Some(when))?;
        self.read_revision_snapshot(Revision::open_commit(&dir, commit)?)
    }

    /// The files of one of its commits.
    pub(crate) fn read_revision_snapshot(&self, revision: Revision) -> Result<PlatformSnapshot> {
        let commit = revision.commit_id();
        let snapshot = match &self.location {
            PlatformLocation::Loose(loose) => {
                PlatformSnapshot::from_loose_catalog_revision(loose, revision)
            }
            PlatformLocation::Remote(url) => {
                PlatformSnapshot::require_snapshot_in_revision(revision)
                    .map(|snapshot| snapshot.with_remote_url(url))
            }
            PlatformLocation::Bare(_) => PlatformSnapshot::require_snapshot_in_revision(revision),
            PlatformLocation::Practice(_) | PlatformLocation::Directory(_) => {
                PlatformSnapshot::from_revision(revision)
            }
        };
        snapshot.map_err(|error| name_invalid_settings_version(&self.to_string(), commit, error))
    }

    /// The repository with the platform's history, and the commit that `when` resolves to; the newest by default.
    ///
    /// # Errors
    /// As [`Platform::read_snapshot_at`].
    pub(crate) fn resolve_repository_and_commit(
        &self,
        when: Option<&str>,
    ) -> Result<(PathBuf, Oid)> {
        let PlatformHistory { dir, tip, .. } = self.open_history()?;
        let commit = when.map_or(Ok(tip), |when| resolve_revision_or_date(&dir, tip, when))?;
        Ok((dir, commit))
    }

    /// The files at the merge base with `when`; `None` if that commit isn't a platform.
    ///
    /// # Errors
    /// As [`Platform::read_snapshot_at`].
    pub fn read_merge_base_snapshot(&self, when: &str) -> Result<Option<PlatformSnapshot>> {
        let PlatformHistory { dir, tip, .. } = self.open_history()?;
        let revision = Revision::open_commit(&dir, find_merge_base(&dir, tip, when)?)?;
        match &self.location {
            PlatformLocation::Loose(_) => self.read_revision_snapshot(revision).map(Some),
            PlatformLocation::Remote(url) => {
                let before = PlatformSnapshot::find_snapshot_in_merge_base(revision)?;
                Ok(before.map(|before| before.with_remote_url(url)))
            }
            _ => PlatformSnapshot::find_snapshot_in_merge_base(revision),
        }
    }

    /// The repository with the platform's history, and its newest commit.
    fn open_history(&self) -> Result<PlatformHistory> {
        let here = |dir: &PathBuf| -> Result<PlatformHistory> {
            Ok(PlatformHistory {
                dir: dir.clone(),
                tip: Revision::open_head(dir)
                    .map_err(|error| self.add_practice_reset_hint(error))?
                    .commit_id(),
                fetched: None,
            })
        };
        match &self.location {
            PlatformLocation::Directory(root)
            | PlatformLocation::Loose(LooseCatalogLocation { root, .. }) => {
                ensure_is_repository_root(root)?;
                here(root)
            }
            PlatformLocation::Practice(dir) | PlatformLocation::Bare(dir) => here(dir),
            PlatformLocation::Remote(url) => self.open_remote_history(url),
        }
    }

    /// The history of the remote platform: from the mirror while it is fresh, otherwise fetched from the remote, or
    /// from the stale mirror if that fails or takes too long.
    fn open_remote_history(&self, url: &str) -> Result<PlatformHistory> {
        if self.is_offline_for_url(url) && !GitMirror::mirror_exists(&self.home.cache, url)? {
            return Err(never_fetched_error(url));
        }
        let mut mirror = GitMirror::open_or_create_mirror(
            &self.home.cache,
            url,
            self.access.credentials_from_env(url)?,
        )?;
        let dir = mirror.dir().to_owned();
        let past = |tip: Oid, fetched: FetchStatus| PlatformHistory {
            dir: dir.clone(),
            tip,
            fetched: Some(fetched),
        };
        let now = self.clock.now();
        let last = mirror.read_last_fetch()?;
        let local = url_to_local_path(url).is_some();
        match last {
            None if self.is_offline_for_url(url) => return Err(never_fetched_error(url)),
            Some((tip, at)) if self.is_offline_for_url(url) => {
                return Ok(past(tip, FetchStatus::fetch_failed_status(at, "offline")));
            }
            Some((tip, at))
                if !local
                    && !self.requires_newest
                    && now.duration_since(at).abs() < MIRROR_MAX_AGE =>
            {
                return Ok(past(tip, FetchStatus::fetched_earlier_status(at)));
            }
            _ => {}
        }
        let run = format!("question-{:08x}", random_u64());
        let deadline = last
            .filter(|_| !local)
            .map(|_| Deadline::deadline_after(FETCH_TIMEOUT));
        let fetch =
            |mirror: &GitMirror| mirror.fetch_default_branch_with_deadline(&run, now, deadline);
        let fetched = self.fetch_with_sign_in_retry(&mut mirror, fetch);
        mirror.release_fetched_refs(&run);
        match (fetched, last) {
            (Ok(tip), _) => Ok(past(tip.commit, FetchStatus::just_fetched_status(now))),
            (Err(error), Some((tip, at))) if !local || is_local_repository_missing(url) => Ok(
                past(tip, FetchStatus::fetch_failed_status(at, error.message())),
            ),
            (Err(error), _) => Err(error),
        }
    }

    /// Fetches, and retries with the token from `gh` if the remote requires credentials.
    fn fetch_with_sign_in_retry<T>(
        &self,
        mirror: &mut GitMirror,
        fetch: impl Fn(&GitMirror) -> Result<T>,
    ) -> Result<T> {
        let mut fetched = fetch(mirror);
        if fetched
            .as_ref()
            .is_err_and(|error| error.kind() == ErrorKind::SignIn)
            && let Some(asked) = self.access.credentials_from_gh_cli(mirror.url())
        {
            mirror.set_missing_credentials(Some(&asked));
            fetched = fetch(mirror);
        }
        fetched.map_err(|error| {
            let error = self
                .access
                .explain_git_error(mirror, RequiredAccess::Read, error);
            add_unreachable_remote_hint(mirror.url(), error)
        })
    }

    fn is_offline_for_url(&self, url: &str) -> bool {
        self.offline && url_to_local_path(url).is_none()
    }

    /// Fetches the platform's tip, to do `what` on top of it; `run` names the ref in the mirror.
    ///
    /// # Errors
    /// Usage (2) if offline.
    pub fn fetch_upstream(&self, what: &str, run: &str) -> Result<UpstreamPlatform> {
        ensure_supported_git_version()?;
        let url = self.remote_url()?;
        if self.is_offline_for_url(&url) {
            return Err(Error::usage(format!(
                "cannot {what} offline: this requires the latest version of the platform"
            ))
            .with_hint(Remedy::GoOnline));
        }
        let mut mirror = GitMirror::open_or_create_mirror(
            &self.home.cache,
            &url,
            self.resolve_credentials(&url)?,
        )?;
        let now = self.clock.now();
        let tip = self.fetch_with_sign_in_retry(&mut mirror, |mirror| {
            mirror.fetch_default_branch(run, now)
        })?;
        let snapshot = PlatformSnapshot::from_revision(mirror.open_revision(tip.commit)?)
            .map_err(|error| name_invalid_settings_version(mirror.url(), tip.commit, error))?;
        let snapshot = snapshot.with_remote_url(mirror.url());
        Ok(UpstreamPlatform {
            snapshot,
            tip,
            mirror,
            access: self.access.clone(),
            run: run.to_owned(),
            clock: self.clock,
        })
    }

    /// Opens the forge for new repositories. Cancelling `stop` ends any wait.
    ///
    /// # Errors
    /// Usage (2) for a local forge if the platform isn't on this machine; sign-in (4) without a token for GitHub.
    pub fn open_forge(
        &self,
        config: &PlatformConfig,
        stop: &CancellationToken,
        tell: RequestObserver,
    ) -> Result<Box<dyn Forge>> {
        let organisation = &config.organisation;
        match config.forge {
            ForgeKind::Local => Ok(Box::new(LocalForge::new(
                &self.local_forge_directory()?,
                organisation,
            ))),
            ForgeKind::Github => open_github_forge(&self.access, config, stop, tell),
        }
    }

    /// Like [`Platform::open_forge`], but for a dry run: without a token, the forge gets no requests.
    ///
    /// # Errors
    /// As [`Platform::open_forge`], except for the token.
    pub fn open_forge_for_dry_run(
        &self,
        config: &PlatformConfig,
        stop: &CancellationToken,
        tell: RequestObserver,
    ) -> Result<Box<dyn Forge>> {
        if config.forge == ForgeKind::Github {
            return open_github_forge_for_dry_run(&self.access, config, stop, tell);
        }
        self.open_forge(config, stop, tell)
    }

    /// The directory of the local forge: `forge/` next to the platform repository.
    fn local_forge_directory(&self) -> Result<PathBuf> {
        let url = self.remote_url()?;
        let beside = match &self.location {
            PlatformLocation::Practice(dir) | PlatformLocation::Bare(dir) => {
                dir.parent().map(Path::to_owned)
            }
            PlatformLocation::Directory(_)
            | PlatformLocation::Remote(_)
            | PlatformLocation::Loose(_) => {
                url_to_local_path(&url).and_then(|path| path.parent().map(Path::to_owned))
            }
        };
        beside.map(|folder| folder.join("forge")).ok_or_else(|| {
            Error::usage("`forge: local` requires a platform repository on this machine").with_hint(
                "set another `forge` in the platform's idp.yaml: this platform is accessed by URL",
            )
        })
    }

    /// The URL to fetch from and push to.
    fn remote_url(&self) -> Result<String> {
        match &self.location {
            PlatformLocation::Practice(dir) | PlatformLocation::Bare(dir) => {
                Ok(path_to_file_url(dir))
            }
            PlatformLocation::Remote(url) => Ok(url.clone()),
            PlatformLocation::Loose(_) => Err(platform_required_error()),
            // Credentials are sent with the request, never in an argument that other users can read.
            PlatformLocation::Directory(root) => Ok(strip_url_credentials(&find_origin_url(root)?)),
        }
    }

    /// The credentials for the remote `url`: the token from the environment, otherwise those in the URL of the clone's
    /// remote.
    fn resolve_credentials(&self, url: &str) -> Result<Option<GitCredentials>> {
        let known = self.access.credentials_from_env(url)?;
        match &self.location {
            PlatformLocation::Directory(root)
                if !known.as_ref().is_some_and(GitCredentials::has_secret) =>
            {
                Ok(GitCredentials::from_url(&find_origin_url(root)?).or(known))
            }
            _ => Ok(known),
        }
    }
}

/// Opens the forge on GitHub that `config` names.
///
/// # Errors
/// Sign-in (4) without a token.
pub fn open_github_forge(
    access: &RemoteAccess,
    config: &PlatformConfig,
    stop: &CancellationToken,
    tell: RequestObserver,
) -> Result<Box<dyn Forge>> {
    let (host, organisation) = (&config.github.host, &config.organisation);
    let defaults = build_repository_defaults(config);
    let github = access.open_github_forge(host, organisation, defaults, stop, tell)?;
    Ok(Box::new(github))
}

/// Like [`open_github_forge`], but for a dry run: without a token, the forge gets no requests.
///
/// # Errors
/// Usage (2) if the host is invalid.
pub fn open_github_forge_for_dry_run(
    access: &RemoteAccess,
    config: &PlatformConfig,
    stop: &CancellationToken,
    tell: RequestObserver,
) -> Result<Box<dyn Forge>> {
    let (host, organisation) = (&config.github.host, &config.organisation);
    if access.has_github_token(host)? {
        return open_github_forge(access, config, stop, tell);
    }
    let defaults = build_repository_defaults(config);
    let github = access.open_plan_only_github_forge(host, organisation, defaults, stop, tell)?;
    Ok(Box::new(github))
}

/// Adds the command that checks the URL if the remote can't be reached and nothing else is known about it.
fn add_unreachable_remote_hint(url: &str, error: Error) -> Error {
    let is_unexplained = error.kind() == ErrorKind::Remote && error.hints().is_empty();
    let url = shell_quote(url);
    let hint = format!("check the URL: git ls-remote -- {}", Printable(&url));
    error.with_optional_hint(is_unexplained.then_some(hint))
}

/// Says which version of `idp.yaml` an error is about: a file of the same name may be in the working directory.
fn name_invalid_settings_version(address: &str, commit: Oid, error: Error) -> Error {
    let is_about_settings = !error.diagnostics().is_empty();
    error.with_optional_hint(is_about_settings.then(|| {
        let (address, commit) = (Printable(address), commit.to_string());
        format!("this is the file in commit {commit:.7} of {address}; your own may differ")
    }))
}

/// The URL of `origin` of the clone at `root`; of a platform without a remote that accepts pushes itself, its own URL.
fn find_origin_url(root: &Path) -> Result<String> {
    if let Some(url) = read_origin_url(root)? {
        return Ok(url);
    }
    if is_below_repository_root(root) == Some(true) {
        return Err(platform_in_subfolder_error("a push"));
    }
    // A platform that `idp init` created on this machine has no other repository.
    if is_own_remote(root) {
        find_receiving_branch(root)?;
        let root = root.canonicalize();
        let root = root.map_err(|error| Error::io("find the platform's directory", error))?;
        return Ok(path_to_file_url(&root));
    }
    let path = root.display().to_string();
    let (path, quoted) = (Printable(&path), shell_quote_path(root));
    let git = format!("git -C {}", Printable(&quoted));
    Err(match is_below_repository_root(root) {
        Some(_) => Error::usage(format!("the platform in {path} has no remote `origin`"))
            .with_hint(format!("{git} remote add origin <URL>"))
            .with_hint("or to keep it on this machine, run `idp init` there: the repository then takes the place of its remote"),
        None => Error::usage(format!("the platform in {path} isn't a git repository"))
            .with_hint(format!(
                "{git} init && {git} add . && {git} commit -m \"Add the platform\""
            ))
            .with_hint(format!(
                "then push it: {git} remote add origin <URL> && {git} push -u origin HEAD"
            )),
    })
}

impl std::fmt::Display for Platform {
    /// Its display name: `practice`, a directory, or a URL.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.location {
            PlatformLocation::Practice(_) => f.write_str("practice"),
            PlatformLocation::Bare(path) | PlatformLocation::Directory(path) => {
                write!(f, "{}", path.display())
            }
            PlatformLocation::Remote(url) => f.write_str(&strip_url_credentials(url)),
            PlatformLocation::Loose(loose) => write!(f, "{}", loose.root.display()),
        }
    }
}

impl UpstreamPlatform {
    /// Whether the history of the tip contains `commit`.
    pub fn history_contains_commit(&self, commit: Oid) -> Result<bool> {
        self.mirror.history_contains_commit(self.tip.commit, commit)
    }

    /// Fetches `branch` of the remote: its commit and files.
    pub fn fetch_branch(&self, branch: &str) -> Result<(Oid, PlatformSnapshot)> {
        let run = format!("{}-branch", self.run);
        let commit = self.fetch_branch_commit(&run, branch)?;
        let snapshot = PlatformSnapshot::from_revision(self.mirror.open_revision(commit)?);
        self.mirror.release_fetched_refs(&run);
        Ok((commit, snapshot?))
    }

    /// Pushes `commit` as the new tip of `branch` of the remote, to do `what`.
    ///
    /// # Errors
    /// Remote (5), sign-in (4), not found (3) or io (7) if it failed and can't be retried.
    pub(crate) fn push(&self, what: &str, commit: Oid, branch: &str) -> Result<PushOutcome> {
        let pushed = self.mirror.push_branch(what, commit, branch);
        pushed.map_err(|error| {
            self.access
                .explain_git_error(&self.mirror, RequiredAccess::Write, error)
        })
    }

    fn fetch_branch_commit(&self, run: &str, branch: &str) -> Result<Oid> {
        let fetched = self.mirror.fetch_branch(run, branch);
        fetched.map_err(|error| {
            self.access
                .explain_git_error(&self.mirror, RequiredAccess::Read, error)
        })
    }

    /// Fetches the tip again, after another push.
    pub fn refetch_tip(&mut self) -> Result<()> {
        self.tip.commit = self.fetch_branch_commit(&self.run, &self.tip.branch)?;
        self.mirror.record_branch_tip(&self.tip, self.clock.now())?;
        let snapshot =
            PlatformSnapshot::from_revision(self.mirror.open_revision(self.tip.commit)?)?;
        let snapshot = snapshot.with_earlier_snapshot_for_reuse(&self.snapshot);
        self.snapshot = snapshot.with_remote_url(self.mirror.url());
        Ok(())
    }
}

impl Drop for UpstreamPlatform {
    fn drop(&mut self) {
        // The commit stays reachable on the remote; only the ref of this run is deleted.
        self.mirror.release_fetched_refs(&self.run);
    }
}

/// The defaults for repositories on GitHub.
fn build_repository_defaults(config: &PlatformConfig) -> RepositoryDefaults {
    RepositoryDefaults {
        visibility: config.github.visibility.as_str(),
        created_by_workflow: config.create == RepositoryCreator::Dispatch,
        promoter_app_id: config.github.promoter,
    }
}

/// The remotes of the clone that contains `folder`.
fn remote_urls_of(folder: &Path) -> Vec<String> {
    let top = find_work_tree(folder);
    top.and_then(|top| list_remote_urls(&top).ok())
        .unwrap_or_default()
}

/// Checks that the platform is at the root of its repository, because commits are read from their root.
pub(crate) fn ensure_is_repository_root(root: &Path) -> Result<()> {
    match is_below_repository_root(root) {
        Some(false) => Ok(()),
        Some(true) => Err(platform_in_subfolder_error("reading commits")),
        None if root.join(".git").symlink_metadata().is_ok() => Err(Error::usage(
            "the .git here doesn't point to a git repository, so the catalog has no history",
        )
        .with_hint(format!("git -C {} status", shell_quote_path(root)))),
        None => Err(
            Error::usage("the catalog is not in a git repository, so it has no history")
                .with_hint("run the command in a clone of the catalog's repository"),
        ),
    }
}

/// Whether `root` is a subdirectory of a repository; `None` outside of a repository.
fn is_below_repository_root(root: &Path) -> Option<bool> {
    let top = find_work_tree(root)?.canonicalize().ok()?;
    Some(!root.canonicalize().is_ok_and(|root| root == top))
}

/// The error for doing `what` with a platform in a subdirectory of its repository.
fn platform_in_subfolder_error(what: &str) -> Error {
    Error::usage(format!(
        "the platform is in a subdirectory of its repository; {what} requires it at the root"
    ))
}

fn platform_required_error() -> Error {
    Error::usage(format!(
        "this requires a platform, but the catalog here has no {PLATFORM_CONFIG_FILE}"
    ))
    .with_hint(Remedy::ConnectPlatform)
    .with_hint(Remedy::TryPractice)
    .with_hint(
        "to make this repository a platform, start with `idp init`, which says what it lacks",
    )
}

fn never_fetched_error(url: &str) -> Error {
    Error::not_found(format!(
        "{} has not been fetched yet",
        strip_url_credentials(url)
    ))
    .with_hint(Remedy::FetchOnce)
}

/// A plain path or a `file://` URL as a path; `None` for a remote URL.
fn url_to_local_path(url: &str) -> Option<PathBuf> {
    let path = file_url_to_path(url).unwrap_or_else(|| PathBuf::from(url));
    path.is_absolute().then_some(path)
}

/// Whether a local repository is missing, for example on a disk that isn't mounted.
fn is_local_repository_missing(url: &str) -> bool {
    url_to_local_path(url).is_some_and(|path| !path.exists())
}
