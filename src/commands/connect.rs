//! `idp connect`.

use clap::Args;

use super::verb::{Answer, Verb};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::platform;
use crate::platform::UserConfig;
use crate::view::ConnectReport;

/// `idp connect`.
///
/// What is asked outside of any platform or service goes to this one from then on. A remote platform is kept in the
/// cache: questions are answered from what is at most ten minutes old, or from what was there last where the remote does
/// not answer within two seconds; whatever writes fetches first.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp connect https://github.com/acme/platform
  idp connect
  idp connect --forget")]
pub struct ConnectArgs {
    /// The URL of the platform repository; without one, the platform of this machine is shown
    pub url: Option<String>,
    /// Let this machine forget its platform
    #[arg(long, conflicts_with = "url")]
    pub forget: bool,
}

impl Verb for ConnectArgs {
    type Report = ConnectReport;

    fn run(self, context: &Context) -> Result<Answer<ConnectReport>> {
        let lookup = context.build_platform_search(self.url.clone())?;
        let report = match (&self.url, self.forget) {
            (Some(url), _) => {
                let platform = platform::connect_platform(&lookup, url, context.clock)?;
                let catalog = platform.read_current_snapshot()?.read_catalog()?;
                ConnectReport::for_connected_platform(&platform.to_string(), &catalog)
            }
            (None, true) => {
                platform::disconnect_platform(&lookup)?;
                ConnectReport::disconnected()
            }
            (None, false) => {
                let Some(url) = UserConfig::read_user_config(&lookup.home)?.platform else {
                    return Err(Error::not_found("this machine is connected to no platform")
                        .with_hint("idp connect <URL>"));
                };
                let platform = context.find_platform_by_address(&url)?;
                let catalog = platform.read_current_snapshot()?.read_catalog()?;
                ConnectReport::for_connected_platform(&url, &catalog)
            }
        };
        Ok(report.into())
    }
}
