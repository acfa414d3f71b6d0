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
        let escaped = |text: &Option<String>| text.as_ref().map(|text| Printable(text).to_string());
        let (before, after) = (escaped(&self.before), escaped(&self.after));
        let field = Printable(&self.field);
        match (&before, &after) {
            (None, None) => format!("{field}"),
            (Some(before), Some(after)) => {
                let start = find_excerpt_start(before, after);
                let (before, after) = (excerpt_from(before, start), excerpt_from(after, start));
                format!("{field}: {before} → {after}")
            }
            (before, after) => {
                let shown = |text: &Option<String>| {
                    let text = text.as_deref();
                    text.map_or("-".to_owned(), |text| excerpt_from(text, 0))
                };
                format!("{field}: {} → {}", shown(before), shown(after))
            }
        }
    }
}

/// The most characters of a value to show.
const MAX_EXCERPT_LENGTH: usize = 100;
/// How many of the characters before the first difference to show.
const CONTEXT_LENGTH: usize = 20;

/// Where excerpts of two values begin, in characters: at 0, or near their first difference if that would be cut off.
fn find_excerpt_start(before: &str, after: &str) -> usize {
    let pairs = before.chars().zip(after.chars());
    let same = pairs.take_while(|(one, other)| one == other).count();
    if same + CONTEXT_LENGTH < MAX_EXCERPT_LENGTH {
        0
    } else {
        same - CONTEXT_LENGTH
    }
}

/// An excerpt of `text` that begins at the character `start`.
fn excerpt_from(text: &str, start: usize) -> String {
    let rest: String = text.chars().skip(start).collect();
    let ellipsis = if start > 0 { "…" } else { "" };
    format!("{ellipsis}{}", truncate_chars(&rest, MAX_EXCERPT_LENGTH))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format_change(before: &str, after: &str) -> String {
        let change = FieldChangeItem {
            field: "metadata.description".to_owned(),
            before: Some(before.to_owned()),
            after: Some(after.to_owned()),
        };
        change.format_field_change()
    }

    #[test]
    fn a_late_difference_is_shown() {
        assert_eq!(
            format_change("the cart", "the shop"),
            "metadata.description: the cart → the shop"
        );
        let long = "x".repeat(200);
        let change = format_change(&format!("{long} cart"), &format!("{long} shop"));
        let same = "x".repeat(19);
        assert_eq!(
            change,
            format!("metadata.description: …{same} cart → …{same} shop")
        );
    }
}
