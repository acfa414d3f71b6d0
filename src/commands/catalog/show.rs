//! `idp catalog show`.

use crate::cli::ShowArgs;
use crate::commands::{CommandOutcome, LoadedCatalog, load_catalog};
use crate::context::Context;
use crate::error::Result;
use crate::ops::find_entities;
use crate::view::EntityDetailsReport;

pub(super) fn show(context: &Context, args: &ShowArgs) -> Result<CommandOutcome> {
    let LoadedCatalog { catalog, platform } = load_catalog(context, &args.at)?;
    let mut entities = Vec::new();
    for name in &args.names {
        entities.extend(find_entities(&catalog, name)?);
    }
    let pages = EntityDetailsReport::new(platform, &catalog, &entities);
    context
        .ui
        .write_report(&pages, EntityDetailsReport::render_text)?;
    Ok(CommandOutcome::Done)
}
