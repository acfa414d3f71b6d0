//! Changes of catalog files that touch no other byte: what is to be different is written into the text where it
//! stands, and the result is read again to see that this and nothing else has changed.

mod assignment;
mod document_editor;
mod expected_change;
mod field_path;
mod file_draft;
mod list_edit;
#[cfg(test)]
mod list_edit_tests;
mod sequence;
#[cfg(test)]
mod tests;
mod value;

pub use assignment::{Assignment, AssignmentOperator, validate_assignments};
pub use field_path::Field;
pub(in crate::catalog) use field_path::METADATA_FIELD_ORDER;
pub use file_draft::FileDraft;
pub use value::FieldValue;
pub(in crate::catalog) use value::{FieldContent, YamlStyle};
