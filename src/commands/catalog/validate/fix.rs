//! `--fix`: fixes problems that have exactly one correct fix.

use std::time::Instant;

use super::args::CatalogValidateArgs;
use super::source::run_validation;
use crate::commands::catalog::read_only_catalog_error;
use crate::context::Context;
use crate::error::Result;
use crate::ops::{self, FileTextOverrides, LockWaitOptions};
use crate::view::CatalogValidationReport;

/// Applies the fixes and reports the remaining findings; a dry run shows the fixes and reports all findings.
pub(super) fn fix_findings(
    context: &Context,
    args: &CatalogValidateArgs,
    began: Instant,
) -> Result<CatalogValidationReport> {
    let (found, stamp) = run_validation(context, args, None)?;
    // A fix is kept only if it makes nothing worse, so this checks all findings, not only the requested ones.
    let all = CatalogValidateArgs {
        tier: Vec::new(),
        changed_since: None,
        ..args.clone()
    };
    let is_all = args.tier.is_empty() && args.changed_since.is_none();
    let everything = if is_all {
        None
    } else {
        Some(run_validation(context, &all, None)?.0)
    };
    let before = everything.as_ref().unwrap_or(&found);
    let check = |texts: &FileTextOverrides| Ok(run_validation(context, &all, Some(texts))?.0);
    let (fixes, left) = ops::plan_fixes(&found.findings, &before.findings, &check)?;
    if args.dry_run {
        return Ok(
            CatalogValidationReport::new(stamp, found, began.elapsed()).with_planned_fixes(fixes)
        );
    }
    let Some(directory) = found.directory.clone() else {
        return Err(read_only_catalog_error(context));
    };
    let rewrites: Vec<_> = fixes.iter().map(|fix| &fix.file).collect();
    if !rewrites.is_empty() {
        ops::reject_paths_through_symlinks(&args.paths, &context.directory)?;
    }
    let waiting = LockWaitOptions {
        stop: context.enable_graceful_stop(),
        notify: &|line| context.ui.print_status(line),
    };
    ops::write_file_rewrites(&rewrites, &directory, "fixed", waiting)?;
    let left = match left.filter(|_| is_all) {
        Some(left) => left,
        None => run_validation(context, args, None)?.0,
    };
    Ok(CatalogValidationReport::new(stamp, left, began.elapsed()).with_applied_fixes(&fixes))
}
