//! `idp connect`.

use schemars::JsonSchema;
use serde::Serialize;

use super::Report;
use super::SCHEMA_VERSION;
use super::catalog::format_catalog_counts;
use crate::catalog::Catalog;
use crate::printable::Printable;

/// Which platform this machine is connected to.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp connect")]
pub struct ConnectReport {
    /// 1.
    pub schema_version: u32,
    /// Its URL; null for none.
    pub platform: Option<String>,
    /// What it holds, in words.
    pub holds: Option<String>,
}

impl ConnectReport {
    /// The report of a platform with this catalog.
    pub fn for_connected_platform(platform: &str, catalog: &Catalog) -> Self {
        ConnectReport {
            schema_version: SCHEMA_VERSION,
            platform: Some(platform.to_owned()),
            holds: Some(format_catalog_counts(catalog)),
        }
    }

    /// The report of no platform.
    pub fn disconnected() -> Self {
        ConnectReport {
            schema_version: SCHEMA_VERSION,
            platform: None,
            holds: None,
        }
    }
}

impl Report for ConnectReport {
    /// One line.
    fn render_text(&self) -> String {
        match (&self.platform, &self.holds) {
            (Some(platform), Some(holds)) => {
                format!("connected to {} ({holds})\n", Printable(platform))
            }
            _ => "connected to no platform\n".to_owned(),
        }
    }
}
