//! What the people who keep templates do with them: start one, and test that each still renders what it should.

mod expected;
mod new;
mod test;

pub use expected::{FileMismatch, TestFileContent};
pub use new::{CreatedTemplate, create_template};
pub use test::{TestCaseResult, resolve_templates_folder, test_templates};
