//! `--last-good`: what to show if the catalog can't be read.

use crate::context::Context;
use crate::error::Result;
use crate::ops::{ReadableCatalog, list_catalog_errors};
use crate::platform::{Platform, PlatformSnapshot};
use crate::site::SiteNotice;

/// The catalog in `newest` or, if it can't be read, its last good version and what the pages say about that.
///
/// # Errors
/// Why `newest` can't be read, if no earlier version can be read either.
pub(super) fn find_last_good_catalog(
    context: &Context,
    platform: &Platform,
    newest: Result<PlatformSnapshot>,
) -> Result<(ReadableCatalog, Option<SiteNotice>)> {
    let today = context.clock.today();
    let error = match newest.and_then(|newest| ReadableCatalog::read(newest, today)) {
        Ok(readable) => return Ok((readable, None)),
        Err(error) => error,
    };
    let Ok(Some(last)) = ReadableCatalog::find_last(platform, today) else {
        return Err(error);
    };
    let (ui, errors) = (&context.ui, list_catalog_errors(&error));
    ui.print_warning("the catalog can't be read; the pages show its last good version");
    for error in &errors {
        ui.print_status(format_args!("  {error}"));
    }
    let since = last.broken_since.unwrap_or(context.clock.now());
    let since = since.strftime("%-d %b %Y, %H:%M UTC").to_string();
    Ok((last.readable, Some(SiteNotice::new(since, &errors))))
}
