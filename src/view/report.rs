//! The report of a command: JSON from its fields, text for people, and any other formats that it declares.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::Serialize;

use super::{LineWidth, OutputFormat, Ui};
use crate::error::Result;

/// A published schema: the name of its file under `docs/reference/schemas/`, and the function that generates it.
pub type PublishedSchema = (&'static str, fn() -> Schema);

/// Writes a report to stdout in one format.
pub type ReportWriter<R> = fn(&R, &Ui) -> Result<()>;

/// The report of a command. Each format is declared together with its writer, so a format can't be offered without one.
pub trait Report: Serialize + JsonSchema + Sized + 'static {
    /// The formats besides text and JSON.
    const FORMATS: &'static [(OutputFormat, ReportWriter<Self>)] = &[];

    /// Human-readable text with lines of `width`.
    fn render_text(&self, width: LineWidth) -> String;

    /// Writes the text to stdout.
    ///
    /// # Errors
    /// Io (7) if stdout can't be written to.
    fn write_text(&self, ui: &Ui) -> Result<()> {
        let text = if ui.quiet {
            self.render_quiet(ui.stdout_width)
        } else {
            self.render_text(ui.stdout_width)
        };
        ui.write_stdout_text(&text)
    }

    /// The text for `--quiet`.
    fn render_quiet(&self, width: LineWidth) -> String {
        self.render_text(width)
    }
}

/// All formats that `R` supports.
pub fn list_supported_output_formats<R: Report>() -> Vec<OutputFormat> {
    let others = R::FORMATS.iter().map(|(format, _)| *format);
    [OutputFormat::Text, OutputFormat::Json]
        .into_iter()
        .chain(others)
        .collect()
}

/// The schema of `T` as it is serialized.
pub(super) fn generate_output_schema<T: schemars::JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<T>()
}

impl Ui {
    /// Writes `report` to stdout in the selected format.
    ///
    /// # Errors
    /// Io (7) if stdout can't be written to.
    pub fn write_report<R: Report>(&self, report: &R) -> Result<()> {
        let mut others = R::FORMATS.iter();
        match others.find(|(format, _)| *format == self.format) {
            Some((_, write)) => write(report, self),
            None if self.format == OutputFormat::Json => self.write_stdout_json(report),
            None => report.write_text(self),
        }
    }
}
