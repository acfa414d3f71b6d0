//! Commands for template authors: create or copy a template, and test that each one still renders the expected files.

mod expected;
mod new;
mod test;

pub use expected::{FileMismatch, TestFileContent};
pub use new::{CreatedTemplate, copy_template, create_template};
pub use test::{TestCaseResult, has_templates, resolve_templates_folder, test_templates};
