//! What a platform decides once for every service: where images are kept, for which machines they are, and what builds them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::validated_strings::{
    AwsAccount, AwsRegion, AzureRegistry, GoogleLocation, GoogleProject, GoogleRepository,
    KubernetesName, RegistryHost, RunnerLabel,
};

/// How images are built, kept and pulled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct DeliveryConfig {
    /// Where images are kept.
    #[serde(with = "serde_yaml::with::singleton_map")]
    #[schemars(with = "ImageRegistry")]
    pub registry: ImageRegistry,
    /// The GitHub whose own registry `ghcr` is, such as `github.com`.
    pub github: String,
    /// The Secrets that can pull them.
    pub pull_secrets: Vec<KubernetesName>,
    /// What runs workflows.
    pub runner: RunnerLabels,
    /// The processors that images are for.
    pub architectures: Architectures,
}

impl Default for DeliveryConfig {
    fn default() -> Self {
        DeliveryConfig {
            registry: ImageRegistry::default(),
            github: "github.com".to_owned(),
            pull_secrets: Vec::new(),
            runner: RunnerLabels::default(),
            architectures: Architectures::default(),
        }
    }
}

/// Where images are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum ImageRegistry {
    /// GitHub's own: ghcr.io, or that of the GHE.com tenant or Enterprise Server.
    #[default]
    Ghcr,
    /// Amazon ECR.
    Ecr {
        /// The account that holds it.
        account: AwsAccount,
        /// Its region.
        region: AwsRegion,
    },
    /// Google Artifact Registry.
    Gar {
        /// The project that holds it.
        project: GoogleProject,
        /// Its region or multi-region.
        location: GoogleLocation,
        /// The repository that holds the image of each service.
        repository: GoogleRepository,
    },
    /// Azure Container Registry, by its name.
    Acr(AzureRegistry),
    /// Any other, by its host and the path that images go under. Workflows sign in with the secrets REGISTRY_USERNAME
    /// and REGISTRY_PASSWORD.
    Host(RegistryHost),
}

impl ImageRegistry {
    /// The kind, as templates know it.
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

/// What runs workflows: the label of a runner, or labels that one runner must all have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "invalid `runner`: a label, or a list of labels")]
pub enum RunnerLabels {
    /// A runner with this label.
    One(RunnerLabel),
    /// A runner with all of these.
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
    /// The same, where the default is written out: what a lock records must not change with our defaults.
    pub(super) fn with_default_label(self) -> RunnerLabels {
        match self {
            RunnerLabels::All(labels) if labels.is_empty() => {
                RunnerLabel::try_from(DEFAULT_RUNNER.to_owned())
                    .map_or(RunnerLabels::All(labels), RunnerLabels::One)
            }
            labels => labels,
        }
    }

    fn to_json(&self) -> Json {
        match self {
            RunnerLabels::One(label) => label.of("").into(),
            RunnerLabels::All(labels) if labels.is_empty() => DEFAULT_RUNNER.into(),
            RunnerLabels::All(labels) => labels.iter().map(|label| label.of("")).collect(),
        }
    }
}

/// A kind of processor.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Architecture {
    /// Intel and AMD.
    Amd64,
    /// Such as AWS Graviton, Google Axion and Azure Cobalt.
    Arm64,
}

/// The processors that images are for; at least one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Vec<Architecture>")]
pub struct Architectures(#[schemars(length(min = 1))] Vec<Architecture>);

impl TryFrom<Vec<Architecture>> for Architectures {
    type Error = String;

    fn try_from(mut all: Vec<Architecture>) -> Result<Self, String> {
        all.sort_unstable();
        all.dedup();
        if all.is_empty() {
            Err("`architectures` needs at least one of amd64 and arm64".to_owned())
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
    /// The only one; empty where there are several.
    fn single_architecture_name(&self) -> &'static str {
        match self.0[..] {
            [Architecture::Amd64] => "amd64",
            [Architecture::Arm64] => "arm64",
            _ => "",
        }
    }
}

impl DeliveryConfig {
    /// As templates of the service `name`, whose repository is `slug`, see it.
    pub(super) fn to_json(&self, name: &str, slug: &str) -> serde_json::Map<String, Json> {
        let (host, image) = self.resolve_registry_host_and_image(name, &slug.to_lowercase());
        let (region, acr) = match &self.registry {
            ImageRegistry::Ecr { region, .. } => (region.of(""), String::new()),
            ImageRegistry::Acr(acr) => (String::new(), acr.of("")),
            _ => Default::default(),
        };
        let secrets = self.pull_secrets.iter().map(|secret| secret.of(""));
        let facts = [
            ("imageName", Json::from(image)),
            (
                "registry",
                json!({"kind": self.registry.kind(), "host": host, "region": region, "name": acr}),
            ),
            ("pullSecrets", secrets.collect()),
            ("runner", self.runner.to_json()),
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

    /// Where one signs in, and the image without tag or digest.
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
                let (account, region) = (account.of(""), region.of(""));
                // AWS in China is a partition of its own.
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
                let host = format!("{}-docker.pkg.dev", location.of(""));
                let image = format!("{host}/{}/{}/{name}", project.of(""), repository.of(""));
                (host, image)
            }
            ImageRegistry::Acr(registry) => {
                let host = format!("{}.azurecr.io", registry.of(""));
                let image = format!("{host}/{slug}");
                (host, image)
            }
            ImageRegistry::Host(place) => {
                let place = place.of("");
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
        let delivery = DeliveryConfig {
            registry,
            github: github.to_owned(),
            ..DeliveryConfig::default()
        };
        let facts = delivery.to_json("checkout", "Acme/checkout");
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
