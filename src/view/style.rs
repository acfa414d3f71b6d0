//! The palette: what a colour means, in one place. Text is written with colours and stripped where none are wanted.

use std::fmt::{self, Display};

use anstyle::{AnsiColor, Style as Ansi};

/// What a piece of text is, which decides how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextStyle {
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

impl TextStyle {
    /// `value` in this style.
    pub fn paint<D: Display>(self, value: D) -> impl Display {
        StyledValue {
            ansi: self.to_ansi(),
            value,
        }
    }

    fn to_ansi(self) -> Ansi {
        let colour = |colour: AnsiColor| Ansi::new().fg_color(Some(colour.into()));
        match self {
            TextStyle::Good => colour(AnsiColor::Green).bold(),
            TextStyle::Bad => colour(AnsiColor::BrightRed).bold(),
            TextStyle::Caution => colour(AnsiColor::Yellow).bold(),
            TextStyle::Hint => colour(AnsiColor::BrightCyan),
            TextStyle::Strong => Ansi::new().bold(),
            TextStyle::Faint => Ansi::new().dimmed(),
        }
    }
}

struct StyledValue<D> {
    ansi: Ansi,
    value: D,
}

impl<D: Display> Display for StyledValue<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.ansi, self.value, self.ansi.render_reset())
    }
}
