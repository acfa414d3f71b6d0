//! `idp catalog list`.

use crate::cli::ListArgs;
use crate::commands::{CommandOutcome, LoadedCatalog, load_catalog};
use crate::context::Context;
use crate::error::Result;
use crate::ops::{EntityFilter, ResolvedEntityFilter};
use crate::view::{EntityList, OutputFormat};

pub(super) fn list(context: &Context, args: &ListArgs) -> Result<CommandOutcome> {
    let LoadedCatalog { catalog, platform } = load_catalog(context, &args.at)?;
    let wanted = EntityFilter {
        kinds: &args.kind,
        types: &args.type_,
        owners: &args.owner,
        include_child_teams: args.below,
        lifecycles: &args.lifecycle,
        tags: &args.tag,
        annotations: &args.annotation,
        relations: &args.relation,
    };
    let entities = ResolvedEntityFilter::resolve(&catalog, wanted)?.select_entities(&catalog);
    let list = EntityList::new(platform, &catalog, &entities, args.relations);
    match context.ui.format {
        OutputFormat::Csv => context.ui.write_data(&list.render_csv())?,
        _ => context.ui.write_report(&list, EntityList::render_text)?,
    }
    Ok(CommandOutcome::Done)
}
