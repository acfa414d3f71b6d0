//! `idp catalog serve`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::printable::Printable;
use crate::view::{LineWidth, PlatformInfo, Report, SCHEMA_VERSION};

/// A server that accepts connections.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp catalog serve")]
pub struct CatalogServeReport {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The platform that the data comes from, in the version that is served first.
    pub platform: PlatformInfo,
    /// The URL of the pages.
    pub url: String,
    /// The URL of the API.
    pub api_url: String,
    /// The number of entities in the API.
    pub entities: usize,
    #[serde(skip)]
    organisation: String,
}

impl CatalogServeReport {
    /// The report of a server at `url`, which ends with a slash.
    pub fn new(
        platform: PlatformInfo,
        url: String,
        organisation: String,
        entities: usize,
    ) -> CatalogServeReport {
        CatalogServeReport {
            schema_version: SCHEMA_VERSION,
            platform,
            api_url: format!("{url}api/catalog"),
            url,
            entities,
            organisation,
        }
    }
}

impl Report for CatalogServeReport {
    fn render_text(&self, _width: LineWidth) -> String {
        let name = match self.organisation.as_str() {
            "" => "the catalog".to_owned(),
            organisation => format!("the {} catalog", Printable(organisation)),
        };
        format!("Serving {name} at {} (Ctrl-C stops it)\n", self.url)
    }

    fn render_quiet(&self, _width: LineWidth) -> String {
        format!("{}\n", self.url)
    }
}
