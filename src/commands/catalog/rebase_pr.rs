//! `idp catalog rebase-pr`.

use clap::Args;

use crate::cli::parse_non_empty;
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::git::GitIdentity;
use crate::ops;
use crate::run;
use crate::template::ServiceName;
use crate::view::RebasePrReport;

/// Rebase a registration pull request onto the current catalog
///
/// Inserts the entity into the current catalog, checks it again, and adds a merge commit to the branch. Nothing is force-pushed.
/// In a single-file catalog, two open registrations conflict until one of them is rebased.
#[derive(Debug, Args)]
#[command(after_help = "Only with an open registration:
  idp catalog rebase-pr checkout")]
pub struct CatalogRebasePrArgs {
    /// Component whose registration is on the branch idp/register/<NAME>
    #[arg(value_parser = parse_non_empty)]
    pub name: String,
}

impl Verb for CatalogRebasePrArgs {
    type Report = RebasePrReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<RebasePrReport>> {
        let name = ServiceName::parse(&self.name)?.to_string();
        let platform = context.find_platform()?;
        let run = run::generate_run_id(context.clock);
        let mut fresh = platform.fetch_upstream("rebase the registration", &run)?;
        let identity =
            GitIdentity::resolve_git_identity(&context.directory, platform.is_practice())?;
        let stop = context.enable_graceful_stop();
        let rebased = ops::rebase_registration_pull_request(
            &mut fresh,
            &name,
            &identity,
            context.clock,
            stop,
        )?;
        Ok(RebasePrReport::new(&rebased).into())
    }
}
