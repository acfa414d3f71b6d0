//! `idp connect`.

use super::CommandOutcome;
use crate::cli::ConnectArgs;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::platform;
use crate::platform::UserConfig;
use crate::view::ConnectReport;

pub(super) fn connect(context: &Context, args: &ConnectArgs) -> Result<CommandOutcome> {
    let lookup = context.build_platform_search(args.url.clone())?;
    let report = match (&args.url, args.forget) {
        (Some(url), _) => {
            let platform = platform::connect_platform(&lookup, url, context.clock)?;
            let catalog = platform.read_current_snapshot()?.read_catalog()?;
            ConnectReport::for_platform(&platform.to_string(), &catalog)
        }
        (None, true) => {
            platform::disconnect_platform(&lookup)?;
            ConnectReport::disconnected()
        }
        (None, false) => {
            let Some(url) = UserConfig::read(&lookup.home)?.platform else {
                return Err(Error::not_found("this machine is connected to no platform")
                    .with_hint("idp connect <URL>"));
            };
            let platform = context.find_platform_by_address(&url)?;
            let catalog = platform.read_current_snapshot()?.read_catalog()?;
            ConnectReport::for_platform(&url, &catalog)
        }
    };
    context
        .ui
        .write_report(&report, ConnectReport::render_text)?;
    Ok(CommandOutcome::Done)
}
