//! What every template knows without asking.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::delivery::DeliveryConfig;
use super::environment::Environments;
use super::opt_out::OptOut;
use super::template::Template;
use crate::catalog::EntityRefBuf;

/// The values of the built-in names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuiltInValues {
    /// `name`.
    pub name: String,
    /// `description`; any text.
    pub description: String,
    /// `owner.…`.
    pub owner: OwnerTemplateValues,
    /// `system`, or nothing.
    pub system: Option<String>,
    /// `org`: the organisation on the forge.
    pub organisation: String,
    /// `repository.slug`.
    pub repository_slug: String,
    /// `repository.url`: where people look at the repository; empty where it has no address on the web.
    pub repository_url: String,
    /// `defaultBranch`.
    pub default_branch: String,
    /// `imageName`, `registry.…`, `pullSecrets`, `runner`, `architecture`.
    pub delivery: DeliveryConfig,
    /// `environments.…`.
    pub environments: Environments,
    /// `optOuts`; `features.<name>` is false for each of them.
    pub opt_outs: Vec<OptOut>,
}

/// The owner, as templates see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnerTemplateValues {
    /// `owner.ref`.
    #[serde(rename = "ref")]
    #[schemars(with = "String")]
    pub reference: EntityRefBuf,
    /// `owner.name`.
    pub name: String,
    /// `owner.title`; any text.
    pub title: String,
    /// `owner.team`: what the forge calls the team.
    pub team: String,
}

/// The names no input may have.
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
    // A values file says these beside the inputs.
    "without",
    "because",
    "until",
];

impl BuiltInValues {
    /// The built-in names as templates see them, but for which features and layers are on.
    pub(super) fn to_json(&self, template: &Template) -> Json {
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
            "environments": self.environments.to_json(&self.name),
            "optOuts": opt_outs.collect::<Vec<_>>(),
        });
        if let Json::Object(known) = &mut known {
            known.extend(self.delivery.to_json(&self.name, &self.repository_slug));
        }
        known
    }
}
