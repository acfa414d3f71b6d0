//! The output for people and programs. Data goes to stdout, messages to stderr; no other module prints.

mod catalog;
mod connect;
mod csv;
mod diagnostic_item;
mod doctor;
mod error_report;
mod escape;
mod explain;
mod git_command;
mod github_annotations;
mod interview_summary;
mod json_lines;
mod json_schemas;
mod markdown;
mod new;
mod new_confirmation;
mod new_notices;
mod output_format;
mod platform;
mod remedy;
mod report;
mod runs;
mod sarif;
mod snippet;
mod style;
mod table;
mod template;
mod template_layers;
mod template_test;
mod ui;
mod unified_diff;
mod who_owns;

pub use crate::text_layout::LineWidth;
pub use catalog::*;
pub use connect::ConnectReport;
pub use doctor::DoctorReport;
pub use error_report::render_error;
pub use explain::{CompletionScript, ExplainReport, RuleExplanation, RuleList};
pub use git_command::CloneInShell;
pub use interview_summary::{OtherOptions, render_interview_summary};
pub use json_schemas::list_published_schemas;
pub use new::{NewServiceOutput, NewServicePlanReport, NewServiceReport, ProgressReporter};
pub use new_confirmation::render_new_service_confirmation;
pub use output_format::OutputFormat;
pub use platform::PlatformInfo;
pub use report::{PublishedSchema, Report, ReportWriter, list_supported_output_formats};
pub use runs::{RunAbandonReport, RunDetails, RunList};
pub use style::TextStyle;
pub use template::{TemplateDetails, TemplateLintReport, TemplateList};
pub use template_test::{NewTemplateReport, TemplateTestReport};
pub use ui::{ColourMode, Ui, write_shell_candidates};
pub use who_owns::WhoOwnsReport;

/// The schema version in every JSON object. It changes when a field is removed or changes its meaning.
pub(super) const SCHEMA_VERSION: u32 = 1;
