//! Which platform is meant: the first of `--platform`, `IDP_PLATFORM`, `idp.yaml` at or above the working directory,
//! the lock of the service one stands in, what `idp connect` wrote down, else the practice platform.

use std::path::{Path, PathBuf};

use super::{Access, At, FILE, Home, Platform, UserConfig, practice, without_user};
use crate::error::{Error, Result};
use crate::git::work_tree_of;
use crate::input_file::{Links, SETTINGS, read_text};
use crate::ops::Clock;
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
}

/// Finds the platform; makes the practice platform if it is that one and it is not there yet.
///
/// # Errors
/// Usage (2) where what was asked for is no platform, or where `CI` is set and nothing was asked for.
pub fn find(lookup: &Lookup, clock: Clock) -> Result<Platform> {
    let at = match &lookup.asked {
        Some(asked) if asked == PRACTICE => made(lookup, clock)?,
        Some(asked) => named(lookup, asked)?,
        None => match around(&lookup.working_directory)? {
            Some(Around::Platform(root)) => At::Directory(root),
            Some(Around::Service { address, lock }) if address != PRACTICE => {
                named(lookup, &address)
                    .map_err(|error| error.hint(format!("it is named in {}", lock.display())))?
            }
            Some(Around::Service { .. }) => fallback(lookup, clock)?,
            None => match UserConfig::read(&lookup.home)?.platform {
                Some(url) => named(lookup, &url).map_err(|error| {
                    error.hint(format!("it is named in {}", lookup.home.config.display()))
                })?,
                None => fallback(lookup, clock)?,
            },
        },
    };
    Ok(Platform::new(at, lookup, clock))
}

enum Around {
    Platform(PathBuf),
    Service { address: String, lock: PathBuf },
}

/// The nearest folder upwards that is a platform or a service.
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
    Ok(None)
}

/// The platform that `directory` lies in.
pub(in crate::ops) fn platform_above(directory: &Path) -> Option<PathBuf> {
    let platform = |folder: &&Path| folder.join(FILE).is_file();
    upwards(directory).find(platform).map(Path::to_owned)
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
    if lookup.ci && !lookup.home.chosen {
        return Err(Error::usage(
            "there is no platform here, and in CI the practice platform must be asked for",
        )
        .hint("run it in the platform repository, or add --platform <PATH|URL>")
        .hint("--platform practice"));
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
    if path.join("HEAD").is_file() && path.join("objects").is_dir() {
        return Ok(At::Bare(path.canonicalize().unwrap_or(path)));
    }
    let asked = without_user(asked);
    let asked = asked.as_str();
    let scheme = asked.split_once("://").map(|(scheme, _)| scheme);
    match scheme {
        _ if lookup.access.knows(asked) => Ok(At::Remote(asked.to_owned())),
        Some("https" | "ssh" | "file") => Ok(At::Remote(asked.to_owned())),
        None if is_scp(asked) => Ok(At::Remote(asked.to_owned())),
        Some(scheme) => Err(Error::usage(format!("a platform cannot be reached by `{}://`", Printable(scheme)))
            .hint("https, ssh and file are possible")),
        None => Err(Error::usage(format!("`{}` is no platform: {}", Printable(asked), match path.exists() {
            true => format!("it has no {FILE}"),
            false => "it is not there".to_owned(),
        }))
            .hint("--platform takes the directory or the bare repository of a platform, a URL, or `practice`")),
    }
}

/// `user@host:path`, git's short form of ssh; a leading `-` could become an option of ssh.
fn is_scp(asked: &str) -> bool {
    match asked.split_once(':') {
        Some((host, path)) => {
            host.contains('@')
                && !host.contains('/')
                && !host.starts_with('-')
                && !path.starts_with('-')
        }
        None => false,
    }
}
