//! `idp catalog fmt`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::count::CountedNoun;
use crate::ops::{FileRewrite, FormattingPlan, UnformattableFile};
use crate::printable::Printable;
use crate::view::PlatformInfo;
use crate::view::SCHEMA_VERSION;
use crate::view::unified_diff::render_diff;
use crate::view::{LineWidth, Report};

/// The files that `idp catalog fmt` formats.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp catalog fmt")]
pub struct CatalogFmtReport {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The platform that the data comes from.
    pub platform: PlatformInfo,
    /// The number of files with entities.
    pub files: usize,
    /// The files whose formatting changed or would change.
    pub changed: Vec<String>,
    /// Whether the formatted files were written.
    pub written: bool,
    /// The files with a document that isn't valid YAML. Such documents aren't changed.
    pub skipped: Vec<String>,
    #[serde(skip)]
    #[schemars(skip)]
    notes: String,
    #[serde(skip)]
    #[schemars(skip)]
    diffs: String,
}

impl CatalogFmtReport {
    /// The report of the files that were formatted or, unless `written`, would be.
    pub fn new(platform: PlatformInfo, formatting: &FormattingPlan, written: bool) -> Self {
        let name = |file: &FileRewrite| file.source.name.clone();
        CatalogFmtReport {
            schema_version: SCHEMA_VERSION,
            platform,
            files: formatting.files,
            changed: formatting.rewrites.iter().map(name).collect(),
            written,
            skipped: formatting
                .skipped
                .iter()
                .map(|skipped| skipped.file.clone())
                .collect(),
            notes: formatting
                .skipped
                .iter()
                .map(format_skipped_file_note)
                .collect(),
            diffs: String::new(),
        }
    }

    /// Adds the diffs of the files.
    #[must_use]
    pub fn with_diffs(self, formatting: &FormattingPlan) -> Self {
        let diff =
            |file: &FileRewrite| render_diff(&file.source.name, &file.source.text, &file.text);
        CatalogFmtReport {
            diffs: formatting.rewrites.iter().map(diff).collect(),
            ..self
        }
    }
}

impl Report for CatalogFmtReport {
    /// The files or their diffs, and the counts.
    fn render_text(&self, _width: LineWidth) -> String {
        let verb = if self.written {
            "formatted"
        } else {
            "would format"
        };
        let listed = |file: &String| format!("{verb} {}\n", Printable(file));
        let files = if self.diffs.is_empty() {
            self.changed.iter().map(listed).collect()
        } else {
            self.diffs.clone()
        };
        let (changed, all) = (self.changed.len(), CountedNoun(self.files, "file"));
        let counts = match changed {
            0 => format!("{all}, nothing to format\n"),
            _ => format!("{verb} {changed} of {all}\n"),
        };
        files + &self.notes + &counts
    }
}

fn format_skipped_file_note(skipped: &UnformattableFile) -> String {
    let part = if skipped.is_partial { "part of " } else { "" };
    format!(
        "skipped {part}{}: invalid YAML; see idp catalog validate\n",
        Printable(&skipped.file)
    )
}
