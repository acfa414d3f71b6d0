//! The meaning of each colour, in one place. Text is always written with colours, which are stripped where they aren't
//! wanted.

use std::fmt::{self, Display};

use anstyle::{AnsiColor, Style as Ansi};

/// The role of a piece of text, which decides its style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextStyle {
    /// Success.
    Good,
    /// Failure.
    Bad,
    /// A possible problem.
    Caution,
    /// A command to type, or the next step.
    Hint,
    /// The subject of a message.
    Strong,
    /// Secondary information: times, paths, labels.
    Faint,
}

impl TextStyle {
    /// `value` in this style.
    pub fn paint<D: Display>(self, value: D) -> impl Display {
        AnsiStyledValue {
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

struct AnsiStyledValue<D> {
    ansi: Ansi,
    value: D,
}

impl<D: Display> Display for AnsiStyledValue<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.ansi, self.value, self.ansi.render_reset())
    }
}
