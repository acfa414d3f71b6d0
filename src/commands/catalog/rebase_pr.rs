//! `idp catalog rebase-pr`.

use crate::cli::RebasePrArgs;
use crate::commands::CommandOutcome;
use crate::context::Context;
use crate::error::Result;
use crate::git::Identity;
use crate::ops;
use crate::run;
use crate::template::ServiceName;
use crate::view::RebasePrReport;

pub(super) fn rebase_pr(context: &Context, args: &RebasePrArgs) -> Result<CommandOutcome> {
    let name = ServiceName::parse(&args.name)?.to_string();
    let platform = context.find_platform()?;
    let mut fresh = platform.fetch_upstream(
        "rebase the registration",
        &run::generate_run_id(context.clock),
    )?;
    let identity = Identity::resolve(&context.directory, platform.is_practice())?;
    let stop = context.enable_graceful_stop();
    let rebased = ops::rebase_pr(&mut fresh, &name, &identity, context.clock, stop)?;
    context
        .ui
        .write_report(&RebasePrReport::new(&rebased), RebasePrReport::render_text)?;
    Ok(CommandOutcome::Done)
}
