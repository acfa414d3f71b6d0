//! What a platform sets once for all services: where images are stored, their architectures, and the runners that build
//! them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::validated_strings::{
    AwsAccount, AwsRegion, AzureRegistry, GoogleLocation, GoogleProject, GoogleRepository,
    KubernetesName, RegistryHost, RunnerLabel,
};

/// How images are built, stored and pulled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ImageDeliveryConfig {
    /// The registry in which images are stored.
    #[serde(with = "serde_yaml::with::singleton_map")]
    #[schemars(with = "ImageRegistry")]
    pub registry: ImageRegistry,
    /// The GitHub host whose registry `ghcr` refers to, such as `github.com`.
    pub github: String,
    /// The Secrets for pulling images.
    pub pull_secrets: Vec<KubernetesName>,
    /// The runners for workflows.
    pub runner: RunnerLabels,
    /// The processor architectures that images are built for.
    pub architectures: Architectures,
}

impl Default for ImageDeliveryConfig {
    fn default() -> Self {
        ImageDeliveryConfig {
            registry: ImageRegistry::default(),
            github: "github.com".to_owned(),
            pull_secrets: Vec::new(),
            runner: RunnerLabels::default(),
            architectures: Architectures::default(),
        }
    }
}

/// The registry in which images are stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum ImageRegistry {
    /// GitHub's registry: ghcr.io, or that of the GHE.com tenant or Enterprise Server.
    #[default]
    Ghcr,
    /// Amazon ECR.
    Ecr {
        /// The AWS account that owns the registry.
        account: AwsAccount,
        /// The region of the registry.
        region: AwsRegion,
    },
    /// Google Artifact Registry.
    Gar {
        /// The Google Cloud project that owns the repository.
        project: GoogleProject,
        /// The region or multi-region of the repository.
        location: GoogleLocation,
        /// The repository for the images of all services.
        repository: GoogleRepository,
    },
    /// Azure Container Registry: the name of the registry.
    Acr(AzureRegistry),
    /// Any other registry: the host, optionally with a path for the images. Workflows sign in with the secrets
    /// REGISTRY_USERNAME and REGISTRY_PASSWORD.
    Host(RegistryHost),
}

impl ImageRegistry {
    /// The kind in templates.
    const fn kind(&self) -> &'static str {
        match self {
            ImageRegistry::Ghcr => "ghcr",
            ImageRegistry::Ecr { .. } => "ecr",
            ImageRegistry::Gar { .. } => "gar",
            ImageRegistry::Acr(_) => "acr",
            ImageRegistry::Host(_) => "host",
        }
    }
}

/// The runners for workflows: a label, or a list of labels, all of which a runner must have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "invalid `runner`: expected a label or a list of labels"
)]
pub enum RunnerLabels {
    /// A runner with this label.
    One(RunnerLabel),
    /// A runner with all of these labels.
    All(Vec<RunnerLabel>),
}

/// The runner that GitHub hosts.
const DEFAULT_RUNNER: &str = "ubuntu-24.04";

impl Default for RunnerLabels {
    fn default() -> Self {
        RunnerLabels::All(Vec::new())
    }
}

impl RunnerLabels {
    /// Makes the default label explicit, so that a lock doesn't depend on the defaults of this version.
    pub(super) fn with_default_label(self) -> RunnerLabels {
        match self {
            RunnerLabels::All(labels) if labels.is_empty() => {
                RunnerLabel::try_from(DEFAULT_RUNNER.to_owned())
                    .map_or(RunnerLabels::All(labels), RunnerLabels::One)
            }
            labels => labels,
        }
    }

    fn to_template_value(&self) -> Json {
        match self {
            RunnerLabels::One(label) => label.to_string().into(),
            RunnerLabels::All(labels) if labels.is_empty() => DEFAULT_RUNNER.into(),
            RunnerLabels::All(labels) => labels.iter().map(|label| label.to_string()).collect(),
        }
    }
}

/// A processor architecture.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Architecture {
    /// x86-64: Intel and AMD.
    Amd64,
    /// ARM64, such as AWS Graviton, Google Axion and Azure Cobalt.
    Arm64,
}

/// The processor architectures that images are built for; at least one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Vec<Architecture>")]
pub struct Architectures(#[schemars(length(min = 1))] Vec<Architecture>);

impl TryFrom<Vec<Architecture>> for Architectures {
    type Error = String;

    fn try_from(mut all: Vec<Architecture>) -> Result<Self, String> {
        all.sort_unstable();
        all.dedup();
        if all.is_empty() {
            Err("`architectures` requires at least one of amd64 and arm64".to_owned())
        } else {
            Ok(Architectures(all))
        }
    }
}

impl Default for Architectures {
    fn default() -> Self {
        Architectures(vec![Architecture::Amd64])
    }
}

impl Architectures {
    /// The name of the only architecture; empty if there are several.
    fn single_architecture_name(&self) -> &'static str {
        match self.0[..] {
            [Architecture::Amd64] => "amd64",
            [Architecture::Arm64] => "arm64",
            _ => "",
        }
    }
}

impl ImageDeliveryConfig {
    /// The values that templates of the service `name` with the repository `slug` see.
    pub(super) fn to_template_values(
        &self,
        name: &str,
        slug: &str,
    ) -> serde_json::Map<String, Json> {
        let (host, image) = self.resolve_registry_host_and_image(name, &slug.to_lowercase());
        let (region, acr) = match &self.registry {
            ImageRegistry::Ecr { region, .. } => (region.to_string(), String::new()),
            ImageRegistry::Acr(acr) => (String::new(), acr.to_string()),
            _ => Default::default(),
        };
        let secrets = self.pull_secrets.iter().map(|secret| secret.to_string());
        let facts = [
            ("imageName", Json::from(image)),
            (
                "registry",
                json!({"kind": self.registry.kind(), "host": host, "region": region, "name": acr}),
            ),
            ("pullSecrets", secrets.collect()),
            ("runner", self.runner.to_template_value()),
            (
                "architecture",
                self.architectures.single_architecture_name().into(),
            ),
        ];
        facts
            .map(|(key, value)| (key.to_owned(), value))
            .into_iter()
            .collect()
    }

    /// The host to sign in to, and the image without tag or digest.
    fn resolve_registry_host_and_image(&self, name: &str, slug: &str) -> (String, String) {
        match &self.registry {
            ImageRegistry::Ghcr => {
                let host = match self.github.as_str() {
                    "github.com" => "ghcr.io".to_owned(),
                    other => format!("containers.{}", other.to_lowercase()),
                };
                let image = format!("{host}/{slug}");
                (host, image)
            }
            ImageRegistry::Ecr { account, region } => {
                let (account, region) = (account.to_string(), region.to_string());
                // AWS in China is a separate partition.
                let suffix = if region.starts_with("cn-") { ".cn" } else { "" };
                let host = format!("{account}.dkr.ecr.{region}.amazonaws.com{suffix}");
                let image = format!("{host}/{slug}");
                (host, image)
            }
            ImageRegistry::Gar {
                project,
                location,
                repository,
            } => {
                let host = format!("{}-docker.pkg.dev", location);
                let image = format!("{host}/{}/{}/{name}", project, repository);
                (host, image)
            }
            ImageRegistry::Acr(registry) => {
                let host = format!("{}.azurecr.io", registry);
                let image = format!("{host}/{slug}");
                (host, image)
            }
            ImageRegistry::Host(place) => {
                let place = place.to_string();
                match place.split_once('/') {
                    Some((host, _)) => (host.to_owned(), format!("{place}/{name}")),
                    None => (place.clone(), format!("{place}/{slug}")),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Holder(
        #[serde(deserialize_with = "serde_yaml::with::singleton_map::deserialize")] ImageRegistry,
    );

    fn format_host_and_image(registry: &str, github: &str) -> String {
        let Holder(registry) = serde_yaml::from_str(registry).unwrap();
        let delivery = ImageDeliveryConfig {
            registry,
            github: github.to_owned(),
            ..ImageDeliveryConfig::default()
        };
        let facts = delivery.to_template_values("checkout", "Acme/checkout");
        let text = |value: &Json| value.as_str().unwrap().to_owned();
        format!(
            "{} {}",
            text(&facts["registry"]["host"]),
            text(&facts["imageName"])
        )
    }

    #[test]
    fn every_registry_has_its_own_names() {
        let ours = "github.com";
        insta::assert_snapshot!(format_host_and_image("ghcr", ours), @"ghcr.io ghcr.io/acme/checkout");
        insta::assert_snapshot!(format_host_and_image("ghcr", "Acme.ghe.com"), @"containers.acme.ghe.com containers.acme.ghe.com/acme/checkout");
        insta::assert_snapshot!(format_host_and_image("ecr: {account: '111111111111', region: eu-central-1}", ours), @"111111111111.dkr.ecr.eu-central-1.amazonaws.com 111111111111.dkr.ecr.eu-central-1.amazonaws.com/acme/checkout");
        insta::assert_snapshot!(format_host_and_image("ecr: {account: '111111111111', region: cn-north-1}", ours), @"111111111111.dkr.ecr.cn-north-1.amazonaws.com.cn 111111111111.dkr.ecr.cn-north-1.amazonaws.com.cn/acme/checkout");
        insta::assert_snapshot!(format_host_and_image("gar: {project: acme-images, location: europe-west1, repository: services}", ours), @"europe-west1-docker.pkg.dev europe-west1-docker.pkg.dev/acme-images/services/checkout");
        insta::assert_snapshot!(format_host_and_image("acr: acmeimages", ours), @"acmeimages.azurecr.io acmeimages.azurecr.io/acme/checkout");
        insta::assert_snapshot!(format_host_and_image("host: registry.acme.dev:5000", ours), @"registry.acme.dev:5000 registry.acme.dev:5000/acme/checkout");
        insta::assert_snapshot!(format_host_and_image("host: registry.acme.dev/services", ours), @"registry.acme.dev registry.acme.dev/services/checkout");
    }
}
