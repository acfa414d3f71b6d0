//! `idp connect`.

use super::End;
use crate::cli::ConnectArgs;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::platform;
use crate::platform::UserConfig;
use crate::view::ConnectReport;

pub(super) fn connect(context: &Context, args: &ConnectArgs) -> Result<End> {
    let lookup = context.lookup(args.url.clone())?;
    let report = match (&args.url, args.forget) {
        (Some(url), _) => {
            let platform = platform::connect(&lookup, url, context.clock)?;
            ConnectReport::of(&platform.to_string(), &platform.current()?.catalog()?)
        }
        (None, true) => {
            platform::disconnect(&lookup)?;
            ConnectReport::none()
        }
        (None, false) => {
            let Some(url) = UserConfig::read(&lookup.home)?.platform else {
                return Err(Error::not_found("this machine is connected to no platform")
                    .hint("idp connect <URL>"));
            };
            let platform = context.platform_called(&url)?;
            ConnectReport::of(&url, &platform.current()?.catalog()?)
        }
    };
    context.ui.show(&report, ConnectReport::text)?;
    Ok(End::Done)
}
