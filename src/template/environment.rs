//! What an organisation provides for a service in each environment. It is set in `idp.yaml` and written to the chart's
//! values.

use std::collections::BTreeMap;
use std::num::NonZeroU8;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::backup::BackupConfig;
use super::service_route::{self, ServiceRoute};
use super::validated_strings::{NamespaceName, expand_name_placeholder};
use crate::printable::escape_and_truncate;

/// The environments that a service is deployed to, in this order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DeploymentEnvironments {
    /// The environment in which a release is verified.
    pub staging: Environment,
    /// The environment that serves users.
    pub production: Environment,
}

/// The settings of an environment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Environment {
    /// How a service connects to its database, if it uses one.
    pub database: DatabaseConfig,
    /// Variables for the workflows of a service, such as `CLUSTER`; `{name}` is the name of the service.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub variables: BTreeMap<WorkflowVariableName, String>,
    /// Who must approve each deployment.
    pub approval: DeploymentApprovalPolicy,
    /// The namespace of a service in the cluster; `{name}` is the name of the service. Workflows read it as the variable
    /// NAMESPACE.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<NamespaceName>,
    /// How a service is exposed outside the cluster. If omitted, it isn't exposed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<ServiceRoute>,
}

/// The workflow variable for the namespace.
pub const NAMESPACE_VARIABLE: &str = "NAMESPACE";

/// Who must approve a deployment, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DeploymentApprovalPolicy {
    /// No approval: a release that passed in staging is deployed automatically.
    #[default]
    None,
    /// The owning team approves: as reviewers if the forge supports them, otherwise by merging a pull request.
    Owner,
    /// The owning team reviews each deployment. On github.com, private repositories support this only with GitHub
    /// Enterprise.
    Reviewers,
    /// The owning team merges a pull request that changes only which release production runs. Only available for
    /// production.
    PullRequest,
}

impl DeploymentApprovalPolicy {
    /// The name in `idp.yaml` and templates.
    pub const fn name(self) -> &'static str {
        match self {
            DeploymentApprovalPolicy::None => "none",
            DeploymentApprovalPolicy::Owner => "owner",
            DeploymentApprovalPolicy::Reviewers => "reviewers",
            DeploymentApprovalPolicy::PullRequest => "pull-request",
        }
    }
}

/// The name of a workflow variable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
pub struct WorkflowVariableName(#[schemars(regex(pattern = r"^[A-Z_][A-Z0-9_]*$"))] String);

impl TryFrom<String> for WorkflowVariableName {
    type Error = String;

    /// GitHub reserves names that start with `GITHUB_`.
    fn try_from(name: String) -> Result<Self, String> {
        let fits = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
        let begins = name
            .bytes()
            .next()
            .is_some_and(|byte| !byte.is_ascii_digit());
        if begins && name.bytes().all(fits) && !name.starts_with("GITHUB_") {
            Ok(WorkflowVariableName(name))
        } else {
            Err(format!(
                "invalid variable name `{}`: use capital letters, digits and `_`, and don't start with a digit or GITHUB_",
                escape_and_truncate(&name)
            ))
        }
    }
}

impl Environment {
    /// The variables of the service `name`.
    pub fn workflow_variables(&self, name: &str) -> BTreeMap<String, String> {
        let of = |(variable, value): (&WorkflowVariableName, &String)| {
            (variable.0.clone(), value.replace("{name}", name))
        };
        let namespace = self.namespace.as_ref();
        let namespace = namespace.map(|namespace| {
            (
                NAMESPACE_VARIABLE.to_owned(),
                expand_name_placeholder(namespace, name),
            )
        });
        self.variables.iter().map(of).chain(namespace).collect()
    }

    /// Whether the namespace is set twice.
    pub fn sets_namespace_twice(&self) -> bool {
        self.namespace.is_some()
            && self
                .variables
                .keys()
                .any(|variable| variable.0 == NAMESPACE_VARIABLE)
    }

    /// The URL of the service `name`, if it has one.
    pub fn service_url(&self, name: &str) -> Option<String> {
        self.route.as_ref().map(|route| route.url(name))
    }
}

/// Where a service gets the URL of its database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(
    tag = "mode",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum DatabaseConfig {
    /// A Secret named `<service>-database`, which must exist in the namespace before the first release.
    ExistingSecret {},
    /// A secret store, read by the External Secrets Operator.
    ExternalSecret {
        /// The name of the store.
        #[schemars(regex(pattern = r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$"))]
        store: String,
        /// Whether the store belongs to the cluster or to each namespace.
        #[serde(default)]
        store_kind: SecretStoreScope,
        /// The secret in the store; `{name}` is the name of the service.
        #[serde(default = "default_database_secret_key")]
        key: String,
        /// The property of the secret that contains the URL, if the secret has several properties.
        #[serde(default)]
        property: String,
    },
    /// A PostgreSQL cluster for each service, run by the CloudNativePG operator.
    #[serde(rename = "cloudNativePG")]
    CloudNativePg {
        /// The number of instances; at least two in production.
        #[serde(default = "default_database_instances")]
        #[schemars(range(min = 1, max = 9))]
        instances: NonZeroU8,
        /// The storage size of each instance.
        #[serde(default = "default_database_storage_size")]
        #[schemars(regex(pattern = r"^[1-9][0-9]*(Mi|Gi|Ti)$"))]
        size: String,
        /// Backups with the Barman Cloud plugin; required in production.
        #[serde(skip_serializing_if = "Option::is_none")]
        backup: Option<BackupConfig>,
    },
}

/// The scope of a secret store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum SecretStoreScope {
    /// One store for the whole cluster.
    #[default]
    ClusterSecretStore,
    /// One store in each namespace.
    SecretStore,
}

fn default_database_secret_key() -> String {
    "{name}/database".to_owned()
}

fn default_database_instances() -> NonZeroU8 {
    NonZeroU8::MIN.saturating_add(2)
}

fn default_database_storage_size() -> String {
    "10Gi".to_owned()
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        DatabaseConfig::ExistingSecret {}
    }
}

/// The names of the environments in templates.
pub(super) const ENVIRONMENT_NAMES: [&str; 2] = ["staging", "production"];
/// The approvals that templates see; `owner` is resolved to one of them first.
pub(super) const APPROVAL_NAMES: [&str; 3] = [
    DeploymentApprovalPolicy::None.name(),
    DeploymentApprovalPolicy::Reviewers.name(),
    DeploymentApprovalPolicy::PullRequest.name(),
];
/// The database fields that templates see, besides `backup`; empty if they don't apply.
pub(super) const DATABASE_FIELDS: [&str; 7] = [
    "mode",
    "store",
    "storeKind",
    "key",
    "property",
    "instances",
    "size",
];

impl DeploymentEnvironments {
    /// The names of the environments, in the order of deployments.
    pub const NAMES: [&'static str; 2] = ENVIRONMENT_NAMES;
    /// The environment that serves users. Deployments to it can be approved by pull request.
    pub const PRODUCTION: &'static str = ENVIRONMENT_NAMES[1];

    /// Each environment, by name.
    pub fn named_environments(&self) -> [(&'static str, &Environment); 2] {
        let [staging, production] = ENVIRONMENT_NAMES;
        [(staging, &self.staging), (production, &self.production)]
    }

    /// A copy with `owner` approvals resolved; `has_reviewers` is whether the forge supports reviewers.
    #[must_use]
    pub fn with_resolved_approvals(&self, has_reviewers: bool) -> DeploymentEnvironments {
        let mut settled = self.clone();
        let approvals = [
            (
                &mut settled.staging.approval,
                DeploymentApprovalPolicy::Reviewers,
            ),
            (
                &mut settled.production.approval,
                DeploymentApprovalPolicy::PullRequest,
            ),
        ];
        for (approval, otherwise) in approvals {
            if *approval == DeploymentApprovalPolicy::Owner {
                *approval = if has_reviewers {
                    DeploymentApprovalPolicy::Reviewers
                } else {
                    otherwise
                };
            }
        }
        settled
    }

    /// The values that templates of the service `name` see.
    pub(super) fn to_template_values(&self, name: &str) -> Json {
        let seen = self.with_resolved_approvals(true);
        let environments = seen.named_environments().map(|(called, environment)| {
            let known = json!({
                "approval": environment.approval.name(),
                "database": environment.database.to_template_values(name),
                "route": service_route::service_route_to_template_values(environment.route.as_ref(), name),
            });
            (called.to_owned(), known)
        });
        Json::Object(environments.into_iter().collect())
    }
}

impl DatabaseConfig {
    fn to_template_values(&self, name: &str) -> Json {
        let mut values: serde_json::Map<String, Json> = DATABASE_FIELDS
            .map(|key| (key.to_owned(), Json::from("")))
            .into_iter()
            .collect();
        values.insert(
            "backup".to_owned(),
            BackupConfig::to_template_values(self.backup(), name),
        );
        let said = match self {
            DatabaseConfig::ExistingSecret {} => json!({"mode": "existingSecret"}),
            DatabaseConfig::ExternalSecret {
                store,
                store_kind,
                key,
                property,
            } => json!({
                "mode": "externalSecret",
                "store": store,
                "storeKind": store_kind.resource_kind(),
                "key": key.replace("{name}", name),
                "property": property,
            }),
            DatabaseConfig::CloudNativePg {
                instances, size, ..
            } => {
                json!({"mode": "cloudNativePG", "instances": instances, "size": size})
            }
        };
        if let Json::Object(said) = said {
            values.extend(said);
        }
        Json::Object(values)
    }

    /// The backup settings; always `None` for a database that `idp` doesn't manage.
    pub fn backup(&self) -> Option<&BackupConfig> {
        match self {
            DatabaseConfig::CloudNativePg { backup, .. } => backup.as_ref(),
            _ => None,
        }
    }

    /// Whether this is a managed database without backups.
    pub fn lacks_backup(&self) -> bool {
        matches!(self, DatabaseConfig::CloudNativePg { backup: None, .. })
    }
}

impl SecretStoreScope {
    fn resource_kind(self) -> &'static str {
        match self {
            SecretStoreScope::ClusterSecretStore => "ClusterSecretStore",
            SecretStoreScope::SecretStore => "SecretStore",
        }
    }
}
