//! `idp catalog`: what is asked of the catalog, and what is changed in it.

mod fix;
mod ground;
mod introduced;
mod validate;

pub use fix::{Fix, fixes};
pub use validate::{Asked, Validation, validate_paths, validate_platform};
