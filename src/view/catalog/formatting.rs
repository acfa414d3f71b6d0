//! `idp catalog fmt`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::count::Count;
use crate::ops::{Formatting, Rewrite, Skipped};
use crate::printable::Printable;
use crate::view::PlatformStamp;
use crate::view::VERSION;
use crate::view::diff::diff;

/// Which files are not written as they should be.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp catalog fmt")]
pub struct FormatReport {
    /// 1.
    pub schema_version: u32,
    /// Which platform answered.
    pub platform: PlatformStamp,
    /// How many files hold entities.
    pub files: usize,
    /// Those that were not written as they should be.
    pub changed: Vec<String>,
    /// Whether they are now.
    pub written: bool,
    /// Those with a document that isn't valid YAML, which stays as it is.
    pub skipped: Vec<String>,
    #[serde(skip)]
    #[schemars(skip)]
    notes: String,
    #[serde(skip)]
    #[schemars(skip)]
    diffs: String,
}

impl FormatReport {
    /// What was formatted, if `written`, or would be.
    pub fn new(platform: PlatformStamp, formatting: &Formatting, written: bool) -> Self {
        let name = |file: &Rewrite| file.source.name.clone();
        FormatReport {
            schema_version: VERSION,
            platform,
            files: formatting.files,
            changed: formatting.rewrites.iter().map(name).collect(),
            written,
            skipped: formatting
                .skipped
                .iter()
                .map(|skipped| skipped.file.clone())
                .collect(),
            notes: formatting.skipped.iter().map(note).collect(),
            diffs: String::new(),
        }
    }

    /// Adds how the files would change.
    #[must_use]
    pub fn with_diffs(self, formatting: &Formatting) -> Self {
        let diff = |file: &Rewrite| diff(&file.source.name, &file.source.text, &file.text);
        FormatReport {
            diffs: formatting.rewrites.iter().map(diff).collect(),
            ..self
        }
    }

    /// The files, or their differences, and the counts.
    pub fn text(&self) -> String {
        let verb = match self.written {
            true => "formatted",
            false => "would format",
        };
        let listed = |file: &String| format!("{verb} {}\n", Printable(file));
        let files = match self.diffs.is_empty() {
            true => self.changed.iter().map(listed).collect(),
            false => self.diffs.clone(),
        };
        let (changed, all) = (self.changed.len(), Count(self.files, "file"));
        let counts = match changed {
            0 => format!("{all}, nothing to format\n"),
            _ => format!("{verb} {changed} of {all}\n"),
        };
        files + &self.notes + &counts
    }
}

fn note(skipped: &Skipped) -> String {
    let part = match skipped.is_partial {
        true => "part of ",
        false => "",
    };
    format!(
        "skipped {part}{}: not valid YAML; see idp catalog validate\n",
        Printable(&skipped.file)
    )
}
