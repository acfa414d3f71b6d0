//! `idp catalog`: what is asked of the catalog, and what is changed in it.

mod validate;

pub use validate::{Asked, Validation, validate_paths, validate_platform};
