//! What became of something that GitHub may refuse, and that decides whether anything is deployed.

use serde::{Deserialize, Serialize};

use super::EffectLedger;

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
    pub(super) fn from_ledger(effect: &str, ledger: &dyn EffectLedger) -> Option<SettingOutcome> {
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
