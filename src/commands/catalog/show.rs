//! `idp catalog show`.

use crate::cli::ShowArgs;
use crate::commands::{End, at};
use crate::context::Context;
use crate::error::Result;
use crate::ops::find_entities;
use crate::view::EntityPages;

pub(super) fn show(context: &Context, args: &ShowArgs) -> Result<End> {
    let catalog = at(context, &context.platform()?, &args.at)?.catalog()?;
    let mut entities = Vec::new();
    for name in &args.names {
        entities.extend(find_entities(&catalog, name)?);
    }
    let pages = EntityPages::new(&catalog, &entities);
    context.ui.show(&pages, EntityPages::text)?;
    Ok(End::Done)
}
