//! A test case of a template: the values that `idp new` would get, and the date.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::answers::{AnswerError, Answers, RawAnswer};
use super::built_in_values::{BuiltInValues, OwnerTemplateValues};
use super::delivery::{Architectures, ImageDeliveryConfig, ImageRegistry, RunnerLabels};
use super::environment::DeploymentEnvironments;
use super::manifest;
use super::name::{ServiceDescriptionText, ServiceName};
use super::opt_out::OptOut;
use super::template::Template;
use super::validated_strings::KubernetesName;
use crate::catalog::EntityRef;
use crate::error::{Error, Result};
use crate::printable::Printable;

/// A test case that is ready to render.
#[derive(Clone, Debug)]
pub struct TemplateTestCase {
    /// The built-in values.
    pub built_in_values: BuiltInValues,
    /// The values of the template's inputs.
    pub answers: Answers,
    /// The test case that the expected tree is stored relative to, if any.
    pub base: Option<String>,
}

/// A test case of a template. Every key is optional; write `{}` for an empty case.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
#[schemars(title = "case.yaml")]
pub(super) struct TemplateTestCaseFile {
    /// The name of the service. Default: the name of the template.
    name: Option<String>,
    /// The description of the service. Default: the same as in `idp new`.
    description: Option<String>,
    /// The group that owns the service. Default: `platform`.
    owner: String,
    /// The title of the group. Default: its name.
    owner_title: Option<String>,
    /// The system that the service is part of.
    system: Option<String>,
    /// The organisation on the forge. Default: `acme`.
    organisation: String,
    /// Values of inputs, by name. Other inputs get their defaults.
    inputs: BTreeMap<String, serde_json::Value>,
    /// The environments of the platform, as in `idp.yaml`.
    environments: DeploymentEnvironments,
    /// The registry for images, as in `idp.yaml`.
    #[serde(deserialize_with = "serde_yaml::with::singleton_map::deserialize")]
    #[schemars(with = "ImageRegistry")]
    registry: ImageRegistry,
    /// The Secrets for pulling images, as in `idp.yaml`.
    pull_secrets: Vec<KubernetesName>,
    /// The runners for workflows, as in `idp.yaml`.
    runner: RunnerLabels,
    /// The processor architectures for images, as in `idp.yaml`.
    architectures: Architectures,
    /// The features that the service opts out of.
    without: Option<TestCaseOptOutSpec>,
    /// Another test case of the template. `expected` then contains only the differences from the expected files of that case.
    base: Option<String>,
}

/// An opt-out from features.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TestCaseOptOutSpec {
    /// The names of the features; `observability` means all features.
    features: Vec<String>,
    /// The reason.
    because: String,
    /// The day on which the opt-out is recorded, such as `2026-11-25`. Tests don't use the system clock.
    #[schemars(with = "String")]
    since: Date,
    /// The day on which the opt-out expires. Default: 90 days later.
    #[schemars(with = "Option<String>")]
    until: Option<Date>,
}

impl Default for TemplateTestCaseFile {
    fn default() -> Self {
        TemplateTestCaseFile {
            name: None,
            description: None,
            owner: "platform".to_owned(),
            owner_title: None,
            system: None,
            organisation: "acme".to_owned(),
            inputs: BTreeMap::new(),
            environments: DeploymentEnvironments::default(),
            registry: ImageRegistry::default(),
            pull_secrets: Vec::new(),
            runner: RunnerLabels::default(),
            architectures: Architectures::default(),
            without: None,
            base: None,
        }
    }
}

impl TemplateTestCase {
    /// Parses `text`, the test case in `file`, for `template`.
    ///
    /// # Errors
    /// Usage (2) if `idp new` would reject the same values.
    pub fn parse(file: &str, text: &str, template: &Template) -> Result<TemplateTestCase> {
        let mut case: TemplateTestCaseFile = manifest::parse_manifest(file, text)?;
        let base = case.base.take();
        let given = case.inputs.iter();
        let given = given.map(|(name, value)| (name.clone(), RawAnswer::Value(value.clone())));
        let answers = Answers::resolve(template, &given.collect()).map_err(|problems| {
            let is_missing = |problem| matches!(problem, &AnswerError::Missing { .. });
            let hint = problems.iter().any(is_missing);
            let hint = hint.then_some("set it under `inputs`");
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            Error::usage(problems.join("; "))
                .with_file(Printable(file))
                .with_optional_hint(hint)
        })?;
        let facts = case.into_built_in_values(template);
        let facts = facts.map_err(|error| error.with_file(Printable(file)))?;
        Ok(TemplateTestCase {
            built_in_values: facts,
            answers,
            base,
        })
    }
}

impl TemplateTestCaseFile {
    fn into_built_in_values(self, template: &Template) -> Result<BuiltInValues> {
        let name = ServiceName::parse(self.name.as_deref().unwrap_or(template.name()))?;
        let description = match self.description {
            Some(text) => ServiceDescriptionText::parse(&text)?,
            None => ServiceDescriptionText::build_default_description(&name, template)?,
        };
        let owner = EntityRef::parse(&self.owner, Some("group"), "default")
            .map_err(|fault| Error::usage(format!("owner: {fault}")))?;
        let without = self.without.map(|without| without.to_opt_outs(template));
        Ok(BuiltInValues {
            name: name.to_string(),
            description: description.to_string(),
            owner: OwnerTemplateValues {
                reference: owner.to_owned_ref(),
                name: owner.name.to_owned(),
                team: owner.name.to_owned(),
                title: self.owner_title.unwrap_or_else(|| owner.name.to_owned()),
            },
            system: self.system,
            repository_slug: format!("{}/{name}", self.organisation),
            repository_url: format!("https://github.com/{}/{name}", self.organisation),
            organisation: self.organisation,
            default_branch: "main".to_owned(),
            delivery: ImageDeliveryConfig {
                registry: self.registry,
                pull_secrets: self.pull_secrets,
                runner: self.runner,
                architectures: self.architectures,
                ..ImageDeliveryConfig::default()
            },
            environments: self.environments,
            opt_outs: without.transpose()?.unwrap_or_default(),
        })
    }
}

impl TestCaseOptOutSpec {
    fn to_opt_outs(&self, template: &Template) -> Result<Vec<OptOut>> {
        let features = template
            .resolve_requested_feature_names(&self.features)?
            .into_iter();
        features
            .map(|feature| OptOut::new(feature, &self.because, self.since, self.until))
            .collect()
    }
}
