//! `idp catalog fmt`.

use super::named;
use crate::cli::FmtArgs;
use crate::commands::End;
use crate::context::Context;
use crate::error::Result;
use crate::ops;
use crate::view::FormatReport;

pub(super) fn format(context: &Context, args: &FmtArgs) -> Result<End> {
    let formatting = match named(context, &args.paths, false) {
        Some(paths) => ops::format_paths(&context.directory, &paths)?,
        None => ops::format_platform(&context.platform()?.current()?)?,
    };
    let write = !args.check && !args.dry_run;
    if write {
        for file in &formatting.rewrites {
            file.write(&formatting.directory)?;
        }
    }
    let mut report = FormatReport::new(&formatting, write);
    if args.dry_run {
        report = report.with_diffs(&formatting);
    }
    context.ui.show(&report, FormatReport::text)?;
    Ok(match args.check && !formatting.rewrites.is_empty() {
        true => End::Findings,
        false => End::Done,
    })
}
