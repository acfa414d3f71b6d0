//! Ctrl-C and SIGTERM: they end the process while nothing is at stake, and ask it to stop after a step once something is.
//!
//! Two threads may want to end the process at the same moment: a Ctrl-C at a question makes the question fail, which the
//! main thread reports, and is a signal, which the thread of the handler reports. The first of them to say so ends it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::cancellation::CancellationToken;
use crate::error::{Error, ErrorKind, Result};
use crate::prompt::TerminalState;
use crate::view::Ui;

/// What the handler of signals and the work of this process know of each other. Clones are one state.
#[derive(Clone, Debug, Default)]
pub struct InterruptState {
    token: CancellationToken,
    phase: Arc<Mutex<InterruptPhase>>,
}

/// What an interrupt would hit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum InterruptPhase {
    /// Nothing was changed yet.
    #[default]
    Asking,
    /// Work is under way that must not be torn apart.
    Working,
    /// A thread reports how the process ends, and ends it.
    Ending,
}

impl InterruptState {
    /// What is cancelled when the user wants a run to stop.
    pub(super) fn token(&self) -> &CancellationToken {
        &self.token
    }

    /// From now on the first interrupt lets the call in flight finish; a second one ends the process.
    pub(super) fn begin_uninterruptible_work(&self) -> &CancellationToken {
        let mut phase = self.lock_interrupt_phase();
        if *phase == InterruptPhase::Ending {
            // The user is being told that nothing was done, so nothing may begin.
            drop(phase);
            park_until_process_exit();
        }
        *phase = InterruptPhase::Working;
        &self.token
    }

    /// To be called by the main thread before it reports how the process ends. Where an interrupt is ending it already, this
    /// doesn't return; otherwise no interrupt says anything after it.
    pub fn begin_process_exit(&self) {
        if !self.claim_process_exit() {
            park_until_process_exit();
        }
    }

    /// Whether the caller is to end the process, and no other thread does.
    fn claim_process_exit(&self) -> bool {
        let mut phase = self.lock_interrupt_phase();
        let is_first = *phase != InterruptPhase::Ending;
        *phase = InterruptPhase::Ending;
        is_first
    }

    /// What the process ends with on an interrupt at this moment; `None` where it goes on, or is ended by the main thread.
    fn handle_interrupt(&self, announce_stop: impl FnOnce()) -> Option<Error> {
        // Held until the phase is set, so that no work begins in between.
        let mut phase = self.lock_interrupt_phase();
        let error = match (*phase, self.token.is_cancelled()) {
            (InterruptPhase::Ending, _) => return None,
            (InterruptPhase::Asking, _) => {
                Error::new(ErrorKind::Interrupted, "interrupted; nothing was done")
            }
            (InterruptPhase::Working, false) => {
                announce_stop();
                self.token.cancel();
                return None;
            }
            (InterruptPhase::Working, true) => Error::new(
                ErrorKind::Interrupted,
                "interrupted in the middle of a step",
            )
            .with_hint(
                "to continue, run the same command again; runs are listed by: idp runs list",
            ),
        };
        *phase = InterruptPhase::Ending;
        Some(error)
    }

    /// Ctrl-C and SIGTERM end the process with a word and a clean terminal, whatever it was about to ask.
    ///
    /// # Errors
    /// Io (7) where the system has no handler for us; the second call in a process.
    pub(super) fn install_interrupt_handler(&self, ui: Ui) -> Result<()> {
        let (state, terminal) = (self.clone(), TerminalState::save());
        ctrlc::set_handler(move || {
            let announce =
                || ui.print_status("stopping after this step; once more ends it at once");
            if let Some(error) = state.handle_interrupt(announce) {
                terminal.restore();
                ui.print_error(&error);
                std::process::exit(error.kind().exit_code().into());
            }
        })
        .map_err(|error| Error::new(ErrorKind::Io, "cannot listen for Ctrl-C").with_source(error))
    }

    fn lock_interrupt_phase(&self) -> MutexGuard<'_, InterruptPhase> {
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Another thread ends the process in a moment.
fn park_until_process_exit() -> ! {
    loop {
        std::thread::park();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The message that an interrupt ends the process with, and whether it announced a stop after the step.
    fn interrupt(state: &InterruptState) -> (Option<String>, bool) {
        let mut announced = false;
        let error = state.handle_interrupt(|| announced = true);
        (error.map(|error| error.to_string()), announced)
    }

    #[test]
    fn before_any_work_an_interrupt_ends_the_process() {
        let state = InterruptState::default();
        let (message, announced) = interrupt(&state);
        assert_eq!(message.as_deref(), Some("interrupted; nothing was done"));
        assert!(!announced);
        assert!(!state.token().is_cancelled());
    }

    #[test]
    fn during_work_the_first_interrupt_cancels_and_the_second_ends_the_process() {
        let state = InterruptState::default();
        let token = state.begin_uninterruptible_work().clone();
        assert_eq!(interrupt(&state.clone()), (None, true));
        assert!(token.is_cancelled());
        let (message, announced) = interrupt(&state);
        assert_eq!(
            message.as_deref(),
            Some("interrupted in the middle of a step")
        );
        assert!(!announced);
    }

    #[test]
    fn one_thread_ends_the_process_and_no_other() {
        let state = InterruptState::default();
        state.begin_process_exit();
        assert_eq!(interrupt(&state), (None, false));
        let state = InterruptState::default();
        assert!(interrupt(&state).0.is_some());
        assert!(!state.claim_process_exit());
        assert_eq!(interrupt(&state), (None, false));
    }

    #[test]
    fn no_work_begins_once_an_interrupt_said_that_none_was_done() {
        let state = InterruptState::default();
        assert!(interrupt(&state).0.is_some());
        let (send, begun) = std::sync::mpsc::channel();
        let worker = state.clone();
        std::thread::spawn(move || {
            worker.begin_uninterruptible_work();
            let _ = send.send(());
        });
        let patience = std::time::Duration::from_millis(100);
        assert!(begun.recv_timeout(patience).is_err());
        assert_eq!(*state.lock_interrupt_phase(), InterruptPhase::Ending);
    }
}
