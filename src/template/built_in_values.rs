//! The built-in values that every template can use.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::delivery::ImageDeliveryConfig;
use super::environment::DeploymentEnvironments;
use super::opt_out::OptOut;
use super::template::Template;
use crate::catalog::EntityRefBuf;

/// The values of the built-in names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuiltInValues {
    /// `name`.
    pub name: String,
    /// `description`: any text.
    pub description: String,
    /// `owner.…`.
    pub owner: OwnerTemplateValues,
    /// `system`, if there is one.
    pub system: Option<String>,
    /// `org`: the organisation on the forge.
    pub organisation: String,
    /// `repository.slug`.
    pub repository_slug: String,
    /// `repository.url`: the web URL of the repository; empty if there is none.
    pub repository_url: String,
    /// `defaultBranch`.
    pub default_branch: String,
    /// `imageName`, `registry.…`, `pullSecrets`, `runner`, `architecture`.
    pub delivery: ImageDeliveryConfig,
    /// `environments.…`.
    pub environments: DeploymentEnvironments,
    /// `optOuts`; `features.<name>` is false for each of them.
    pub opt_outs: Vec<OptOut>,
}

/// The owner, as templates use it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnerTemplateValues {
    /// The full entity ref; `owner.ref` in templates.
    #[serde(rename = "ref")]
    #[schemars(with = "String")]
    pub reference: EntityRefBuf,
    /// The name; `owner.name` in templates.
    pub name: String,
    /// The title, which can be any text; `owner.title` in templates.
    pub title: String,
    /// The name of the team on the forge; `owner.team` in templates.
    pub team: String,
}

/// The names that inputs can't have.
pub(super) const RESERVED_INPUT_NAMES: [&str; 23] = [
    "name",
    "description",
    "owner",
    "system",
    "org",
    "repository",
    "imageName",
    "registry",
    "pullSecrets",
    "runner",
    "architecture",
    "defaultBranch",
    "template",
    "environments",
    "features",
    "layers",
    "optOuts",
    "directory",
    "practice",
    "this",
    // In a values file, these keys appear alongside the inputs.
    "without",
    "because",
    "until",
];

impl BuiltInValues {
    /// The built-in values as templates see them, without the states of features and layers.
    pub(super) fn to_template_values(&self, template: &Template) -> Json {
        let opt_outs = self.opt_outs.iter().map(|opt_out| {
            json!({
                "feature": opt_out.feature,
                "reason": opt_out.reason,
                "since": opt_out.since.to_string(),
                "until": opt_out.until.to_string(),
            })
        });
        let mut known = json!({
            "name": self.name,
            "description": self.description,
            "owner": {"ref": self.owner.reference.to_string(), "name": self.owner.name, "title": self.owner.title, "team": self.owner.team},
            "system": self.system.as_deref().unwrap_or_default(),
            "org": self.organisation,
            "repository": {"slug": self.repository_slug, "url": self.repository_url},
            "defaultBranch": self.default_branch,
            "template": {"name": template.name(), "version": template.version()},
            "environments": self.environments.to_template_values(&self.name),
            "optOuts": opt_outs.collect::<Vec<_>>(),
        });
        if let Json::Object(known) = &mut known {
            known.extend(
                self.delivery
                    .to_template_values(&self.name, &self.repository_slug),
            );
        }
        known
    }
}
