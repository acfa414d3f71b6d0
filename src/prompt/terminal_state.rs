//! The terminal as it was found: whoever ends the process in the middle of a question puts it back.

use console::Term;

/// Line settings and cursor, as they were at one moment.
pub struct TerminalState {
    #[cfg(unix)]
    settings: Option<rustix::termios::Termios>,
}

impl TerminalState {
    /// Takes note of the terminal behind stdin, if there is one.
    pub fn save() -> Self {
        TerminalState {
            #[cfg(unix)]
            settings: rustix::termios::tcgetattr(std::io::stdin()).ok(),
        }
    }

    /// Puts it back. That it cannot be put back is nothing one could fix.
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
