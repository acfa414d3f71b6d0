//! `idp catalog fmt`.

use super::{find_loose_catalog_file, platform_stamp_for_paths};
use crate::cli::FmtArgs;
use crate::commands::CommandOutcome;
use crate::context::Context;
use crate::error::Result;
use crate::ops::{self, FormattingPlan, WaitOptions};
use crate::view::{FmtReport, PlatformInfo};

pub(super) fn fmt(context: &Context, args: &FmtArgs) -> Result<CommandOutcome> {
    let (formatting, stamp) = plan_formatting(context, args)?;
    let write = !args.check && !args.dry_run;
    if write {
        let rewrites: Vec<_> = formatting.rewrites.iter().collect();
        if !rewrites.is_empty() {
            ops::reject_symlinks(&args.paths, &context.directory)?;
        }
        let waiting = WaitOptions {
            stop: context.enable_graceful_stop(),
            notify: &|line| context.ui.print_status(line),
        };
        ops::write_rewrites(&rewrites, &formatting.directory, "formatted", waiting)?;
    }
    let mut report = FmtReport::new(stamp, &formatting, write);
    if args.dry_run {
        report = report.with_diffs(&formatting);
    }
    context.ui.write_report(&report, FmtReport::render_text)?;
    let is_clean = formatting.rewrites.is_empty() && formatting.skipped.is_empty();
    Ok(if args.check && !is_clean {
        CommandOutcome::Findings
    } else {
        CommandOutcome::Done
    })
}

/// Of the paths that were named, else of the catalog here.
fn plan_formatting(context: &Context, args: &FmtArgs) -> Result<(FormattingPlan, PlatformInfo)> {
    let paths = if args.paths.is_empty() {
        find_loose_catalog_file(context).into_iter().collect()
    } else {
        args.paths.clone()
    };
    if !paths.is_empty() {
        let formatting = ops::plan_paths_formatting(&context.directory, &paths)?;
        return Ok((formatting, platform_stamp_for_paths(context, &paths)));
    }
    let platform = context.find_catalog_here()?;
    let snapshot = platform.read_current_snapshot()?;
    let stamp = PlatformInfo::new(&platform, &snapshot);
    Ok((ops::plan_platform_formatting(&snapshot)?, stamp))
}
