//! `idp catalog diff`.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;

use crate::ops::{CatalogDiff, EntityChange, FieldChange};
use crate::printable::{Printable, truncate_chars};
use crate::view::SCHEMA_VERSION;
use crate::view::{LineWidth, Report};
use crate::view::{PlatformInfo, TextStyle};

/// The differences between two catalogs.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp catalog diff")]
pub struct CatalogDiffReport {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The platform that the data comes from.
    pub platform: PlatformInfo,
    /// Entities that are only in the second catalog.
    pub added: Vec<EntityRefWithFileItem>,
    /// Entities that are only in the first catalog.
    pub removed: Vec<EntityRefWithFileItem>,
    /// Entities that are in both catalogs but differ.
    pub changed: Vec<ChangedEntityItem>,
}

/// An entity and its file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EntityRefWithFileItem {
    /// The full ref.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The path from the root of the platform repository.
    pub file: String,
}

/// An entity that changed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangedEntityItem {
    /// The full ref.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The changed fields, sorted by name.
    pub fields: Vec<FieldChangeItem>,
}

/// A field that changed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FieldChangeItem {
    /// The path of the field, such as `spec.owner`; `file` for the file of the entity, `other` for all other changes.
    pub field: String,
    /// The old value; null if there was none.
    pub before: Option<String>,
    /// The new value; null if there is none.
    pub after: Option<String>,
}

impl CatalogDiffReport {
    /// Builds the report of `difference`.
    pub fn new(platform: PlatformInfo, difference: CatalogDiff) -> Self {
        let place = |(reference, file): (String, String)| EntityRefWithFileItem { reference, file };
        CatalogDiffReport {
            schema_version: SCHEMA_VERSION,
            platform,
            added: difference.added.into_iter().map(place).collect(),
            removed: difference.removed.into_iter().map(place).collect(),
            changed: difference
                .changed
                .into_iter()
                .map(ChangedEntityItem::from)
                .collect(),
        }
    }
}

impl Report for CatalogDiffReport {
    /// Lines with `+`, `-` and `~`, and the number of each.
    fn render_text(&self, _width: LineWidth) -> String {
        let mut text = String::new();
        for added in &self.added {
            let _ = writeln!(
                text,
                "{}",
                TextStyle::Good.paint(added.format_diff_line('+'))
            );
        }
        for removed in &self.removed {
            let _ = writeln!(
                text,
                "{}",
                TextStyle::Bad.paint(removed.format_diff_line('-'))
            );
        }
        for changed in &self.changed {
            let head = format!("~ {}", Printable(&changed.reference));
            let _ = writeln!(text, "{}", TextStyle::Caution.paint(head));
            for field in &changed.fields {
                let _ = writeln!(text, "    {}", field.format_field_change());
            }
        }
        let counts = [
            (self.added.len(), "added"),
            (self.removed.len(), "removed"),
            (self.changed.len(), "changed"),
        ];
        let counts = counts.map(|(count, what)| format!("{count} {what}"));
        text + &counts.join(", ") + "\n"
    }
}

impl EntityRefWithFileItem {
    fn format_diff_line(&self, sign: char) -> String {
        format!(
            "{sign} {}  {}",
            Printable(&self.reference),
            Printable(&self.file)
        )
    }
}

impl From<EntityChange> for ChangedEntityItem {
    fn from(changed: EntityChange) -> Self {
        let field = |FieldChange {
                         field,
                         before,
                         after,
                     }| FieldChangeItem {
            field,
            before,
            after,
        };
        ChangedEntityItem {
            reference: changed.reference,
            fields: changed.fields.into_iter().map(field).collect(),
        }
    }
}

impl FieldChangeItem {
    fn format_field_change(&self) -> String {
        let shown = |text: &Option<String>| match text {
            Some(text) => truncate_chars(&Printable(text).to_string(), 100),
            None => "-".to_owned(),
        };
        let field = Printable(&self.field);
        match (&self.before, &self.after) {
            (None, None) => format!("{field}"),
            (before, after) => format!("{field}: {} → {}", shown(before), shown(after)),
        }
    }
}
