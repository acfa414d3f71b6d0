//! The palette: what a colour means, in one place. Text is written with colours and stripped where none are wanted.

use std::fmt::{self, Display};

use anstyle::{AnsiColor, Style as Ansi};

/// What a piece of text is, which decides how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// It worked.
    Good,
    /// It failed.
    Bad,
    /// It may become a problem.
    Caution,
    /// Something to type, or the next thing to do.
    Hint,
    /// The subject of the sentence.
    Strong,
    /// Beside the point: times, paths, labels.
    Faint,
}

impl Style {
    /// `value` in this style.
    pub fn of<D: Display>(self, value: D) -> impl Display {
        Styled {
            ansi: self.ansi(),
            value,
        }
    }

    fn ansi(self) -> Ansi {
        let colour = |colour: AnsiColor| Ansi::new().fg_color(Some(colour.into()));
        match self {
            Style::Good => colour(AnsiColor::Green).bold(),
            Style::Bad => colour(AnsiColor::BrightRed).bold(),
            Style::Caution => colour(AnsiColor::Yellow).bold(),
            Style::Hint => colour(AnsiColor::BrightCyan),
            Style::Strong => Ansi::new().bold(),
            Style::Faint => Ansi::new().dimmed(),
        }
    }
}

struct Styled<D> {
    ansi: Ansi,
    value: D,
}

impl<D: Display> Display for Styled<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.ansi, self.value, self.ansi.render_reset())
    }
}
