//! `idp catalog search`.

use crate::cli::SearchArgs;
use crate::commands::{End, Queried, queried};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::ops;
use crate::printable::brief;
use crate::view::{CatalogList, Format};

pub(super) fn search(context: &Context, args: &SearchArgs) -> Result<End> {
    let Queried { catalog, platform } = queried(context, &args.at)?;
    let found = ops::search(&catalog, &args.words, args.limit.get());
    if found.is_empty() {
        let words = args.words.join(" ");
        let near = catalog.nearest_names(&words);
        let near: Vec<&str> = near.iter().map(String::as_str).collect();
        let message = format!("nothing is like `{}`", brief(&words));
        return Err(Error::not_found(message).hint(ops::what_to_try(&near)));
    }
    let list = CatalogList::ranked(platform, &catalog, &found);
    match context.ui.format {
        Format::Csv => context.ui.give(&list.csv())?,
        _ => context.ui.show(&list, CatalogList::text)?,
    }
    Ok(End::Done)
}
