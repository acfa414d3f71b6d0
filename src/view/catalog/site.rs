//! `idp catalog site`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::count::CountedNoun;
use crate::printable::Printable;
use crate::text_layout::wrap_lines;
use crate::view::{LineWidth, PlatformInfo, Report, SCHEMA_VERSION};

/// A site that was written.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp catalog site")]
pub struct CatalogSiteReport {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The platform that the data comes from.
    pub platform: PlatformInfo,
    /// The directory, relative to the working directory if it's below it.
    pub directory: String,
    /// The number of entities with a page.
    pub entities: usize,
    /// The number of files.
    pub files: usize,
    /// The size of all files, in bytes.
    pub bytes: u64,
}

impl CatalogSiteReport {
    /// The report of a site with this many entities, files and bytes.
    pub fn new(
        platform: PlatformInfo,
        directory: String,
        entities: usize,
        files: usize,
        bytes: u64,
    ) -> Self {
        CatalogSiteReport {
            schema_version: SCHEMA_VERSION,
            platform,
            directory,
            entities,
            files,
            bytes,
        }
    }
}

impl Report for CatalogSiteReport {
    fn render_quiet(&self, _width: LineWidth) -> String {
        String::new()
    }

    fn render_text(&self, width: LineWidth) -> String {
        let directory = Printable(&self.directory);
        let line = format!(
            "{} in {}; next: open {directory}/index.html in a browser\n",
            CountedNoun(self.entities, "entity"),
            CountedNoun(self.files, "file")
        );
        wrap_lines(&line, width)
    }
}
