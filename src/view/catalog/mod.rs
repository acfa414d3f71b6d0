//! `idp catalog`: what its verbs show.

mod counts;
mod diff;
mod edit;
mod edit_confirmation;
mod fmt;
mod graph;
mod list;
mod rebase_pr;
mod show;
mod unowned;
mod validate;

pub use counts::format_catalog_counts;
pub use diff::DiffReport;
pub use edit::EditReport;
pub use edit_confirmation::EditConfirmation;
pub use fmt::FmtReport;
pub use graph::GraphReport;
pub use list::EntityList;
pub use rebase_pr::RebasePrReport;
pub use show::EntityDetailsReport;
pub use unowned::UnownedReport;
pub use validate::ValidationReport;
