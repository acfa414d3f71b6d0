//! `idp connect`: sets the organisation's platform for this machine.

use std::path::Path;

use super::own_remote::is_own_remote;
use super::{
    PRACTICE_ADDRESS, Platform, PlatformChoiceReason, PlatformLocation, PlatformSearchOptions,
    UserConfig, resolve_platform_location,
};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::git::{file_url_to_path, path_to_file_url, read_origin_url, strip_url_credentials};
use crate::printable::Printable;
use crate::run::generate_run_id;
use crate::template::shell_quote;

/// Connects this machine to the platform at the URL `asked`, after fetching and verifying it.
///
/// # Errors
/// Usage (2) for an invalid URL or a repository that isn't a platform; any error of the fetch.
pub fn connect_platform(
    lookup: &PlatformSearchOptions,
    asked: &str,
    clock: Clock,
) -> Result<Platform> {
    if asked == PRACTICE_ADDRESS {
        return Err(Error::usage(
            "the practice platform doesn't need connecting: it is the default",
        )
        .with_hint("use it again: idp connect --forget"));
    }
    let url = resolve_connectable_url(lookup, asked)?;
    let platform = Platform::new(
        PlatformLocation::Remote(url.clone()),
        PlatformChoiceReason::Requested,
        lookup,
        clock,
    );
    platform.fetch_upstream("connect", &generate_run_id(clock))?;
    let config = UserConfig {
        platform: Some(url),
    };
    config.write_user_config(&lookup.home)?;
    Ok(platform)
}

/// The URL of a remote, to which commits can be pushed.
fn resolve_connectable_url(lookup: &PlatformSearchOptions, asked: &str) -> Result<String> {
    let location = resolve_platform_location(lookup, asked).map_err(|error| {
        Error::new(error.kind(), error.message())
            .with_hint("connect takes a URL, such as https://github.com/acme/platform")
    })?;
    match location {
        PlatformLocation::Remote(url) if is_clone_with_files(&url) => {
            let directory = file_url_to_path(&url).unwrap_or_default();
            if is_own_remote(&directory) {
                return Ok(url);
            }
            Err(Error::usage(
                "this is a clone with a working tree, and git refuses pushes to its branch",
            )
            .with_optional_hint(format_remote_hint(&directory)))
        }
        PlatformLocation::Remote(url) => Ok(url),
        PlatformLocation::Bare(path) => {
            let url = shell_quote(&path_to_file_url(&path));
            Err(Error::usage("connect takes a URL, and this is a directory")
                .with_hint(format!("idp connect {}", Printable(&url))))
        }
        PlatformLocation::Directory(root) if is_own_remote(&root) => Ok(path_to_file_url(&root)),
        _ => {
            let directory = lookup.working_directory.join(asked);
            Err(
                Error::usage("connect takes a URL; for a directory, run idp in it")
                    .with_optional_hint(format_remote_hint(&directory)),
            )
        }
    }
}

/// The command that connects to the remote of the clone `directory` instead, if it has one.
fn format_remote_hint(directory: &Path) -> Option<String> {
    let url = strip_url_credentials(&read_origin_url(directory).ok()??);
    let url = shell_quote(&url);
    Some(format!(
        "connect to its remote: idp connect {}",
        Printable(&url)
    ))
}

/// Whether a `file://` URL names a repository that isn't bare.
fn is_clone_with_files(url: &str) -> bool {
    file_url_to_path(url).is_some_and(|path| path.join(".git").exists())
}

/// Disconnects this machine from its platform. Returns whether it was connected.
///
/// # Errors
/// Io (7) if the settings can't be written.
pub fn disconnect_platform(lookup: &PlatformSearchOptions) -> Result<bool> {
    let had = UserConfig::read_user_config(&lookup.home)?
        .platform
        .is_some();
    UserConfig::default().write_user_config(&lookup.home)?;
    Ok(had)
}
