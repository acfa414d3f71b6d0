//! `idp catalog diff`.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;

use crate::ops::{Changed, Difference, FieldChange};
use crate::printable::{Printable, shortened};
use crate::view::VERSION;
use crate::view::{PlatformStamp, Style};

/// What changed between two catalogs.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp catalog diff")]
pub struct DifferenceReport {
    /// 1.
    pub schema_version: u32,
    /// Which platform answered.
    pub platform: PlatformStamp,
    /// Only in the second.
    pub added: Vec<EntityPlace>,
    /// Only in the first.
    pub removed: Vec<EntityPlace>,
    /// In both, and not the same.
    pub changed: Vec<ChangedItem>,
}

/// An entity and its file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EntityPlace {
    /// The full ref.
    #[serde(rename = "ref")]
    pub reference: String,
    /// From the root of the platform repository.
    pub file: String,
}

/// An entity that changed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangedItem {
    /// The full ref.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Sorted by field.
    pub fields: Vec<FieldItem>,
}

/// A field that changed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FieldItem {
    /// Such as `spec.owner`; `file` for where it stands, `other` for what no other field says.
    pub field: String,
    /// What it was; null where there was nothing.
    pub before: Option<String>,
    /// What it is; null where there is nothing.
    pub after: Option<String>,
}

impl DifferenceReport {
    /// The report of `difference`.
    pub fn new(platform: PlatformStamp, difference: Difference) -> Self {
        let place = |(reference, file): (String, String)| EntityPlace { reference, file };
        DifferenceReport {
            schema_version: VERSION,
            platform,
            added: difference.added.into_iter().map(place).collect(),
            removed: difference.removed.into_iter().map(place).collect(),
            changed: difference
                .changed
                .into_iter()
                .map(ChangedItem::from)
                .collect(),
        }
    }

    /// `+`, `-` and `~`, and how many of each.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for added in &self.added {
            let _ = writeln!(text, "{}", Style::Good.of(added.line('+')));
        }
        for removed in &self.removed {
            let _ = writeln!(text, "{}", Style::Bad.of(removed.line('-')));
        }
        for changed in &self.changed {
            let head = format!("~ {}", Printable(&changed.reference));
            let _ = writeln!(text, "{}", Style::Caution.of(head));
            for field in &changed.fields {
                let _ = writeln!(text, "    {}", field.words());
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

impl EntityPlace {
    fn line(&self, sign: char) -> String {
        format!(
            "{sign} {}  {}",
            Printable(&self.reference),
            Printable(&self.file)
        )
    }
}

impl From<Changed> for ChangedItem {
    fn from(changed: Changed) -> Self {
        let field = |FieldChange {
                         field,
                         before,
                         after,
                     }| FieldItem {
            field,
            before,
            after,
        };
        ChangedItem {
            reference: changed.reference,
            fields: changed.fields.into_iter().map(field).collect(),
        }
    }
}

impl FieldItem {
    fn words(&self) -> String {
        let shown = |text: &Option<String>| match text {
            Some(text) => shortened(&Printable(text).to_string(), 100),
            None => "-".to_owned(),
        };
        let field = Printable(&self.field);
        match (&self.before, &self.after) {
            (None, None) => format!("{field}"),
            (before, after) => format!("{field}: {} → {}", shown(before), shown(after)),
        }
    }
}
