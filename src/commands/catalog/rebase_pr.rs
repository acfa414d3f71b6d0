//! `idp catalog rebase-pr`.

use crate::cli::RebasePrArgs;
use crate::commands::End;
use crate::context::Context;
use crate::error::Result;
use crate::git::Identity;
use crate::ops;
use crate::run;
use crate::template::ServiceName;
use crate::view::RebaseReport;

pub(super) fn rebase_pr(context: &Context, args: &RebasePrArgs) -> Result<End> {
    let name = ServiceName::parse(&args.name)?.to_string();
    let platform = context.platform()?;
    let mut fresh = platform.fresh("rebase the registration", &run::run_id(context.clock))?;
    let identity = Identity::find(&context.directory, platform.is_practice())?;
    let stop = context.stop_between_steps();
    let rebased = ops::rebase(&mut fresh, &name, &identity, context.clock, stop)?;
    context
        .ui
        .show(&RebaseReport::new(&rebased), RebaseReport::text)?;
    Ok(End::Done)
}
