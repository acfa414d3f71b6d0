//! What became of something that GitHub may refuse, and that decides whether anything is deployed.

use serde::{Deserialize, Serialize};

use super::Ledger;

/// How it stands; a sentence says why it is not as it was wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Standing {
    /// As it was wanted.
    Made,
    /// It is there, and lets nobody through.
    Shut(String),
    /// GitHub has none.
    Missing(String),
}

impl Standing {
    /// As the effect that made it noted in `ledger`; nothing for what was not made yet.
    pub(super) fn noted(effect: &str, ledger: &dyn Ledger) -> Option<Standing> {
        serde_json::from_value(ledger.outcome(effect)?).ok()
    }

    /// What people should know of it.
    pub(super) fn notes(self) -> Vec<String> {
        match self {
            Standing::Made => Vec::new(),
            Standing::Shut(note) | Standing::Missing(note) => vec![note],
        }
    }
}
