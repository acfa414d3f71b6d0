//! `idp catalog diff`.

use crate::cli::DiffArgs;
use crate::commands::End;
use crate::context::Context;
use crate::error::Result;
use crate::ops;
use crate::view::{DifferenceReport, PlatformStamp};

pub(super) fn diff(context: &Context, args: &DiffArgs) -> Result<End> {
    let platform = context.platform_aloud()?;
    let before = platform.at(&args.from)?.catalog()?;
    let after = match &args.to {
        Some(when) => platform.at(when)?,
        None => platform.current()?,
    };
    let stamp = PlatformStamp::new(&platform, &after);
    let report = DifferenceReport::new(stamp, ops::difference(&before, &after.catalog()?));
    context.ui.show(&report, DifferenceReport::text)?;
    Ok(End::Done)
}
