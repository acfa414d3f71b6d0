//! `idp connect`: a machine learns which platform is its organisation's.

use std::path::Path;

use super::{At, Choice, Lookup, PRACTICE, Platform, UserConfig, named};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::printable::Printable;
use crate::run::run_id;
use crate::template::typed;

/// Points this machine at the platform of the URL `asked`, once it was fetched and is one.
///
/// # Errors
/// Usage (2) for what is no URL, or no platform; what fetching says.
pub fn connect(lookup: &Lookup, asked: &str, clock: Clock) -> Result<Platform> {
    if asked == PRACTICE {
        return Err(Error::usage(
            "the practice platform needs no connecting: it answers where no other is named",
        )
        .hint("to have it answer again: idp connect --forget"));
    }
    let At::Remote(url) = named(lookup, asked)? else {
        return Err(
            Error::usage("a directory on this machine needs no connecting")
                .hint("run idp in it, or take its URL: git remote get-url origin"),
        );
    };
    let platform = Platform::new(At::Remote(url.clone()), Choice::Asked, lookup, clock);
    platform.fresh("connect", &run_id(clock)).map_err(|error| {
        let asked = format!(
            "to see what git says: git ls-remote -- {}",
            Printable(&typed(Path::new(&platform.to_string())))
        );
        let unhelped = error.hints().is_empty().then_some(asked);
        error.hint_if(unhelped)
    })?;
    let config = UserConfig {
        platform: Some(url),
    };
    config.write(&lookup.home)?;
    Ok(platform)
}

/// Lets this machine forget its platform; whether it had one.
///
/// # Errors
/// Io (7) where that cannot be written.
pub fn disconnect(lookup: &Lookup) -> Result<bool> {
    let had = UserConfig::read(&lookup.home)?.platform.is_some();
    UserConfig::default().write(&lookup.home)?;
    Ok(had)
}
