//! What one signs in to a GitHub with, and what that must be allowed to do there.

use std::fmt;

/// What signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInMethod<'a> {
    /// The token from this source, such as `GH_TOKEN`.
    Token(&'a str),
    /// What git itself keeps for the server.
    Git,
    /// A key of ssh.
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

/// What a git must be allowed to do with a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequiredAccess {
    /// To fetch.
    Read,
    /// To push.
    Write,
    /// To push workflows among others.
    WriteWorkflows,
}

impl RequiredAccess {
    /// What a token must be allowed, after `must be allowed to`.
    pub(super) fn format_token_permission(self, repository: &str) -> String {
        match self {
            RequiredAccess::Read => format!(
                "read the contents of {repository}: as a fine-grained one, contents=read; as a classic one, the scope repo"
            ),
            RequiredAccess::Write => format!(
                "write the contents of {repository}: as a fine-grained one, contents=write; as a classic one, the scope repo"
            ),
            RequiredAccess::WriteWorkflows => format!(
                "write contents and workflows in {repository}: as a fine-grained one, contents=write and workflows=write; as a classic one, the scopes repo and workflow"
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
