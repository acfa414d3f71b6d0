//! How `idp` signs in to GitHub, and the permissions it needs there.

use std::fmt;

/// The credential that was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInMethod<'a> {
    /// The token from this source, such as `GH_TOKEN`.
    Token(&'a str),
    /// The credential that git stores for the server.
    Git,
    /// An SSH key.
    Key,
}

impl fmt::Display for SignInMethod<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SignInMethod::Token(source) => write!(f, "the token from {source}"),
            SignInMethod::Git => f.write_str("the token that git uses"),
            SignInMethod::Key => f.write_str("your SSH key"),
        }
    }
}

/// The access to a repository that a git command needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequiredAccess {
    /// Fetch.
    Read,
    /// Push.
    Write,
    /// Push, including workflows.
    WriteWorkflows,
}

impl RequiredAccess {
    /// The access that a token needs, to follow `needs`.
    pub(super) fn format_token_permission(self, repository: &str) -> String {
        match self {
            RequiredAccess::Read => format!(
                "read access to {repository}: contents=read (fine-grained) or the repo scope (classic)"
            ),
            RequiredAccess::Write => format!(
                "write access to {repository}: contents=write (fine-grained) or the repo scope (classic)"
            ),
            RequiredAccess::WriteWorkflows => format!(
                "write access to contents and workflows of {repository}: contents=write and workflows=write (fine-grained) or the repo and workflow scopes (classic)"
            ),
        }
    }

    /// `read` or `write`.
    pub(super) fn access_verb(self) -> &'static str {
        match self {
            RequiredAccess::Read => "read",
            RequiredAccess::Write | RequiredAccess::WriteWorkflows => "write",
        }
    }
}
