//! `idp catalog fmt`.

use std::path::PathBuf;

use clap::Args;

use super::{build_platform_info_for_paths, find_loose_catalog_file};
use crate::commands::verb::{Answer, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::ops::{self, FormattingPlan, LockWaitOptions};
use crate::view::{CatalogFmtReport, PlatformInfo};

/// `idp catalog fmt`.
///
/// The fields of an entity come in the order of their definitions, and quotes go where nothing needs them. Comments move
/// with the field they stand above; values, indentation and everything else stay as they are. A document that would mean
/// something else is left alone.
#[derive(Debug, Args)]
#[command(
    after_help = "With --check: exit code 1 when there is anything to format.

Examples:
  idp catalog fmt
  idp catalog fmt catalog-info.yaml
  idp catalog fmt --check"
)]
pub struct CatalogFmtArgs {
    /// Files and directories [default: the catalog of this repository]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Only say which files are not written so
    #[arg(long)]
    pub check: bool,
    /// Show the change, and make none
    #[arg(long, conflicts_with = "check")]
    pub dry_run: bool,
}

impl Verb for CatalogFmtArgs {
    type Report = CatalogFmtReport;

    fn run(self, context: &Context) -> Result<Answer<CatalogFmtReport>> {
        let (formatting, stamp) = plan_formatting(context, &self)?;
        let write = !self.check && !self.dry_run;
        if write {
            let rewrites: Vec<_> = formatting.rewrites.iter().collect();
            if !rewrites.is_empty() {
                ops::reject_symlinks(&self.paths, &context.directory)?;
            }
            let waiting = LockWaitOptions {
                stop: context.enable_graceful_stop(),
                notify: &|line| context.ui.print_status(line),
            };
            ops::write_file_rewrites(&rewrites, &formatting.directory, "formatted", waiting)?;
        }
        let mut report = CatalogFmtReport::new(stamp, &formatting, write);
        if self.dry_run {
            report = report.with_diffs(&formatting);
        }
        let is_clean = formatting.rewrites.is_empty() && formatting.skipped.is_empty();
        Ok(Answer::with_findings(report, self.check && !is_clean))
    }
}

/// Of the paths that were named, else of the catalog here.
fn plan_formatting(
    context: &Context,
    args: &CatalogFmtArgs,
) -> Result<(FormattingPlan, PlatformInfo)> {
    let paths = if args.paths.is_empty() {
        find_loose_catalog_file(context).into_iter().collect()
    } else {
        args.paths.clone()
    };
    if !paths.is_empty() {
        let formatting = ops::plan_paths_formatting(&context.directory, &paths)?;
        return Ok((formatting, build_platform_info_for_paths(context, &paths)));
    }
    let platform = context.find_catalog_here()?;
    let snapshot = platform.read_current_snapshot()?;
    let stamp = PlatformInfo::new(&platform, &snapshot);
    Ok((ops::plan_catalog_formatting(&snapshot)?, stamp))
}
