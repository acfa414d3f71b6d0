//! `idp catalog`, one file per verb.

mod add;
mod diff;
mod edit;
mod export;
mod export_platform_values;
mod export_warnings;
mod fmt;
mod graph;
mod import;
mod last_good_catalog;
mod list;
mod rebase_pr;
mod remove;
mod rename;
mod search;
mod serve;
mod set;
mod show;
mod site;
mod unowned;
mod validate;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;

use super::invocation::Invocation;
use super::verb_args::VerbArgs;
use crate::catalog::{DirectoryFiles, find_catalog_info_file};
use crate::context::Context;
use crate::error::Error;
use crate::ops;
use crate::platform;
use crate::template::shell_quote;
use crate::view::PlatformInfo;

/// The verbs of `idp catalog`. Their help is defined with their arguments.
#[derive(Debug, Subcommand)]
pub enum CatalogCommand {
    List(VerbArgs<list::CatalogListArgs>),
    Show(VerbArgs<show::CatalogShowArgs>),
    Search(VerbArgs<search::CatalogSearchArgs>),
    Graph(VerbArgs<graph::CatalogGraphArgs>),
    Diff(VerbArgs<diff::CatalogDiffArgs>),
    Unowned(VerbArgs<unowned::CatalogUnownedArgs>),
    Add(VerbArgs<add::CatalogAddArgs>),
    Set(VerbArgs<set::CatalogSetArgs>),
    Rename(VerbArgs<rename::CatalogRenameArgs>),
    Remove(VerbArgs<remove::CatalogRemoveArgs>),
    RebasePr(VerbArgs<rebase_pr::CatalogRebasePrArgs>),
    Fmt(VerbArgs<fmt::CatalogFmtArgs>),
    Validate(VerbArgs<validate::CatalogValidateArgs>),
    Import(VerbArgs<import::CatalogImportArgs>),
    Export(VerbArgs<export::CatalogExportArgs>),
    Site(VerbArgs<site::CatalogSiteArgs>),
    Serve(VerbArgs<serve::CatalogServeArgs>),
}

impl CatalogCommand {
    /// Runs the command.
    pub(super) fn run(self, invocation: Invocation) -> ExitCode {
        match self {
            CatalogCommand::List(args) => invocation.run_and_report(args),
            CatalogCommand::Show(args) => invocation.run_and_report(args),
            CatalogCommand::Search(args) => invocation.run_and_report(args),
            CatalogCommand::Graph(args) => invocation.run_and_report(args),
            CatalogCommand::Diff(args) => invocation.run_and_report(args),
            CatalogCommand::Unowned(args) => invocation.run_and_report(args),
            CatalogCommand::Add(args) => invocation.run_and_report(args),
            CatalogCommand::Set(args) => invocation.run_and_report(args),
            CatalogCommand::Rename(args) => invocation.run_and_report(args),
            CatalogCommand::Remove(args) => invocation.run_and_report(args),
            CatalogCommand::RebasePr(args) => invocation.run_and_report(args),
            CatalogCommand::Fmt(args) => invocation.run_and_report(args),
            CatalogCommand::Validate(args) => invocation.run_and_report(args),
            CatalogCommand::Import(args) => invocation.run_and_report(args),
            CatalogCommand::Export(args) => invocation.run_and_report(args),
            CatalogCommand::Site(args) => invocation.run_and_report(args),
            CatalogCommand::Serve(args) => invocation.run_and_report(args),
        }
    }
}

/// The `catalog-info.yaml` in this directory, unless this is a platform or the user requested another platform.
fn find_catalog_info_outside_platform(context: &Context) -> Option<PathBuf> {
    let here = &context.directory;
    let is_platform =
        here.join(platform::PLATFORM_CONFIG_FILE).is_file() || context.has_requested_platform();
    let file = find_catalog_info_file(&DirectoryFiles::new(here), "").filter(|_| !is_platform)?;
    Some(here.join(file))
}

/// The error if the catalog is read from a commit, which has no files to change.
fn read_only_catalog_error(context: &Context) -> Error {
    let platform = context.find_existing_platform().ok();
    let address = platform.and_then(|platform| platform.clone_address());
    let clone = address.map(|address| format!(": git clone {}", shell_quote(&address)));
    Error::usage("can't change files: the catalog is read from a commit").with_hint(format!(
        "run this command in a clone of the platform{}",
        clone.unwrap_or_default()
    ))
}

/// The platform or repository that contains the given paths.
fn build_platform_info_for_paths(context: &Context, paths: &[PathBuf]) -> PlatformInfo {
    PlatformInfo::for_directory(&ops::find_platform_or_repository_root(
        &context.directory,
        paths,
    ))
}
