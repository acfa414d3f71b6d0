//! Which catalog answers: the first of `--platform`, `IDP_PLATFORM`, `idp.yaml` at or above the working directory, the
//! lock of the service repository, the platform from `idp connect`, the loose catalog of the repository, else the practice
//! platform.

use std::path::{Path, PathBuf};

use super::loose::Loose;
use super::{Access, At, Choice, FILE, Home, Platform, UserConfig, practice, without_user};
use crate::catalog::{Files, ssh_host};
use crate::clock::Clock;
use crate::error::{Error, Kind, Result};
use crate::git::{PartialCheckout, Revision, work_tree_of};
use crate::input_file::{Links, SETTINGS, read_text};
use crate::printable::Printable;
use crate::template::Lock;

/// The word that asks for the practice platform by name.
pub(super) const PRACTICE: &str = "practice";

/// What the search goes by.
#[derive(Clone, Debug)]
pub struct Lookup {
    /// `--platform` or `IDP_PLATFORM`.
    pub asked: Option<String>,
    /// Absolute.
    pub working_directory: PathBuf,
    /// Where the practice platform is.
    pub home: Home,
    /// How one signs in.
    pub access: Access,
    /// Whether the network may not be asked.
    pub offline: bool,
    /// Whether `CI` is set: there, a wrong folder may not turn a check green.
    pub ci: bool,
    /// Whether a loose catalog comes before the lock of a service and the platform from `idp connect`: `validate` and `fmt`
    /// are about the files that lie here.
    pub loose_first: bool,
}

/// Finds the platform; makes the practice platform if it is that one and it is not there yet.
///
/// # Errors
/// Usage (2) where what was asked for is no platform, or where `CI` is set and nothing was asked for.
pub fn find(lookup: &Lookup, clock: Clock) -> Result<Platform> {
    let (at, choice) = match &lookup.asked {
        Some(asked) if asked == PRACTICE => (made(lookup, clock)?, Choice::Asked),
        Some(asked) => (named(lookup, asked)?, Choice::Asked),
        None => unasked(lookup, clock)?,
    };
    Ok(Platform::new(at, choice, lookup, clock))
}

/// The platform that is meant where nobody named one.
fn unasked(lookup: &Lookup, clock: Clock) -> Result<(At, Choice)> {
    let around = around(&lookup.working_directory)?;
    let loose = || -> Result<Option<(At, Choice)>> {
        let loose = Loose::around(&lookup.working_directory)?;
        if loose.is_none() {
            check_out_loose(&lookup.working_directory)?;
        }
        Ok(loose.map(|loose| (At::Loose(loose), Choice::Found)))
    };
    if around.is_none() {
        check_out(&lookup.working_directory)?;
    }
    let first = match &around {
        Some(Around::Platform(root)) => Some((At::Directory(root.clone()), Choice::Found)),
        Some(Around::BarePlatform(bare)) => Some((At::Bare(bare.clone()), Choice::Found)),
        _ if lookup.loose_first => loose()?,
        _ => None,
    };
    if let Some(first) = first {
        return Ok(first);
    }
    if let Some(Around::Service { address, lock }) = around {
        let at = match address.as_str() {
            PRACTICE => fallback(lookup, clock)?,
            address => named(lookup, address)
                .map_err(|error| error.hint(format!("it is named in {}", lock.display())))?,
        };
        return Ok((at, Choice::Lock(lock)));
    }
    if let Some(url) = UserConfig::read(&lookup.home)?.platform {
        let at = named(lookup, &url).map_err(|error| {
            error.hint(format!("it is named in {}", lookup.home.config.display()))
        })?;
        return Ok((at, Choice::Connected));
    }
    match loose()? {
        Some(loose) => Ok(loose),
        None => Ok((fallback(lookup, clock)?, Choice::Fallback)),
    }
}

/// What marks a platform, a service or a catalog must be on disk, if it is committed: another catalog would answer.
fn check_out(directory: &Path) -> Result<()> {
    let marks = [FILE, Lock::PATH, "catalog-info.yaml", "catalog-info.yml"];
    let Some(partial) = PartialCheckout::of(directory, &marks) else {
        return Ok(());
    };
    match partial.missing() {
        Some(file) => Err(
            Error::usage(format!("{file} of this clone is not checked out")).hint(partial.hint()),
        ),
        None => Ok(()),
    }
}

/// The same for a loose catalog whose files may lie anywhere.
fn check_out_loose(directory: &Path) -> Result<()> {
    let Some(partial) = PartialCheckout::of(directory, &[]) else {
        return Ok(());
    };
    let head = work_tree_of(directory).map(|root| Revision::head(&root));
    let committed = head.transpose()?.map(|head| Loose::committed(&head));
    match committed.transpose()?.flatten() {
        Some(_) => {
            Err(Error::usage("the catalog of this clone is not checked out").hint(partial.hint()))
        }
        None => Ok(()),
    }
}

enum Around {
    Platform(PathBuf),
    BarePlatform(PathBuf),
    Service { address: String, lock: PathBuf },
}

/// The nearest folder upwards that is a platform or a service; else the bare platform that `directory` lies in.
fn around(directory: &Path) -> Result<Option<Around>> {
    for folder in upwards(directory) {
        if folder.join(FILE).is_file() {
            return Ok(Some(Around::Platform(folder.to_owned())));
        }
        let lock = folder.join(Lock::PATH);
        if let Some(text) = read_text(&lock, SETTINGS, Links::Refuse)? {
            let address = Lock::parse(&text)?.platform;
            return Ok(Some(Around::Service { address, lock }));
        }
    }
    Ok(bare_above(directory)?.map(Around::BarePlatform))
}

/// The platform that `directory` lies in.
pub(crate) fn platform_above(directory: &Path) -> Option<PathBuf> {
    let platform = |folder: &&Path| folder.join(FILE).is_file();
    upwards(directory).find(platform).map(Path::to_owned)
}

/// The bare platform repository that contains `directory`, as when a hook runs on a server.
fn bare_above(directory: &Path) -> Result<Option<PathBuf>> {
    let Some(bare) = directory.ancestors().find(|folder| is_bare(folder)) else {
        return Ok(None);
    };
    if work_tree_of(directory).is_some() {
        return Ok(None);
    }
    match Revision::head(bare) {
        Ok(head) => Ok(head.has(FILE).then(|| bare.to_owned())),
        Err(error) if error.kind() == Kind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn is_bare(folder: &Path) -> bool {
    folder.join("HEAD").is_file() && folder.join("objects").is_dir()
}

/// `directory` and the folders above it; above the repository one stands in lies somebody else's business.
fn upwards(directory: &Path) -> impl Iterator<Item = &Path> {
    let top = work_tree_of(directory).and_then(|root| root.canonicalize().ok());
    let mut passed = false;
    directory.ancestors().take_while(move |folder| {
        let inside = !passed;
        passed = top.is_some() && folder.canonicalize().ok() == top;
        inside
    })
}

fn fallback(lookup: &Lookup, clock: Clock) -> Result<At> {
    if lookup.ci {
        return Err(Error::usage(
            "no platform found here, and with CI set the practice platform is used only on request",
        )
        .hint("run it in the platform repository, or add --platform <PATH|URL>")
        .hint("to use the practice platform: --platform practice"));
    }
    made(lookup, clock)
}

fn made(lookup: &Lookup, clock: Clock) -> Result<At> {
    practice::make(&lookup.home, clock).map(At::Practice)
}

/// A directory, a bare repository, or a URL.
pub(super) fn named(lookup: &Lookup, asked: &str) -> Result<At> {
    let path = lookup.working_directory.join(asked);
    if path.join(FILE).is_file() {
        return Ok(At::Directory(path));
    }
    if is_bare(&path) {
        return Ok(At::Bare(path.canonicalize().unwrap_or(path)));
    }
    if path.is_dir()
        && let Some(loose) = Loose::named(&path)?
    {
        return Ok(At::Loose(loose));
    }
    remote(lookup, &without_user(asked), path.exists())
}

/// A URL; `exists` says whether it is a path of this machine.
fn remote(lookup: &Lookup, asked: &str, exists: bool) -> Result<At> {
    let scheme = asked.split_once("://").map(|(scheme, _)| scheme);
    let shown = Printable(asked);
    match scheme {
        _ if lookup.access.knows(asked) => Ok(At::Remote(asked.to_owned())),
        Some("https" | "ssh" | "file") => Ok(At::Remote(asked.to_owned())),
        None if is_scp(asked) => Ok(At::Remote(asked.to_owned())),
        Some(scheme) => Err(Error::usage(format!(
            "unsupported URL scheme `{}://` for a platform",
            Printable(scheme)
        ))
        .hint("use https, ssh or file")),
        None if exists => Err(Error::usage(format!(
            "`{shown}` is not a platform: it has no {FILE} and no catalog files"
        ))
        .hint(format!(
            "to make it a platform, create {FILE} with two lines: organisation: <NAME> and forge: github"
        ))
        .hint(TAKES)),
        None => Err(
            Error::usage(format!("`{shown}` is not a platform: no such directory")).hint(TAKES),
        ),
    }
}

/// What can be asked for.
const TAKES: &str =
    "--platform takes the directory or the bare repository of a platform, a URL, or `practice`";

/// `user@host:path`, git's short form of ssh, or `alias:owner/name`; a leading `-` could become an option of ssh.
fn is_scp(asked: &str) -> bool {
    match asked.split_once(':') {
        Some((host, path)) => {
            let has_host = || path.contains('/') && ssh_host(asked).is_some();
            (host.contains('@') || has_host())
                && !host.contains('/')
                && !host.starts_with('-')
                && !path.starts_with('-')
        }
        None => false,
    }
}
