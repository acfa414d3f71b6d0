//! `idp catalog export platform-values`.

use crate::context::Context;
use crate::error::Result;
use crate::ops::PlatformValues;
use crate::platform::{Platform, PlatformSnapshot};
use crate::printable::Printable;
use crate::view::{PlatformInfo, PlatformValuesExport};

/// The values for the platform chart in a cluster that runs `environment`, or all environments.
///
/// # Errors
/// Findings (1) if a catalog file can't be parsed.
pub(super) fn export_platform_values(
    context: &Context,
    platform: &Platform,
    snapshot: &PlatformSnapshot,
    environment: Option<String>,
) -> Result<PlatformValuesExport> {
    let catalog = snapshot.read_catalog()?;
    let values =
        PlatformValues::collect(&catalog, &snapshot.config, environment).map_err(|error| {
            error.with_hint(format!("{} catalog validate", context.format_program()))
        })?;
    for note in &values.notes {
        context.ui.print_note(Printable(note));
    }
    let info = PlatformInfo::new(platform, snapshot);
    Ok(PlatformValuesExport::new(info, values))
}
