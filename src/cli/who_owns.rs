//! `idp who-owns`: what can be typed.

use clap::{Args, ValueEnum};

use super::{AtArgs, filled};
use crate::ops::Handle;

/// `idp who-owns`.
///
/// A handle is a repository's URL, a ref with its kind, a path, namespace/<k8s namespace>, an image with tag or digest,
/// or a name; the first of these that leads to something counts.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp who-owns checkout
  idp who-owns component:default/checkout --why
  idp who-owns https://github.com/acme/checkout
  idp who-owns src/payments/card.ts
  idp who-owns ghcr.io/acme/checkout:1.2
  idp who-owns checkout --history
  idp who-owns checkout --at 2026-03-01
  kubectl get namespaces -o name | sed s/^name// | idp who-owns - -o csv")]
pub struct WhoOwnsArgs {
    /// What to ask about; `-` reads handles from standard input, one a line
    #[arg(required = true, value_name = "HANDLE", value_parser = filled)]
    pub handles: Vec<String>,
    /// Understand every handle as this, and as nothing else
    #[arg(long = "as", value_enum, value_name = "KIND")]
    pub as_: Option<HandleArg>,
    /// Show every step that led to the answer
    #[arg(long)]
    pub why: bool,
    /// Show who owned it before, and since when
    #[arg(long)]
    pub history: bool,
    /// When to look.
    #[command(flatten)]
    pub at: AtArgs,
}

/// How to understand a handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum HandleArg {
    /// The address of a repository
    Url,
    /// A ref with its kind
    Ref,
    /// A path of this machine
    Path,
    /// namespace/<namespace in Kubernetes>
    Namespace,
    /// An image, with tag or digest
    Image,
    /// A name, perhaps with its namespace in the catalog
    Name,
}

impl From<HandleArg> for Handle {
    fn from(handle: HandleArg) -> Handle {
        match handle {
            HandleArg::Url => Handle::Url,
            HandleArg::Ref => Handle::Ref,
            HandleArg::Path => Handle::Path,
            HandleArg::Namespace => Handle::Namespace,
            HandleArg::Image => Handle::Image,
            HandleArg::Name => Handle::Name,
        }
    }
}
