//! What `idp catalog validate` is told.

use std::path::PathBuf;

use clap::Args;

use crate::cli::{PointInTimeArgs, parse_non_empty};
use crate::diagnostic::RuleTier;

/// `idp catalog validate`.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Without a path it checks the catalog of this repository: the platform, or the loose catalog.
In a directory it checks every catalog file; other YAML and template skeletons are one note each.
Inside GitHub Actions the findings are annotations unless -o says otherwise.
Exit code 1 when something must be fixed.

Examples:
  idp catalog validate
  idp catalog validate catalog/groups.yaml --strict
  idp catalog validate --fix --dry-run
  idp catalog validate --changed-since origin/main
  idp catalog validate --staged
  idp catalog validate -o sarif > idp.sarif"
)]
pub struct CatalogValidateArgs {
    /// Files and directories to check instead
    #[arg(value_hint = clap::ValueHint::AnyPath, conflicts_with = "at")]
    pub paths: Vec<PathBuf>,
    /// Take warnings for errors
    #[arg(long)]
    pub strict: bool,
    /// Fix what has one right answer, and no other byte
    #[arg(long)]
    pub fix: bool,
    /// With --fix: show the changes, and make none
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
    /// Report only findings that are new since this branch left REV, by the settings of that time
    #[arg(long, value_name = "REV", conflicts_with = "at", value_parser = parse_non_empty)]
    pub changed_since: Option<String>,
    /// With --changed-since: report relaxed settings as warnings, not errors
    #[arg(long, requires = "changed_since")]
    pub allow_relaxed: bool,
    /// Check what is staged in git, not the working tree
    #[arg(long, conflicts_with_all = ["at", "paths", "fix"])]
    pub staged: bool,
    /// When to look.
    #[command(flatten)]
    pub at: PointInTimeArgs,
    /// Check only rules of this tier (repeatable)
    #[arg(long, value_enum, value_name = "TIER")]
    pub tier: Vec<RuleTierArg>,
}

/// Whose rules to check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum RuleTierArg {
    /// What Backstage rejects
    Format,
    /// What Backstage accepts and users suffer from
    Graph,
    /// What the organisation wants
    Policy,
}

impl From<RuleTierArg> for RuleTier {
    fn from(tier: RuleTierArg) -> RuleTier {
        match tier {
            RuleTierArg::Format => RuleTier::Format,
            RuleTierArg::Graph => RuleTier::Graph,
            RuleTierArg::Policy => RuleTier::Policy,
        }
    }
}
