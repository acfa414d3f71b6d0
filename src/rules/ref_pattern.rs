//! Ref patterns, which settings use for entities that are defined elsewhere.

use std::fmt;

use globset::{Glob, GlobSet, GlobSetBuilder};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::error::{Error, Result};
use crate::printable::escape_and_truncate;

/// A pattern for full refs, such as `group:*/*` or `component:legacy/*`; case-insensitive.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String")]
pub struct EntityRefPattern(Glob);

impl EntityRefPattern {
    /// Combines `patterns` into one set.
    ///
    /// # Errors
    /// Usage (2) if the combined patterns are too complex.
    pub fn build_glob_set(patterns: &[EntityRefPattern]) -> Result<GlobSet> {
        let mut set = GlobSetBuilder::new();
        for EntityRefPattern(glob) in patterns {
            set.add(glob.clone());
        }
        let too_large =
            |error| Error::usage("too many or too complex ref patterns").with_source(error);
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
                "invalid ref pattern `{}`: {}",
                escape_and_truncate(&text),
                escape_and_truncate(&why)
            )
        };
        glob.map(EntityRefPattern).map_err(refused)
    }
}
