//! The journal of a run: one JSON line for each effect that starts or is done, on disk before the run continues.
//!
//! An effect that was started but isn't done may have happened: a resumed run asks the remote instead of guessing.

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::fail_point::FailPoint;
use super::header::RunHeader;
use super::header_format::format_journal_header;
use super::journal_reader::read_journal;
use super::private_file;
use super::record::{EffectPhase, JournalEntry, RunRecord};
use crate::clock::Clock;
use crate::effect::{EffectKey, EffectLedger};
use crate::error::{Error, Result};
use crate::idp_version::IDP_VERSION;

/// A journal that is being written.
pub struct Journal {
    path: PathBuf,
    file: RefCell<File>,
    run_record: RefCell<RunRecord>,
    clock: Clock,
    fail_point: Option<FailPoint>,
    /// Whether the last line may be incomplete.
    has_torn_line: Cell<bool>,
}

impl Journal {
    /// Starts the journal of a new run at `path`.
    pub(super) fn create_journal(
        path: &Path,
        header: RunHeader,
        clock: Clock,
        fail_point: Option<FailPoint>,
    ) -> Result<Journal> {
        let first_line = format_journal_header(&header).map_err(|error| {
            Error::usage(format!("cannot record the run: {error}"))
                .with_hint("choose a directory with a UTF-8 path")
        })?;
        let journal = Journal {
            path: path.to_owned(),
            file: RefCell::new(private_file::create_private_file(path)?),
            run_record: RefCell::new(RunRecord {
                header,
                entries: Vec::new(),
                last_writer: Some(IDP_VERSION.to_owned()),
            }),
            clock,
            fail_point,
            has_torn_line: Cell::new(false),
        };
        journal.append_line(&first_line)?;
        private_file::sync_parent_folder(path)?;
        Ok(journal)
    }

    /// Opens a journal to continue it; an incomplete last line is cut off.
    pub(super) fn reopen_journal(
        path: &Path,
        clock: Clock,
        fail_point: Option<FailPoint>,
    ) -> Result<Journal> {
        let run_record = read_journal(path)?;
        let file = private_file::open_for_append_trimming_torn_line(path)?;
        Ok(Journal {
            path: path.to_owned(),
            file: RefCell::new(file),
            run_record: RefCell::new(run_record),
            clock,
            fail_point,
            has_torn_line: Cell::new(false),
        })
    }

    /// The id of its run.
    pub fn run_id(&self) -> String {
        self.run_record.borrow().header.run.clone()
    }

    /// Its contents so far.
    pub fn run_record(&self) -> RunRecord {
        self.run_record.borrow().clone()
    }

    /// The outcome of `effect`, if it's done.
    pub fn effect_outcome<T: DeserializeOwned>(&self, effect: &EffectKey) -> Option<T> {
        self.run_record.borrow().effect_outcome(effect)
    }

    /// Whether `effect` is done.
    pub fn is_effect_done(&self, effect: &EffectKey) -> bool {
        self.run_record.borrow().is_effect_done(effect)
    }

    /// Records that the run is done.
    pub(super) fn record_run_finished(&self) -> Result<()> {
        self.append_entry(&EffectKey::Run, EffectPhase::Done, Json::Null)
    }

    /// Records that the run is abandoned.
    pub(super) fn record_run_abandoned(&self) -> Result<()> {
        self.append_entry(&EffectKey::Run, EffectPhase::Abandoned, Json::Null)
    }

    /// Its path.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    fn append_entry(&self, effect: &EffectKey, phase: EffectPhase, value: Json) -> Result<()> {
        // A key that can't be read back would make the whole journal unreadable.
        debug_assert_eq!(effect.to_string().parse(), Ok(effect.clone()));
        let seq = self.run_record.borrow().entries.len() as u32 + 1;
        let is_other_writer = self.run_record.borrow().last_writer.as_deref() != Some(IDP_VERSION);
        let entry = JournalEntry {
            seq,
            at: self.clock.now(),
            effect: effect.clone(),
            phase,
            value,
            idp: is_other_writer.then(|| IDP_VERSION.to_owned()),
        };
        FailPoint::kill_process_before_record(self.fail_point, seq);
        let line = serde_json::to_string(&entry)
            .map_err(|error| self.journal_write_error(error.into()))?;
        self.append_line(&line)?;
        FailPoint::kill_process_after_record(self.fail_point, seq);
        let mut run_record = self.run_record.borrow_mut();
        run_record.entries.push(entry);
        run_record.last_writer = Some(IDP_VERSION.to_owned());
        Ok(())
    }

    fn append_line(&self, line: &str) -> Result<()> {
        let mut file = self.file.borrow_mut();
        // One call, so that a line is written completely or not at all, unless the machine crashes in between.
        let written = if self.has_torn_line.get() {
            // A line after an incomplete one couldn't be read.
            Err(std::io::Error::other("an earlier write failed"))
        } else {
            file.write_all(format!("{line}\n").as_bytes())
                .and_then(|()| file.sync_data())
        };
        self.has_torn_line.set(written.is_err());
        written.map_err(|error| self.journal_write_error(error))
    }

    fn journal_write_error(&self, error: std::io::Error) -> Error {
        Error::io(format_args!("write {}", self.path.display()), error)
    }
}

impl EffectLedger for Journal {
    fn effect_outcome(&self, effect: &EffectKey) -> Option<Json> {
        self.run_record.borrow().effect_outcome(effect)
    }

    fn is_effect_begun(&self, effect: &EffectKey) -> bool {
        self.run_record.borrow().is_effect_begun(effect)
    }

    fn begin_effect(&self, effect: &EffectKey) -> Result<()> {
        self.append_entry(effect, EffectPhase::Intent, Json::Null)
    }

    fn finish_effect(&self, effect: &EffectKey, outcome: Json) -> Result<()> {
        self.append_entry(effect, EffectPhase::Done, outcome)
    }
}
