//! `idp catalog validate`.

mod args;
mod fix;
mod source;

use std::time::Instant;

pub(super) use args::CatalogValidateArgs;

use self::fix::fix_findings;
use self::source::run_validation;
use super::{build_platform_info_for_paths, find_catalog_info_outside_platform};
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::view::CatalogValidationReport;

impl Verb for CatalogValidateArgs {
    type Report = CatalogValidationReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<CatalogValidationReport>> {
        let began = Instant::now();
        let report = if self.fix {
            fix_findings(context, &self, began)?
        } else {
            let (found, stamp) = run_validation(context, &self, None)?;
            let report = CatalogValidationReport::new(stamp, found, began.elapsed());
            if self.staged {
                report.without_fix_hint()
            } else {
                report
            }
        };
        let has_errors = report.has_errors();
        Ok(CommandOutcome::with_findings(report, has_errors))
    }
}
