//! `idp catalog diff`.

use crate::cli::DiffArgs;
use crate::commands::End;
use crate::context::Context;
use crate::error::Result;
use crate::ops;
use crate::view::DifferenceReport;

pub(super) fn diff(context: &Context, args: &DiffArgs) -> Result<End> {
    let platform = context.platform()?;
    let before = platform.at(&args.from)?.catalog()?;
    let after = match &args.to {
        Some(when) => platform.at(when)?,
        None => platform.current()?,
    };
    let report = DifferenceReport::new(ops::difference(&before, &after.catalog()?));
    context.ui.show(&report, DifferenceReport::text)?;
    Ok(End::Done)
}
