//! The arguments of `idp who-owns`.

use clap::{Args, ValueEnum};

use crate::cli::{PointInTimeArgs, parse_non_empty};
use crate::ops::OwnershipHandleKind;

/// Show who owns a service and how to reach them
///
/// A handle is a URL of a repository or any of its pages, an entity ref with its kind, @organisation/team, @user, an email address,
/// namespace/<Kubernetes namespace>, a #channel, an image, a name or a path. `idp` tries these in this order and uses the first that
/// matches. A word that is both a name and a path is looked up as both.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp who-owns cart
  idp who-owns https://github.com/acme/cart/pull/12
  idp who-owns @acme/payments ada@acme.example '#payments'
  idp who-owns ghcr.io/acme/cart:1.2
  idp who-owns component:default/cart --why
  idp who-owns cart --history
  echo cart | idp who-owns - -o csv

In a clone of a service:
  idp who-owns src/payments/card.ts:12")]
pub struct WhoOwnsArgs {
    /// Name, URL, path, team, email, image or namespace; `-` reads from stdin, one per line
    #[arg(required = true, value_name = "HANDLE", value_parser = parse_non_empty)]
    pub handles: Vec<String>,
    /// Interpret all handles as this kind
    #[arg(long = "as", value_enum, value_name = "KIND")]
    pub as_: Option<OwnershipHandleKindArg>,
    /// Show each step that led to the answer
    #[arg(long)]
    pub why: bool,
    /// Show previous owners and dates
    #[arg(long)]
    pub history: bool,
    /// List all members of the owning team, not just five
    #[arg(long)]
    pub all: bool,
    /// The version of the catalog to read.
    #[command(flatten)]
    pub at: PointInTimeArgs,
}

/// How to interpret a handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OwnershipHandleKindArg {
    /// The URL of a repository, of any page in it, or of a team
    Url,
    /// An entity ref with its kind
    Ref,
    /// @organisation/team
    Team,
    /// @user
    User,
    /// An email address
    Email,
    /// namespace/<Kubernetes namespace>
    Namespace,
    /// #channel
    Channel,
    /// A container image, with tag or digest
    Image,
    /// A name, optionally with its namespace in the catalog
    Name,
    /// A path on this machine
    Path,
}

impl From<OwnershipHandleKindArg> for OwnershipHandleKind {
    fn from(handle: OwnershipHandleKindArg) -> OwnershipHandleKind {
        match handle {
            OwnershipHandleKindArg::Url => OwnershipHandleKind::Url,
            OwnershipHandleKindArg::Ref => OwnershipHandleKind::Ref,
            OwnershipHandleKindArg::Team => OwnershipHandleKind::Team,
            OwnershipHandleKindArg::User => OwnershipHandleKind::User,
            OwnershipHandleKindArg::Email => OwnershipHandleKind::Email,
            OwnershipHandleKindArg::Namespace => OwnershipHandleKind::Namespace,
            OwnershipHandleKindArg::Channel => OwnershipHandleKind::Channel,
            OwnershipHandleKindArg::Image => OwnershipHandleKind::Image,
            OwnershipHandleKindArg::Name => OwnershipHandleKind::Name,
            OwnershipHandleKindArg::Path => OwnershipHandleKind::Path,
        }
    }
}
