//! `idp catalog list`.

use crate::cli::ListArgs;
use crate::commands::{End, at};
use crate::context::Context;
use crate::error::Result;
use crate::view::CatalogList;

pub(super) fn list(context: &Context, args: &ListArgs) -> Result<End> {
    let catalog = at(&context.platform()?, &args.at)?.catalog()?;
    context.ui.show(
        &CatalogList::new(&catalog, args.relations),
        CatalogList::text,
    )?;
    Ok(End::Done)
}
