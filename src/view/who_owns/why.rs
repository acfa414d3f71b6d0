//! The steps that led to a result, and the owners over time.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::FilePosition;
use crate::ops::{OwnershipPeriod, OwnershipReason};

/// A step that led to a result.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OwnershipReasonItem {
    /// A description of the step, in one sentence.
    pub what: String,
    /// The position that the step refers to.
    pub source: Option<FilePosition>,
}

/// A period in which an entity had the same owner.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OwnershipPeriodItem {
    /// The full ref of the owner; null if no owner was set.
    pub owner: Option<String>,
    /// The start of the period, in RFC 3339 format.
    pub since: String,
    /// The commit that started the period.
    pub commit: String,
    /// The author of the commit.
    pub author: String,
    /// The file that contained the entity at that time.
    pub file: String,
}

impl From<&OwnershipReason> for OwnershipReasonItem {
    fn from(reason: &OwnershipReason) -> Self {
        OwnershipReasonItem {
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

impl OwnershipReasonItem {
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
        let owner = self.owner.as_deref().unwrap_or("none");
        let commit = self.commit.get(..7).unwrap_or(&self.commit);
        format!("since {day}  {owner}  {commit} by {}", self.author)
    }
}
