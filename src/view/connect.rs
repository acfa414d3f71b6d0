//! `idp connect`.

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA_VERSION;
use super::catalog::format_catalog_counts;
use super::{LineWidth, Report};
use crate::catalog::Catalog;
use crate::printable::Printable;
use crate::text_layout::wrap_lines;

/// The platform that this machine is connected to.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp connect")]
pub struct ConnectReport {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The URL of the platform; null if not connected.
    pub platform: Option<String>,
    /// A summary of the catalog, such as `6 services, 3 teams`.
    pub holds: Option<String>,
}

impl ConnectReport {
    /// The report for a platform with this catalog.
    pub fn for_connected_platform(platform: &str, catalog: &Catalog) -> Self {
        ConnectReport {
            schema_version: SCHEMA_VERSION,
            platform: Some(platform.to_owned()),
            holds: Some(format_catalog_counts(catalog)),
        }
    }

    /// The report for no platform.
    pub fn for_no_platform() -> Self {
        ConnectReport {
            schema_version: SCHEMA_VERSION,
            platform: None,
            holds: None,
        }
    }
}

impl Report for ConnectReport {
    /// One line.
    fn render_text(&self, width: LineWidth) -> String {
        match (&self.platform, &self.holds) {
            (Some(platform), Some(holds)) => {
                let line = format!("connected to {} ({holds})\n", Printable(platform));
                wrap_lines(&line, width)
            }
            _ => "not connected to a platform\n".to_owned(),
        }
    }
}
