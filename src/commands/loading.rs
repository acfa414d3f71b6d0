//! The catalog or the files that a question is about.

use std::sync::Arc;

use crate::catalog::Catalog;
use crate::cli::PointInTimeArgs;
use crate::context::Context;
use crate::error::Result;
use crate::platform::{Platform, PlatformSnapshot};
use crate::view::PlatformInfo;

/// The catalog that a question is about, and where it comes from.
pub(super) struct CatalogWithPlatformInfo {
    pub(super) catalog: Arc<Catalog>,
    pub(super) platform: PlatformInfo,
}

/// What there is to ask at that moment.
pub(super) fn load_catalog(
    context: &Context,
    args: &PointInTimeArgs,
) -> Result<CatalogWithPlatformInfo> {
    let platform = context.find_and_announce_platform()?;
    let snapshot = load_platform_snapshot(context, &platform, args)?;
    Ok(CatalogWithPlatformInfo {
        catalog: snapshot.read_catalog()?,
        platform: PlatformInfo::new(&platform, &snapshot),
    })
}

/// The files of `platform`: as they are, or as they were. Where they may be old, that is said.
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
