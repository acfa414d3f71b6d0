//! Patterns of refs, as settings name what lives elsewhere.

use std::fmt;

use globset::{Glob, GlobSet, GlobSetBuilder};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::error::{Error, Result};
use crate::printable::escape_and_truncate;

/// A pattern of full refs, such as `group:*/*` or `component:legacy/*`; case is none of its.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String")]
pub struct EntityRefPattern(Glob);

impl EntityRefPattern {
    /// All of `patterns` at once.
    ///
    /// # Errors
    /// Usage (2) when together they are too large to be matched.
    pub fn build_glob_set(patterns: &[EntityRefPattern]) -> Result<GlobSet> {
        let mut set = GlobSetBuilder::new();
        for EntityRefPattern(glob) in patterns {
            set.add(glob.clone());
        }
        let too_large = |error| Error::usage("these patterns cannot be matched").with_source(error);
        set.build().map_err(too_large)
    }
}

impl fmt::Display for EntityRefPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.glob())
    }
}

impl TryFrom<String> for EntityRefPattern {
    type Error = String;

    fn try_from(text: String) -> std::result::Result<EntityRefPattern, String> {
        let glob = Glob::new(&text.to_lowercase());
        let refused = |error: globset::Error| {
            let why = error.kind().to_string();
            format!(
                "`{}` is no pattern of refs: {}",
                escape_and_truncate(&text),
                escape_and_truncate(&why)
            )
        };
        glob.map(EntityRefPattern).map_err(refused)
    }
}
