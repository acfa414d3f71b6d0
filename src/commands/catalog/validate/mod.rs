//! `idp catalog validate`.

mod args;
mod fix;
mod source;

use std::time::Instant;

pub(super) use args::ValidateArgs;

use self::fix::fix_findings;
use self::source::run_validation;
use super::{find_loose_catalog_file, platform_stamp_for_paths};
use crate::commands::verb::{Answer, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::view::ValidationReport;

impl Verb for ValidateArgs {
    type Report = ValidationReport;

    fn run(self, context: &Context) -> Result<Answer<ValidationReport>> {
        let began = Instant::now();
        let report = if self.fix {
            fix_findings(context, &self, began)?
        } else {
            let (found, stamp) = run_validation(context, &self, None)?;
            ValidationReport::new(stamp, found, began.elapsed())
        };
        let has_errors = report.has_errors();
        Ok(Answer::with_findings(report, has_errors))
    }
}
