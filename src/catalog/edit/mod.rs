//! Minimal edits of catalog files: a change is written into the text in place, and the result is parsed again to verify
//! that nothing else changed.

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

pub use assignment::{Assignment, AssignmentOperator, reject_repeated_field_assignments};
pub(in crate::catalog) use field_path::METADATA_FIELD_ORDER;
pub use field_path::{Field, field_short_names};
pub use file_draft::FileDraft;
pub use value::FieldValue;
pub(in crate::catalog) use value::{FieldValueOrList, YamlStyle};
