//! What the people who keep templates do with them: start one, and test that each still renders what it should.

mod expected;
mod start;
mod test;

pub use expected::{Content, Mismatch};
pub use start::{Started, start};
pub use test::{Tested, home, test};
