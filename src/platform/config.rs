//! `idp.yaml`: the file that makes a repository a platform, and its settings.

use std::collections::BTreeMap;
use std::num::NonZeroU64;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::contact_urls::ContactUrls;
use crate::catalog::{Catalog, CatalogModel, Files, find_catalog_info_file};
use crate::diagnostic::{Diagnostic, RuleTier};
use crate::error::{Error, Result};
use crate::forge::GitHubHost;
use crate::input_file::MAX_SETTINGS_BYTES;
use crate::printable::Printable;
use crate::rules::{EntityRefPattern, RuleCode, RuleLevel, RuleSettings, Taxonomy};
use crate::source::{Place, SourceFile, decode_utf8_text};
use crate::template::{
    Architectures, BackupConfig, DeploymentApprovalPolicy, DeploymentEnvironments,
    ImageDeliveryConfig, ImageRegistry, KubernetesName, RunnerLabels,
};
use crate::yaml::{deserialize_yaml, find_value_place};

/// The name of the file.
pub const PLATFORM_CONFIG_FILE: &str = "idp.yaml";

/// The settings of a platform.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct PlatformConfig {
    /// The organisation that owns the repositories on the forge, such as `acme`.
    #[schemars(regex(pattern = r"^[A-Za-z0-9]([A-Za-z0-9-]{0,37}[A-Za-z0-9])?$"))]
    pub organisation: String,
    /// Where new repositories are created.
    pub forge: ForgeKind,
    /// The GitHub instance to use, if the forge is GitHub.
    #[serde(default)]
    pub github: GithubSettings,
    /// Who creates a new repository.
    #[serde(default)]
    pub create: RepositoryCreator,
    /// How a new entity is added to the catalog.
    #[serde(default)]
    pub registration: RegistrationMode,
    /// The registry for images.
    #[serde(
        default,
        deserialize_with = "serde_yaml::with::singleton_map::deserialize"
    )]
    #[schemars(with = "ImageRegistry")]
    pub registry: ImageRegistry,
    /// The Secrets for pulling images, in the namespace of each service. Default: none; the nodes can pull images
    /// themselves.
    #[serde(default)]
    pub pull_secrets: Vec<KubernetesName>,
    /// The runner for workflows. Default: `ubuntu-24.04`, hosted by GitHub.
    #[serde(default)]
    pub runner: RunnerLabels,
    /// The processor architectures that images are built for. Default: `amd64`.
    #[serde(default)]
    pub architectures: Architectures,
    /// The environments of new services.
    #[serde(default)]
    pub environments: DeploymentEnvironments,
    /// Where the catalog is in this repository.
    #[serde(default)]
    pub catalog: CatalogConfig,
    /// Where chat channels and on-call schedules can be opened.
    #[serde(default)]
    pub contacts: ContactUrls,
    /// The severity of rules, by code, such as `owner-is-user: off`.
    #[serde(default)]
    pub rules: BTreeMap<RuleCode, RuleLevel>,
    /// The lifecycles and types that the organisation uses.
    #[serde(default)]
    pub taxonomy: Taxonomy,
    /// Entities that exist elsewhere and that the catalog may refer to.
    #[serde(default)]
    pub external: ExternalEntities,
}

/// Entities that exist elsewhere and that the catalog may refer to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct ExternalEntities {
    /// Patterns for full refs, such as `group:*/*` or `component:legacy/*`.
    pub refs: Vec<EntityRefPattern>,
    /// Catalog files in the platform repository that declare these entities. They are not checked.
    pub catalogs: Vec<String>,
}

/// Where new repositories are created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ForgeKind {
    /// Bare repositories in the folder `forge` next to the platform repository.
    Local,
    /// An organisation on GitHub.
    Github,
}

impl ForgeKind {
    /// The name in `idp.yaml`.
    pub fn as_str(self) -> &'static str {
        match self {
            ForgeKind::Local => "local",
            ForgeKind::Github => "github",
        }
    }
}

/// Who creates a new repository.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RepositoryCreator {
    /// The user who runs `idp new`.
    #[default]
    Direct,
    /// The platform workflow `.github/workflows/idp-new.yml`, if people aren't allowed to create repositories.
    Dispatch,
}

/// The GitHub instance to use, and settings for its repositories.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct GithubSettings {
    /// `github.com`, a tenant such as `acme.ghe.com`, or an Enterprise Server.
    pub host: String,
    /// The visibility of new repositories.
    pub visibility: RepositoryVisibility,
    /// The ID of the GitHub App that proposes deployments. If set, only this App can write to
    /// `promote/*` branches.
    pub promoter: Option<NonZeroU64>,
}

impl Default for GithubSettings {
    fn default() -> Self {
        GithubSettings {
            host: "github.com".to_owned(),
            visibility: RepositoryVisibility::default(),
            promoter: None,
        }
    }
}

/// The visibility of a repository.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RepositoryVisibility {
    /// Only people with access.
    #[default]
    Private,
    /// Everyone in the enterprise. Requires GitHub Enterprise.
    Internal,
    /// Everyone.
    Public,
}

impl RepositoryVisibility {
    /// The name that GitHub uses.
    pub fn as_str(self) -> &'static str {
        match self {
            RepositoryVisibility::Private => "private",
            RepositoryVisibility::Internal => "internal",
            RepositoryVisibility::Public => "public",
        }
    }
}

/// How a new entity is added to the catalog.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RegistrationMode {
    /// One commit on the platform's default branch.
    #[default]
    Push,
    /// A pull request per entity, on the branch `idp/register/<name>`.
    PullRequest,
}

/// Where the catalog is, and where new entities are added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct CatalogConfig {
    /// The root file of the catalog. Default: `catalog.file` if set, otherwise `catalog-info.yaml`.
    pub root: Option<String>,
    /// The folder with one file per registered component. Default: `catalog/components`.
    pub components: Option<String>,
    /// A single file with the whole catalog. New entities are inserted in sorted order.
    pub file: Option<String>,
    /// Whether the AI kinds are available: `AiResource`, and `API` of type `mcp-server`. Stock Backstage doesn't have
    /// them.
    pub ai_kinds: bool,
    /// The kinds that the organisation's Backstage allows in `catalog.rules`. Default: all.
    pub kinds: Option<Vec<String>>,
    /// The placeholders that the organisation's Backstage supports besides `$text`, `$json` and `$yaml`, such as `openapi`.
    pub placeholders: Vec<String>,
    /// Files with Backstage catalog model layers that declare the organisation's own kinds.
    pub models: Vec<String>,
}

/// The file that a new entity is written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntityDestination {
    /// A file of its own.
    OwnFile(String),
    /// This file, shared with other entities.
    SharedFile(String),
}

impl CatalogConfig {
    /// The available kinds and placeholders; `files` are those of the platform.
    ///
    /// # Errors
    /// Usage (2) if a model layer is missing or invalid.
    pub fn load_catalog_model(&self, files: &dyn Files) -> Result<CatalogModel> {
        let stock = if self.ai_kinds {
            CatalogModel::WITH_AI
        } else {
            CatalogModel::BUILTIN
        };
        let model = stock.with_placeholder_names(&self.placeholders);
        model.with_model_layers(files, &self.models)
    }

    /// The root file of the catalog.
    pub fn catalog_root_file(&self) -> &str {
        let one_file = self.file.as_deref();
        self.root
            .as_deref()
            .or(one_file)
            .unwrap_or("catalog-info.yaml")
    }

    /// The root file in `files`, where it may be named `catalog-info.yml`.
    pub fn find_catalog_root_file(&self, files: &dyn Files) -> String {
        let settled = self.root.is_some() || self.file.is_some();
        let found = || find_catalog_info_file(files, "");
        if settled {
            self.catalog_root_file().to_owned()
        } else {
            found().unwrap_or_else(|| self.catalog_root_file().to_owned())
        }
    }

    /// Where the component `name` is registered.
    pub fn component_destination(&self, name: &str) -> EntityDestination {
        match &self.file {
            Some(file) => EntityDestination::SharedFile(file.clone()),
            None => {
                let folder = self.components.as_deref().unwrap_or("catalog/components");
                EntityDestination::OwnFile(format!("{}/{name}.yaml", folder.trim_end_matches('/')))
            }
        }
    }

    /// The destination of an entity of any kind: a folder named after the kind, next to the folder of components.
    pub fn entity_destination(&self, kind: &str, name: &str) -> EntityDestination {
        let beside = self
            .components
            .as_deref()
            .unwrap_or("catalog/components")
            .trim_end_matches('/');
        match (self.component_destination(name), kind) {
            (EntityDestination::OwnFile(_), kind) if kind != "Component" => {
                let above = beside
                    .rsplit_once('/')
                    .map(|(above, _)| format!("{above}/"));
                let kind = kind.to_lowercase();
                EntityDestination::OwnFile(format!(
                    "{}{kind}s/{name}.yaml",
                    above.unwrap_or_default()
                ))
            }
            (destination, _) => destination,
        }
    }

    fn configured_catalog_paths(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [
            ("catalog.root", &self.root),
            ("catalog.components", &self.components),
            ("catalog.file", &self.file),
        ];
        all.into_iter()
            .filter_map(|(key, path)| Some((key, path.as_deref()?)))
    }
}

impl EntityDestination {
    /// The path in the platform repository.
    pub fn path(&self) -> &str {
        match self {
            EntityDestination::OwnFile(path) | EntityDestination::SharedFile(path) => path,
        }
    }
}

impl PlatformConfig {
    /// Parses the text of an `idp.yaml`; `name` is the file name for errors.
    ///
    /// # Errors
    /// Usage (2) with the place of the first error.
    pub fn parse_platform_config(name: &str, text: &str) -> Result<PlatformConfig> {
        let source = SourceFile::new(name, text);
        let config: PlatformConfig = deserialize_yaml(&source)
            .map_err(|(place, message)| invalid_platform_config_error(place, message))?;
        config
            .validate_platform_config()
            .map_err(|InvalidSetting { path, message }| {
                invalid_platform_config_error(find_value_place(&source, &path), message)
            })?;
        Ok(config)
    }

    /// Parses the bytes of an `idp.yaml`.
    ///
    /// # Errors
    /// As [`PlatformConfig::parse_platform_config`]; usage (2) if they are not text.
    pub fn parse_platform_config_bytes(name: &str, bytes: Vec<u8>) -> Result<PlatformConfig> {
        if bytes.len() as u64 > MAX_SETTINGS_BYTES {
            return Err(Error::usage(format!(
                "{} is larger than 1 MiB",
                Printable(name)
            )));
        }
        let no_text = |is| Error::usage(format!("{} {is}", Printable(name)));
        PlatformConfig::parse_platform_config(name, &decode_utf8_text(bytes).map_err(no_text)?)
    }

    /// The web address of the repository `name`; empty if the forge has no web pages.
    pub fn web_url_for_repository_name(&self, name: &str) -> String {
        match self.forge {
            ForgeKind::Github => {
                format!("https://{}/{}/{name}", self.github.host, self.organisation)
            }
            ForgeKind::Local => String::new(),
        }
    }

    /// The settings for checks on the day `today`; `files` are those of the platform.
    ///
    /// # Errors
    /// Usage (2) if an external catalog is missing.
    pub fn load_rule_settings(&self, files: &dyn Files, today: Date) -> Result<RuleSettings> {
        Ok(RuleSettings {
            levels: self.rule_levels().collect(),
            taxonomy: self.taxonomy.clone(),
            external_refs: EntityRefPattern::build_glob_set(&self.external.refs)?,
            external_catalog: Catalog::read_catalog_with_model(
                self.catalog.load_catalog_model(files)?,
                files,
                &self.external.catalogs,
            )?,
            allowed_kinds: self.catalog.kinds.clone(),
            ..RuleSettings::new(today)
        })
    }

    /// How images of new services are built, stored and pulled.
    pub fn to_image_delivery_config(&self) -> ImageDeliveryConfig {
        ImageDeliveryConfig {
            registry: self.registry.clone(),
            github: self.github.host.clone(),
            pull_secrets: self.pull_secrets.clone(),
            runner: self.runner.clone(),
            architectures: self.architectures.clone(),
        }
    }

    fn rule_levels(&self) -> impl Iterator<Item = (&'static str, RuleLevel)> {
        let said = self.rules.iter();
        said.map(|(code, level)| (code.rule().code, *level))
    }

    /// Checks the paths and placeholders of the catalog.
    fn validate_catalog_settings(&self) -> std::result::Result<(), InvalidSetting> {
        let single = self.catalog.configured_catalog_paths();
        let single = single.map(|(key, path)| (key, key.to_owned(), path));
        let lists = [
            ("external.catalogs", &self.external.catalogs),
            ("catalog.models", &self.catalog.models),
        ];
        let listed = lists.into_iter().flat_map(|(key, paths)| {
            let paths = paths.iter().enumerate();
            paths.map(move |(index, path)| (key, format!("{key}[{index}]"), path.as_str()))
        });
        for (key, place, path) in single.chain(listed) {
            let mut parts = path.split('/');
            if path.starts_with('/') || parts.any(|part| matches!(part, "" | "." | ".." | ".git")) {
                return Err(InvalidSetting::new(
                    place,
                    format!("`{key}` must be a path inside the platform repository"),
                ));
            }
        }
        let mut placeholders = self.catalog.placeholders.iter();
        if let Some(index) = placeholders.position(|name| !is_valid_placeholder_name(name)) {
            return Err(InvalidSetting::new(
                format!("catalog.placeholders[{index}]"),
                "a placeholder name can contain only letters and digits, without the `$`",
            ));
        }
        Ok(())
    }

    /// Checks what the types of environments can't express.
    fn validate_environment_settings(&self) -> std::result::Result<(), InvalidSetting> {
        if self.environments.staging.approval == DeploymentApprovalPolicy::PullRequest {
            return Err(InvalidSetting::new(
                "environments.staging.approval",
                "`approval: pull-request` is supported only in production",
            ));
        }
        for (name, environment) in self.environments.named_environments() {
            if environment.sets_namespace_twice() {
                return Err(InvalidSetting::new(
                    format!("environments.{name}.variables.NAMESPACE"),
                    format!(
                        "`environments.{name}.namespace` sets the variable NAMESPACE; remove it from `variables`"
                    ),
                ));
            }
            let route = environment.route.as_ref();
            if route.is_some_and(|route| route.has_unused_tls_secret()) {
                return Err(InvalidSetting::new(
                    format!("environments.{name}.route.tlsSecret"),
                    format!("`environments.{name}.route` has a `tlsSecret`, but `tls: false`"),
                ));
            }
        }
        Ok(())
    }

    /// Checks the backups that production requires, and their credentials.
    fn validate_backup_settings(&self) -> std::result::Result<(), InvalidSetting> {
        for (name, environment) in self.environments.named_environments() {
            let backup = environment.database.backup();
            if backup.is_some_and(BackupConfig::has_identity_and_secret) {
                return Err(InvalidSetting::new(
                    format!("environments.{name}.database.backup.credentials.identity"),
                    "`credentials` takes an `identity` or a `secretName`, not both",
                ));
            }
        }
        if self.environments.production.database.lacks_backup() {
            return Err(InvalidSetting::new(
                "environments.production",
                "a production database with `mode: cloudNativePG` needs a backup; add `backup: {destination: 's3://<bucket>/{name}'}` to `database`",
            ));
        }
        Ok(())
    }

    /// Checks what the types can't express.
    fn validate_platform_config(&self) -> std::result::Result<(), InvalidSetting> {
        let organisation = self.organisation.as_str();
        let fits = |character: char| character.is_ascii_alphanumeric() || character == '-';
        if organisation.is_empty() || organisation.len() > 39 || !organisation.chars().all(fits) {
            return Err(InvalidSetting::new(
                "organisation",
                "`organisation` must have 1 to 39 characters: letters, digits and `-`",
            ));
        }
        self.validate_catalog_settings()?;
        if let Err(error) = GitHubHost::parse(&self.github.host) {
            return Err(InvalidSetting::new("github.host", error.message()));
        }
        if self.registration == RegistrationMode::PullRequest && self.forge == ForgeKind::Local {
            return Err(InvalidSetting::new(
                "registration",
                "`registration: pull-request` requires `forge: github`",
            ));
        }
        if self.create == RepositoryCreator::Dispatch && self.forge == ForgeKind::Local {
            return Err(InvalidSetting::new(
                "create",
                "`create: dispatch` requires `forge: github`",
            ));
        }
        self.validate_environment_settings()?;
        self.validate_backup_settings()?;
        if self.catalog.file.is_some() && self.catalog.components.is_some() {
            return Err(InvalidSetting::new(
                "catalog.file",
                "`catalog.file` and `catalog.components` can't be combined",
            ));
        }
        Ok(())
    }
}

/// A setting that its type accepts, but that is invalid.
struct InvalidSetting {
    /// Its path in the file, such as `catalog.file`.
    path: String,
    message: String,
}

impl InvalidSetting {
    fn new(path: impl Into<String>, message: impl Into<String>) -> InvalidSetting {
        InvalidSetting {
            path: path.into(),
            message: message.into(),
        }
    }
}

fn is_valid_placeholder_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|char| char.is_ascii_alphanumeric())
}

fn invalid_platform_config_error(place: Place, message: String) -> Error {
    let file = place.file_path().to_owned();
    Error::usage(format!("invalid {file}")).with_diagnostics(vec![
        Diagnostic::new("platform-config", RuleTier::Policy, message).with_place(place),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_error(text: &str) -> String {
        let error = PlatformConfig::parse_platform_config("idp.yaml", text).unwrap_err();
        let found = &error.diagnostics()[0];
        format!("{}: {}", found.place.as_ref().unwrap(), found.message)
    }

    #[test]
    fn the_smallest_platform_is_two_lines() {
        let config =
            PlatformConfig::parse_platform_config("idp.yaml", "organisation: acme\nforge: local\n")
                .unwrap();
        assert_eq!(config.catalog.catalog_root_file(), "catalog-info.yaml");
        assert_eq!(
            config.catalog.component_destination("cart").path(),
            "catalog/components/cart.yaml"
        );
    }

    #[test]
    fn one_file_holds_the_whole_catalog() {
        let text = "organisation: acme\nforge: local\ncatalog:\n  file: catalog.yaml\n";
        let layout = PlatformConfig::parse_platform_config("idp.yaml", text)
            .unwrap()
            .catalog;
        assert_eq!(layout.catalog_root_file(), "catalog.yaml");
        assert_eq!(
            layout.component_destination("cart"),
            EntityDestination::SharedFile("catalog.yaml".to_owned())
        );
    }

    #[test]
    fn faults_have_a_place() {
        insta::assert_snapshot!(parse_error("organisation: acme\nforge: local\nregistraton: push\n"), @"idp.yaml:3:1: unknown field `registraton`; did you mean `registration`?");
        insta::assert_snapshot!(parse_error("organisation: acme\nforge: local\ncatalog: {file: ../x.yaml}\n"), @"idp.yaml:3:17: `catalog.file` must be a path inside the platform repository");
        insta::assert_snapshot!(parse_error("organisation: a/b\nforge: local\n"), @"idp.yaml:1:15: `organisation` must have 1 to 39 characters: letters, digits and `-`");
    }

    #[test]
    fn what_a_platform_decides_once_is_checked() {
        let of = |text: &str| parse_error(&format!("organisation: acme\nforge: github\n{text}\n"));
        insta::assert_snapshot!(of("registry: docker"), @"idp.yaml:3:11: registry: invalid value `docker`; use one of `ghcr`, `ecr`, `gar`, `acr`, `host`");
        insta::assert_snapshot!(of("registry: {ecr: {account: '1', region: eu-central-1}}"), @"idp.yaml:3:27: registry.ecr: invalid AWS account `1`: use 12 digits, in quotes");
        insta::assert_snapshot!(of("registry: {ecr: {account: '111111111111'}}"), @"idp.yaml:3:12: registry.ecr: missing `region`");
        insta::assert_snapshot!(of("registry: {gar: {project: acme-images, location: europe-west1, repo: x}}"), @"idp.yaml:3:64: registry.gar: unknown field `repo`; did you mean `repository`?");
        insta::assert_snapshot!(of("registry: {acr: acme.azurecr.io}"), @"idp.yaml:3:17: registry: invalid Azure container registry `acme.azurecr.io`: use 5 to 50 lower-case letters and digits, without .azurecr.io");
        insta::assert_snapshot!(of("registry: {host: 'https://registry.acme.dev'}"), @"idp.yaml:3:18: registry: invalid registry `https://registry.acme.dev`: use a host such as registry.acme.dev or registry.acme.dev/services, without https://");
        insta::assert_snapshot!(of("pullSecrets: [Acme_Pull]"), @"idp.yaml:3:15: pullSecrets: invalid name of a Kubernetes object `Acme_Pull`: use lower-case letters, digits, `-` and `.`");
        insta::assert_snapshot!(of("runner: {group: large}"), @"idp.yaml:3:1: invalid `runner`: expected a label or a list of labels");
        insta::assert_snapshot!(of("runner: 'a b'"), @"idp.yaml:3:1: invalid `runner`: expected a label or a list of labels");
        insta::assert_snapshot!(of("architectures: []"), @"idp.yaml:3:1: `architectures` requires at least one of amd64 and arm64");
        insta::assert_snapshot!(of("architectures: [x86]"), @"idp.yaml:3:17: architectures[0]: invalid value `x86`; use `amd64` or `arm64`");
    }

    #[test]
    fn routes_and_namespaces_are_checked() {
        let of = |text: &str| {
            parse_error(&format!(
                "organisation: acme\nforge: github\nenvironments:\n  staging:\n    {text}\n"
            ))
        };
        insta::assert_snapshot!(of("namespace: '{name}_x'"), @"idp.yaml:5:16: environments.staging: invalid namespace `{name}_x`: use lower-case letters, digits and `-`; {name} is the service");
        insta::assert_snapshot!(of("namespace: '{name}'\n    variables: {NAMESPACE: '{name}'}"), @"idp.yaml:6:28: `environments.staging.namespace` sets the variable NAMESPACE; remove it from `variables`");
        insta::assert_snapshot!(of("route: {host: '{name}.acme.dev'}"), @"idp.yaml:5:5: environments.staging.route: missing `kind`");
        insta::assert_snapshot!(of("route: {kind: alb, host: acme.dev}"), @"idp.yaml:5:30: environments.staging: invalid host `acme.dev`: use a DNS name that contains {name}, such as {name}.acme.dev");
        insta::assert_snapshot!(of("route: {kind: alb, host: '{name}.acme.dev', className: alb}"), @"idp.yaml:5:49: environments.staging: unknown field `className`; use one of `host`, `tls`, `annotations`");
        insta::assert_snapshot!(of("route: {kind: ingress, host: '{name}.acme.dev'}"), @"idp.yaml:4:3: environments.staging: missing `className`");
        insta::assert_snapshot!(of("route: {kind: httproute, host: '{name}.acme.dev', gateway: external}"), @"idp.yaml:4:3: environments.staging: expected a mapping, found `external`");
        insta::assert_snapshot!(of("route: {kind: ingress, className: nginx, host: '{name}.acme.dev', tls: false, tlsSecret: x}"), @"idp.yaml:5:94: `environments.staging.route` has a `tlsSecret`, but `tls: false`");
        insta::assert_snapshot!(of("route: {kind: alb, host: '{name}.acme.dev', annotations: {'a b': c}}"), @"idp.yaml:5:63: environments.staging: invalid annotation `a b`: use a key such as example.com/key");
    }

    #[test]
    fn each_way_to_say_it_is_read() {
        for text in [
            "registry: ghcr",
            "registry: {ecr: {account: '111111111111', region: eu-central-1}}",
            "registry: {gar: {project: acme-images, location: europe-west1, repository: services}}",
            "registry: {acr: acmeimages}",
            "registry: {host: registry.acme.dev/services}",
            "pullSecrets: [acme-pull]\nrunner: large\narchitectures: [arm64]",
            "runner: [self-hosted, linux]\narchitectures: [amd64, arm64]",
        ] {
            let text = format!("organisation: acme\nforge: github\n{text}\n");
            assert!(
                PlatformConfig::parse_platform_config("idp.yaml", &text).is_ok(),
                "{text}"
            );
        }
        let text = "organisation: acme\nforge: github\nenvironments:\n  staging: {namespace: '{name}-staging'}\n";
        let staging = PlatformConfig::parse_platform_config("idp.yaml", text)
            .unwrap()
            .environments
            .staging;
        assert_eq!(
            staging.workflow_variables("cart")["NAMESPACE"],
            "cart-staging"
        );
    }

    #[test]
    fn production_keeps_no_database_without_a_backup() {
        let with = |database: &str| {
            format!(
                "organisation: acme\nforge: local\nenvironments:\n  staging:\n    database: {{mode: cloudNativePG}}\n  production:\n    database: {{mode: cloudNativePG{database}}}\n"
            )
        };
        insta::assert_snapshot!(parse_error(&with("")), @"idp.yaml:6:3: a production database with `mode: cloudNativePG` needs a backup; add `backup: {destination: 's3://<bucket>/{name}'}` to `database`");
        insta::assert_snapshot!(parse_error(&with(", backup: {destination: /srv/backups}")), @"idp.yaml:7:59: environments.production: `/srv/backups` isn't a folder in an object store: s3://…, gs://… or https://<account>.blob.core.windows.net/…");
        insta::assert_snapshot!(parse_error(&with(", backup: {destination: 's3://b/{name}', schedule: 0 3 * * *}")), @"idp.yaml:7:86: environments.production: `0 3 * * *` isn't a schedule of six fields, seconds first, such as `0 0 3 * * *`");
        insta::assert_snapshot!(parse_error(&with(", backup: {destination: 's3://b/{name}', retention: 30y}")), @"idp.yaml:7:87: environments.production: `30y` isn't a number of days, weeks or months, such as `30d`");
        insta::assert_snapshot!(parse_error(&with(", backup: {destination: 's3://b/{name}', credentials: {identity: arn:x, secretName: key}}")), @"idp.yaml:7:100: `credentials` takes an `identity` or a `secretName`, not both");
        let sound =
            with(", backup: {destination: 'gs://b/{name}', credentials: {identity: arn:x}}");
        assert!(PlatformConfig::parse_platform_config("idp.yaml", &sound).is_ok());
    }

    #[test]
    fn what_only_github_has_is_refused_elsewhere() {
        insta::assert_snapshot!(parse_error("organisation: acme\nforge: local\nregistration: pull-request\n"), @"idp.yaml:3:15: `registration: pull-request` requires `forge: github`");
        insta::assert_snapshot!(parse_error("organisation: acme\nforge: local\ncreate: dispatch\n"), @"idp.yaml:3:9: `create: dispatch` requires `forge: github`");
        insta::assert_snapshot!(parse_error("organisation: acme\nforge: github\ngithub: {host: evil.example/api}\n"), @"idp.yaml:3:16: invalid host name `evil.example/api`");
        insta::assert_snapshot!(parse_error("organisation: acme\nforge: github\nregistration: pull-request\nenvironments:\n  staging: {approval: pull-request}\n"), @"idp.yaml:5:23: `approval: pull-request` is supported only in production");
        insta::assert_snapshot!(parse_error("organisation: acme\nforge: github\nenvironments:\n  staging:\n    variables: {GITHUB_TOKEN: x}\n"), @"idp.yaml:5:17: environments.staging.variables: invalid variable name `GITHUB_TOKEN`: use capital letters, digits and `_`, and don't start with a digit or GITHUB_");
    }
}
