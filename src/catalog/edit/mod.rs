//! Changes of catalog files that touch no other byte: what is to be different is written into the text where it
//! stands, and the result is read again to see that this and nothing else has changed.

mod draft;
mod field;
#[cfg(test)]
mod tests;
mod wish;

pub use draft::Draft;
pub use field::Field;
pub(in crate::catalog) use field::METADATA;
