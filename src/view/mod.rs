//! What people and programs see. Data goes to stdout, talk to stderr; nothing else in the program prints.

mod annotation;
mod catalog;
mod connect;
mod csv;
mod diff;
mod doctor;
mod escape;
mod failure;
mod finding;
mod format;
mod json;
mod new;
mod new_summary;
mod platform;
mod runs;
mod sarif;
mod snippet;
mod style;
mod table;
mod template;
mod template_test;
mod text;
mod ui;
mod who_owns;

pub use catalog::{
    CatalogList, DifferenceReport, EditPlan, EditReport, EntityPages, FormatReport, GraphReport,
    RebaseReport, UnownedReport, ValidationReport, population,
};
pub use connect::ConnectReport;
pub use doctor::DoctorReport;
pub use failure::show_failure;
pub use format::Format;
pub use json::{Published, SCHEMAS};
pub use new::{NewPlan, NewReport, ProgressReporter};
pub use new_summary::summary;
pub use platform::PlatformStamp;
pub use runs::{AbandonReport, RunList, RunPage};
pub use style::Style;
pub use template::{LintReport, TemplateList, TemplatePage};
pub use template_test::{StartedTemplate, TestReport};
pub use text::{CompletionScript, RuleList, RulePage};
pub use ui::{Colour, Ui};
pub use who_owns::WhoOwnsReport;

/// The version that every object carries; it changes when something is taken away or means something else.
pub(super) const VERSION: u32 = 1;
