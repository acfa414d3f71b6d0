//! `idp catalog rebase-pr`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::ops::RebaseOutcome;
use crate::view::Report;
use crate::view::SCHEMA_VERSION;

/// What became of the branch of a registration.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp catalog rebase-pr")]
pub struct RebasePrReport {
    /// 1.
    pub schema_version: u32,
    /// The branch.
    pub branch: String,
    /// Its new commit; null where it stood on the newest catalog already.
    pub commit: Option<String>,
}

impl RebasePrReport {
    /// The report of `rebased`.
    pub fn new(rebased: &RebaseOutcome) -> Self {
        RebasePrReport {
            schema_version: SCHEMA_VERSION,
            branch: rebased.branch.clone(),
            commit: rebased.commit.clone(),
        }
    }
}

impl Report for RebasePrReport {
    /// One line.
    fn render_text(&self) -> String {
        match &self.commit {
            Some(commit) => format!(
                "{} is on the newest catalog now ({commit:.7})\n",
                self.branch
            ),
            None => format!("{} is on the newest catalog already\n", self.branch),
        }
    }
}
