//! What became of something that GitHub may refuse, and that decides whether anything is deployed.

use std::pin::Pin;

use serde::{Deserialize, Serialize};

use crate::effect::{EffectKey, EffectLedger};
use crate::error::Result;

/// An effect on its way; what it gives are sentences that people should know.
pub(super) type EffectFuture<'a> = Pin<Box<dyn Future<Output = Result<Vec<String>>> + 'a>>;

/// How it stands; a sentence says why it is not as it was wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum SettingOutcome {
    /// As it was wanted.
    Made,
    /// It is there, and lets nobody through.
    Shut(String),
    /// GitHub has none.
    Missing(String),
}

impl SettingOutcome {
    /// As the effect that made it noted in `ledger`; nothing for what was not made yet.
    pub(super) fn from_ledger(
        effect: &EffectKey,
        ledger: &dyn EffectLedger,
    ) -> Option<SettingOutcome> {
        serde_json::from_value(ledger.effect_outcome(effect)?).ok()
    }

    /// What people should know of it.
    pub(super) fn into_notes(self) -> Vec<String> {
        match self {
            SettingOutcome::Made => Vec::new(),
            SettingOutcome::Shut(note) | SettingOutcome::Missing(note) => vec![note],
        }
    }
}
