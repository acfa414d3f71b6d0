//! Changes of catalog files that touch no other byte: what is to be different is written into the text where it
//! stands, and the result is read again to see that this and nothing else has changed.

mod assignment;
mod draft;
mod expectation;
mod field;
mod list;
#[cfg(test)]
mod list_tests;
mod sequence;
#[cfg(test)]
mod tests;
mod value;
mod writer;

pub use assignment::{Assignment, Operator, check_assignments};
pub use draft::Draft;
pub use field::Field;
pub(in crate::catalog) use field::METADATA;
pub use value::FieldValue;
pub(in crate::catalog) use value::{Content, Style};
