//! `idp connect`.

use clap::Args;

use super::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::platform;
use crate::platform::UserConfig;
use crate::view::ConnectReport;

/// Connect this machine to your organisation's platform
///
/// Outside a platform or service repository, commands then use this platform. A remote platform is cached: queries use a copy that is at
/// most ten minutes old. If it's older, `idp` tries to fetch for two seconds and otherwise uses the copy. Commands that write to it
/// always fetch.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp connect https://github.com/acme/platform
  idp connect
  idp connect --forget")]
pub struct ConnectArgs {
    /// URL of the platform repository; without it, show the current one
    pub url: Option<String>,
    /// Disconnect this machine
    #[arg(long, conflicts_with = "url")]
    pub forget: bool,
}

impl Verb for ConnectArgs {
    type Report = ConnectReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<ConnectReport>> {
        let lookup = context.build_platform_search_options(self.url.clone())?;
        let report = match (&self.url, self.forget) {
            (Some(url), _) => {
                let platform = platform::connect_platform(&lookup, url, context.clock)?;
                let catalog = platform.read_current_snapshot()?.read_catalog()?;
                ConnectReport::for_connected_platform(&platform.to_string(), &catalog)
            }
            (None, true) => {
                platform::disconnect_platform(&lookup)?;
                ConnectReport::for_no_platform()
            }
            (None, false) => {
                let Some(url) = UserConfig::read_user_config(&lookup.home)?.platform else {
                    return Err(
                        Error::not_found("this machine is not connected to a platform")
                            .with_hint("idp connect <URL>"),
                    );
                };
                let platform = context.find_platform_by_address(&url)?;
                let catalog = platform.read_current_snapshot()?.read_catalog()?;
                ConnectReport::for_connected_platform(&url, &catalog)
            }
        };
        Ok(report.into())
    }
}
