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
use crate::catalog::{Directory, catalog_info};
use crate::cli::CatalogCommand;
use crate::context::Context;
use crate::error::Result;
use crate::ops;
use crate::platform;
use crate::view::PlatformStamp;

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

/// The catalog-info.yaml of this directory, unless it is that of a platform, or another platform was asked for.
fn loose_file(context: &Context) -> Option<PathBuf> {
    let here = &context.directory;
    let is_platform = here.join(platform::FILE).is_file() || context.asked_for_platform();
    let file = catalog_info(&Directory::new(here), "").filter(|_| !is_platform)?;
    Some(here.join(file))
}

/// Where files that were named belong.
fn stamp_of(context: &Context, paths: &[PathBuf]) -> PlatformStamp {
    PlatformStamp::directory(&ops::home_of(&context.directory, paths))
}
