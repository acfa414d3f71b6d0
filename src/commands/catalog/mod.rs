//! `idp catalog`, one file per verb.

mod diff;
mod edit;
mod fmt;
mod graph;
mod list;
mod rebase_pr;
mod search;
mod show;
mod unowned;
mod validate;

use std::path::PathBuf;

use super::CommandOutcome;
use crate::catalog::{DirectoryFiles, find_catalog_info};
use crate::cli::CatalogCommand;
use crate::context::Context;
use crate::error::Result;
use crate::ops;
use crate::platform;
use crate::view::PlatformInfo;

pub(super) fn run_catalog_command(
    context: &Context,
    command: &CatalogCommand,
) -> Result<CommandOutcome> {
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
        CatalogCommand::Fmt(args) => fmt::fmt(context, args),
        CatalogCommand::Validate(args) => validate::validate(context, args),
    }
}

/// The catalog-info.yaml of this directory, unless it is that of a platform, or another platform was asked for.
fn find_loose_catalog_file(context: &Context) -> Option<PathBuf> {
    let here = &context.directory;
    let is_platform =
        here.join(platform::CONFIG_FILE).is_file() || context.has_requested_platform();
    let file = find_catalog_info(&DirectoryFiles::new(here), "").filter(|_| !is_platform)?;
    Some(here.join(file))
}

/// Where files that were named belong.
fn platform_stamp_for_paths(context: &Context, paths: &[PathBuf]) -> PlatformInfo {
    PlatformInfo::for_directory(&ops::find_catalog_home(&context.directory, paths))
}
