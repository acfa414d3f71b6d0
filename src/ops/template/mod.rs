//! Commands for template authors: create a template, and test that each one still renders the expected files.

mod expected;
mod new;
mod test;

pub use expected::{FileMismatch, TestFileContent};
pub use new::{CreatedTemplate, create_template};
pub use test::{TestCaseResult, resolve_templates_folder, test_templates};
