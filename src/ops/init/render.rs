//! Renders the platform repository from its golden template.

use std::collections::BTreeMap;

use super::request::{InitialCatalog, PlatformRequest};
use crate::catalog::EntityRefBuf;
use crate::error::{Error, Result};
use crate::idp_version::IDP_VERSION;
use crate::ops::render::render_repository_tree;
use crate::platform::{
    ForgeKind, PLATFORM_CONFIG_FILE, PlatformConfig, RegistrationMode, RepositoryCreator,
};
use crate::template::{
    Answers, BuiltInValues, DeploymentEnvironments, ImageDeliveryConfig, OwnerTemplateValues,
    PLATFORM_TEMPLATE, RawAnswer, RenderedFileTree, RequiredRepositorySettings, Template,
    TemplatePack, resolve_required_repository_settings,
};

/// A rendered platform repository.
#[derive(Clone, Debug)]
pub(super) struct RenderedPlatform {
    /// The template's name and version.
    pub(super) template: (String, String),
    /// Every file, including the lock.
    pub(super) tree: RenderedFileTree,
    /// The settings in the rendered `idp.yaml`; `None` if the repository has its own.
    pub(super) config: Option<PlatformConfig>,
    /// What the repository needs on its forge.
    pub(super) needs: RequiredRepositorySettings,
}

/// Renders the repository that `request` describes, with the default branch `branch`.
///
/// # Errors
/// Usage (2) if the template is invalid, or the rendered settings are.
pub(super) fn render_platform(request: &PlatformRequest, branch: &str) -> Result<RenderedPlatform> {
    let template = TemplatePack::from_embedded().load_template(PLATFORM_TEMPLATE)?;
    let values = build_template_values(request, branch)?;
    let answers = resolve_answers(&template, request)?;
    let tree = render_repository_tree(&template, &values, &answers, "")?;
    let settings = tree
        .files()
        .iter()
        .find(|file| file.path.as_str() == PLATFORM_CONFIG_FILE);
    let config = settings.map(|file| {
        PlatformConfig::parse_platform_config_bytes(PLATFORM_CONFIG_FILE, file.bytes.to_vec())
    });
    Ok(RenderedPlatform {
        template: (template.name().to_owned(), template.version().to_owned()),
        needs: resolve_required_repository_settings(&template, &values, &answers),
        config: config.transpose()?,
        tree,
    })
}

fn build_template_values(request: &PlatformRequest, branch: &str) -> Result<BuiltInValues> {
    let (organisation, name, owner) = (&request.organisation, &request.name, &request.owner);
    Ok(BuiltInValues {
        name: name.clone(),
        description: format!("What {organisation} runs, and who owns it"),
        owner: OwnerTemplateValues {
            reference: EntityRefBuf::try_from(format!("group:default/{owner}"))?,
            name: owner.clone(),
            title: title_of_group(owner),
            team: owner.clone(),
        },
        system: None,
        organisation: organisation.clone(),
        repository_slug: format!("{organisation}/{name}"),
        repository_url: match request.forge {
            ForgeKind::Github => format!("https://{}/{organisation}/{name}", request.host),
            ForgeKind::Local => String::new(),
        },
        default_branch: branch.to_owned(),
        delivery: ImageDeliveryConfig::default(),
        environments: DeploymentEnvironments::default(),
        opt_outs: Vec::new(),
    })
}

/// `search-infra` as a title: `Search infra`.
fn title_of_group(name: &str) -> String {
    let words = name.replace('-', " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => words,
    }
}

fn resolve_answers(template: &Template, request: &PlatformRequest) -> Result<Answers> {
    let registration = match request.registration {
        RegistrationMode::Push => "push",
        RegistrationMode::PullRequest => "pull-request",
    };
    let create = match request.create {
        RepositoryCreator::Direct => "direct",
        RepositoryCreator::Dispatch => "dispatch",
    };
    let given: BTreeMap<String, RawAnswer> = [
        ("catalog", InitialCatalog::as_str(request.catalog)),
        ("forge", request.forge.as_str()),
        ("host", &request.host),
        ("visibility", request.visibility.as_str()),
        ("registration", registration),
        ("create", create),
        ("idpVersion", IDP_VERSION),
    ]
    .map(|(name, value)| (name.to_owned(), RawAnswer::Text(value.to_owned())))
    .into();
    Answers::resolve(template, &given).map_err(|problems| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Error::usage(problems.join("; "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::RepositoryVisibility;

    fn request(catalog: InitialCatalog) -> PlatformRequest {
        PlatformRequest {
            name: "platform".to_owned(),
            organisation: "acme".to_owned(),
            forge: ForgeKind::Local,
            owner: "platform".to_owned(),
            catalog,
            host: "github.com".to_owned(),
            visibility: RepositoryVisibility::default(),
            registration: RegistrationMode::default(),
            create: RepositoryCreator::default(),
            releases: None,
        }
    }

    /// The practice platform is what `idp` shows before there is a platform, so the sample must be the same catalog.
    #[test]
    fn the_sample_is_the_catalog_of_the_practice_platform() {
        let rendered = render_platform(&request(InitialCatalog::Sample), "main").unwrap();
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/platform/practice");
        let mut compared = 0;
        for file in rendered.tree.files() {
            let Some(path) = file.path.as_str().strip_prefix("catalog/") else {
                continue;
            };
            let practice = std::fs::read_to_string(format!("{folder}/{path}")).unwrap();
            assert_eq!(String::from_utf8_lossy(&file.bytes), practice, "{path}");
            compared += 1;
        }
        assert_eq!(compared, 8);
    }

    #[test]
    fn an_existing_catalog_stays_as_it_is() {
        let rendered = render_platform(&request(InitialCatalog::Existing), "main").unwrap();
        assert_eq!(rendered.config, None);
        let mut paths = rendered.tree.files().iter().map(|file| file.path.as_str());
        assert!(!paths.any(|path| path.starts_with("catalog") || path == PLATFORM_CONFIG_FILE));
    }

    #[test]
    fn a_group_gets_a_title() {
        assert_eq!(title_of_group("search-infra"), "Search infra");
        assert_eq!(title_of_group("9"), "9");
    }
}
