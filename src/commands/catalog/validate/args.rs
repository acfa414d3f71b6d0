//! The arguments of `idp catalog validate`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::{PointInTimeArgs, parse_non_empty};
use crate::diagnostic::RuleTier;

/// Check the catalog for errors, as Backstage would and beyond
///
/// Without a path, it checks the catalog of this repository: the platform, or the repository's own Backstage files. For a directory, it
/// checks every catalog file in it; other YAML files and template skeletons are summarised in a note. In GitHub Actions, findings
/// are annotations by default.
#[derive(Clone, Debug, Args)]
#[command(after_help = "The exit code is 1 if there are errors.

Examples:
  idp catalog validate
  idp catalog validate --strict
  idp catalog validate --fix --dry-run
  idp catalog validate -o sarif

In a clone of the platform:
  idp catalog validate catalog/groups.yaml
  idp catalog validate --changed-since origin/main
  idp catalog validate --staged")]
pub struct CatalogValidateArgs {
    /// Files and directories to check [default: the catalog]
    #[arg(value_hint = clap::ValueHint::AnyPath, conflicts_with = "at")]
    pub paths: Vec<PathBuf>,
    /// Treat warnings as errors
    #[arg(long)]
    pub strict: bool,
    /// Fix problems that have exactly one correct fix
    #[arg(long)]
    pub fix: bool,
    /// With --fix: show the changes without making them
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
    /// Report only findings introduced since REV, using the settings at REV
    #[arg(long, value_name = "REV", conflicts_with = "at", value_parser = parse_non_empty)]
    pub changed_since: Option<String>,
    /// With --changed-since: report relaxed settings as warnings, not errors
    #[arg(long, requires = "changed_since")]
    pub allow_relaxed: bool,
    /// Check the staged files instead of the working tree
    #[arg(long, conflicts_with_all = ["at", "paths", "fix"])]
    pub staged: bool,
    /// The version of the catalog to read.
    #[command(flatten)]
    pub at: PointInTimeArgs,
    /// Check only rules of this tier (repeatable)
    #[arg(long, value_enum, value_name = "TIER")]
    pub tier: Vec<RuleTierArg>,
}

/// The tier of the rules to check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum RuleTierArg {
    /// Errors that make Backstage reject an entity
    Format,
    /// Problems in entities that Backstage accepts
    Graph,
    /// The organisation's own rules
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
