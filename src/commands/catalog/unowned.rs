//! `idp catalog unowned`.

use crate::cli::UnownedArgs;
use crate::commands::{CommandOutcome, LoadedCatalog, load_catalog};
use crate::context::Context;
use crate::error::Result;
use crate::ops;
use crate::view::{OutputFormat, UnownedReport};

pub(super) fn unowned(context: &Context, args: &UnownedArgs) -> Result<CommandOutcome> {
    let LoadedCatalog { catalog, platform } = load_catalog(context, &args.at)?;
    let report = UnownedReport::new(platform, &ops::find_unowned_entities(&catalog));
    match context.ui.format {
        OutputFormat::Csv => context.ui.write_data(&report.render_csv())?,
        _ => context
            .ui
            .write_report(&report, UnownedReport::render_text)?,
    }
    Ok(if report.has_unowned() {
        CommandOutcome::Findings
    } else {
        CommandOutcome::Done
    })
}
