//! Loads the catalog or the files that a query reads.

use std::sync::Arc;

use crate::catalog::Catalog;
use crate::cli::PointInTimeArgs;
use crate::context::Context;
use crate::count::CountedNoun;
use crate::error::{Error, ErrorKind, Result};
use crate::platform::{Platform, PlatformSnapshot};
use crate::view::PlatformInfo;

/// The catalog that a query reads, and the platform that it comes from.
pub(super) struct CatalogWithPlatformInfo {
    pub(super) catalog: Arc<Catalog>,
    pub(super) platform: PlatformInfo,
}

/// Loads the catalog in the version that `args` selects.
pub(super) fn load_catalog(
    context: &Context,
    args: &PointInTimeArgs,
) -> Result<CatalogWithPlatformInfo> {
    let platform = context.find_and_announce_platform()?;
    let snapshot = load_platform_snapshot(context, &platform, args)?;
    let catalog = snapshot.read_catalog()?;
    if catalog.unparsable_file_count() > 0 {
        context
            .ui
            .warn_about_error(&unparsable_files_error(&catalog));
    }
    Ok(CatalogWithPlatformInfo {
        catalog,
        platform: PlatformInfo::new(&platform, &snapshot),
    })
}

/// The warning about a catalog from which entities may be missing.
fn unparsable_files_error(catalog: &Catalog) -> Error {
    let files = CountedNoun(catalog.unparsable_file_count(), "catalog file");
    let message = format!("{files} can't be parsed, so entities may be missing");
    Error::new(ErrorKind::Findings, message).with_hint("idp catalog validate")
}

/// Loads the files of `platform`, current or as of `at`. Prints a status line if they may be out of date.
pub(super) fn load_platform_snapshot(
    context: &Context,
    platform: &Platform,
    at: &PointInTimeArgs,
) -> Result<PlatformSnapshot> {
    let snapshot = match &at.at {
        Some(when) => platform.read_snapshot_at(when)?,
        None => platform.read_current_snapshot()?,
    };
    if let Some(fetched) = &snapshot.fetch_status
        && let Some(why) = &fetched.stale_reason
    {
        context
            .ui
            .print_status(format_args!("as of {:.0}: {why}", fetched.at));
    }
    Ok(snapshot)
}
