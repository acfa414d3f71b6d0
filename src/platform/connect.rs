//! `idp connect`: a machine learns which platform is its organisation's.

use std::path::Path;

use super::{
    PRACTICE_ADDRESS, Platform, PlatformChoiceReason, PlatformLocation, PlatformSearch, UserConfig,
    resolve_platform_address,
};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::printable::Printable;
use crate::run::generate_run_id;
use crate::template::shell_quote_path;

/// Points this machine at the platform of the URL `asked`, once it was fetched and is one.
///
/// # Errors
/// Usage (2) for what is no URL, or no platform; what fetching says.
pub fn connect_platform(lookup: &PlatformSearch, asked: &str, clock: Clock) -> Result<Platform> {
    if asked == PRACTICE_ADDRESS {
        return Err(Error::usage(
            "the practice platform needs no connecting: it answers where no other is named",
        )
        .with_hint("to have it answer again: idp connect --forget"));
    }
    let PlatformLocation::Remote(url) = resolve_platform_address(lookup, asked)? else {
        return Err(
            Error::usage("a directory on this machine needs no connecting")
                .with_hint("run idp in it, or take its URL: git remote get-url origin"),
        );
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
                "to see what git says: git ls-remote -- {}",
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

/// Lets this machine forget its platform; whether it had one.
///
/// # Errors
/// Io (7) where that cannot be written.
pub fn disconnect_platform(lookup: &PlatformSearch) -> Result<bool> {
    let had = UserConfig::read_user_config(&lookup.home)?
        .platform
        .is_some();
    UserConfig::default().write_user_config(&lookup.home)?;
    Ok(had)
}
