//! What stands behind an answer: the steps that led to it, and what it was before.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::FilePosition;
use crate::ops::{OwnershipPeriod, OwnershipReason};

/// A step that led to an answer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReasonItem {
    /// One sentence.
    pub what: String,
    /// Where that stands.
    pub source: Option<FilePosition>,
}

/// A time in which an entity had one owner.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OwnershipPeriodItem {
    /// The full ref of the owner; null where nobody was named.
    pub owner: Option<String>,
    /// When it began, RFC 3339.
    pub since: String,
    /// The commit that began it.
    pub commit: String,
    /// Who made that commit.
    pub author: String,
    /// The file the entity was in then.
    pub file: String,
}

impl From<&OwnershipReason> for ReasonItem {
    fn from(reason: &OwnershipReason) -> Self {
        ReasonItem {
            what: reason.sentence.clone(),
            source: reason.place.as_ref().map(FilePosition::from),
        }
    }
}

impl From<&OwnershipPeriod> for OwnershipPeriodItem {
    fn from(tenure: &OwnershipPeriod) -> Self {
        let since = Timestamp::from_second(tenure.since.seconds).unwrap_or_default();
        OwnershipPeriodItem {
            owner: tenure.owner.clone(),
            since: since.to_string(),
            commit: tenure.since.commit.to_string(),
            author: tenure.since.author.clone(),
            file: tenure.file.clone(),
        }
    }
}

impl ReasonItem {
    pub(super) fn format_reason_line(&self) -> String {
        match &self.source {
            Some(source) => format!("{source}  {}", self.what),
            None => self.what.clone(),
        }
    }
}

impl OwnershipPeriodItem {
    /// `since 2026-03-02  group:default/payments  41d09be by Ada`.
    pub(super) fn format_period_line(&self) -> String {
        let day = self.since.split('T').next().unwrap_or_default();
        let owner = self.owner.as_deref().unwrap_or("nobody");
        let commit = self.commit.get(..7).unwrap_or(&self.commit);
        format!("since {day}  {owner}  {commit} by {}", self.author)
    }
}
