//! `idp catalog`, one file per verb.

mod diff;
mod edit;
mod graph;
mod list;
mod search;
mod show;
mod unowned;
mod validate;

use super::End;
use crate::cli::CatalogCommand;
use crate::context::Context;
use crate::error::Result;

pub(super) fn catalog(context: &Context, command: &CatalogCommand) -> Result<End> {
    match command {
        CatalogCommand::List(args) => list::list(context, args),
        CatalogCommand::Show(args) => show::show(context, args),
        CatalogCommand::Search(args) => search::search(context, args),
        CatalogCommand::Graph(args) => graph::graph(context, args),
        CatalogCommand::Diff(args) => diff::diff(context, args),
        CatalogCommand::Unowned(args) => unowned::unowned(context, args),
        CatalogCommand::Add(args) => edit::add(context, args),
        CatalogCommand::Set(args) => edit::set(context, args),
        CatalogCommand::Rename(args) => edit::rename(context, args),
        CatalogCommand::Remove(args) => edit::remove(context, args),
        CatalogCommand::Validate(args) => validate::validate(context, args),
    }
}
