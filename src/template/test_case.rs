//! A case that a template is tested with: what `idp new` would be told, and on which day.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::answers::{Answers, RawAnswer};
use super::built_in_values::{BuiltInValues, OwnerTemplateValues};
use super::delivery::{Architectures, DeliveryConfig, ImageRegistry, RunnerLabels};
use super::environment::Environments;
use super::manifest;
use super::name::{ServiceDescription, ServiceName};
use super::opt_out::OptOut;
use super::template::Template;
use super::validated_strings::KubernetesName;
use crate::catalog::EntityRef;
use crate::error::{Error, Result};
use crate::printable::Printable;

/// A case, ready to be rendered.
#[derive(Clone, Debug)]
pub struct TemplateTestCase {
    /// What every template knows.
    pub built_in_values: BuiltInValues,
    /// What this one asked.
    pub answers: Answers,
    /// The case whose expected tree this one's is written down against, if there is one.
    pub base: Option<String>,
}

/// What a test of a template tells it. Nothing has to be said; an empty file is `{}`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
#[schemars(title = "case.yaml")]
pub(super) struct TemplateTestCaseFile {
    /// The service; the template's own name by default.
    name: Option<String>,
    /// What it does; that of `idp new` by default.
    description: Option<String>,
    /// The group that owns it.
    owner: String,
    /// What people call that group; its name by default.
    owner_title: Option<String>,
    /// The system it is part of.
    system: Option<String>,
    /// The organisation on the forge.
    organisation: String,
    /// Answers, by input; defaults for the rest.
    inputs: BTreeMap<String, serde_json::Value>,
    /// What the platform has ready, as in its `idp.yaml`.
    environments: Environments,
    /// Where images are kept, as in its `idp.yaml`.
    #[serde(deserialize_with = "serde_yaml::with::singleton_map::deserialize")]
    #[schemars(with = "ImageRegistry")]
    registry: ImageRegistry,
    /// The Secrets that can pull them, as in its `idp.yaml`.
    pull_secrets: Vec<KubernetesName>,
    /// What runs workflows, as in its `idp.yaml`.
    runner: RunnerLabels,
    /// The processors that images are for, as in its `idp.yaml`.
    architectures: Architectures,
    /// What is left out.
    without: Option<OptOutSpec>,
    /// Another case of the template: `expected` has only what differs from what that one is expected to render.
    base: Option<String>,
}

/// Features that are left out.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OptOutSpec {
    /// Which; `observability` is all of them.
    features: Vec<String>,
    /// Why.
    because: String,
    /// The day it is recorded, such as `2026-11-25`; a test has no other clock.
    #[schemars(with = "String")]
    since: Date,
    /// The day it ends; 90 days later by default.
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
            environments: Environments::default(),
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
    /// Reads `text`, the case of the file `file`, for `template`.
    ///
    /// # Errors
    /// Usage (2) where `idp new` would refuse the same.
    pub fn parse(file: &str, text: &str, template: &Template) -> Result<TemplateTestCase> {
        let mut case: TemplateTestCaseFile = manifest::parse_manifest(file, text)?;
        let base = case.base.take();
        let given = case.inputs.iter();
        let given = given.map(|(name, value)| (name.clone(), RawAnswer::Value(value.clone())));
        let answers = Answers::resolve(template, &given.collect()).map_err(|problems| {
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            Error::usage(problems.join("; ")).with_file(Printable(file))
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
            Some(text) => ServiceDescription::parse(&text)?,
            None => ServiceDescription::build_default_description(&name, template)?,
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
            delivery: DeliveryConfig {
                registry: self.registry,
                pull_secrets: self.pull_secrets,
                runner: self.runner,
                architectures: self.architectures,
                ..DeliveryConfig::default()
            },
            environments: self.environments,
            opt_outs: without.transpose()?.unwrap_or_default(),
        })
    }
}

impl OptOutSpec {
    fn to_opt_outs(&self, template: &Template) -> Result<Vec<OptOut>> {
        let features = template.resolve_feature_names(&self.features)?.into_iter();
        features
            .map(|feature| OptOut::new(feature, &self.because, self.since, self.until))
            .collect()
    }
}
