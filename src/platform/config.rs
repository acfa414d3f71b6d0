//! `idp.yaml`: what marks a repository as a platform, and how it wants things done.

use std::collections::BTreeMap;
use std::num::NonZeroU64;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::catalog::{Catalog, Files, Model, catalog_info};
use crate::diagnostic::{Diagnostic, Tier};
use crate::error::{Error, Result};
use crate::forge::Host;
use crate::input_file::SETTINGS;
use crate::printable::Printable;
use crate::rules::{Code, Level, RefPattern, Settings, Taxonomy};
use crate::source::{Place, Source, decoded};
use crate::template::{
    Approval, Architectures, Delivery, Environments, ObjectName, Registry, Runner,
};

/// The name of the file.
pub const FILE: &str = "idp.yaml";

/// The settings of a platform.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Config {
    /// The organisation that owns the repositories on the forge, such as `acme`.
    #[schemars(regex(pattern = r"^[A-Za-z0-9]([A-Za-z0-9-]{0,37}[A-Za-z0-9])?$"))]
    pub organisation: String,
    /// Where new repositories are made.
    pub forge: Forge,
    /// Which GitHub, where the forge is one.
    #[serde(default)]
    pub github: GithubSettings,
    /// Who makes a new repository.
    #[serde(default)]
    pub create: Create,
    /// How a new entity gets into the catalog.
    #[serde(default)]
    pub registration: Registration,
    /// Where images are kept.
    #[serde(
        default,
        deserialize_with = "serde_yaml::with::singleton_map::deserialize"
    )]
    #[schemars(with = "Registry")]
    pub registry: Registry,
    /// The Secrets in the namespace of a service that can pull its image; none if the nodes can pull it themselves.
    #[serde(default)]
    pub pull_secrets: Vec<ObjectName>,
    /// What runs workflows; the `ubuntu-24.04` that GitHub hosts if omitted.
    #[serde(default)]
    pub runner: Runner,
    /// The processors that images are for; `amd64` if omitted.
    #[serde(default)]
    pub architectures: Architectures,
    /// What new services find ready, by environment.
    #[serde(default)]
    pub environments: Environments,
    /// Where the catalog lies in this repository.
    #[serde(default)]
    pub catalog: Layout,
    /// How bad a breach of a rule is, by its code, such as `owner-is-user: off`.
    #[serde(default)]
    pub rules: BTreeMap<Code, Level>,
    /// The words the organisation uses.
    #[serde(default)]
    pub taxonomy: Taxonomy,
    /// What the catalog may name though it lives elsewhere.
    #[serde(default)]
    pub external: External,
}

/// What the catalog may name though it lives elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct External {
    /// Patterns of full refs, such as `group:*/*` or `component:legacy/*`.
    pub refs: Vec<RefPattern>,
    /// Catalog files of the platform repository whose entities may be named; nothing else is asked of them.
    pub catalogs: Vec<String>,
}

/// Where new repositories are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Forge {
    /// Bare repositories in the folder `forge` beside the platform's own repository.
    Local,
    /// An organisation on GitHub.
    Github,
}

/// Who makes a new repository.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Create {
    /// Whoever runs `idp new`.
    #[default]
    Direct,
    /// A workflow of the platform, `.github/workflows/idp-new.yml`, where people may not.
    Dispatch,
}

/// Which GitHub, and how repositories are there.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct GithubSettings {
    /// `github.com`, a tenant such as `acme.ghe.com`, or an Enterprise Server.
    pub host: String,
    /// Who may see a new repository.
    pub visibility: Visibility,
    /// The number of the GitHub App that proposes deployments; nobody else may write its proposals then.
    pub promoter: Option<NonZeroU64>,
}

impl Default for GithubSettings {
    fn default() -> Self {
        GithubSettings {
            host: "github.com".to_owned(),
            visibility: Visibility::default(),
            promoter: None,
        }
    }
}

/// Who may see a repository.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// Who is given access.
    #[default]
    Private,
    /// Everybody in the enterprise; only GitHub Enterprise has it.
    Internal,
    /// Everybody.
    Public,
}

impl Visibility {
    /// The name, as GitHub has it.
    pub fn name(self) -> &'static str {
        match self {
            Visibility::Private => "private",
            Visibility::Internal => "internal",
            Visibility::Public => "public",
        }
    }
}

/// How a new entity gets into the catalog.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Registration {
    /// One commit on the platform's default branch.
    #[default]
    Push,
    /// A pull request for each, on a branch `idp/register/<name>`.
    PullRequest,
}

/// Where the catalog lies, and where registrations go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Layout {
    /// The file that reading starts from.
    pub root: Option<String>,
    /// The folder that gets one file for each registered component; `catalog/components` unless said.
    pub components: Option<String>,
    /// One file that holds the whole catalog; registrations are inserted in sorted place.
    pub file: Option<String>,
    /// Whether there are the kinds for AI: `AiResource`, and `API` of the type `mcp-server`. A stock Backstage has none.
    pub ai_kinds: bool,
    /// The kinds that the organisation's Backstage lets in by its `catalog.rules`. Default: all.
    pub kinds: Option<Vec<String>>,
    /// The placeholders that the organisation's Backstage has beside `$text`, `$json` and `$yaml`, such as `openapi`.
    pub placeholders: Vec<String>,
    /// Files with layers of Backstage's catalog model, which declare kinds of the organisation's own.
    pub models: Vec<String>,
}

/// Where a registration goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A file of its own.
    Own(String),
    /// Into this file.
    Into(String),
}

impl Layout {
    /// The kinds and placeholders there are; `files` are those of the platform.
    ///
    /// # Errors
    /// Usage (2) where a model layer isn't there, or isn't one.
    pub fn model(&self, files: &dyn Files) -> Result<Model> {
        let stock = match self.ai_kinds {
            true => Model::WITH_AI,
            false => Model::STOCK,
        };
        let model = stock.with_placeholders(&self.placeholders);
        model.with_layers(files, &self.models)
    }

    /// The file that reading starts from.
    pub fn root(&self) -> &str {
        let one_file = self.file.as_deref();
        self.root
            .as_deref()
            .or(one_file)
            .unwrap_or("catalog-info.yaml")
    }

    /// The same in `files`, where it may be called `catalog-info.yml`.
    pub fn root_in(&self, files: &dyn Files) -> String {
        let settled = self.root.is_some() || self.file.is_some();
        let found = || catalog_info(files, "");
        match settled {
            true => self.root().to_owned(),
            false => found().unwrap_or_else(|| self.root().to_owned()),
        }
    }

    /// Where the component `name` is registered.
    pub fn destination(&self, name: &str) -> Destination {
        match &self.file {
            Some(file) => Destination::Into(file.clone()),
            None => {
                let folder = self.components.as_deref().unwrap_or("catalog/components");
                Destination::Own(format!("{}/{name}.yaml", folder.trim_end_matches('/')))
            }
        }
    }

    /// Where an entity of any kind goes: beside the folder of components, in one that is called after its kind.
    pub fn destination_of(&self, kind: &str, name: &str) -> Destination {
        let beside = self
            .components
            .as_deref()
            .unwrap_or("catalog/components")
            .trim_end_matches('/');
        match (self.destination(name), kind) {
            (Destination::Own(_), kind) if kind != "Component" => {
                let above = beside
                    .rsplit_once('/')
                    .map(|(above, _)| format!("{above}/"));
                let kind = kind.to_lowercase();
                Destination::Own(format!("{}{kind}s/{name}.yaml", above.unwrap_or_default()))
            }
            (destination, _) => destination,
        }
    }

    fn paths(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [
            ("catalog.root", &self.root),
            ("catalog.components", &self.components),
            ("catalog.file", &self.file),
        ];
        all.into_iter()
            .filter_map(|(key, path)| Some((key, path.as_deref()?)))
    }
}

impl Destination {
    /// The path in the platform repository.
    pub fn path(&self) -> &str {
        match self {
            Destination::Own(path) | Destination::Into(path) => path,
        }
    }
}

impl Config {
    /// Reads the text of an `idp.yaml`; `name` is how to call the file in errors.
    ///
    /// # Errors
    /// Usage (2) with the place of the first fault.
    pub fn parse(name: &str, text: &str) -> Result<Config> {
        let source = Source::new(name, text);
        let config: Config =
            crate::yaml::typed(&source).map_err(|(place, message)| invalid(place, message))?;
        config.check().map_err(|(found, message)| {
            let at = text.find(found).unwrap_or(0);
            invalid(Place::new(&source, at..at + found.len()), message)
        })?;
        Ok(config)
    }

    /// Reads the bytes of an `idp.yaml`.
    ///
    /// # Errors
    /// As [`Config::parse`]; usage (2) for what is no text.
    pub fn parse_bytes(name: &str, bytes: Vec<u8>) -> Result<Config> {
        if bytes.len() as u64 > SETTINGS {
            return Err(Error::usage(format!(
                "{} is larger than 1 MiB",
                Printable(name)
            )));
        }
        let no_text = |is| Error::usage(format!("{} {is}", Printable(name)));
        Config::parse(name, &decoded(bytes).map_err(no_text)?)
    }

    /// The address on the web of the repository `name`; empty where the forge has no web pages.
    pub fn web_page_of(&self, name: &str) -> String {
        match self.forge {
            Forge::Github => format!("https://{}/{}/{name}", self.github.host, self.organisation),
            Forge::Local => String::new(),
        }
    }

    /// What checks go by on the day `today`; `files` are those of the platform.
    ///
    /// # Errors
    /// Usage (2) where a catalog that lives elsewhere is not there.
    pub fn settings(&self, files: &dyn Files, today: Date) -> Result<Settings> {
        Ok(Settings {
            levels: self.levels().collect(),
            taxonomy: self.taxonomy.clone(),
            external: RefPattern::set(&self.external.refs)?,
            elsewhere: Catalog::read_as(
                self.catalog.model(files)?,
                files,
                &self.external.catalogs,
            )?,
            kinds: self.catalog.kinds.clone(),
            ..Settings::new(today)
        })
    }

    /// How images of new services are built, kept and pulled.
    pub fn delivery(&self) -> Delivery {
        Delivery {
            registry: self.registry.clone(),
            github: self.github.host.clone(),
            pull_secrets: self.pull_secrets.clone(),
            runner: self.runner.clone(),
            architectures: self.architectures.clone(),
        }
    }

    fn levels(&self) -> impl Iterator<Item = (&'static str, Level)> {
        let said = self.rules.iter();
        said.map(|(code, level)| (code.rule().code, *level))
    }

    /// The paths and the placeholders of the catalog.
    fn check_catalog(&self) -> std::result::Result<(), (&str, String)> {
        let elsewhere = self.external.catalogs.iter();
        let elsewhere = elsewhere.map(|path| ("external.catalogs", path.as_str()));
        let models = self.catalog.models.iter();
        let models = models.map(|path| ("catalog.models", path.as_str()));
        for (key, path) in self.catalog.paths().chain(elsewhere).chain(models) {
            if path.starts_with('/')
                || path
                    .split('/')
                    .any(|part| matches!(part, "" | "." | ".." | ".git"))
            {
                return Err((
                    path,
                    format!("`{key}` must be a path inside the platform repository"),
                ));
            }
        }
        if let Some(name) = self
            .catalog
            .placeholders
            .iter()
            .find(|name| !is_placeholder(name))
        {
            return Err((
                name,
                "a placeholder is letters and digits, without its `$`".to_owned(),
            ));
        }
        Ok(())
    }

    /// What the types of environments cannot say.
    fn check_environments(&self) -> std::result::Result<(), (&str, String)> {
        if self.environments.staging.approval == Approval::PullRequest {
            return Err((
                "approval: pull-request",
                "`approval: pull-request` is for production: what goes there was proved in staging"
                    .to_owned(),
            ));
        }
        for (name, environment) in self.environments.by_name() {
            if environment.repeats_namespace() {
                return Err((
                    "NAMESPACE",
                    format!(
                        "`environments.{name}.namespace` sets the variable NAMESPACE; remove it from `variables`"
                    ),
                ));
            }
            let route = environment.route.as_ref();
            if route.is_some_and(|route| route.unused_secret()) {
                return Err((
                    "tlsSecret",
                    format!("`environments.{name}.route` has a `tlsSecret`, but `tls: false`"),
                ));
            }
        }
        Ok(())
    }

    /// Backups that production needs, and how databases sign in for them.
    fn check_backups(&self) -> std::result::Result<(), (&str, String)> {
        let mut environments = self.environments.by_name().into_iter();
        let both = environments
            .find_map(|(_, environment)| environment.database.backup()?.second_identity());
        if let Some(identity) = both {
            return Err((
                identity,
                "`credentials` takes an `identity` or a `secretName`, not both".to_owned(),
            ));
        }
        match self.environments.production.database.lacks_backup() {
            true => Err((
                "production:",
                "a production database of `mode: cloudNativePG` needs a backup; add `backup: {destination: 's3://<bucket>/{name}'}` to `database`".to_owned(),
            )),
            false => Ok(()),
        }
    }

    /// What the types cannot say; the text at fault and what is wrong with it.
    fn check(&self) -> std::result::Result<(), (&str, String)> {
        let organisation = self.organisation.as_str();
        let fits = |character: char| character.is_ascii_alphanumeric() || character == '-';
        if organisation.is_empty() || organisation.len() > 39 || !organisation.chars().all(fits) {
            return Err((
                organisation,
                "an organisation is letters, digits and `-`, at most 39".to_owned(),
            ));
        }
        self.check_catalog()?;
        if let Err(error) = Host::parse(&self.github.host) {
            return Err((&self.github.host, error.message().to_owned()));
        }
        if self.registration == Registration::PullRequest && self.forge == Forge::Local {
            return Err((
                "pull-request",
                "`registration: pull-request` needs `forge: github`".to_owned(),
            ));
        }
        if self.create == Create::Dispatch && self.forge == Forge::Local {
            return Err((
                "dispatch",
                "`create: dispatch` needs `forge: github`".to_owned(),
            ));
        }
        self.check_environments()?;
        self.check_backups()?;
        match (&self.catalog.file, &self.catalog.components) {
            (Some(file), Some(_)) => Err((
                file,
                "`catalog.file` and `catalog.components` exclude each other".to_owned(),
            )),
            _ => Ok(()),
        }
    }
}

fn is_placeholder(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|char| char.is_ascii_alphanumeric())
}

fn invalid(place: Place, message: String) -> Error {
    let file = place.file().to_owned();
    Error::usage(format!("{file} is not valid")).at(vec![
        Diagnostic::new("platform-config", Tier::Policy, message).at(place),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        let error = Config::parse("idp.yaml", text).unwrap_err();
        let found = &error.diagnostics()[0];
        format!("{}: {}", found.place.as_ref().unwrap(), found.message)
    }

    #[test]
    fn the_smallest_platform_is_two_lines() {
        let config = Config::parse("idp.yaml", "organisation: acme\nforge: local\n").unwrap();
        assert_eq!(config.catalog.root(), "catalog-info.yaml");
        assert_eq!(
            config.catalog.destination("cart").path(),
            "catalog/components/cart.yaml"
        );
    }

    #[test]
    fn one_file_holds_the_whole_catalog() {
        let text = "organisation: acme\nforge: local\ncatalog:\n  file: catalog.yaml\n";
        let layout = Config::parse("idp.yaml", text).unwrap().catalog;
        assert_eq!(layout.root(), "catalog.yaml");
        assert_eq!(
            layout.destination("cart"),
            Destination::Into("catalog.yaml".to_owned())
        );
    }

    #[test]
    fn faults_have_a_place() {
        insta::assert_snapshot!(fault("organisation: acme\nforge: local\nregistraton: push\n"), @"idp.yaml:3:1: unknown field `registraton`, expected one of `organisation`, `forge`, `github`, `create`, `registration`, `registry`, `pullSecrets`, `runner`, `architectures`, `environments`, `catalog`, `rules`, `taxonomy`, `external`");
        insta::assert_snapshot!(fault("organisation: acme\nforge: local\ncatalog: {file: ../x.yaml}\n"), @"idp.yaml:3:17: `catalog.file` must be a path inside the platform repository");
        insta::assert_snapshot!(fault("organisation: a/b\nforge: local\n"), @"idp.yaml:1:15: an organisation is letters, digits and `-`, at most 39");
    }

    #[test]
    fn what_a_platform_decides_once_is_checked() {
        let of = |text: &str| fault(&format!("organisation: acme\nforge: github\n{text}\n"));
        insta::assert_snapshot!(of("registry: docker"), @"idp.yaml:3:11: registry: unknown variant `docker`, expected one of `ghcr`, `ecr`, `gar`, `acr`, `host`");
        insta::assert_snapshot!(of("registry: {ecr: {account: '1', region: eu-central-1}}"), @"idp.yaml:3:28: registry.ecr: invalid AWS account `1`: 12 digits, in quotes");
        insta::assert_snapshot!(of("registry: {ecr: {account: '111111111111'}}"), @"idp.yaml:3:17: registry.ecr: missing field `region`");
        insta::assert_snapshot!(of("registry: {gar: {project: acme-images, location: europe-west1, repo: x}}"), @"idp.yaml:3:64: registry.gar: unknown field `repo`, expected one of `project`, `location`, `repository`");
        insta::assert_snapshot!(of("registry: {acr: acme.azurecr.io}"), @"idp.yaml:3:17: registry: invalid Azure container registry `acme.azurecr.io`: 5 to 50 lower-case letters and digits, without .azurecr.io");
        insta::assert_snapshot!(of("registry: {host: 'https://registry.acme.dev'}"), @"idp.yaml:3:19: registry: invalid registry `https://registry.acme.dev`: such as registry.acme.dev or registry.acme.dev/services, without https://");
        insta::assert_snapshot!(of("pullSecrets: [Acme_Pull]"), @"idp.yaml:3:15: pullSecrets: invalid name of a Kubernetes object `Acme_Pull`: lower-case letters, digits, `-` and `.`");
        insta::assert_snapshot!(of("runner: {group: large}"), @"idp.yaml:3:1: invalid `runner`: a label, or a list of labels");
        insta::assert_snapshot!(of("runner: 'a b'"), @"idp.yaml:3:1: invalid `runner`: a label, or a list of labels");
        insta::assert_snapshot!(of("architectures: []"), @"idp.yaml:3:1: `architectures` needs at least one of amd64 and arm64");
        insta::assert_snapshot!(of("architectures: [x86]"), @"idp.yaml:3:17: architectures[0]: unknown variant `x86`, expected `amd64` or `arm64`");
    }

    #[test]
    fn routes_and_namespaces_are_checked() {
        let of = |text: &str| {
            fault(&format!(
                "organisation: acme\nforge: github\nenvironments:\n  staging:\n    {text}\n"
            ))
        };
        insta::assert_snapshot!(of("namespace: '{name}_x'"), @"idp.yaml:5:17: environments.staging: invalid namespace `{name}_x`: lower-case letters, digits and `-`; {name} is the service");
        insta::assert_snapshot!(of("namespace: '{name}'\n    variables: {NAMESPACE: '{name}'}"), @"idp.yaml:6:17: `environments.staging.namespace` sets the variable NAMESPACE; remove it from `variables`");
        insta::assert_snapshot!(of("route: {host: '{name}.acme.dev'}"), @"idp.yaml:5:12: environments.staging.route: missing field `kind`");
        insta::assert_snapshot!(of("route: {kind: alb, host: acme.dev}"), @"idp.yaml:5:30: environments.staging: invalid host `acme.dev`: a DNS name that contains {name}, such as {name}.acme.dev");
        insta::assert_snapshot!(of("route: {kind: alb, host: '{name}.acme.dev', className: alb}"), @"idp.yaml:5:49: environments.staging: unknown field `className`, expected one of `host`, `tls`, `annotations`");
        insta::assert_snapshot!(of("route: {kind: ingress, host: '{name}.acme.dev'}"), @"idp.yaml:5:5: environments.staging: missing field `className`");
        insta::assert_snapshot!(of("route: {kind: httproute, host: '{name}.acme.dev', gateway: external}"), @r#"idp.yaml:5:5: environments.staging: invalid type: string "external", expected struct Gateway"#);
        insta::assert_snapshot!(of("route: {kind: ingress, className: nginx, host: '{name}.acme.dev', tls: false, tlsSecret: x}"), @"idp.yaml:5:83: `environments.staging.route` has a `tlsSecret`, but `tls: false`");
        insta::assert_snapshot!(of("route: {kind: alb, host: '{name}.acme.dev', annotations: {'a b': c}}"), @"idp.yaml:5:64: environments.staging: invalid annotation `a b`: such as example.com/key");
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
            assert!(Config::parse("idp.yaml", &text).is_ok(), "{text}");
        }
        let text = "organisation: acme\nforge: github\nenvironments:\n  staging: {namespace: '{name}-staging'}\n";
        let staging = Config::parse("idp.yaml", text)
            .unwrap()
            .environments
            .staging;
        assert_eq!(staging.variables_of("cart")["NAMESPACE"], "cart-staging");
    }

    #[test]
    fn production_keeps_no_database_without_a_backup() {
        let with = |database: &str| {
            format!(
                "organisation: acme\nforge: local\nenvironments:\n  staging:\n    database: {{mode: cloudNativePG}}\n  production:\n    database: {{mode: cloudNativePG{database}}}\n"
            )
        };
        insta::assert_snapshot!(fault(&with("")), @"idp.yaml:6:3: a production database of `mode: cloudNativePG` needs a backup; add `backup: {destination: 's3://<bucket>/{name}'}` to `database`");
        insta::assert_snapshot!(fault(&with(", backup: {destination: /srv/backups}")), @"idp.yaml:7:59: environments.production: `/srv/backups` isn't a folder in an object store: s3://…, gs://… or https://<account>.blob.core.windows.net/…");
        insta::assert_snapshot!(fault(&with(", backup: {destination: 's3://b/{name}', schedule: 0 3 * * *}")), @"idp.yaml:7:86: environments.production: `0 3 * * *` isn't a schedule of six fields, seconds first, such as `0 0 3 * * *`");
        insta::assert_snapshot!(fault(&with(", backup: {destination: 's3://b/{name}', retention: 30y}")), @"idp.yaml:7:87: environments.production: `30y` isn't a number of days, weeks or months, such as `30d`");
        insta::assert_snapshot!(fault(&with(", backup: {destination: 's3://b/{name}', credentials: {identity: arn:x, secretName: key}}")), @"idp.yaml:7:100: `credentials` takes an `identity` or a `secretName`, not both");
        let sound =
            with(", backup: {destination: 'gs://b/{name}', credentials: {identity: arn:x}}");
        assert!(Config::parse("idp.yaml", &sound).is_ok());
    }

    #[test]
    fn what_only_github_has_is_refused_elsewhere() {
        insta::assert_snapshot!(fault("organisation: acme\nforge: local\nregistration: pull-request\n"), @"idp.yaml:3:15: `registration: pull-request` needs `forge: github`");
        insta::assert_snapshot!(fault("organisation: acme\nforge: local\ncreate: dispatch\n"), @"idp.yaml:3:9: `create: dispatch` needs `forge: github`");
        insta::assert_snapshot!(fault("organisation: acme\nforge: github\ngithub: {host: evil.example/api}\n"), @"idp.yaml:3:16: `evil.example/api` is no host name");
        insta::assert_snapshot!(fault("organisation: acme\nforge: github\nregistration: pull-request\nenvironments:\n  staging: {approval: pull-request}\n"), @"idp.yaml:5:13: `approval: pull-request` is for production: what goes there was proved in staging");
        insta::assert_snapshot!(fault("organisation: acme\nforge: github\nenvironments:\n  staging:\n    variables: {GITHUB_TOKEN: x}\n"), @"idp.yaml:5:17: environments.staging.variables: `GITHUB_TOKEN` is no name of a variable: capital letters, digits and `_`, not beginning with GITHUB_");
    }
}
