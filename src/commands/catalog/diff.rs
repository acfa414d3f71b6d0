//! `idp catalog diff`.

use crate::cli::DiffArgs;
use crate::commands::CommandOutcome;
use crate::context::Context;
use crate::error::Result;
use crate::ops;
use crate::view::{DiffReport, PlatformInfo};

pub(super) fn diff(context: &Context, args: &DiffArgs) -> Result<CommandOutcome> {
    let platform = context.find_and_announce_platform()?;
    let before = platform.read_snapshot_at(&args.from)?.read_catalog()?;
    let after = match &args.to {
        Some(when) => platform.read_snapshot_at(when)?,
        None => platform.read_current_snapshot()?,
    };
    let stamp = PlatformInfo::new(&platform, &after);
    let catalog = after.read_catalog()?;
    let report = DiffReport::new(stamp, ops::diff_catalogs(&before, &catalog));
    context.ui.write_report(&report, DiffReport::render_text)?;
    Ok(CommandOutcome::Done)
}
