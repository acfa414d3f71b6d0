//! Ctrl-C and SIGTERM: as long as nothing has been changed, they end the process immediately; afterwards, they end it
//! after the current step.
//!
//! Two threads may want to end the process at the same time: a Ctrl-C at a prompt makes the prompt fail, which the main
//! thread reports, and sends a signal, which the handler thread reports. The first one to claim the exit ends the
//! process.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::cancellation::CancellationToken;
use crate::error::{Error, ErrorKind, Result};
use crate::prompt::TerminalState;
use crate::view::Ui;

/// The state shared by the signal handler and the rest of the process. Clones share one state.
#[derive(Clone, Debug, Default)]
pub struct InterruptState {
    token: CancellationToken,
    phase: Arc<Mutex<ProcessPhase>>,
}

/// The phase of the process when an interrupt arrives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum ProcessPhase {
    /// Nothing has been changed yet.
    #[default]
    Asking,
    /// Work is in progress that must not be interrupted in the middle of a step.
    Working,
    /// A server runs until it's interrupted.
    Serving,
    /// A thread is reporting the result and ending the process.
    Ending,
}

impl InterruptState {
    /// The token that is cancelled when the user interrupts a run.
    pub(super) fn cancellation_token(&self) -> &CancellationToken {
        &self.token
    }

    /// From now on, the first interrupt lets the current call finish; a second one ends the process.
    pub(super) fn begin_uninterruptible_work(&self) -> &CancellationToken {
        self.begin_phase(ProcessPhase::Working)
    }

    /// From now on, the first interrupt cancels the token, which is how a server ends; a second one ends the process.
    pub(super) fn begin_serving(&self) -> &CancellationToken {
        self.begin_phase(ProcessPhase::Serving)
    }

    fn begin_phase(&self, next: ProcessPhase) -> &CancellationToken {
        let mut phase = self.lock_interrupt_phase();
        if *phase == ProcessPhase::Ending {
            // The user is being told that nothing was changed, so no work may begin.
            drop(phase);
            park_until_process_exit();
        }
        *phase = next;
        &self.token
    }

    /// The main thread calls this before it reports its result. If an interrupt is already ending the process, this
    /// doesn't return; otherwise, interrupts print nothing afterwards.
    pub fn claim_process_exit_or_park(&self) {
        if !self.claim_process_exit() {
            park_until_process_exit();
        }
    }

    /// Claims the exit. Returns whether the caller is the thread that ends the process.
    fn claim_process_exit(&self) -> bool {
        let mut phase = self.lock_interrupt_phase();
        let is_first = *phase != ProcessPhase::Ending;
        *phase = ProcessPhase::Ending;
        is_first
    }

    /// The error with which an interrupt ends the process now; `None` if the process continues or the main thread is
    /// ending it.
    fn handle_interrupt(&self, announce_stop: impl FnOnce()) -> Option<Error> {
        // The lock is held until the phase is set, so that no work begins in between.
        let mut phase = self.lock_interrupt_phase();
        let error = match (*phase, self.token.is_cancelled()) {
            (ProcessPhase::Ending, _) => return None,
            (ProcessPhase::Asking, _) => {
                Error::new(ErrorKind::Interrupted, "interrupted; nothing was changed")
            }
            (ProcessPhase::Serving, false) => {
                self.token.cancel();
                return None;
            }
            (ProcessPhase::Serving, true) => Error::new(ErrorKind::Interrupted, "interrupted"),
            (ProcessPhase::Working, false) => {
                announce_stop();
                self.token.cancel();
                return None;
            }
            (ProcessPhase::Working, true) => Error::new(
                ErrorKind::Interrupted,
                "interrupted in the middle of a step",
            )
            .with_hint("to continue, run the same command again"),
        };
        *phase = ProcessPhase::Ending;
        Some(error)
    }

    /// Makes Ctrl-C and SIGTERM end the process with a message and restore the terminal, even at a prompt.
    ///
    /// # Errors
    /// Io (7) if the handler can't be installed, or on a second call in a process.
    pub(super) fn install_interrupt_handler(&self, ui: Ui) -> Result<()> {
        let (state, terminal) = (self.clone(), TerminalState::save());
        ctrlc::set_handler(move || {
            let announce = || {
                ui.clear_progress_line();
                ui.print_status("finishing this step; press Ctrl-C again to stop now");
            };
            if let Some(error) = state.handle_interrupt(announce) {
                terminal.restore();
                ui.print_error(&error);
                std::process::exit(error.kind().exit_code().into());
            }
        })
        .map_err(|error| Error::new(ErrorKind::Io, "cannot listen for Ctrl-C").with_source(error))
    }

    fn lock_interrupt_phase(&self) -> MutexGuard<'_, ProcessPhase> {
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Blocks until another thread ends the process.
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
        assert_eq!(message.as_deref(), Some("interrupted; nothing was changed"));
        assert!(!announced);
        assert!(!state.cancellation_token().is_cancelled());
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
    fn an_interrupt_ends_a_server_without_a_message() {
        let state = InterruptState::default();
        let token = state.begin_serving().clone();
        assert_eq!(interrupt(&state), (None, false));
        assert!(token.is_cancelled());
        assert_eq!(interrupt(&state).0.as_deref(), Some("interrupted"));
    }

    #[test]
    fn one_thread_ends_the_process_and_no_other() {
        let state = InterruptState::default();
        state.claim_process_exit_or_park();
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
        assert_eq!(*state.lock_interrupt_phase(), ProcessPhase::Ending);
    }
}
