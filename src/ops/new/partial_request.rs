//! The values from the command line and a values file, before any question is asked.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, RuleTier};
use crate::error::{Error, Result};
use crate::printable::{Printable, escape_and_truncate};
use crate::remedy::Remedy;
use crate::source::SourceFile;
use crate::template;
use crate::yaml;

/// Everything that the user has specified; `None` means not specified.
#[derive(Clone, Debug, Default)]
pub struct PartialServiceRequest {
    /// The name of the new service.
    pub name: Option<String>,
    /// The owning group.
    pub owner: Option<String>,
    /// The system it is part of.
    pub system: Option<String>,
    /// One sentence about it.
    pub description: Option<String>,
    /// Template inputs by name.
    pub inputs: BTreeMap<String, template::RawAnswer>,
    /// The values file, if there is one.
    pub values_source: Option<Arc<SourceFile>>,
    /// Features to leave out.
    pub without: Vec<String>,
    /// Why they are left out.
    pub because: Option<String>,
    /// When the opt-out ends, `yyyy-mm-dd`.
    pub until: Option<String>,
    /// The target directory, absolute; `None` means a folder named after the service.
    pub directory: Option<PathBuf>,
    /// Don't ask for values that have a default.
    pub yes: bool,
}

/// One `--set key=value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateInputAssignment {
    /// The input.
    pub key: String,
    /// The text it is set to.
    pub value: String,
}

impl std::str::FromStr for TemplateInputAssignment {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let (key, value) = text.split_once('=').ok_or("missing `=`; use key=value")?;
        Ok(TemplateInputAssignment {
            key: key.to_owned(),
            value: value.to_owned(),
        })
    }
}

impl PartialServiceRequest {
    /// Adds the values of a values file; existing values take precedence.
    ///
    /// The file is a YAML mapping of inputs; it may also contain `name`, `owner`, `system`, `description`, `because`, `until` and
    /// the list `without`.
    ///
    /// # Errors
    /// Usage (2), with the place.
    pub fn merge_values_file(&mut self, file: &str, text: &str) -> Result<()> {
        let source = SourceFile::new(file, text);
        let values: BTreeMap<String, serde_json::Value> =
            yaml::deserialize_yaml(&source).map_err(|(place, message)| {
                let finding = Diagnostic::new(
                    "values-file",
                    RuleTier::Policy,
                    escape_and_truncate(&message),
                );
                Error::usage(format!(
                    "{} is not a valid mapping of inputs",
                    Printable(file)
                ))
                .with_diagnostics(vec![finding.with_place(place)])
            })?;
        self.values_source = Some(source);
        for (key, value) in values {
            let built_in = match key.as_str() {
                "name" => &mut self.name,
                "owner" => &mut self.owner,
                "system" => &mut self.system,
                "description" => &mut self.description,
                "because" => &mut self.because,
                "until" => &mut self.until,
                "without" => {
                    self.merge_excluded_features(file, &value)?;
                    continue;
                }
                _ => {
                    self.inputs
                        .entry(key)
                        .or_insert(template::RawAnswer::Value(value));
                    continue;
                }
            };
            let Some(text) = value.as_str() else {
                return Err(Error::usage(format!(
                    "`{key}` in {} must be a string",
                    Printable(file)
                )));
            };
            built_in.get_or_insert_with(|| text.to_owned());
        }
        Ok(())
    }

    fn merge_excluded_features(&mut self, file: &str, value: &serde_json::Value) -> Result<()> {
        let features = value.as_array().and_then(|features| {
            let names = features
                .iter()
                .map(|feature| Some(feature.as_str()?.to_owned()));
            names.collect::<Option<Vec<String>>>()
        });
        let Some(features) = features else {
            return Err(Error::usage(format!(
                "`without` in {} must be a list of features",
                Printable(file)
            )));
        };
        if self.without.is_empty() {
            self.without = features;
        }
        Ok(())
    }

    /// Adds the values of `--set key=value`, which take precedence over a values file.
    pub fn merge_input_assignments(&mut self, settings: &[TemplateInputAssignment]) -> Result<()> {
        for TemplateInputAssignment { key, value } in settings {
            if matches!(key.as_str(), "name" | "owner" | "system" | "description") {
                return Err(
                    Error::usage(format!("`{key}` is not an input of the template"))
                        .with_hint(Remedy::GiveBuiltInAnswer(key.clone())),
                );
            }
            let said = settings.iter().filter(|setting| setting.key == *key);
            if said.count() > 1 {
                return Err(
                    Error::usage(format!("`{}` is set more than once", Printable(key)))
                        .with_hint(Remedy::GiveInputOnce(key.clone())),
                );
            }
            self.inputs
                .insert(key.clone(), template::RawAnswer::Text(value.clone()));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::remedy::Hint;

    #[test]
    fn flags_win_over_the_values_file() {
        let mut given = PartialServiceRequest {
            owner: Some("payments".to_owned()),
            ..PartialServiceRequest::default()
        };
        given
            .merge_values_file("v.yaml", "owner: storefront\nname: cart\ndatabase: none\n")
            .unwrap();
        assert_eq!(given.owner.as_deref(), Some("payments"));
        assert_eq!(given.name.as_deref(), Some("cart"));
        assert_eq!(given.inputs.keys().collect::<Vec<_>>(), ["database"]);
    }

    #[test]
    fn the_owner_is_no_input() {
        let error = PartialServiceRequest::default()
            .merge_input_assignments(&["owner=payments".parse().unwrap()])
            .unwrap_err();
        let remedy = Remedy::GiveBuiltInAnswer("owner".to_owned());
        assert_eq!(error.hints(), [Hint::Remedy(remedy)]);
    }
}
