//! The warnings of `idp catalog export` and `site` about what they leave out.

use crate::catalog::Catalog;
use crate::context::Context;
use crate::count::CountedNoun;
use crate::ops::CatalogExport;
use crate::printable::Printable;

/// The notes on placeholders to print before the rest is only counted.
const MAX_PLACEHOLDER_NOTES: usize = 5;

/// Warns that entities are missing.
pub(super) fn warn_about_rejected_entities(context: &Context, catalog: &Catalog) {
    let entities = catalog.entities.iter();
    let rejected = entities.filter(|entity| entity.is_rejected_by_backstage());
    if let rejected @ 1.. = rejected.count() {
        let rejected = CountedNoun(rejected, "entity");
        context.ui.print_warning(format_args!(
            "left out {rejected} that Backstage rejects; {} catalog validate",
            context.format_program()
        ));
    }
}

/// Warns that entities contain placeholders that Backstage would fill in from elsewhere.
pub(super) fn warn_about_unread_placeholders(context: &Context, export: &CatalogExport) {
    let unread = export.find_unread_placeholders();
    for (reference, placeholder) in unread.iter().take(MAX_PLACEHOLDER_NOTES) {
        context.ui.print_warning(format_args!(
            "{}: idp can't fill in `{}`",
            Printable(reference),
            Printable(placeholder)
        ));
    }
    if let Some(more @ 1..) = unread.len().checked_sub(MAX_PLACEHOLDER_NOTES) {
        context
            .ui
            .print_warning(format_args!("{more} more placeholders weren't filled in"));
    }
}
