//! `idp catalog`: what its verbs show.

mod difference;
mod edit;
mod edit_plan;
mod formatting;
mod graph;
mod list;
mod page;
mod population;
mod rebase;
mod unowned;
mod validation;

pub use difference::DifferenceReport;
pub use edit::EditReport;
pub use edit_plan::EditPlan;
pub use formatting::FormatReport;
pub use graph::GraphReport;
pub use list::CatalogList;
pub use page::EntityPages;
pub use population::population;
pub use rebase::RebaseReport;
pub use unowned::UnownedReport;
pub use validation::ValidationReport;
