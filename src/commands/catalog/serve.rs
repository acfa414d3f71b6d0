//! `idp catalog serve`.

use std::net::{IpAddr, Ipv4Addr};

use clap::Args;

use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::count::CountedNoun;
use crate::error::{Error, ErrorKind, Result};
use crate::server::{CatalogChange, CatalogServer, ServerAddress};
use crate::view::{CatalogServeReport, Ui};

/// Serve the catalog as pages and as Backstage's catalog API
///
/// The pages are those of `idp catalog site`. Below /api/catalog is the read side of Backstage's catalog API. Both follow the catalog; if it
/// can't be read, the last good version stays. Only this machine can connect by default, because nobody has to sign in.
#[derive(Debug, Args)]
#[command(after_help = "A server, until Ctrl-C:
  idp catalog serve
  idp catalog serve --port 0 -o json")]
pub struct CatalogServeArgs {
    /// Address to listen on
    #[arg(long, value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub address: IpAddr,
    /// Port to listen on; 0 chooses a free one
    #[arg(long, default_value_t = 7007)]
    pub port: u16,
}

impl Verb for CatalogServeArgs {
    type Report = CatalogServeReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<CatalogServeReport>> {
        let platform = context.find_and_announce_platform()?;
        let address = ServerAddress {
            address: self.address,
            port: self.port,
        };
        let server = CatalogServer::bind(platform.clone(), address, context.clock);
        let server = server.map_err(|error| add_port_hint(error, self.port))?;
        if !self.address.is_loopback() {
            context
                .ui
                .print_warning("anyone who can reach this address can read the catalog");
        }
        let report = CatalogServeReport::new(
            server.platform_info(),
            server.url(),
            server.organisation(),
            server.entity_count(),
        );
        let (stop, ui) = (context.enable_immediate_stop().clone(), context.ui);
        let serve = move || server.serve(&stop, move |change| print_change(&ui, change));
        Ok(CommandOutcome::from(report).with_follow_up(serve))
    }
}

fn add_port_hint(error: Error, port: u16) -> Error {
    match error.kind() {
        ErrorKind::Conflict if port != 0 => {
            error.with_hint("use another port: --port 0 chooses a free one")
        }
        _ => error,
    }
}

fn print_change(ui: &Ui, change: &CatalogChange) {
    match change {
        CatalogChange::Updated { entities, commit } => {
            let entities = CountedNoun(*entities, "entity");
            let commit = commit.as_ref().map(|commit| format!(" at {commit}"));
            ui.print_status(format_args!(
                "updated: {entities}{}",
                commit.unwrap_or_default()
            ));
        }
        CatalogChange::Broken { errors } => {
            ui.print_warning("the catalog can't be read; the last good version is served");
            for error in errors {
                ui.print_status(format_args!("  {error}"));
            }
        }
    }
}
