//! `idp catalog show`.

use crate::cli::ShowArgs;
use crate::commands::{End, Queried, queried};
use crate::context::Context;
use crate::error::Result;
use crate::ops::find_entities;
use crate::view::EntityPages;

pub(super) fn show(context: &Context, args: &ShowArgs) -> Result<End> {
    let Queried { catalog, platform } = queried(context, &args.at)?;
    let mut entities = Vec::new();
    for name in &args.names {
        entities.extend(find_entities(&catalog, name)?);
    }
    let pages = EntityPages::new(platform, &catalog, &entities);
    context.ui.show(&pages, EntityPages::text)?;
    Ok(End::Done)
}
