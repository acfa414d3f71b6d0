//! `idp catalog validate`.

use std::time::Instant;

use crate::cli::ValidateArgs;
use crate::commands::End;
use crate::context::Context;
use crate::diagnostic::Tier;
use crate::error::Result;
use crate::ops::{self, Asked, Validation};
use crate::view::ValidationReport;

pub(super) fn validate(context: &Context, args: &ValidateArgs) -> Result<End> {
    let began = Instant::now();
    let validation = validation(context, args)?;
    let report = ValidationReport::new(&validation, began.elapsed());
    context.ui.show(&report, ValidationReport::text)?;
    Ok(if report.failed() {
        End::Findings
    } else {
        End::Done
    })
}

/// The paths that were named; else the loose catalog-info.yaml of this directory; else the platform.
fn validation(context: &Context, args: &ValidateArgs) -> Result<Validation> {
    let tiers: Vec<Tier> = args.tier.iter().map(|tier| (*tier).into()).collect();
    let asked = Asked {
        today: context.clock.today(),
        strict: args.strict,
        tiers: &tiers,
    };
    if !args.paths.is_empty() {
        return ops::validate_paths(&context.directory, &args.paths, asked);
    }
    let loose = context.directory.join("catalog-info.yaml");
    if loose.is_file()
        && !context.directory.join(ops::FILE).is_file()
        && !context.asked_for_platform()
    {
        return ops::validate_paths(&context.directory, &[loose], asked);
    }
    ops::validate_platform(&context.platform()?.current()?, asked)
}
