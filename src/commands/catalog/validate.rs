//! `idp catalog validate`.

use std::time::Instant;

use super::{loose_file, stamp_of};
use crate::cli::ValidateArgs;
use crate::commands::{End, at};
use crate::context::Context;
use crate::diagnostic::Tier;
use crate::error::{Error, Result};
use crate::ops::{self, Asked, Validation};
use crate::view::{Format, PlatformStamp, ValidationReport};

pub(super) fn validate(context: &Context, args: &ValidateArgs) -> Result<End> {
    let began = Instant::now();
    let report = match args.fix {
        true => fix(context, args, began)?,
        false => {
            let (found, stamp) = validation(context, args)?;
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
    let (found, stamp) = validation(context, args)?;
    let Some(directory) = &found.directory else {
        return Err(
            Error::usage("there are no files to mend: the platform is read from a commit")
                .hint("run it in a clone of the platform"),
        );
    };
    let fixes = ops::fixes(&found.findings);
    if args.dry_run {
        return Ok(ValidationReport::new(stamp, &found, began.elapsed()).mendable(&fixes));
    }
    for fix in &fixes {
        fix.file.write(directory)?;
    }
    let (left, stamp) = validation(context, args)?;
    Ok(ValidationReport::new(stamp, &left, began.elapsed()).mended(&fixes))
}

/// Of the paths that were named, else of the catalog here.
fn validation(context: &Context, args: &ValidateArgs) -> Result<(Validation, PlatformStamp)> {
    let tiers: Vec<Tier> = args.tier.iter().map(|tier| (*tier).into()).collect();
    let asked = Asked {
        today: context.clock.today(),
        strict: args.strict,
        tiers: &tiers,
        changed_since: args.changed_since.as_deref(),
    };
    let here = &context.directory;
    if !args.paths.is_empty() {
        let validation = ops::validate_paths(here, &args.paths, asked)?;
        return Ok((validation, stamp_of(context, &args.paths)));
    }
    if let Some(file) = loose_file(context).filter(|_| args.at.at.is_none()) {
        let validation = ops::validate_found(here, &file, asked)?;
        return Ok((validation, stamp_of(context, &[file])));
    }
    let platform = context.catalog_here()?;
    let snapshot = at(context, &platform, &args.at)?;
    let stamp = PlatformStamp::new(&platform, &snapshot);
    Ok((ops::validate_platform(&platform, &snapshot, asked)?, stamp))
}
