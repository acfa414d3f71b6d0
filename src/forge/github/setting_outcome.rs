//! The outcome of a setting that GitHub may reject and that decides whether deploys can start.

use std::pin::Pin;

use serde::{Deserialize, Serialize};

use crate::effect::{EffectKey, EffectLedger};
use crate::error::Result;

/// An effect in progress. It returns notes for the user.
pub(super) type EffectFuture<'a> = Pin<Box<dyn Future<Output = Result<Vec<String>>> + 'a>>;

/// The outcome of a setting; a note says why it differs from the desired state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum SettingOutcome {
    /// As desired.
    Made,
    /// It exists, but allows no deployments.
    Shut(String),
    /// It wasn't created.
    Missing(String),
}

impl SettingOutcome {
    /// The outcome recorded in `ledger`; `None` if the effect hasn't run yet.
    pub(super) fn from_ledger(
        effect: &EffectKey,
        ledger: &dyn EffectLedger,
    ) -> Option<SettingOutcome> {
        serde_json::from_value(ledger.effect_outcome(effect)?).ok()
    }

    /// The notes for the user.
    pub(super) fn into_notes(self) -> Vec<String> {
        match self {
            SettingOutcome::Made => Vec::new(),
            SettingOutcome::Shut(note) | SettingOutcome::Missing(note) => vec![note],
        }
    }
}
