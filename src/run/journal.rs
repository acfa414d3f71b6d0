//! The record of a run: one JSON line for each thing that begins or is done, on the disk before it is acted on.
//!
//! An effect that is begun and not done may have happened: whoever goes on asks the remote, and does not guess.

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::header::{JOURNAL_SCHEMA, RunHeader};
use super::private_file;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::forge::EffectLedger;

/// The effect that is the whole run.
const RUN_EFFECT: &str = "run";
/// A journal has some kilobytes; what is larger is none.
const MAX_JOURNAL_BYTES: u64 = 4 << 20;

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
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct JournalEntry {
    /// Counts the lines; unlike the time it never goes back.
    pub seq: u32,
    /// When, as the clock said.
    pub at: jiff::Timestamp,
    /// What.
    pub effect: String,
    /// How far it is.
    pub phase: EffectPhase,
    /// What came of it.
    #[serde(default, skip_serializing_if = "Json::is_null")]
    pub value: Json,
}

/// What a journal says.
#[derive(Clone, Debug)]
pub struct RunRecord {
    /// What it is about.
    pub header: RunHeader,
    /// What happened, in order.
    pub entries: Vec<JournalEntry>,
}

/// A journal that is being written.
pub struct Journal {
    path: PathBuf,
    file: RefCell<File>,
    run_record: RefCell<RunRecord>,
    clock: Clock,
    fail_point: Option<super::FailPoint>,
    /// Whether the last line may be there in part only.
    has_torn_line: Cell<bool>,
}

impl RunRecord {
    /// Reads the journal at `path`. A last line that was not finished does not count: nobody acted on it.
    ///
    /// # Errors
    /// Io (7) where others may write or read it, or where it is damaged or of a later format.
    pub(super) fn read(path: &Path) -> Result<RunRecord> {
        let text = private_file::read_private_file(path, MAX_JOURNAL_BYTES)?;
        let damaged = |line: usize| {
            Error::new(
                crate::error::ErrorKind::Io,
                format!("{} is damaged in line {line}", path.display()),
            )
            .with_hint("what it made is known to the forge and the catalog only; remove the file once that is in order")
        };
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        let mut lines = whole.lines();
        let first = lines.next().ok_or_else(|| damaged(1))?;
        let header = parse_header(path, first).ok_or_else(|| damaged(1))??;
        let records = lines.enumerate().map(|(index, line)| {
            let record: JournalEntry =
                serde_json::from_str(line).map_err(|_| damaged(index + 2))?;
            if record.seq as usize == index + 1 {
                Ok(record)
            } else {
                Err(damaged(index + 2))
            }
        });
        Ok(RunRecord {
            header,
            entries: records.collect::<Result<_>>()?,
        })
    }

    /// What came of `effect`, if it is done.
    pub fn effect_outcome<T: DeserializeOwned>(&self, effect: &str) -> Option<T> {
        let done =
            |record: &&JournalEntry| record.effect == effect && record.phase == EffectPhase::Done;
        let record = self.entries.iter().rev().find(done)?;
        serde_json::from_value(record.value.clone()).ok()
    }

    /// Whether `effect` is done.
    pub fn is_effect_done(&self, effect: &str) -> bool {
        self.has_entry(effect, EffectPhase::Done)
    }

    /// Whether `effect` was begun.
    pub fn is_effect_begun(&self, effect: &str) -> bool {
        self.has_entry(effect, EffectPhase::Intent)
    }

    /// Whether nobody will add to it: the run is done, or was given up.
    pub fn is_finished(&self) -> bool {
        self.is_effect_done(RUN_EFFECT) || self.is_abandoned()
    }

    /// Whether it was given up.
    pub fn is_abandoned(&self) -> bool {
        self.has_entry(RUN_EFFECT, EffectPhase::Abandoned)
    }

    /// The effects that were begun, in order, each with whether it is done.
    pub fn effects(&self) -> Vec<(&str, bool)> {
        let mut effects: Vec<(&str, bool)> = Vec::new();
        for record in &self.entries {
            let known = effects
                .iter_mut()
                .find(|(effect, _)| *effect == record.effect);
            match (known, record.phase) {
                (Some((_, done)), EffectPhase::Done) => *done = true,
                (None, EffectPhase::Intent) => effects.push((&record.effect, false)),
                _ => {}
            }
        }
        effects
    }

    fn has_entry(&self, effect: &str, phase: EffectPhase) -> bool {
        let is = |record: &JournalEntry| record.effect == effect && record.phase == phase;
        self.entries.iter().any(is)
    }
}

/// The first line; `None` where it is none.
fn parse_header(path: &Path, line: &str) -> Option<Result<RunHeader>> {
    #[derive(Deserialize)]
    struct SchemaVersion {
        schema: u32,
    }
    let SchemaVersion { schema } = serde_json::from_str(line).ok()?;
    if schema > JOURNAL_SCHEMA {
        return Some(Err(Error::new(
            crate::error::ErrorKind::Io,
            format!("{} was written by a newer idp", path.display()),
        )
        .with_hint("go on with the idp that began it")));
    }
    serde_json::from_str(line).ok().map(Ok)
}

impl Journal {
    /// Starts the journal of a new run at `path`.
    pub(super) fn create(
        path: &Path,
        header: RunHeader,
        clock: Clock,
        fail_point: Option<super::FailPoint>,
    ) -> Result<Journal> {
        let file = private_file::create_private_file(path)?;
        let journal = Journal {
            path: path.to_owned(),
            file: RefCell::new(file),
            run_record: RefCell::new(RunRecord {
                header,
                entries: Vec::new(),
            }),
            clock,
            fail_point,
            has_torn_line: Cell::new(false),
        };
        let line = serde_json::to_string(&journal.run_record.borrow().header);
        let line = line.map_err(|error| {
            Error::usage(format!("the run cannot be recorded: {error}"))
                .with_hint("choose a directory whose name is UTF-8")
        })?;
        journal.append_line(&line)?;
        private_file::sync_parent_folder(path)?;
        Ok(journal)
    }

    /// Goes on with a journal; what was not finished of it is cut off.
    pub(super) fn reopen(
        path: &Path,
        clock: Clock,
        fail_point: Option<super::FailPoint>,
    ) -> Result<Journal> {
        let run_record = RunRecord::read(path)?;
        let file = private_file::open_for_append(path)?;
        Ok(Journal {
            path: path.to_owned(),
            file: RefCell::new(file),
            run_record: RefCell::new(run_record),
            clock,
            fail_point,
            has_torn_line: Cell::new(false),
        })
    }

    /// The name of its run.
    pub fn run_id(&self) -> String {
        self.run_record.borrow().header.run.clone()
    }

    /// What it says so far.
    pub fn run_record(&self) -> RunRecord {
        self.run_record.borrow().clone()
    }

    /// What came of `effect`, if it is done.
    pub fn effect_outcome<T: DeserializeOwned>(&self, effect: &str) -> Option<T> {
        self.run_record.borrow().effect_outcome(effect)
    }

    /// Whether `effect` is done.
    pub fn is_effect_done(&self, effect: &str) -> bool {
        self.run_record.borrow().is_effect_done(effect)
    }

    /// Notes what came of `effect`.
    ///
    /// # Errors
    /// Io (7) where it cannot be written down.
    pub fn record_outcome(&self, effect: &str, value: &impl Serialize) -> Result<()> {
        let value = serde_json::to_value(value).map_err(|error| self.write_error(error.into()))?;
        self.append_entry(effect, EffectPhase::Done, value)
    }

    /// Notes that the run is done.
    pub(super) fn finish(&self) -> Result<()> {
        self.append_entry(RUN_EFFECT, EffectPhase::Done, Json::Null)
    }

    /// Notes that nobody will go on.
    pub(super) fn abandon(&self) -> Result<()> {
        self.append_entry(RUN_EFFECT, EffectPhase::Abandoned, Json::Null)
    }

    /// Where it lies.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    fn append_entry(&self, effect: &str, phase: EffectPhase, value: Json) -> Result<()> {
        let seq = self.run_record.borrow().entries.len() as u32 + 1;
        let record = JournalEntry {
            seq,
            at: self.clock.now(),
            effect: effect.to_owned(),
            phase,
            value,
        };
        super::FailPoint::kill_before_record(self.fail_point, seq);
        let line =
            serde_json::to_string(&record).map_err(|error| self.write_error(error.into()))?;
        self.append_line(&line)?;
        super::FailPoint::kill_after_record(self.fail_point, seq);
        self.run_record.borrow_mut().entries.push(record);
        Ok(())
    }

    fn append_line(&self, line: &str) -> Result<()> {
        let mut file = self.file.borrow_mut();
        // One call, so that a line is there or not, but for a crash of the machine in the middle of it.
        let written = if self.has_torn_line.get() {
            // A line after one that may be incomplete could not be read.
            Err(std::io::Error::other("an earlier write failed"))
        } else {
            file.write_all(format!("{line}\n").as_bytes())
                .and_then(|()| file.sync_data())
        };
        self.has_torn_line.set(written.is_err());
        written.map_err(|error| self.write_error(error))
    }

    fn write_error(&self, error: std::io::Error) -> Error {
        Error::io(format_args!("write {}", self.path.display()), error)
    }
}

impl EffectLedger for Journal {
    fn effect_outcome(&self, effect: &str) -> Option<Json> {
        self.run_record.borrow().effect_outcome(effect)
    }

    fn is_effect_begun(&self, effect: &str) -> bool {
        self.run_record.borrow().is_effect_begun(effect)
    }

    fn begin_effect(&self, effect: &str) -> Result<()> {
        self.append_entry(effect, EffectPhase::Intent, Json::Null)
    }

    fn finish_effect(&self, effect: &str, outcome: Json) -> Result<()> {
        self.append_entry(effect, EffectPhase::Done, outcome)
    }
}
