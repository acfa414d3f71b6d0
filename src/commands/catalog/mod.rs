//! `idp catalog`, one file per verb.

mod add;
mod diff;
mod edit;
mod fmt;
mod graph;
mod list;
mod rebase_pr;
mod remove;
mod rename;
mod search;
mod set;
mod show;
mod unowned;
mod validate;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;

use super::invocation::Invocation;
use crate::catalog::{DirectoryFiles, find_catalog_info_file};
use crate::context::Context;
use crate::ops;
use crate::platform;
use crate::view::PlatformInfo;

/// `idp catalog`.
#[derive(Debug, Subcommand)]
pub enum CatalogCommand {
    /// List what is in the catalog
    List(list::CatalogListArgs),
    /// Show everything about one entity
    Show(show::CatalogShowArgs),
    /// Search for an entity by what you remember of it
    Search(search::CatalogSearchArgs),
    /// Draw what hangs on what
    Graph(graph::CatalogGraphArgs),
    /// Say what changed since a revision or a date, as entities and fields
    Diff(diff::CatalogDiffArgs),
    /// List what nobody answers for
    Unowned(unowned::CatalogUnownedArgs),
    /// Put an entity into the catalog
    Add(add::CatalogAddArgs),
    /// Give fields of entities a value, or take them away
    Set(set::CatalogSetArgs),
    /// Call an entity otherwise, wherever it is named
    Rename(rename::CatalogRenameArgs),
    /// Remove entities that nothing depends on
    Remove(remove::CatalogRemoveArgs),
    /// Bring a registration that waits in a pull request onto the newest catalog
    ///
    /// The entity is put in its place in the newest catalog, checked again, and a merge commit continues the branch; nothing
    /// is forced. Two registrations in a catalog of one file are in each other's way until then.
    RebasePr(rebase_pr::CatalogRebasePrArgs),
    /// Write catalog files the one way: fields in order, quotes where something needs them
    Fmt(fmt::CatalogFmtArgs),
    /// Check the catalog as Backstage would, and for what Backstage lets through
    Validate(validate::CatalogValidateArgs),
}

impl CatalogCommand {
    /// Answers it.
    pub(super) fn run(self, invocation: Invocation) -> ExitCode {
        match self {
            CatalogCommand::List(args) => invocation.answer(args),
            CatalogCommand::Show(args) => invocation.answer(args),
            CatalogCommand::Search(args) => invocation.answer(args),
            CatalogCommand::Graph(args) => invocation.answer(args),
            CatalogCommand::Diff(args) => invocation.answer(args),
            CatalogCommand::Unowned(args) => invocation.answer(args),
            CatalogCommand::Add(args) => invocation.answer(args),
            CatalogCommand::Set(args) => invocation.answer(args),
            CatalogCommand::Rename(args) => invocation.answer(args),
            CatalogCommand::Remove(args) => invocation.answer(args),
            CatalogCommand::RebasePr(args) => invocation.answer(args),
            CatalogCommand::Fmt(args) => invocation.answer(args),
            CatalogCommand::Validate(args) => invocation.answer(args),
        }
    }
}

/// The catalog-info.yaml of this directory, unless it is that of a platform, or another platform was asked for.
fn find_loose_catalog_file(context: &Context) -> Option<PathBuf> {
    let here = &context.directory;
    let is_platform =
        here.join(platform::PLATFORM_CONFIG_FILE).is_file() || context.has_requested_platform();
    let file = find_catalog_info_file(&DirectoryFiles::new(here), "").filter(|_| !is_platform)?;
    Some(here.join(file))
}

/// Where files that were named belong.
fn build_platform_info_for_paths(context: &Context, paths: &[PathBuf]) -> PlatformInfo {
    PlatformInfo::for_directory(&ops::find_catalog_root_folder(&context.directory, paths))
}
