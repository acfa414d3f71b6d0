//! `idp catalog validate`.

use std::time::Instant;

use crate::cli::ValidateArgs;
use crate::commands::End;
use crate::context::Context;
use crate::error::Result;
use crate::ops::{self, Validation};
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
    if !args.paths.is_empty() {
        return ops::validate_paths(&context.directory, &args.paths);
    }
    let loose = context.directory.join("catalog-info.yaml");
    if loose.is_file()
        && !context.directory.join(ops::FILE).is_file()
        && !context.asked_for_platform()
    {
        return ops::validate_paths(&context.directory, &[loose]);
    }
    ops::validate_platform(&context.platform()?.current()?)
}
