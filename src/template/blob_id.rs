//! Git blob IDs: a lock uses them to identify each rendered file and each version of a template.

use std::fmt;

use git2::{ObjectType, Oid};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::printable::escape_and_truncate;

/// The SHA-1 ID of a git blob, as `git hash-object` prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(extend("pattern" = "^[0-9a-f]{40}$"))]
pub struct GitBlobId(Oid);

impl GitBlobId {
    /// The id of a blob that holds `bytes`.
    ///
    /// # Errors
    /// Io (7) if git can't hash the bytes, which doesn't happen in practice.
    pub fn hash_bytes(bytes: &[u8]) -> Result<GitBlobId> {
        let id = Oid::hash_object(ObjectType::Blob, bytes);
        id.map(GitBlobId).map_err(|error| {
            let reason = std::io::Error::other(error.message().to_owned());
            Error::io("hash a file", reason)
        })
    }

    /// Reads an id.
    ///
    /// # Errors
    /// Usage (2) for anything but 40 lower-case hexadecimal digits. `Oid` itself pads a shorter text with zeros, so the end of
    /// a truncated lock would look like an id.
    pub fn parse(text: &str) -> Result<GitBlobId> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let id = Oid::from_str(text).ok();
        id.filter(|_| text.len() == 40 && text.bytes().all(is_digit))
            .map(GitBlobId)
            .ok_or_else(|| {
                let shown = escape_and_truncate(text);
                Error::usage(format!("invalid git blob ID `{shown}`"))
            })
    }
}

impl TryFrom<String> for GitBlobId {
    type Error = Error;

    fn try_from(text: String) -> Result<GitBlobId> {
        GitBlobId::parse(&text)
    }
}

impl From<GitBlobId> for String {
    fn from(id: GitBlobId) -> String {
        id.to_string()
    }
}

impl fmt::Display for GitBlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_id_that_git_gives() {
        let id = GitBlobId::hash_bytes(b"hello\n").unwrap();
        assert_eq!(id.to_string(), "ce013625030ba8dba906f756967f9e9ca394464a");
        assert_eq!(GitBlobId::parse(&id.to_string()).unwrap(), id);
    }

    #[test]
    fn part_of_an_id_is_none() {
        for text in [
            "",
            "ce01362",
            "CE013625030BA8DBA906F756967F9E9CA394464A",
            "ce013625030ba8dba906f756967f9e9ca394464",
            "ce013625030ba8dba906f756967f9e9ca394464a0",
            "xe013625030ba8dba906f756967f9e9ca394464a",
        ] {
            let error = GitBlobId::parse(text).unwrap_err();
            assert!(error.message().contains("git blob ID"), "{text}");
        }
    }
}
