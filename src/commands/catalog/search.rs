//! `idp catalog search`.

use crate::cli::SearchArgs;
use crate::commands::{CommandOutcome, LoadedCatalog, load_catalog};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::ops;
use crate::printable::escape_and_truncate;
use crate::view::{EntityList, OutputFormat};

pub(super) fn search(context: &Context, args: &SearchArgs) -> Result<CommandOutcome> {
    let LoadedCatalog { catalog, platform } = load_catalog(context, &args.at)?;
    let found = ops::search_entities(&catalog, &args.words, args.limit.get());
    if found.is_empty() {
        let words = args.words.join(" ");
        let near = catalog.suggest_names(&words);
        let near: Vec<&str> = near.iter().map(String::as_str).collect();
        let message = format!("nothing is like `{}`", escape_and_truncate(&words));
        return Err(Error::not_found(message).with_hint(ops::format_not_found_hint(&near)));
    }
    let list = EntityList::from_ranked(platform, &catalog, &found);
    match context.ui.format {
        OutputFormat::Csv => context.ui.write_data(&list.render_csv())?,
        _ => context.ui.write_report(&list, EntityList::render_text)?,
    }
    Ok(CommandOutcome::Done)
}
