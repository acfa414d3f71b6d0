//! `idp catalog`: what its verbs show.

mod list;
mod population;
mod validation;

pub use list::CatalogList;
pub use population::population;
pub use validation::ValidationReport;
