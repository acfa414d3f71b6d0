//! `idp catalog list`.

use crate::cli::ListArgs;
use crate::commands::{End, Queried, queried};
use crate::context::Context;
use crate::error::Result;
use crate::ops::{EntityFilter, Filter};
use crate::view::{CatalogList, Format};

pub(super) fn list(context: &Context, args: &ListArgs) -> Result<End> {
    let Queried { catalog, platform } = queried(context, &args.at)?;
    let wanted = EntityFilter {
        kinds: &args.kind,
        types: &args.type_,
        owners: &args.owner,
        below: args.below,
        lifecycles: &args.lifecycle,
        tags: &args.tag,
        annotations: &args.annotation,
        relations: &args.relation,
    };
    let entities = Filter::new(&catalog, wanted)?.entities(&catalog);
    let list = CatalogList::new(platform, &catalog, &entities, args.relations);
    match context.ui.format {
        Format::Csv => context.ui.give(&list.csv())?,
        _ => context.ui.show(&list, CatalogList::text)?,
    }
    Ok(End::Done)
}
