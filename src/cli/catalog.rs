//! `idp catalog`: what can be typed.

use std::path::PathBuf;

use clap::{Args, Subcommand};

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
            CatalogCommand::Validate(_) => &[Format::Text, Format::Json],
        }
    }
}

/// `idp catalog list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// With what each entity is related to (in JSON)
    #[arg(long)]
    pub relations: bool,
}

/// `idp catalog validate`.
#[derive(Debug, Args)]
#[command(
    after_help = "Without a path it checks the platform, or the catalog-info.yaml of this directory.
Exit code 1 when something must be mended."
)]
pub struct ValidateArgs {
    /// Files and directories to check instead
    #[arg(value_hint = clap::ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
}
