//! `idp catalog validate`.

use std::time::Instant;

use super::named;
use crate::cli::ValidateArgs;
use crate::commands::{End, at};
use crate::context::Context;
use crate::diagnostic::Tier;
use crate::error::{Error, Result};
use crate::ops::{self, Asked, Validation};
use crate::view::{Format, ValidationReport};

pub(super) fn validate(context: &Context, args: &ValidateArgs) -> Result<End> {
    let began = Instant::now();
    let report = match args.fix {
        true => fix(context, args, began)?,
        false => ValidationReport::new(&validation(context, args)?, began.elapsed()),
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
    let found = validation(context, args)?;
    let Some(directory) = &found.directory else {
        return Err(
            Error::usage("there are no files to mend: the platform is read from a commit")
                .hint("run it in a clone of the platform"),
        );
    };
    let fixes = ops::fixes(&found.findings);
    if args.dry_run {
        return Ok(ValidationReport::new(&found, began.elapsed()).mendable(&fixes));
    }
    for fix in &fixes {
        fix.file.write(directory)?;
    }
    let left = validation(context, args)?;
    Ok(ValidationReport::new(&left, began.elapsed()).mended(&fixes))
}

/// Of what [`named`] says; else of the platform.
fn validation(context: &Context, args: &ValidateArgs) -> Result<Validation> {
    let tiers: Vec<Tier> = args.tier.iter().map(|tier| (*tier).into()).collect();
    let asked = Asked {
        today: context.clock.today(),
        strict: args.strict,
        tiers: &tiers,
        changed_since: args.changed_since.as_deref(),
    };
    if let Some(paths) = named(context, &args.paths, args.at.at.is_some()) {
        return ops::validate_paths(&context.directory, &paths, asked);
    }
    let platform = context.platform_aloud()?;
    ops::validate_platform(&platform, &at(context, &platform, &args.at)?, asked)
}
