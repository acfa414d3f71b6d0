//! A case that a template is tested with: what `idp new` would be told, and on which day.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::answers::{Answers, Given};
use super::delivery::{Architectures, Delivery, Registry, Runner};
use super::environment::Environments;
use super::facts::{Facts, OwnerFacts};
use super::manifest;
use super::name::{Description, ServiceName};
use super::opt_out::OptOut;
use super::template::Template;
use super::text::ObjectName;
use crate::catalog::EntityRef;
use crate::error::{Error, Result};
use crate::printable::Printable;

/// A case, ready to be rendered.
#[derive(Clone, Debug)]
pub struct TestCase {
    /// What every template knows.
    pub facts: Facts,
    /// What this one asked.
    pub answers: Answers,
}

/// What a test of a template tells it. Nothing has to be said; an empty file is `{}`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
#[schemars(title = "case.yaml")]
pub(super) struct CaseFile {
    /// The service; the template's own name unless said.
    name: Option<String>,
    /// What it does; that of `idp new` unless said.
    description: Option<String>,
    /// The group that owns it.
    owner: String,
    /// What people call that group; its name unless said.
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
    #[schemars(with = "Registry")]
    registry: Registry,
    /// The Secrets that can pull them, as in its `idp.yaml`.
    pull_secrets: Vec<ObjectName>,
    /// What runs workflows, as in its `idp.yaml`.
    runner: Runner,
    /// The processors that images are for, as in its `idp.yaml`.
    architectures: Architectures,
    /// What is left out.
    without: Option<Without>,
}

/// Features that are left out.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Without {
    /// Which; `observability` is all of them.
    features: Vec<String>,
    /// Why.
    because: String,
    /// The day it is recorded, such as `2026-11-25`; a test has no other clock.
    #[schemars(with = "String")]
    since: Date,
    /// The day it ends; 90 days later unless said.
    #[schemars(with = "Option<String>")]
    until: Option<Date>,
}

impl Default for CaseFile {
    fn default() -> Self {
        CaseFile {
            name: None,
            description: None,
            owner: "platform".to_owned(),
            owner_title: None,
            system: None,
            organisation: "acme".to_owned(),
            inputs: BTreeMap::new(),
            environments: Environments::default(),
            registry: Registry::default(),
            pull_secrets: Vec::new(),
            runner: Runner::default(),
            architectures: Architectures::default(),
            without: None,
        }
    }
}

impl TestCase {
    /// Reads `text`, the case of the file `file`, for `template`.
    ///
    /// # Errors
    /// Usage (2) where `idp new` would refuse the same.
    pub fn read(file: &str, text: &str, template: &Template) -> Result<TestCase> {
        let case: CaseFile = manifest::read(file, text)?;
        let given = case.inputs.iter();
        let given = given.map(|(name, value)| (name.clone(), Given::Value(value.clone())));
        let answers = Answers::resolve(template, &given.collect()).map_err(|problems| {
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            Error::usage(problems.join("; ")).within(Printable(file))
        })?;
        let facts = case.facts(template);
        let facts = facts.map_err(|error| error.within(Printable(file)))?;
        Ok(TestCase { facts, answers })
    }
}

impl CaseFile {
    fn facts(self, template: &Template) -> Result<Facts> {
        let name = ServiceName::parse(self.name.as_deref().unwrap_or(template.name()))?;
        let description = match self.description {
            Some(text) => Description::parse(&text)?,
            None => Description::of_new(&name, template)?,
        };
        let owner = EntityRef::parse(&self.owner, Some("group"), "default")
            .map_err(|fault| Error::usage(format!("owner: {fault}")))?;
        let without = self.without.map(|without| without.opt_outs(template));
        Ok(Facts {
            name: name.to_string(),
            description: description.to_string(),
            owner: OwnerFacts {
                reference: owner.to_string(),
                name: owner.name.to_owned(),
                team: owner.name.to_owned(),
                title: self.owner_title.unwrap_or_else(|| owner.name.to_owned()),
            },
            system: self.system,
            repository_slug: format!("{}/{name}", self.organisation),
            repository_url: format!("https://github.com/{}/{name}", self.organisation),
            organisation: self.organisation,
            default_branch: "main".to_owned(),
            delivery: Delivery {
                registry: self.registry,
                pull_secrets: self.pull_secrets,
                runner: self.runner,
                architectures: self.architectures,
                ..Delivery::default()
            },
            environments: self.environments,
            opt_outs: without.transpose()?.unwrap_or_default(),
        })
    }
}

impl Without {
    fn opt_outs(&self, template: &Template) -> Result<Vec<OptOut>> {
        let features = template.features_called(&self.features)?.into_iter();
        features
            .map(|feature| OptOut::new(feature, &self.because, self.since, self.until))
            .collect()
    }
}
