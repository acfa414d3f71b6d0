//! Loads the catalog or the files that a query reads.

use std::sync::Arc;

use crate::catalog::Catalog;
use crate::cli::PointInTimeArgs;
use crate::context::Context;
use crate::count::CountedNoun;
use crate::error::Result;
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
    warn_about_unparsable_files(context, &catalog);
    Ok(CatalogWithPlatformInfo {
        catalog,
        platform: PlatformInfo::new(&platform, &snapshot),
    })
}

/// Warns about a catalog from which entities may be missing.
pub(super) fn warn_about_unparsable_files(context: &Context, catalog: &Catalog) {
    let count = catalog.unparsable_file_count();
    if count > 0 {
        let files = CountedNoun(count, "catalog file");
        context.ui.print_warning(format_args!(
            "{files} can't be parsed, so entities may be missing; {} catalog validate",
            context.format_program()
        ));
    }
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
