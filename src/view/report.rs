//! What a verb answers with: JSON by its fields, text for people, and whatever other forms it declares.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::Serialize;

use super::{OutputFormat, Ui};
use crate::error::Result;

/// A published schema: the name of its file under `docs/reference/schemas/`, and how it is made.
pub type PublishedSchema = (&'static str, fn() -> Schema);

/// Writes a report in one form to stdout.
pub type ReportWriter<R> = fn(&R, &Ui) -> Result<()>;

/// The answer of a verb. A form is declared together with what writes it, so that none can be offered that isn't there.
pub trait Report: Serialize + JsonSchema + Sized + 'static {
    /// The forms besides text and JSON.
    const FORMATS: &'static [(OutputFormat, ReportWriter<Self>)] = &[];

    /// For people.
    fn render_text(&self) -> String;

    /// For people who want to see no more than they must, with `--quiet`.
    fn render_quiet(&self) -> String {
        self.render_text()
    }
}

/// Every form that `R` has.
pub fn list_output_formats<R: Report>() -> Vec<OutputFormat> {
    let others = R::FORMATS.iter().map(|(format, _)| *format);
    [OutputFormat::Text, OutputFormat::Json]
        .into_iter()
        .chain(others)
        .collect()
}

/// The schema of what we write.
pub(super) fn generate_output_schema<T: schemars::JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<T>()
}

impl Ui {
    /// Writes `report` to stdout in the form of this process.
    ///
    /// # Errors
    /// Io (7) where stdout cannot be written to.
    pub fn write_report<R: Report>(&self, report: &R) -> Result<()> {
        let mut others = R::FORMATS.iter();
        match others.find(|(format, _)| *format == self.format) {
            Some((_, write)) => write(report, self),
            None if self.format == OutputFormat::Json => self.write_stdout_json(report),
            None if self.quiet => self.write_stdout_text(&report.render_quiet()),
            None => self.write_stdout_text(&report.render_text()),
        }
    }
}
