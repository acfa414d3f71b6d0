//! `idp catalog rebase-pr`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::ops::PullRequestRebaseOutcome;
use crate::view::SCHEMA_VERSION;
use crate::view::{LineWidth, Report};

/// The result of rebasing the branch of a registration.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp catalog rebase-pr")]
pub struct RebasePrReport {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The name of the branch.
    pub branch: String,
    /// The new commit; null if the branch was already up to date.
    pub commit: Option<String>,
}

impl RebasePrReport {
    /// Builds the report of `rebased`.
    pub fn new(rebased: &PullRequestRebaseOutcome) -> Self {
        RebasePrReport {
            schema_version: SCHEMA_VERSION,
            branch: rebased.branch.clone(),
            commit: rebased.commit.clone(),
        }
    }
}

impl Report for RebasePrReport {
    /// One line.
    fn render_text(&self, _width: LineWidth) -> String {
        match &self.commit {
            Some(commit) => format!(
                "rebased {} onto the latest catalog ({commit:.7})\n",
                self.branch
            ),
            None => format!("{} is already up to date\n", self.branch),
        }
    }
}
