//! A platform: the git repository with `idp.yaml`, a catalog and, if wanted, templates of its own.

mod access;
mod config;
mod connect;
mod find;
mod home;
mod loose;
mod practice;
mod snapshot;
mod ssh;
mod unpushed;
mod user_config;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use git2::Oid;
use jiff::{SignedDuration, Timestamp};

pub use access::Access;
pub use config::{
    Config, Create, Destination, External, FILE, Forge, GithubSettings, Layout, Registration,
    Visibility,
};
pub use connect::{connect, disconnect};
pub(crate) use find::platform_above;
pub use find::{Lookup, find};
use find::{PRACTICE, named};
pub use home::Home;
use loose::Loose;
pub use snapshot::Snapshot;
use snapshot::TEMPLATES;
pub(crate) use unpushed::unpushed;
pub use unpushed::{unpushed_settings, unpushed_template};
pub use user_config::UserConfig;

use crate::catalog::GithubHosts;
use crate::clock::Clock;
use crate::error::{Error, Kind, Result};
use crate::forge::{
    self, GitHub, LocalForge, Needs, RepositoryDefaults, RequestObserver, Route, Unsigned,
};
use crate::git::{
    Credentials, Deadline, Mirror, Pushed, Revision, Tip, check_version, commit_at, file_path,
    file_url, merge_base, origin, remotes, work_tree_of,
};
use crate::printable::Printable;
use crate::random::random;
use crate::template::typed;

/// A platform that was found; nothing of it is read yet.
#[derive(Clone, Debug)]
pub struct Platform {
    at: At,
    choice: Choice,
    home: Home,
    offline: bool,
    access: Access,
    clock: Clock,
    newest: bool,
}

/// How long a mirror answers questions without the remote being asked.
const YOUNG: SignedDuration = SignedDuration::from_mins(10);
/// How long a question waits for the remote where there is something to answer from.
const SOON: Duration = Duration::from_secs(2);

/// Where a platform's past lies.
struct Past {
    dir: PathBuf,
    tip: Oid,
    fetched: Option<Fetched>,
}

/// When a remote platform was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The moment.
    pub at: Timestamp,
    /// Whether that was for this very question.
    pub just_now: bool,
    /// Why it could not be fetched now, though it is old.
    pub stale: Option<String>,
}

impl Fetched {
    fn now(at: Timestamp) -> Fetched {
        Fetched {
            just_now: true,
            ..Fetched::before(at)
        }
    }

    fn before(at: Timestamp) -> Fetched {
        Fetched {
            at,
            just_now: false,
            stale: None,
        }
    }

    fn stale(at: Timestamp, why: &str) -> Fetched {
        Fetched {
            stale: Some(why.to_owned()),
            ..Fetched::before(at)
        }
    }
}

/// Why this platform was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// `--platform`, `IDP_PLATFORM` or a run named it.
    Asked,
    /// It lies around the working directory.
    Found,
    /// This lock of a service names it.
    Lock(PathBuf),
    /// `idp connect` named it.
    Connected,
    /// There is no other.
    Fallback,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum At {
    /// The practice platform, a bare repository of our own making.
    Practice(PathBuf),
    /// A bare repository on this machine.
    Bare(PathBuf),
    /// A directory with `idp.yaml`, usually somebody's clone.
    Directory(PathBuf),
    /// A repository that git reaches by URL.
    Remote(String),
    /// The entities of a repository that is no platform.
    Loose(Loose),
}

/// The platform as its remote has it now, with what it takes to add a commit.
pub struct Upstream {
    /// The files of the tip.
    pub snapshot: Snapshot,
    /// The branch and commit of the tip.
    pub tip: Tip,
    /// Where commits are built and pushed from.
    pub mirror: Mirror,
    access: Access,
    run: String,
    clock: Clock,
}

impl Platform {
    fn new(at: At, choice: Choice, lookup: &Lookup, clock: Clock) -> Platform {
        Platform {
            at,
            choice,
            home: lookup.home.clone(),
            offline: lookup.offline,
            access: lookup.access.clone(),
            clock,
            newest: false,
        }
    }

    /// The same, asked for its newest state however young the mirror is.
    #[must_use]
    pub fn newest(self) -> Platform {
        Platform {
            newest: true,
            ..self
        }
    }

    /// Whether it is the practice platform.
    pub fn is_practice(&self) -> bool {
        matches!(self.at, At::Practice(_))
    }

    /// Why it was chosen.
    pub fn choice(&self) -> &Choice {
        &self.choice
    }

    /// Whether it is a loose catalog, which nothing can be registered with.
    pub fn is_loose(&self) -> bool {
        matches!(self.at, At::Loose(_))
    }

    /// The directory that its files are read from; `None` where they are read from a commit.
    pub fn directory(&self) -> Option<&Path> {
        match &self.at {
            At::Directory(root) | At::Loose(Loose { root, .. }) => Some(root),
            At::Practice(_) | At::Bare(_) | At::Remote(_) => None,
        }
    }

    /// Whether it is a working directory, which may differ from what its repository has.
    pub fn is_directory(&self) -> bool {
        matches!(self.at, At::Directory(_))
    }

    /// What a lock records and a person may type after `--platform`: `practice`, or a URL without a password.
    pub fn address(&self) -> Result<String> {
        match &self.at {
            At::Practice(_) => Ok("practice".to_owned()),
            _ => Ok(without_user(&self.url()?)),
        }
    }

    /// The files to answer questions from: the working directory as it is, or the tip of the repository.
    ///
    /// # Errors
    /// Not found (3) when the network may not be asked and nothing was fetched before.
    pub fn current(&self) -> Result<Snapshot> {
        match &self.at {
            At::Directory(root) => Snapshot::directory(root),
            At::Loose(loose) => Ok(Snapshot::loose(loose)),
            _ => {
                let past = self.history()?;
                let snapshot = self.snapshot(Revision::open(&past.dir, past.tip)?)?;
                Ok(snapshot.fetched(past.fetched))
            }
        }
    }

    /// The URLs by which git reaches its repository.
    pub(crate) fn repository_urls(&self) -> Vec<String> {
        match &self.at {
            At::Directory(root) | At::Loose(Loose { root, .. }) => remotes_around(root),
            At::Remote(url) => vec![url.clone()],
            At::Practice(_) | At::Bare(_) => Vec::new(),
        }
    }

    /// The hosts that are GitHub for an organisation: those that it names, besides those that GitHub runs.
    pub(crate) fn github_hosts(&self, config: &Config) -> GithubHosts {
        let named = (config.forge == Forge::Github).then_some(config.github.host.as_str());
        let known = self.access.github.as_ref().map(forge::Host::name);
        GithubHosts::new(named.into_iter().chain(known))
    }

    /// The directory for what can be fetched or computed again.
    pub(crate) fn cache(&self) -> &Path {
        &self.home.cache
    }

    /// What tells this platform from every other in that directory.
    pub(crate) fn cache_key(&self) -> String {
        match &self.at {
            At::Practice(dir) | At::Bare(dir) => format!("repository {}", dir.display()),
            At::Directory(root) => format!("directory {}", root.display()),
            At::Remote(url) => format!("remote {url}"),
            At::Loose(loose) => format!("loose {loose:?}"),
        }
    }

    /// The files as they were: `when` is a revision or a date, as [`commit_at`] takes them.
    ///
    /// # Errors
    /// Not found (3) when there is no such commit; usage (2) when the commit is no platform.
    pub fn at(&self, when: &str) -> Result<Snapshot> {
        let (dir, commit) = self.moment(Some(when))?;
        self.snapshot(Revision::open(&dir, commit)?)
    }

    /// The files of one of its commits.
    pub(crate) fn snapshot(&self, revision: Revision) -> Result<Snapshot> {
        match &self.at {
            At::Loose(loose) => Snapshot::loose_revision(loose, revision),
            At::Remote(url) => Ok(Snapshot::any_revision(revision)?.reached_by(url)),
            At::Bare(_) => Snapshot::any_revision(revision),
            At::Practice(_) | At::Directory(_) => Snapshot::revision(revision),
        }
    }

    /// The repository that holds the platform's past, and the commit that `when` means in it; the newest unless said.
    ///
    /// # Errors
    /// As [`Platform::at`].
    pub(crate) fn moment(&self, when: Option<&str>) -> Result<(PathBuf, Oid)> {
        let Past { dir, tip, .. } = self.history()?;
        let commit = when.map_or(Ok(tip), |when| commit_at(&dir, tip, when))?;
        Ok((dir, commit))
    }

    /// The files as they were where the present parted from `when`; `None` where that was no platform.
    ///
    /// # Errors
    /// As [`Platform::at`].
    pub fn parted_from(&self, when: &str) -> Result<Option<Snapshot>> {
        let Past { dir, tip, .. } = self.history()?;
        let revision = Revision::open(&dir, merge_base(&dir, tip, when)?)?;
        match &self.at {
            At::Loose(_) => self.snapshot(revision).map(Some),
            At::Remote(url) => {
                let before = Snapshot::base_catalog(revision)?;
                Ok(before.map(|before| before.reached_by(url)))
            }
            _ => Snapshot::base_catalog(revision),
        }
    }

    /// The repository that holds the platform's past, and its newest commit.
    fn history(&self) -> Result<Past> {
        let here = |dir: &PathBuf| -> Result<Past> {
            Ok(Past {
                dir: dir.clone(),
                tip: Revision::head(dir)?.commit(),
                fetched: None,
            })
        };
        match &self.at {
            At::Directory(root) | At::Loose(Loose { root, .. }) => {
                must_be_top(root)?;
                here(root)
            }
            At::Practice(dir) | At::Bare(dir) => here(dir),
            At::Remote(url) => self.mirrored(url),
        }
    }

    /// What is known of the remote platform: from the mirror while it is young, else from the remote if it answers soon,
    /// else from the mirror as it is.
    fn mirrored(&self, url: &str) -> Result<Past> {
        let mut mirror = Mirror::open(&self.home.cache, url, self.access.credentials(url)?)?;
        let dir = mirror.dir().to_owned();
        let past = |tip: Oid, fetched: Fetched| Past {
            dir: dir.clone(),
            tip,
            fetched: Some(fetched),
        };
        let now = self.clock.now();
        let last = mirror.last()?;
        let local = local_path(url).is_some();
        match last {
            None if self.must_stay_away_from(url) => return Err(never_fetched(url)),
            Some((tip, at)) if self.must_stay_away_from(url) => {
                return Ok(past(
                    tip,
                    Fetched::stale(at, "the network was not to be asked"),
                ));
            }
            Some((tip, at)) if !local && !self.newest && now.duration_since(at).abs() < YOUNG => {
                return Ok(past(tip, Fetched::before(at)));
            }
            _ => {}
        }
        let run = format!("question-{:08x}", random());
        let deadline = last.filter(|_| !local).map(|_| Deadline::after(SOON));
        let fetch = |mirror: &Mirror| mirror.fetch_within(&run, now, deadline);
        let fetched = self.signed_in(&mut mirror, fetch);
        mirror.release(&run);
        match (fetched, last) {
            (Ok(tip), _) => Ok(past(tip.commit, Fetched::now(now))),
            (Err(error), Some((tip, at))) if !local || is_gone(url) => {
                Ok(past(tip, Fetched::stale(at, error.message())))
            }
            (Err(error), _) => Err(error),
        }
    }

    /// Fetches; where the remote wants to know who asks and nothing has said so, with the token that `gh` keeps.
    fn signed_in<T>(&self, mirror: &mut Mirror, fetch: impl Fn(&Mirror) -> Result<T>) -> Result<T> {
        let mut fetched = fetch(mirror);
        if fetched
            .as_ref()
            .is_err_and(|error| error.kind() == Kind::SignIn)
            && let Some(asked) = self.access.asked_credentials(mirror.url())
        {
            mirror.sign_in(Some(&asked));
            fetched = fetch(mirror);
        }
        fetched.map_err(|error| self.access.explained(mirror, Needs::Read, error))
    }

    fn must_stay_away_from(&self, url: &str) -> bool {
        self.offline && local_path(url).is_none()
    }

    /// Fetches the platform's tip, to do `what` on top of it; `run` names what is kept in the mirror meanwhile.
    ///
    /// # Errors
    /// Usage (2) when the network may not be asked.
    pub fn fresh(&self, what: &str, run: &str) -> Result<Upstream> {
        check_version()?;
        let url = self.url()?;
        if self.must_stay_away_from(&url) {
            return Err(Error::usage(format!(
                "cannot {what} with --offline: it needs the newest platform"
            ))
            .hint("run the same command without --offline"));
        }
        let mut mirror = Mirror::open(&self.home.cache, &url, self.credentials(&url)?)?;
        let now = self.clock.now();
        let tip = self.signed_in(&mut mirror, |mirror| mirror.fetch(run, now))?;
        let snapshot = Snapshot::revision(mirror.revision(tip.commit)?)?;
        let snapshot = snapshot.reached_by(mirror.url());
        Ok(Upstream {
            snapshot,
            tip,
            mirror,
            access: self.access.clone(),
            run: run.to_owned(),
            clock: self.clock,
        })
    }

    /// The forge that new repositories go to. `stop` ends a wait.
    ///
    /// # Errors
    /// Usage (2) for a local forge of a platform that is not on this machine; sign-in (4) without a token for GitHub.
    pub fn forge(
        &self,
        config: &Config,
        stop: &'static AtomicBool,
        tell: RequestObserver,
    ) -> Result<Box<dyn forge::Forge>> {
        let organisation = &config.organisation;
        match config.forge {
            Forge::Local => Ok(Box::new(LocalForge::new(
                &self.local_forge()?,
                organisation,
            ))),
            Forge::Github => {
                let host = self.access.host(&config.github.host)?;
                let token = self.access.sign_in.token(&host)?;
                let route = Route::to(host, &self.access.proxies)?;
                let github = GitHub::new(route, token, organisation, manner(config), stop, tell)?;
                Ok(Box::new(github))
            }
        }
    }

    /// As [`Platform::forge`], for a plan: without a token it is one that nothing is asked of.
    ///
    /// # Errors
    /// As [`Platform::forge`], but for the token.
    pub fn forge_to_plan(
        &self,
        config: &Config,
        stop: &'static AtomicBool,
        tell: RequestObserver,
    ) -> Result<Box<dyn forge::Forge>> {
        if config.forge == Forge::Github {
            let host = self.access.host(&config.github.host)?;
            if !self.access.sign_in.has_token(&host)? {
                let organisation = &config.organisation;
                let unsigned = Unsigned::new(host, organisation, manner(config), stop, tell)?;
                return Ok(Box::new(unsigned));
            }
        }
        self.forge(config, stop, tell)
    }

    /// `forge/` beside the platform's own repository.
    fn local_forge(&self) -> Result<PathBuf> {
        let url = self.url()?;
        let beside = match &self.at {
            At::Practice(dir) | At::Bare(dir) => dir.parent().map(Path::to_owned),
            At::Directory(_) | At::Remote(_) | At::Loose(_) => {
                local_path(&url).and_then(|path| path.parent().map(Path::to_owned))
            }
        };
        beside.map(|folder| folder.join("forge")).ok_or_else(|| {
            Error::usage("`forge: local` needs a platform repository on this machine")
                .hint("the platform is reached by URL; say another forge in its idp.yaml")
        })
    }

    /// What git fetches from and pushes to.
    fn url(&self) -> Result<String> {
        match &self.at {
            At::Practice(dir) | At::Bare(dir) => Ok(file_url(dir)),
            At::Remote(url) => Ok(url.clone()),
            At::Loose(_) => Err(only_loose()),
            // What signs in there goes with the request, and never into an argument that everybody can read.
            At::Directory(root) => Ok(without_user(&origin_of(root)?)),
        }
    }

    /// How git signs in at the remote `url`: with the token of the environment, else as the clone's own remote says.
    fn credentials(&self, url: &str) -> Result<Option<Credentials>> {
        let known = self.access.credentials(url)?;
        match &self.at {
            At::Directory(root) if !known.as_ref().is_some_and(Credentials::are_some) => {
                Ok(Credentials::of_url(&origin_of(root)?).or(known))
            }
            _ => Ok(known),
        }
    }
}

/// The URL of `origin` of the clone at `root`.
fn origin_of(root: &Path) -> Result<String> {
    if let Some(url) = origin(root)? {
        return Ok(url);
    }
    if is_below_top(root) == Some(true) {
        return Err(only_a_folder("a push"));
    }
    let path = root.display().to_string();
    let message = format!(
        "the platform in {} has no remote `origin`",
        Printable(&path)
    );
    Err(Error::usage(message).hint(format!(
        "git -C {} remote add origin <URL>",
        Printable(&typed(root))
    )))
}

impl std::fmt::Display for Platform {
    /// Its name for people: `practice`, a directory, or a URL.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.at {
            At::Practice(_) => f.write_str("practice"),
            At::Bare(path) | At::Directory(path) => write!(f, "{}", path.display()),
            At::Remote(url) => f.write_str(&without_user(url)),
            At::Loose(loose) => write!(f, "{}", loose.root.display()),
        }
    }
}

impl Upstream {
    /// Whether `commit` is part of the tip's history.
    pub fn holds(&self, commit: Oid) -> Result<bool> {
        self.mirror.holds(self.tip.commit, commit)
    }

    /// What `branch` of the remote holds now: its commit and its files.
    pub fn branch(&self, branch: &str) -> Result<(Oid, Snapshot)> {
        let run = format!("{}-branch", self.run);
        let commit = self.fetched(&run, branch)?;
        let snapshot = Snapshot::revision(self.mirror.revision(commit)?);
        self.mirror.release(&run);
        Ok((commit, snapshot?))
    }

    /// Offers `commit` as the new tip of `branch` of the remote, to do `what`.
    ///
    /// # Errors
    /// Remote (5), sign-in (4), not found (3) or io (7) when it was refused for good.
    pub(crate) fn push(&self, what: &str, commit: Oid, branch: &str) -> Result<Pushed> {
        let pushed = self.mirror.push(what, commit, branch);
        pushed.map_err(|error| self.access.explained(&self.mirror, Needs::Write, error))
    }

    fn fetched(&self, run: &str, branch: &str) -> Result<Oid> {
        let fetched = self.mirror.fetch_branch(run, branch);
        fetched.map_err(|error| self.access.explained(&self.mirror, Needs::Read, error))
    }

    /// Reads the tip once more, after somebody else pushed.
    pub fn again(&mut self) -> Result<()> {
        self.tip.commit = self.fetched(&self.run, &self.tip.branch)?;
        self.mirror.note(self.tip.commit, self.clock.now())?;
        let snapshot = Snapshot::revision(self.mirror.revision(self.tip.commit)?)?;
        self.snapshot = snapshot.reached_by(self.mirror.url());
        Ok(())
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        // The commit stays reachable from the remote; only this run's name for it goes.
        self.mirror.release(&self.run);
    }
}

/// How repositories are made on GitHub.
fn manner(config: &Config) -> RepositoryDefaults {
    RepositoryDefaults {
        visibility: config.github.visibility.name(),
        by_workflow: config.create == Create::Dispatch,
        promoter: config.github.promoter,
    }
}

/// The remotes of the clone that `folder` lies in.
fn remotes_around(folder: &Path) -> Vec<String> {
    let top = work_tree_of(folder);
    top.and_then(|top| remotes(&top).ok()).unwrap_or_default()
}

/// What is left where a change can't be judged by itself.
pub(crate) const CHECK_EVERYTHING: &str = "to check everything instead: leave out --changed-since; in the action, set changed-since: none";

/// The past of a platform is read from the root of commits, where its directory must be.
pub(crate) fn must_be_top(root: &Path) -> Result<()> {
    match is_below_top(root) {
        Some(false) => Ok(()),
        Some(true) => Err(only_a_folder("reading commits")),
        None if root.join(".git").symlink_metadata().is_ok() => Err(Error::usage(
            "the .git here leads to no git repository, so the catalog has no history",
        )
        .hint(format!("git -C {} status", typed(root)))),
        None => Err(
            Error::usage("the catalog is not in a git repository, so it has no history")
                .hint("git init"),
        ),
    }
}

/// Whether `root` is a folder of a repository, and not its root; `None` in none.
fn is_below_top(root: &Path) -> Option<bool> {
    let top = work_tree_of(root)?.canonicalize().ok()?;
    Some(!root.canonicalize().is_ok_and(|root| root == top))
}

/// `what` doesn't work with a platform that shares its repository.
fn only_a_folder(what: &str) -> Error {
    Error::usage(format!(
        "the platform is in a folder of its repository; {what} needs it at the root"
    ))
}

fn only_loose() -> Error {
    Error::usage(format!(
        "this needs a platform, and the catalog here is not one: it has no {FILE}"
    ))
    .hint("to use your organisation's platform: idp connect <URL>, or --platform <PATH|URL>")
    .hint("to try it on this machine: --platform practice")
    .hint(format!(
        "to make this repository a platform, create {FILE} with two lines: organisation: <NAME> and forge: github"
    ))
}

fn never_fetched(url: &str) -> Error {
    Error::not_found(format!("nothing of {} was fetched yet", without_user(url)))
        .hint("run the same command once without --offline")
}

/// A plain path or a `file://` URL as a path; `None` for what lies elsewhere.
fn local_path(url: &str) -> Option<PathBuf> {
    let path = file_path(url).unwrap_or_else(|| PathBuf::from(url));
    path.is_absolute().then_some(path)
}

/// Whether a repository of this machine is no longer there, such as on a disk that isn't mounted.
fn is_gone(url: &str) -> bool {
    local_path(url).is_some_and(|path| !path.exists())
}

/// `https://user:token@host/…?token=…` without what must not be written down; ssh needs its user, and no password. No
/// server takes the rest of a query, or a fragment, for a part of a repository's address.
pub fn without_user(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let rest = match scheme {
        "http" | "https" | "ssh" => rest.split(['?', '#']).next().unwrap_or_default(),
        _ => rest,
    };
    let end = rest.find('/').unwrap_or(rest.len());
    let Some((user, _)) = rest[..end].rsplit_once('@') else {
        return format!("{scheme}://{rest}");
    };
    let host = &rest[user.len() + 1..];
    let name = user.split(':').next().unwrap_or_default();
    match scheme {
        "ssh" if !name.is_empty() => format!("ssh://{name}@{host}"),
        _ => format!("{scheme}://{host}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_in_a_url_is_not_written_down() {
        assert_eq!(
            without_user("https://x:t0ken@git.example/a@b.git"),
            "https://git.example/a@b.git"
        );
        assert_eq!(
            without_user("https://git.example/a.git?token=t0ken#t0ken"),
            "https://git.example/a.git"
        );
        assert_eq!(
            without_user("ssh://git:t0ken@git.example/a.git"),
            "ssh://git@git.example/a.git"
        );
        assert_eq!(
            without_user("git@git.example:acme/platform.git"),
            "git@git.example:acme/platform.git"
        );
    }
}
