//! `idp catalog unowned`.

use crate::cli::UnownedArgs;
use crate::commands::{End, Queried, queried};
use crate::context::Context;
use crate::error::Result;
use crate::ops;
use crate::view::{Format, UnownedReport};

pub(super) fn unowned(context: &Context, args: &UnownedArgs) -> Result<End> {
    let Queried { catalog, platform } = queried(context, &args.at)?;
    let report = UnownedReport::new(platform, &ops::unowned(&catalog));
    match context.ui.format {
        Format::Csv => context.ui.give(&report.csv())?,
        _ => context.ui.show(&report, UnownedReport::text)?,
    }
    Ok(match report.failed() {
        true => End::Findings,
        false => End::Done,
    })
}
