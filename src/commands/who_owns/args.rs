//! What `idp who-owns` is told.

use clap::{Args, ValueEnum};

use crate::cli::{PointInTimeArgs, parse_non_empty};
use crate::ops::HandleKind;

/// `idp who-owns`.
///
/// A handle is the URL of a repository or of any page of it, an entity ref with its kind, @organisation/team, an e-mail
/// address, namespace/<Kubernetes namespace>, an image, a name or a path. The first of these that leads to something
/// counts; a word that is both a name and a path is answered as both.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp who-owns checkout
  idp who-owns component:default/checkout --why
  idp who-owns https://github.com/acme/checkout/pull/12
  idp who-owns acme/checkout @acme/payments ada@acme.example
  idp who-owns src/payments/card.ts:12
  idp who-owns ghcr.io/acme/checkout:1.2
  idp who-owns checkout --history
  idp who-owns checkout --at 2026-03-01
  kubectl get namespaces -o name | sed s/^name// | idp who-owns - -o csv")]
pub struct WhoOwnsArgs {
    /// Name, URL, path, team, e-mail address, image or namespace to look up; use `-` to read from stdin, one per line
    #[arg(required = true, value_name = "HANDLE", value_parser = parse_non_empty)]
    pub handles: Vec<String>,
    /// Interpret every handle as this kind only
    #[arg(long = "as", value_enum, value_name = "KIND")]
    pub as_: Option<HandleKindArg>,
    /// Show every step that led to the answer
    #[arg(long)]
    pub why: bool,
    /// Show previous owners, and since when
    #[arg(long)]
    pub history: bool,
    /// Name everybody in the owning team, not just the first five
    #[arg(long)]
    pub all: bool,
    /// When to look.
    #[command(flatten)]
    pub at: PointInTimeArgs,
}

/// How to understand a handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum HandleKindArg {
    /// The URL of a repository, of any page of it, or of a team
    Url,
    /// An entity ref with its kind
    Ref,
    /// @organisation/team
    Team,
    /// @user
    User,
    /// An e-mail address
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

impl From<HandleKindArg> for HandleKind {
    fn from(handle: HandleKindArg) -> HandleKind {
        match handle {
            HandleKindArg::Url => HandleKind::Url,
            HandleKindArg::Ref => HandleKind::Ref,
            HandleKindArg::Team => HandleKind::Team,
            HandleKindArg::User => HandleKind::User,
            HandleKindArg::Email => HandleKind::Email,
            HandleKindArg::Namespace => HandleKind::Namespace,
            HandleKindArg::Channel => HandleKind::Channel,
            HandleKindArg::Image => HandleKind::Image,
            HandleKindArg::Name => HandleKind::Name,
            HandleKindArg::Path => HandleKind::Path,
        }
    }
}
