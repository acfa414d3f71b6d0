//! `idp catalog fmt`.

use std::path::PathBuf;

use clap::Args;

use super::{
    build_platform_info_for_paths, find_catalog_info_outside_platform, read_only_catalog_error,
};
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::ops::{self, FormattingPlan, LockWaitOptions};
use crate::view::{CatalogFmtReport, PlatformInfo};

/// Format catalog files
///
/// Puts fields in the order of their definitions and removes unnecessary quotes. Comments move with the field below them; values,
/// indentation and everything else stay the same. A document whose meaning would change is left alone.
#[derive(Debug, Args)]
#[command(
    after_help = "With --check, the exit code is 1 if any file needs formatting.

Examples:
  idp catalog fmt --check
  idp catalog fmt --dry-run

In a clone of the platform:
  idp catalog fmt
  idp catalog fmt catalog/components"
)]
pub struct CatalogFmtArgs {
    /// Files and directories [default: the catalog of this repository]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// List files that need formatting; change nothing
    #[arg(long)]
    pub check: bool,
    /// Show the change without making it
    #[arg(long, conflicts_with = "check")]
    pub dry_run: bool,
}

impl Verb for CatalogFmtArgs {
    type Report = CatalogFmtReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<CatalogFmtReport>> {
        let (formatting, stamp) = plan_formatting(context, &self)?;
        let write = !self.check && !self.dry_run;
        if write {
            let Some(directory) = &formatting.directory else {
                return Err(read_only_catalog_error(context));
            };
            let rewrites: Vec<_> = formatting.rewrites.iter().collect();
            if !rewrites.is_empty() {
                ops::reject_paths_through_symlinks(&self.paths, &context.directory)?;
            }
            let waiting = LockWaitOptions {
                stop: context.enable_graceful_stop(),
                notify: &|line| context.ui.print_status(line),
            };
            ops::write_file_rewrites(&rewrites, directory, "formatted", waiting)?;
        }
        let mut report = CatalogFmtReport::new(stamp, &formatting, write);
        if self.dry_run {
            report = report.with_diffs(&formatting);
        }
        let is_clean = formatting.rewrites.is_empty() && formatting.skipped.is_empty();
        Ok(CommandOutcome::with_findings(
            report,
            self.check && !is_clean,
        ))
    }
}

/// Plans the formatting of the given paths or, without any, of the current catalog.
fn plan_formatting(
    context: &Context,
    args: &CatalogFmtArgs,
) -> Result<(FormattingPlan, PlatformInfo)> {
    let paths = if args.paths.is_empty() {
        find_catalog_info_outside_platform(context)
            .into_iter()
            .collect()
    } else {
        args.paths.clone()
    };
    if !paths.is_empty() {
        let formatting = ops::plan_paths_formatting(&context.directory, &paths)?;
        return Ok((formatting, build_platform_info_for_paths(context, &paths)));
    }
    let platform = context.find_local_catalog_or_platform()?;
    let snapshot = platform.read_current_snapshot()?;
    let stamp = PlatformInfo::new(&platform, &snapshot);
    Ok((ops::plan_catalog_formatting(&snapshot)?, stamp))
}
