//! What an organisation has ready for a service in each environment; `idp.yaml` says it, the chart's values hold it.

use std::collections::BTreeMap;
use std::num::NonZeroU8;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::backup::BackupConfig;
use super::service_route::{self, ServiceRoute};
use super::validated_strings::NamespaceName;
use crate::printable::escape_and_truncate;

/// The environments that a service is rolled out to, in this order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Environments {
    /// Where a release is proved.
    pub staging: Environment,
    /// Where users are.
    pub production: Environment,
}

/// One environment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Environment {
    /// How a service that uses a database gets it.
    pub database: DatabaseConfig,
    /// What the workflows of a service read there, such as `CLUSTER`; `{name}` is the service.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub variables: BTreeMap<WorkflowVariableName, String>,
    /// Who must approve each deployment there.
    pub approval: DeploymentApproval,
    /// The namespace of a service in the cluster; `{name}` is the service. Workflows read it as the variable NAMESPACE.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<NamespaceName>,
    /// How a service is reached from outside the cluster; not at all if omitted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<ServiceRoute>,
}

/// The variable of workflows that names the namespace.
pub const NAMESPACE_VARIABLE: &str = "NAMESPACE";

/// Who must approve a deployment, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DeploymentApproval {
    /// Nobody: what passed in staging goes on.
    #[default]
    None,
    /// The team that owns the service; as reviewers where the forge has them, else by pull request.
    Owner,
    /// The team that owns the service, as reviewers of each deployment. On github.com, private repositories have such
    /// with GitHub Enterprise only.
    Reviewers,
    /// The team that owns the service, by merging a pull request that changes nothing but what production runs. Only
    /// production has it.
    PullRequest,
}

impl DeploymentApproval {
    /// The name, as `idp.yaml` and templates know it.
    pub const fn name(self) -> &'static str {
        match self {
            DeploymentApproval::None => "none",
            DeploymentApproval::Owner => "owner",
            DeploymentApproval::Reviewers => "reviewers",
            DeploymentApproval::PullRequest => "pull-request",
        }
    }
}

/// The name of a variable of workflows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
pub struct WorkflowVariableName(#[schemars(regex(pattern = r"^[A-Z_][A-Z0-9_]*$"))] String);

impl TryFrom<String> for WorkflowVariableName {
    type Error = String;

    /// GitHub keeps names that begin with `GITHUB_` for itself.
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
                "`{}` is no name of a variable: capital letters, digits and `_`, not beginning with GITHUB_",
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
        let namespace =
            namespace.map(|namespace| (NAMESPACE_VARIABLE.to_owned(), namespace.of(name)));
        self.variables.iter().map(of).chain(namespace).collect()
    }

    /// Whether the namespace is there twice.
    pub fn sets_namespace_twice(&self) -> bool {
        self.namespace.is_some()
            && self
                .variables
                .keys()
                .any(|variable| variable.0 == NAMESPACE_VARIABLE)
    }

    /// The URL of the service `name`, where it has one.
    pub fn service_url(&self, name: &str) -> Option<String> {
        self.route.as_ref().map(|route| route.url(name))
    }
}

/// Where the address of a database comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(
    tag = "mode",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum DatabaseConfig {
    /// A Secret `<service>-database` that is in the namespace before the first release.
    ExistingSecret {},
    /// A secret store, by the External Secrets Operator.
    ExternalSecret {
        /// The store.
        #[schemars(regex(pattern = r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$"))]
        store: String,
        /// Whether each namespace has a store of that name, or the cluster.
        #[serde(default)]
        store_kind: SecretStoreKind,
        /// The secret in the store; `{name}` is the service.
        #[serde(default = "default_secret_key")]
        key: String,
        /// The part of the secret that is the address, if it has parts.
        #[serde(default)]
        property: String,
    },
    /// A PostgreSQL of the service's own, by the CloudNativePG operator.
    #[serde(rename = "cloudNativePG")]
    CloudNativePg {
        /// How many servers it has; in production two at least.
        #[serde(default = "default_instances")]
        #[schemars(range(min = 1, max = 9))]
        instances: NonZeroU8,
        /// How much each of them stores.
        #[serde(default = "default_storage_size")]
        #[schemars(regex(pattern = r"^[1-9][0-9]*(Mi|Gi|Ti)$"))]
        size: String,
        /// Where backups go, by the Barman Cloud plugin; required in production.
        #[serde(skip_serializing_if = "Option::is_none")]
        backup: Option<BackupConfig>,
    },
}

/// The kind of a secret store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum SecretStoreKind {
    /// One for all namespaces.
    #[default]
    ClusterSecretStore,
    /// One in each namespace.
    SecretStore,
}

fn default_secret_key() -> String {
    "{name}/database".to_owned()
}

fn default_instances() -> NonZeroU8 {
    NonZeroU8::MIN.saturating_add(2)
}

fn default_storage_size() -> String {
    "10Gi".to_owned()
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        DatabaseConfig::ExistingSecret {}
    }
}

/// The names of environments, as templates know them.
pub(super) const ENVIRONMENT_NAMES: [&str; 2] = ["staging", "production"];
/// What templates know of an approval; which of them `owner` is, is settled before.
pub(super) const APPROVAL_NAMES: [&str; 3] = [
    DeploymentApproval::None.name(),
    DeploymentApproval::Reviewers.name(),
    DeploymentApproval::PullRequest.name(),
];
/// What templates know of a database, beside its `backup`; empty where it does not apply.
pub(super) const DATABASE_FIELDS: [&str; 7] = [
    "mode",
    "store",
    "storeKind",
    "key",
    "property",
    "instances",
    "size",
];

impl Environments {
    /// The one where users are: what runs there can be proposed by pull request.
    pub const PRODUCTION: &'static str = ENVIRONMENT_NAMES[1];

    /// Each environment, by name.
    pub fn named_environments(&self) -> [(&'static str, &Environment); 2] {
        let [staging, production] = ENVIRONMENT_NAMES;
        [(staging, &self.staging), (production, &self.production)]
    }

    /// The same, where it is settled how the owning team approves: `has_reviewers` says whether the forge has such.
    #[must_use]
    pub fn with_resolved_approvals(&self, has_reviewers: bool) -> Environments {
        let mut settled = self.clone();
        let approvals = [
            (&mut settled.staging.approval, DeploymentApproval::Reviewers),
            (
                &mut settled.production.approval,
                DeploymentApproval::PullRequest,
            ),
        ];
        for (approval, otherwise) in approvals {
            if *approval == DeploymentApproval::Owner {
                *approval = if has_reviewers {
                    DeploymentApproval::Reviewers
                } else {
                    otherwise
                };
            }
        }
        settled
    }

    /// As templates of the service `name` see it.
    pub(super) fn to_json(&self, name: &str) -> Json {
        let seen = self.with_resolved_approvals(true);
        let environments = seen.named_environments().map(|(called, environment)| {
            let known = json!({
                "approval": environment.approval.name(),
                "database": environment.database.to_json(name),
                "route": service_route::route_to_json(environment.route.as_ref(), name),
            });
            (called.to_owned(), known)
        });
        Json::Object(environments.into_iter().collect())
    }
}

impl DatabaseConfig {
    fn to_json(&self, name: &str) -> Json {
        let mut values: serde_json::Map<String, Json> = DATABASE_FIELDS
            .map(|key| (key.to_owned(), Json::from("")))
            .into_iter()
            .collect();
        values.insert(
            "backup".to_owned(),
            BackupConfig::to_json(self.backup(), name),
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
                "storeKind": store_kind.name(),
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

    /// How it is backed up; always `None` for a database that somebody else runs.
    pub fn backup(&self) -> Option<&BackupConfig> {
        match self {
            DatabaseConfig::CloudNativePg { backup, .. } => backup.as_ref(),
            _ => None,
        }
    }

    /// Whether it is a database of the service's own that nobody backs up.
    pub fn lacks_backup(&self) -> bool {
        matches!(self, DatabaseConfig::CloudNativePg { backup: None, .. })
    }
}

impl SecretStoreKind {
    fn name(self) -> &'static str {
        match self {
            SecretStoreKind::ClusterSecretStore => "ClusterSecretStore",
            SecretStoreKind::SecretStore => "SecretStore",
        }
    }
}
