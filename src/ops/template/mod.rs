//! Commands for template authors: create or copy a template, and test that each one still renders the expected files.

mod expected;
mod local_templates;
mod new;
mod test;

pub use expected::{FileMismatch, TestFileContent};
pub use local_templates::{LocalTemplates, has_templates, resolve_templates_folder};
pub use new::{CreatedTemplate, copy_template, create_template};
pub use test::{TestCaseResult, test_templates};
