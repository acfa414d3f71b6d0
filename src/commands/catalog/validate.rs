//! `idp catalog validate`.

use std::time::Instant;

use super::{find_loose_catalog_file, platform_stamp_for_paths};
use crate::cli::ValidateArgs;
use crate::commands::{CommandOutcome, load_snapshot};
use crate::context::Context;
use crate::diagnostic::RuleTier;
use crate::error::{Error, Result};
use crate::ops::{self, TextOverrides, ValidateOptions, Validation, WaitOptions};
use crate::platform::Platform;
use crate::printable::Printable;
use crate::view::{OutputFormat, PlatformInfo, ValidationReport};

pub(super) fn validate(context: &Context, args: &ValidateArgs) -> Result<CommandOutcome> {
    let began = Instant::now();
    let report = if args.fix {
        fix_findings(context, args, began)?
    } else {
        let (found, stamp) = run_validation(context, args, None)?;
        ValidationReport::new(stamp, found, began.elapsed())
    };
    match context.ui.format {
        OutputFormat::Sarif => context.ui.write_json(&report.sarif_log())?,
        OutputFormat::Github => context.ui.write_data(&report.render_annotations())?,
        _ => context
            .ui
            .write_report(&report, ValidationReport::render_text)?,
    }
    Ok(if report.has_errors() {
        CommandOutcome::Findings
    } else {
        CommandOutcome::Done
    })
}

/// Mends what can be mended, and reports what is left; on a dry run, shows the changes and reports what there is.
fn fix_findings(
    context: &Context,
    args: &ValidateArgs,
    began: Instant,
) -> Result<ValidationReport> {
    let (found, stamp) = run_validation(context, args, None)?;
    let Some(directory) = &found.directory else {
        return Err(
            Error::usage("there are no files to mend: the platform is read from a commit")
                .with_hint("run it in a clone of the platform"),
        );
    };
    // A fix is kept only if it makes nothing worse, whichever findings were asked for.
    let all = ValidateArgs {
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
    let check = |texts: &TextOverrides| Ok(run_validation(context, &all, Some(texts))?.0);
    let (fixes, left) = ops::plan_fixes(&found.findings, &before.findings, &check)?;
    if args.dry_run {
        return Ok(ValidationReport::new(stamp, found, began.elapsed()).with_planned_fixes(fixes));
    }
    let rewrites: Vec<_> = fixes.iter().map(|fix| &fix.file).collect();
    if !rewrites.is_empty() {
        ops::reject_symlinks(&args.paths, &context.directory)?;
    }
    let waiting = WaitOptions {
        stop: context.enable_graceful_stop(),
        notify: &|line| context.ui.print_status(line),
    };
    ops::write_rewrites(&rewrites, directory, "fixed", waiting)?;
    let left = match left.filter(|_| is_all) {
        Some(left) => left,
        None => run_validation(context, args, None)?.0,
    };
    Ok(ValidationReport::new(stamp, left, began.elapsed()).with_applied_fixes(&fixes))
}

/// Of the paths that were named, else of the catalog here; with other `texts` for some of the files.
fn run_validation(
    context: &Context,
    args: &ValidateArgs,
    texts: Option<&TextOverrides>,
) -> Result<(Validation, PlatformInfo)> {
    let tiers: Vec<RuleTier> = args.tier.iter().map(|tier| (*tier).into()).collect();
    let asked = ValidateOptions {
        today: context.clock.today(),
        strict: args.strict,
        tiers: &tiers,
        changed_since: args.changed_since.as_deref(),
        allow_relaxed: args.allow_relaxed,
        texts,
    };
    let here = &context.directory;
    if args.staged {
        let index = context.git_index_file();
        let validation = ops::validate_staged(here, index.as_deref(), asked)?;
        return Ok((validation, platform_stamp_for_paths(context, &[])));
    }
    if !args.paths.is_empty() {
        let validation = ops::validate_paths(here, &args.paths, asked)?;
        return Ok((validation, platform_stamp_for_paths(context, &args.paths)));
    }
    if !context.has_requested_platform()
        && let Some(validation) = ops::validate_deleted_platform(here, asked)?
    {
        return Ok((validation, platform_stamp_for_paths(context, &[])));
    }
    let is_present = args.at.at.is_none() && args.changed_since.is_none();
    if let Some(file) = find_loose_catalog_file(context).filter(|_| is_present) {
        let validation = ops::validate_loose_file(here, &file, asked)?;
        return Ok((validation, platform_stamp_for_paths(context, &[file])));
    }
    let platform = context.find_catalog_here()?;
    if asked.changed_since.is_some()
        && platform.directory().is_none()
        && !context.has_requested_platform()
    {
        return Err(foreign_catalog_error(&platform));
    }
    let snapshot = load_snapshot(context, &platform, &args.at)?;
    let stamp = PlatformInfo::new(&platform, &snapshot);
    Ok((ops::validate_platform(&platform, &snapshot, asked)?, stamp))
}

fn foreign_catalog_error(platform: &Platform) -> Error {
    let message = format!(
        "--changed-since compares commits of this repository, but the catalog is that of {}",
        Printable(&platform.to_string())
    );
    Error::usage(message)
        .with_hint("run it in the repository of the catalog, or name the catalog with --platform")
}
