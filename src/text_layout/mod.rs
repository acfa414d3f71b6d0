//! Text for a terminal: how wide a line may be, and how longer text is shortened or wrapped.

mod line_width;
mod wrap;

pub use line_width::LineWidth;
pub(crate) use wrap::{wrap_advice, wrap_command, wrap_lines, wrap_value};
