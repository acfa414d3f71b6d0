//! `idp catalog unowned`.

use crate::cli::UnownedArgs;
use crate::commands::{End, at};
use crate::context::Context;
use crate::error::Result;
use crate::ops;
use crate::view::{Format, UnownedReport};

pub(super) fn unowned(context: &Context, args: &UnownedArgs) -> Result<End> {
    let catalog = at(context, &context.platform()?, &args.at)?.catalog()?;
    let report = UnownedReport::new(&ops::unowned(&catalog));
    match context.ui.format {
        Format::Csv => context.ui.give(&report.csv())?,
        _ => context.ui.show(&report, UnownedReport::text)?,
    }
    Ok(match report.failed() {
        true => End::Findings,
        false => End::Done,
    })
}
