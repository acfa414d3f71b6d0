//! `idp catalog`: what can be typed.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::AtArgs;
use crate::diagnostic::Tier;
use crate::view::Format;

/// `idp catalog`.
#[derive(Debug, Subcommand)]
pub enum CatalogCommand {
    /// List everything in the catalog
    List(ListArgs),
    /// Check the catalog as Backstage would, and for what Backstage lets through
    Validate(ValidateArgs),
}

impl CatalogCommand {
    /// The forms its data comes in.
    pub fn formats(&self) -> &'static [Format] {
        match self {
            CatalogCommand::List(_) => &[Format::Text, Format::Json],
            CatalogCommand::Validate(_) => {
                &[Format::Text, Format::Json, Format::Sarif, Format::Github]
            }
        }
    }
}

/// `idp catalog list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// With what each entity is related to (in JSON)
    #[arg(long)]
    pub relations: bool,
    /// When to look.
    #[command(flatten)]
    pub at: AtArgs,
}

/// `idp catalog validate`.
#[derive(Debug, Args)]
#[command(
    after_help = "Without a path it checks the platform, or the catalog-info.yaml of this directory.
Inside GitHub Actions the findings are annotations unless -o says otherwise.
Exit code 1 when something must be mended.

Examples:
  idp catalog validate
  idp catalog validate catalog/groups.yaml --strict
  idp catalog validate --fix --dry-run
  idp catalog validate --changed-since origin/main
  idp catalog validate -o sarif > idp.sarif"
)]
pub struct ValidateArgs {
    /// Files and directories to check instead
    #[arg(value_hint = clap::ValueHint::AnyPath, conflicts_with = "at")]
    pub paths: Vec<PathBuf>,
    /// Take warnings for errors
    #[arg(long)]
    pub strict: bool,
    /// Mend what has one right answer, and no other byte
    #[arg(long)]
    pub fix: bool,
    /// With --fix: show the changes, and make none
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
    /// Report only what was not there where this branch parted from REV
    #[arg(long, value_name = "REV", conflicts_with = "at")]
    pub changed_since: Option<String>,
    /// When to look.
    #[command(flatten)]
    pub at: AtArgs,
    /// Check only rules of this tier (repeatable)
    #[arg(long, value_enum, value_name = "TIER")]
    pub tier: Vec<TierArg>,
}

/// Whose rules to check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum TierArg {
    /// What Backstage rejects
    Format,
    /// What Backstage accepts and users suffer from
    Graph,
    /// What the organisation wants
    Policy,
}

impl From<TierArg> for Tier {
    fn from(tier: TierArg) -> Tier {
        match tier {
            TierArg::Format => Tier::Format,
            TierArg::Graph => Tier::Graph,
            TierArg::Policy => Tier::Policy,
        }
    }
}
