//! Carries a run out, step by step: each step is announced, timed and told of, and stops for Ctrl-C; each effect in it is done
//! once.

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::journal::Journal;
use super::step::{CompletedStep, RunProgress, RunStep};
use super::store::ActiveRun;
use crate::cancellation::CancellationToken;
use crate::effect::{EffectAttempt, EffectKey, run_effect_once};
use crate::error::{Error, ErrorKind, Result};

/// What carries out the steps of one run. The steps share it, so what it keeps is in cells.
pub struct RunEngine<'a> {
    work: ActiveRun,
    stop: &'a CancellationToken,
    progress: RefCell<&'a mut dyn FnMut(RunProgress<'_>)>,
    completed: RefCell<Vec<CompletedStep>>,
    /// Whether an effect of the step at hand was done by an earlier attempt.
    was_done_before: Cell<bool>,
}

impl<'a> RunEngine<'a> {
    /// For the run of `work`. Set `stop` to end it before its next step; `progress` hears of every step.
    pub fn new(
        work: ActiveRun,
        stop: &'a CancellationToken,
        progress: &'a mut dyn FnMut(RunProgress<'_>),
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

    /// Does `work` as the step `step`. It gives its value and what came of it in a few words.
    ///
    /// # Errors
    /// Interrupted (130) where the run is to stop, before the step or in it; else those of `work`.
    pub fn run_step<T>(
        &self,
        step: RunStep,
        work: impl FnOnce() -> Result<(T, String)>,
    ) -> Result<T> {
        self.run_step_keeping_errors(step, || {
            work().map_err(|error| self.map_interrupted_error(step, error))
        })
    }

    /// As [`RunEngine::run_step`], for work whose errors say more than that it was interrupted: whether something goes on elsewhere.
    ///
    /// # Errors
    /// Interrupted (130) where the run is to stop before the step; else those of `work`.
    pub fn run_step_keeping_errors<T>(
        &self,
        step: RunStep,
        work: impl FnOnce() -> Result<(T, String)>,
    ) -> Result<T> {
        if self.is_cancelled() {
            let message = format!("interrupted before {}", step.name());
            return Err(Error::new(ErrorKind::Interrupted, message));
        }
        self.report_progress(RunProgress::Started(step));
        let began = Instant::now();
        self.was_done_before.set(false);
        let (value, detail) = work()?;
        let elapsed = (!self.was_done_before.get()).then(|| began.elapsed());
        self.record_step(step, detail, elapsed);
        Ok(value)
    }

    /// Notes a step that is over already; `elapsed` is `None` for one of an earlier attempt.
    pub fn record_step(&self, step: RunStep, detail: String, elapsed: Option<Duration>) {
        let done = CompletedStep {
            step,
            detail,
            elapsed,
        };
        self.report_progress(RunProgress::Done(&done));
        self.completed.borrow_mut().push(done);
    }

    /// Tells of something that happened.
    pub fn report_progress(&self, progress: RunProgress<'_>) {
        (self.progress.borrow_mut())(progress);
    }

    /// As [`run_effect_once`], with the journal as the ledger.
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

    /// Notes that the run is done; its steps.
    ///
    /// # Errors
    /// Io (7) where that cannot be written down.
    pub fn finish_run(&self) -> Result<Vec<CompletedStep>> {
        self.work.finish_run()?;
        Ok(self.completed.take())
    }

    /// Removes all trace of a run that came to nothing.
    ///
    /// # Errors
    /// Io (7) where the journal cannot be removed.
    pub fn delete_run(&self) -> Result<()> {
        self.work.delete_run()
    }

    /// Ctrl-C reaches a git that the terminal sees, too: what it then fails at is no fault.
    fn map_interrupted_error(&self, step: RunStep, error: Error) -> Error {
        if !self.is_cancelled() {
            return error;
        }
        let message = format!("interrupted in {}", step.name());
        Error::new(ErrorKind::Interrupted, message).with_hints(error.hints().iter().cloned())
    }
}
