//! `idp catalog validate`.

use std::time::Instant;

use super::{loose_file, stamp_of};
use crate::cli::ValidateArgs;
use crate::commands::{End, at};
use crate::context::Context;
use crate::diagnostic::Tier;
use crate::error::{Error, Result};
use crate::ops::{self, Asked, Texts, Validation, Waiting};
use crate::platform::Platform;
use crate::printable::Printable;
use crate::view::{Format, PlatformStamp, ValidationReport};

pub(super) fn validate(context: &Context, args: &ValidateArgs) -> Result<End> {
    let began = Instant::now();
    let report = match args.fix {
        true => fix(context, args, began)?,
        false => {
            let (found, stamp) = validation(context, args, None)?;
            ValidationReport::new(stamp, &found, began.elapsed())
        }
    };
    match context.ui.format {
        Format::Sarif => context.ui.give(&report.sarif())?,
        Format::Github => context.ui.give(&report.annotations())?,
        _ => context.ui.show(&report, ValidationReport::text)?,
    }
    Ok(if report.failed() {
        End::Findings
    } else {
        End::Done
    })
}

/// Mends what can be mended, and reports what is left; on a dry run, shows the changes and reports what there is.
fn fix(context: &Context, args: &ValidateArgs, began: Instant) -> Result<ValidationReport> {
    let (found, stamp) = validation(context, args, None)?;
    let Some(directory) = &found.directory else {
        return Err(
            Error::usage("there are no files to mend: the platform is read from a commit")
                .hint("run it in a clone of the platform"),
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
        Some(validation(context, &all, None)?.0)
    };
    let before = everything.as_ref().unwrap_or(&found);
    let check = |texts: &Texts| Ok(validation(context, &all, Some(texts))?.0);
    let (fixes, left) = ops::fixes(&found.findings, &before.findings, &check)?;
    if args.dry_run {
        return Ok(ValidationReport::new(stamp, &found, began.elapsed()).mendable(&fixes));
    }
    let rewrites: Vec<_> = fixes.iter().map(|fix| &fix.file).collect();
    if !rewrites.is_empty() {
        ops::check_links(&args.paths, &context.directory)?;
    }
    let waiting = Waiting {
        stop: context.stop_between_steps(),
        say: &|line| context.ui.say(line),
    };
    ops::write_rewrites(&rewrites, directory, "fixed", waiting)?;
    let left = match left.filter(|_| is_all) {
        Some(left) => left,
        None => validation(context, args, None)?.0,
    };
    Ok(ValidationReport::new(stamp, &left, began.elapsed()).mended(&fixes))
}

/// Of the paths that were named, else of the catalog here; with other `texts` for some of the files.
fn validation(
    context: &Context,
    args: &ValidateArgs,
    texts: Option<&Texts>,
) -> Result<(Validation, PlatformStamp)> {
    let tiers: Vec<Tier> = args.tier.iter().map(|tier| (*tier).into()).collect();
    let asked = Asked {
        today: context.clock.today(),
        strict: args.strict,
        tiers: &tiers,
        changed_since: args.changed_since.as_deref(),
        allow_relaxed: args.allow_relaxed,
        texts,
    };
    let here = &context.directory;
    if args.staged {
        let index = context.index_file();
        let validation = ops::validate_staged(here, index.as_deref(), asked)?;
        return Ok((validation, stamp_of(context, &[])));
    }
    if !args.paths.is_empty() {
        let validation = ops::validate_paths(here, &args.paths, asked)?;
        return Ok((validation, stamp_of(context, &args.paths)));
    }
    if !context.asked_for_platform()
        && let Some(validation) = ops::validate_lost_platform(here, asked)?
    {
        return Ok((validation, stamp_of(context, &[])));
    }
    let is_present = args.at.at.is_none() && args.changed_since.is_none();
    if let Some(file) = loose_file(context).filter(|_| is_present) {
        let validation = ops::validate_found(here, &file, asked)?;
        return Ok((validation, stamp_of(context, &[file])));
    }
    let platform = context.catalog_here()?;
    if asked.changed_since.is_some()
        && platform.directory().is_none()
        && !context.asked_for_platform()
    {
        return Err(not_of_this_repository(&platform));
    }
    let snapshot = at(context, &platform, &args.at)?;
    let stamp = PlatformStamp::new(&platform, &snapshot);
    Ok((ops::validate_platform(&platform, &snapshot, asked)?, stamp))
}

fn not_of_this_repository(platform: &Platform) -> Error {
    let message = format!(
        "--changed-since compares commits of this repository, but the catalog is that of {}",
        Printable(&platform.to_string())
    );
    Error::usage(message)
        .hint("run it in the repository of the catalog, or name the catalog with --platform")
}
