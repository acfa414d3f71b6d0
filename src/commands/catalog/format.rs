//! `idp catalog fmt`.

use super::{loose_file, stamp_of};
use crate::cli::FmtArgs;
use crate::commands::End;
use crate::context::Context;
use crate::error::Result;
use crate::ops::{self, Formatting, Waiting};
use crate::view::{FormatReport, PlatformStamp};

pub(super) fn format(context: &Context, args: &FmtArgs) -> Result<End> {
    let (formatting, stamp) = formatting(context, args)?;
    let write = !args.check && !args.dry_run;
    if write {
        let rewrites: Vec<_> = formatting.rewrites.iter().collect();
        if !rewrites.is_empty() {
            ops::check_links(&args.paths, &context.directory)?;
        }
        let waiting = Waiting {
            stop: context.stop_between_steps(),
            say: &|line| context.ui.say(line),
        };
        ops::write_rewrites(&rewrites, &formatting.directory, "formatted", waiting)?;
    }
    let mut report = FormatReport::new(stamp, &formatting, write);
    if args.dry_run {
        report = report.with_diffs(&formatting);
    }
    context.ui.show(&report, FormatReport::text)?;
    let is_clean = formatting.rewrites.is_empty() && formatting.skipped.is_empty();
    Ok(match args.check && !is_clean {
        true => End::Findings,
        false => End::Done,
    })
}

/// Of the paths that were named, else of the catalog here.
fn formatting(context: &Context, args: &FmtArgs) -> Result<(Formatting, PlatformStamp)> {
    let paths = match args.paths.is_empty() {
        true => loose_file(context).into_iter().collect(),
        false => args.paths.clone(),
    };
    if !paths.is_empty() {
        let formatting = ops::format_paths(&context.directory, &paths)?;
        return Ok((formatting, stamp_of(context, &paths)));
    }
    let platform = context.catalog_here()?;
    let snapshot = platform.current()?;
    let stamp = PlatformStamp::new(&platform, &snapshot);
    Ok((ops::format_platform(&snapshot)?, stamp))
}
