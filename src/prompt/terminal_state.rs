//! Saves the state of the terminal, to restore it if the process ends during a prompt.

use console::Term;

/// The saved line settings.
pub struct TerminalState {
    #[cfg(unix)]
    settings: Option<rustix::termios::Termios>,
}

impl TerminalState {
    /// Saves the settings of the terminal on stdin, if there is one.
    pub fn save() -> Self {
        TerminalState {
            #[cfg(unix)]
            settings: rustix::termios::tcgetattr(std::io::stdin()).ok(),
        }
    }

    /// Restores the settings and shows the cursor. Errors are ignored, because nothing can be done about them.
    pub fn restore(&self) {
        #[cfg(unix)]
        if let Some(settings) = &self.settings {
            use rustix::termios::{OptionalActions, tcsetattr};
            let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, settings);
        }
        let term = Term::stderr();
        if term.is_term() {
            let _ = term.show_cursor();
        }
    }
}
