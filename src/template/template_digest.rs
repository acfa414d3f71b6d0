//! The digest that identifies a template in a lock: two templates of the same version can differ.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::blob_id::GitBlobId;
use crate::error::{Error, Result};
use crate::printable::escape_and_truncate;

/// The git blob ID of a list of files, written as `sha1:<40 digits>`. The prefix keeps secret scanners from mistaking
/// `datadog: <40 digits>` for a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(extend("pattern" = "^sha1:[0-9a-f]{40}$"))]
pub struct TemplateDigest(GitBlobId);

const PREFIX: &str = "sha1:";

impl From<GitBlobId> for TemplateDigest {
    fn from(id: GitBlobId) -> TemplateDigest {
        TemplateDigest(id)
    }
}

impl TryFrom<String> for TemplateDigest {
    type Error = Error;

    fn try_from(text: String) -> Result<TemplateDigest> {
        let Some(id) = text.strip_prefix(PREFIX) else {
            let shown = escape_and_truncate(&text);
            return Err(Error::usage(format!(
                "invalid digest `{shown}`: it must start with {PREFIX}"
            )));
        };
        GitBlobId::parse(id).map(TemplateDigest)
    }
}

impl From<TemplateDigest> for String {
    fn from(digest: TemplateDigest) -> String {
        digest.to_string()
    }
}

impl fmt::Display for TemplateDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_names_its_algorithm() {
        let digest = TemplateDigest::from(GitBlobId::hash_bytes(b"hello\n").unwrap());
        let text = String::from(digest);
        assert_eq!(text, "sha1:ce013625030ba8dba906f756967f9e9ca394464a");
        assert_eq!(TemplateDigest::try_from(text.clone()).unwrap(), digest);
        for wrong in [
            &text[5..],
            "sha1:ce01",
            "sha256:ce013625030ba8dba906f756967f9e9ca394464a",
        ] {
            assert!(
                TemplateDigest::try_from(wrong.to_owned()).is_err(),
                "{wrong}"
            );
        }
    }
}
