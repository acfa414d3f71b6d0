//! `idp catalog`, one file per verb.

mod diff;
mod edit;
mod format;
mod graph;
mod list;
mod rebase_pr;
mod search;
mod show;
mod unowned;
mod validate;

use std::path::PathBuf;

use super::End;
use crate::cli::CatalogCommand;
use crate::context::Context;
use crate::error::Result;
use crate::ops;

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
        CatalogCommand::RebasePr(args) => rebase_pr::rebase_pr(context, args),
        CatalogCommand::Fmt(args) => format::format(context, args),
        CatalogCommand::Validate(args) => validate::validate(context, args),
    }
}

/// The paths that were named, else the loose catalog-info.yaml of this directory, unless the platform was asked for, or
/// another time than now.
fn named(context: &Context, paths: &[PathBuf], at_another_time: bool) -> Option<Vec<PathBuf>> {
    if !paths.is_empty() {
        return Some(paths.to_vec());
    }
    let loose = context.directory.join("catalog-info.yaml");
    let meant = loose.is_file()
        && !at_another_time
        && !context.directory.join(ops::FILE).is_file()
        && !context.asked_for_platform();
    meant.then(|| vec![loose])
}
