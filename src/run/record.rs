//! What a journal says.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::header::RunHeader;
use crate::effect::EffectKey;

/// How far an effect is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EffectPhase {
    /// It may have happened.
    Intent,
    /// It has happened.
    Done,
    /// Nobody will go on with it.
    Abandoned,
}

/// A line behind the first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JournalEntry {
    /// Counts the lines; unlike the time it never goes back.
    pub seq: u32,
    /// When, as the clock said.
    pub at: jiff::Timestamp,
    /// What.
    pub effect: EffectKey,
    /// How far it is.
    pub phase: EffectPhase,
    /// What came of it.
    #[serde(default, skip_serializing_if = "Json::is_null")]
    pub value: Json,
    /// The version of `idp` that wrote this line and those below, where it isn't that of the line before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idp: Option<String>,
}

/// The header of a journal and its entries, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct RunRecord {
    /// What it is about.
    pub header: RunHeader,
    /// What happened, in order.
    pub entries: Vec<JournalEntry>,
    /// The version of `idp` that wrote the last line; that of 0.1.0 is not known.
    pub last_writer: Option<String>,
}

impl RunRecord {
    /// What came of `effect`, if it is done.
    pub fn effect_outcome<T: DeserializeOwned>(&self, effect: &EffectKey) -> Option<T> {
        let done =
            |entry: &&JournalEntry| entry.effect == *effect && entry.phase == EffectPhase::Done;
        let entry = self.entries.iter().rev().find(done)?;
        serde_json::from_value(entry.value.clone()).ok()
    }

    /// Whether `effect` is done.
    pub fn is_effect_done(&self, effect: &EffectKey) -> bool {
        self.has_journal_entry(effect, EffectPhase::Done)
    }

    /// Whether `effect` was begun.
    pub fn is_effect_begun(&self, effect: &EffectKey) -> bool {
        self.has_journal_entry(effect, EffectPhase::Intent)
    }

    /// Whether nobody will add to it: the run is done, or was given up.
    pub fn is_finished(&self) -> bool {
        self.is_effect_done(&EffectKey::Run) || self.is_abandoned()
    }

    /// Whether it was given up.
    pub fn is_abandoned(&self) -> bool {
        self.has_journal_entry(&EffectKey::Run, EffectPhase::Abandoned)
    }

    /// The effects that were begun, in order, each with whether it is done.
    pub fn list_begun_effects(&self) -> Vec<(&EffectKey, bool)> {
        let mut effects: Vec<(&EffectKey, bool)> = Vec::new();
        for entry in &self.entries {
            let known = effects
                .iter_mut()
                .find(|(effect, _)| **effect == entry.effect);
            match (known, entry.phase) {
                (Some((_, done)), EffectPhase::Done) => *done = true,
                (None, EffectPhase::Intent) => effects.push((&entry.effect, false)),
                _ => {}
            }
        }
        effects
    }

    fn has_journal_entry(&self, effect: &EffectKey, phase: EffectPhase) -> bool {
        let is = |entry: &JournalEntry| entry.effect == *effect && entry.phase == phase;
        self.entries.iter().any(is)
    }
}
