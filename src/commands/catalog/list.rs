//! `idp catalog list`.

use crate::cli::ListArgs;
use crate::commands::End;
use crate::context::Context;
use crate::error::Result;
use crate::view::CatalogList;

pub(super) fn list(context: &Context, args: &ListArgs) -> Result<End> {
    let catalog = context.platform()?.current()?.catalog()?;
    context.ui.show(
        &CatalogList::new(&catalog, args.relations),
        CatalogList::text,
    )?;
    Ok(End::Done)
}
