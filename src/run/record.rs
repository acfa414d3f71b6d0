//! The contents of a journal.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::header::RunHeader;
use crate::effect::EffectKey;

/// The phase of an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EffectPhase {
    /// It may have happened.
    Intent,
    /// It has happened.
    Done,
    /// It was abandoned.
    Abandoned,
}

/// A line after the header.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JournalEntry {
    /// The line's number; unlike the time, it never goes backwards.
    pub seq: u32,
    /// When it was written.
    pub at: jiff::Timestamp,
    /// The effect.
    pub effect: EffectKey,
    /// Its phase.
    pub phase: EffectPhase,
    /// Its outcome.
    #[serde(default, skip_serializing_if = "Json::is_null")]
    pub value: Json,
    /// The version of `idp` that wrote this line and those after it, if it differs from the line before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idp: Option<String>,
}

/// The header of a journal and its entries, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct RunRecord {
    /// The header.
    pub header: RunHeader,
    /// The entries, in order.
    pub entries: Vec<JournalEntry>,
    /// The version of `idp` that wrote the last line; 0.1.0 didn't record it.
    pub last_writer: Option<String>,
}

impl RunRecord {
    /// The outcome of `effect`, if it's done.
    pub fn effect_outcome<T: DeserializeOwned>(&self, effect: &EffectKey) -> Option<T> {
        let done =
            |entry: &&JournalEntry| entry.effect == *effect && entry.phase == EffectPhase::Done;
        let entry = self.entries.iter().rev().find(done)?;
        serde_json::from_value(entry.value.clone()).ok()
    }

    /// Whether `effect` is done.
    pub fn is_effect_done(&self, effect: &EffectKey) -> bool {
        self.has_entry_for_effect_phase(effect, EffectPhase::Done)
    }

    /// Whether `effect` was started.
    pub fn is_effect_begun(&self, effect: &EffectKey) -> bool {
        self.has_entry_for_effect_phase(effect, EffectPhase::Intent)
    }

    /// Whether the run has ended: it's done or abandoned.
    pub fn is_finished_or_abandoned(&self) -> bool {
        self.is_effect_done(&EffectKey::Run) || self.is_abandoned()
    }

    /// Whether it was abandoned.
    pub fn is_abandoned(&self) -> bool {
        self.has_entry_for_effect_phase(&EffectKey::Run, EffectPhase::Abandoned)
    }

    /// The effects that were started, in order, each with whether it's done.
    pub fn list_effects_with_done_flag(&self) -> Vec<(&EffectKey, bool)> {
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

    fn has_entry_for_effect_phase(&self, effect: &EffectKey, phase: EffectPhase) -> bool {
        let is = |entry: &JournalEntry| entry.effect == *effect && entry.phase == phase;
        self.entries.iter().any(is)
    }
}
