//! `idp connect`: sets the organisation's platform for this machine.

use std::path::Path;

use super::{
    PRACTICE_ADDRESS, Platform, PlatformChoiceReason, PlatformLocation, PlatformSearchOptions,
    UserConfig, resolve_platform_location,
};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::printable::Printable;
use crate::run::generate_run_id;
use crate::template::shell_quote_path;

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
    let PlatformLocation::Remote(url) = resolve_platform_location(lookup, asked)? else {
        return Err(Error::usage("a local directory doesn't need connecting")
            .with_hint("run idp in it, or connect to its remote: git remote get-url origin"));
    };
    let platform = Platform::new(
        PlatformLocation::Remote(url.clone()),
        PlatformChoiceReason::Requested,
        lookup,
        clock,
    );
    platform
        .fetch_upstream("connect", &generate_run_id(clock))
        .map_err(|error| {
            let asked = format!(
                "check the URL: git ls-remote -- {}",
                Printable(&shell_quote_path(Path::new(&platform.to_string())))
            );
            let unhelped = error.hints().is_empty().then_some(asked);
            error.with_optional_hint(unhelped)
        })?;
    let config = UserConfig {
        platform: Some(url),
    };
    config.write_user_config(&lookup.home)?;
    Ok(platform)
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
