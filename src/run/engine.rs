//! Executes a run step by step. Each step is announced, timed and reported, and stops on Ctrl-C; each effect in it happens once.

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::journal::Journal;
use super::step::{CompletedStep, RunProgressEvent, RunStep};
use super::store::ActiveRun;
use crate::cancellation::CancellationToken;
use crate::effect::{EffectAttempt, EffectKey, run_effect_once};
use crate::error::{Error, ErrorKind, Result};

/// Executes the steps of one run. The steps share it, so its state is in cells.
pub struct RunEngine<'a> {
    work: ActiveRun,
    stop: &'a CancellationToken,
    progress: RefCell<&'a mut dyn FnMut(RunProgressEvent<'_>)>,
    completed: RefCell<Vec<CompletedStep>>,
    /// Whether an earlier attempt completed an effect of the current step.
    was_done_before: Cell<bool>,
}

impl<'a> RunEngine<'a> {
    /// Creates the engine for the run `work`. Cancelling `stop` ends it before its next step; `progress` is called for every step.
    pub fn new(
        work: ActiveRun,
        stop: &'a CancellationToken,
        progress: &'a mut dyn FnMut(RunProgressEvent<'_>),
    ) -> RunEngine<'a> {
        RunEngine {
            work,
            stop,
            progress: RefCell::new(progress),
            completed: RefCell::new(Vec::new()),
            was_done_before: Cell::new(false),
        }
    }

    /// The journal of the run, which is also the ledger of its effects.
    pub fn journal(&self) -> &Journal {
        &self.work.journal
    }

    /// Whether the user wants the run to stop.
    fn is_cancelled(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// Runs `work` as the step `step`. It returns a value and a short description of the result.
    ///
    /// # Errors
    /// Interrupted (130) if the run is cancelled before or during the step; otherwise those of `work`.
    pub fn run_step<T>(
        &self,
        step: RunStep,
        work: impl FnOnce() -> Result<(T, String)>,
    ) -> Result<T> {
        self.run_step_with_original_errors(step, || {
            work().map_err(|error| self.interrupted_error_if_cancelled(step, error))
        })
    }

    /// Like [`RunEngine::run_step`], for work whose errors say more than "interrupted", such as that something is still running
    /// elsewhere.
    ///
    /// # Errors
    /// Interrupted (130) if the run is cancelled before the step; otherwise those of `work`.
    pub fn run_step_with_original_errors<T>(
        &self,
        step: RunStep,
        work: impl FnOnce() -> Result<(T, String)>,
    ) -> Result<T> {
        if self.is_cancelled() {
            let message = format!("interrupted before {}", step.name());
            return Err(Error::new(ErrorKind::Interrupted, message));
        }
        self.report_progress(RunProgressEvent::Started(step));
        let began = Instant::now();
        self.was_done_before.set(false);
        let (value, detail) = work()?;
        let elapsed = (!self.was_done_before.get()).then(|| began.elapsed());
        self.report_completed_step(step, detail, elapsed);
        Ok(value)
    }

    /// Records a completed step; `elapsed` is `None` for one from an earlier attempt.
    pub fn report_completed_step(&self, step: RunStep, detail: String, elapsed: Option<Duration>) {
        let done = CompletedStep {
            step,
            detail,
            elapsed,
        };
        self.report_progress(RunProgressEvent::Done(&done));
        self.completed.borrow_mut().push(done);
    }

    /// Reports progress.
    pub fn report_progress(&self, progress: RunProgressEvent<'_>) {
        (self.progress.borrow_mut())(progress);
    }

    /// Calls [`run_effect_once`] with the journal as the ledger.
    ///
    /// # Errors
    /// As [`run_effect_once`].
    pub fn run_effect_once<T: Serialize + DeserializeOwned>(
        &self,
        effect: EffectKey,
        work: impl FnOnce(EffectAttempt) -> Result<T>,
    ) -> Result<T> {
        if self.journal().is_effect_done(&effect) {
            self.was_done_before.set(true);
        }
        run_effect_once(self.journal(), effect, work)
    }

    /// Records that the run is done, and returns its steps.
    ///
    /// # Errors
    /// Io (7) if it can't be recorded.
    pub fn finish_run(&self) -> Result<Vec<CompletedStep>> {
        self.work.finish_run()?;
        Ok(self.completed.take())
    }

    /// Removes all traces of a run that had no effect.
    ///
    /// # Errors
    /// Io (7) if the journal can't be removed.
    pub fn delete_run(&self) -> Result<()> {
        self.work.delete_run()
    }

    /// Reports a failure after Ctrl-C as an interrupt, because Ctrl-C also reaches git processes in the same terminal.
    fn interrupted_error_if_cancelled(&self, step: RunStep, error: Error) -> Error {
        if !self.is_cancelled() {
            return error;
        }
        let message = format!("interrupted during {}", step.name());
        Error::new(ErrorKind::Interrupted, message).with_hints(error.hints().iter().cloned())
    }
}
