//! What a new platform should be: the given values, and the questions for the missing ones.

use crate::catalog::{EntityRef, is_valid_entity_name};
use crate::error::{Error, Result};
use crate::platform::{ForgeKind, RegistrationMode, RepositoryCreator, RepositoryVisibility};
use crate::printable::escape_and_truncate;
use crate::prompt::{PromptChoice, PromptQuestion, Prompter};
use crate::remedy::{MissingRequiredAnswer, Remedy};
use crate::template::ServiceName;

/// The group that owns a platform with the sample, unless another one is given.
const SAMPLE_OWNER: &str = "platform";
/// The other groups of the sample.
const OTHER_SAMPLE_GROUPS: [&str; 2] = ["payments", "storefront"];
/// The repository of a platform, unless another name is given.
const DEFAULT_REPOSITORY_NAME: &str = "platform";
/// The host of GitHub, unless another one is given.
const DEFAULT_GITHUB_HOST: &str = "github.com";
/// The longest name of an organisation on GitHub.
const MAX_ORGANISATION_LENGTH: usize = 39;

/// What the catalog of a new platform starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InitialCatalog {
    /// Three teams and five services that don't exist, to try everything with.
    Sample,
    /// The team that owns the platform.
    FirstTeam,
    /// Nothing: the repository has a catalog.
    Existing,
}

/// The values that were given.
#[derive(Clone, Debug, Default)]
pub struct PartialPlatformRequest {
    /// The name of the repository. Default: `platform`.
    pub name: Option<String>,
    /// The organisation that owns the repositories.
    pub organisation: Option<String>,
    /// Where new repositories are created.
    pub forge: Option<ForgeKind>,
    /// The group that owns the platform. Default with the sample: `platform`.
    pub owner: Option<String>,
    /// What the catalog starts with. Default with an owner: that team.
    pub catalog: Option<InitialCatalog>,
    /// The host of GitHub. Default: `github.com`.
    pub host: Option<String>,
    /// Who can see new repositories. Default: `private`.
    pub visibility: Option<RepositoryVisibility>,
    /// How a service is added to the catalog. Default: a pull request on GitHub, a push elsewhere.
    pub registration: Option<RegistrationMode>,
    /// Who creates repositories. Default: the user.
    pub create: Option<RepositoryCreator>,
    /// The page with the releases of `idp`, from which workflows install it.
    pub releases: Option<String>,
    /// Whether to use defaults without asking.
    pub yes: bool,
}

/// A complete request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformRequest {
    /// The name of the repository.
    pub name: String,
    /// The organisation that owns the repositories.
    pub organisation: String,
    /// Where new repositories are created.
    pub forge: ForgeKind,
    /// The name of the group that owns the platform, in the default namespace.
    pub owner: String,
    /// What the catalog starts with.
    pub catalog: InitialCatalog,
    /// The host of GitHub.
    pub host: String,
    /// Who can see new repositories.
    pub visibility: RepositoryVisibility,
    /// How a service is added to the catalog.
    pub registration: RegistrationMode,
    /// Who creates repositories.
    pub create: RepositoryCreator,
    /// The page with the releases of `idp`, from which workflows install it.
    pub releases: Option<String>,
}

impl InitialCatalog {
    /// The value of the template's input.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            InitialCatalog::Sample => "sample",
            InitialCatalog::FirstTeam => "team",
            InitialCatalog::Existing => "existing",
        }
    }
}

/// Whether a value without a default is missing, so that [`complete_platform_request`] asks for it.
pub fn needs_platform_interview(given: &PartialPlatformRequest) -> bool {
    !list_missing_answers(given).is_empty()
}

/// Completes `given`, asking `prompter` for missing values; without a prompter, one error lists them.
///
/// # Errors
/// Usage (2) for invalid or missing values.
pub fn complete_platform_request(
    mut given: PartialPlatformRequest,
    prompter: Option<&mut dyn Prompter>,
) -> Result<PlatformRequest> {
    // Report invalid values before asking anything, so that the user doesn't answer questions in vain.
    validate_given_values(&given)?;
    if given.yes && given.owner.is_none() {
        given.catalog = given.catalog.or(Some(InitialCatalog::Sample));
    }
    match (prompter, list_missing_answers(&given)) {
        (_, missing) if missing.is_empty() => {}
        (Some(prompter), _) => ask_missing_values(&mut given, prompter)?,
        (None, missing) => return Err(missing_values_error(missing)),
    }
    let forge = given.forge.unwrap_or(ForgeKind::Local);
    let request = PlatformRequest {
        name: given
            .name
            .unwrap_or_else(|| DEFAULT_REPOSITORY_NAME.to_owned()),
        organisation: given.organisation.unwrap_or_default(),
        catalog: given.catalog.unwrap_or(InitialCatalog::FirstTeam),
        owner: given.owner.unwrap_or_else(|| SAMPLE_OWNER.to_owned()),
        host: given.host.unwrap_or_else(|| DEFAULT_GITHUB_HOST.to_owned()),
        visibility: given.visibility.unwrap_or_default(),
        registration: given.registration.unwrap_or(match forge {
            // The rules of the default branch, which `idp init` sets, reject a push.
            ForgeKind::Github => RegistrationMode::PullRequest,
            ForgeKind::Local => RegistrationMode::Push,
        }),
        create: given.create.unwrap_or_default(),
        releases: given.releases,
        forge,
    };
    validate_combination(&request)?;
    Ok(request)
}

fn validate_given_values(given: &PartialPlatformRequest) -> Result<()> {
    if let Some(name) = &given.name {
        ServiceName::parse(name)?;
    }
    if let Some(organisation) = &given.organisation {
        validate_organisation(organisation).map_err(Error::usage)?;
    }
    if let Some(owner) = &given.owner {
        validate_owner(owner).map_err(Error::usage)?;
    }
    if let Some(releases) = &given.releases
        && !is_web_page(releases)
    {
        return Err(Error::usage(format!(
            "invalid releases page `{}`: use a URL such as https://github.com/<owner>/idp/releases",
            escape_and_truncate(releases)
        )));
    }
    Ok(())
}

/// Whether `text` is an https URL without characters that a shell or a workflow could misread.
fn is_web_page(text: &str) -> bool {
    let rest = text.strip_prefix("https://");
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/:".contains(&byte);
    rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(fits))
}

/// Organisations follow the rules of GitHub on every forge, so that a platform can move there.
fn validate_organisation(text: &str) -> std::result::Result<(), String> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let is_valid = !text.is_empty()
        && text.len() <= MAX_ORGANISATION_LENGTH
        && text.bytes().all(fits)
        && !text.starts_with('-')
        && !text.ends_with('-');
    if is_valid {
        return Ok(());
    }
    Err(format!(
        "invalid organisation `{}`: use 1 to {MAX_ORGANISATION_LENGTH} letters, digits and `-`",
        escape_and_truncate(text)
    ))
}

/// The name of a group that is also the name of a team on GitHub, which has only lower-case names.
fn validate_owner(text: &str) -> std::result::Result<(), String> {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if is_valid_entity_name(text) && text.bytes().all(fits) {
        return Ok(());
    }
    let named = EntityRef::parse(text, Some("group"), "default");
    let hint = match named {
        Ok(reference) if is_valid_entity_name(reference.name) && reference.name != text => {
            format!("; did you mean `{}`?", reference.name.to_lowercase())
        }
        _ => String::new(),
    };
    Err(format!(
        "invalid group name `{}`: use lower-case letters, digits and `-`{hint}",
        escape_and_truncate(text)
    ))
}

fn validate_combination(request: &PlatformRequest) -> Result<()> {
    let needs_github = [
        (
            request.registration == RegistrationMode::PullRequest,
            "registering services in pull requests",
        ),
        (
            request.create == RepositoryCreator::Dispatch,
            "a workflow that creates repositories",
        ),
    ];
    let unsupported = needs_github
        .into_iter()
        .find(|(is_wanted, _)| *is_wanted && request.forge == ForgeKind::Local);
    if let Some((_, what)) = unsupported {
        return Err(Error::usage(format!("{what} requires GitHub")));
    }
    let is_taken = OTHER_SAMPLE_GROUPS.contains(&request.owner.as_str());
    if request.catalog == InitialCatalog::Sample && is_taken {
        return Err(Error::usage(format!(
            "`{}` is another team of the sample, so it can't own the platform",
            request.owner
        ))
        .with_hint(format!("use another group, such as {SAMPLE_OWNER}")));
    }
    Ok(())
}

fn list_missing_answers(given: &PartialPlatformRequest) -> Vec<MissingRequiredAnswer> {
    let organisation = given
        .organisation
        .is_none()
        .then_some(MissingRequiredAnswer::Organisation);
    let has_catalog = given.catalog == Some(InitialCatalog::Sample) || given.owner.is_some();
    let catalog = match given.catalog {
        _ if has_catalog => None,
        // A repository with a catalog has its own teams, and no sample.
        Some(InitialCatalog::Existing) => Some(MissingRequiredAnswer::Owner),
        _ => Some(MissingRequiredAnswer::Catalog),
    };
    organisation.into_iter().chain(catalog).collect()
}

fn missing_values_error(missing: Vec<MissingRequiredAnswer>) -> Error {
    let names: Vec<&str> = missing.iter().map(MissingRequiredAnswer::name).collect();
    let has_choice = missing.contains(&MissingRequiredAnswer::Catalog);
    let message = format!(
        "required values are missing, and idp can't prompt for them here: {}",
        names.join(", ")
    );
    Error::usage(message)
        .with_hint(Remedy::GiveAnswers(missing))
        .with_optional_hint(has_choice.then_some(Remedy::StartWithFirstTeam))
}

/// Asks for the values that have no default, and for the forge with them.
fn ask_missing_values(
    given: &mut PartialPlatformRequest,
    prompter: &mut dyn Prompter,
) -> Result<()> {
    if given.organisation.is_none() {
        let question = PromptQuestion {
            text: "Organisation",
            help: Some("The owner of your repositories; on GitHub, the organisation's name there"),
        };
        given.organisation = Some(prompter.ask_text(question, None, &validate_organisation)?);
    }
    if given.forge.is_none() {
        given.forge = Some(ask_forge(prompter)?);
    }
    if given.catalog.is_none() && given.owner.is_none() {
        let question = "Start with a sample catalog: three teams and five services?";
        let sample = prompter.ask_confirmation(question, true)?;
        given.catalog = Some(if sample {
            InitialCatalog::Sample
        } else {
            InitialCatalog::FirstTeam
        });
    }
    if given.owner.is_none() && given.catalog != Some(InitialCatalog::Sample) {
        let question = PromptQuestion {
            text: "Which group owns the platform?",
            help: Some("Your platform team; its members review changes to this repository"),
        };
        given.owner = Some(prompter.ask_text(question, Some(SAMPLE_OWNER), &validate_owner)?);
    }
    Ok(())
}

fn ask_forge(prompter: &mut dyn Prompter) -> Result<ForgeKind> {
    let choice = |value: &str, note: &str| PromptChoice {
        value: value.to_owned(),
        note: note.to_owned(),
    };
    let choices = [
        choice("this machine", "to try everything; nothing leaves it"),
        choice("GitHub", "creates the platform's repository there, too"),
    ];
    let question = PromptQuestion::from("Where are new repositories created?");
    Ok(match prompter.ask_choice(question, &choices, 0)? {
        0 => ForgeKind::Local,
        _ => ForgeKind::Github,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::ScriptedPrompter;

    fn complete(answers: &[&str]) -> PlatformRequest {
        let mut prompter = ScriptedPrompter::new(answers.iter().copied());
        let given = PartialPlatformRequest::default();
        complete_platform_request(given, Some(&mut prompter)).unwrap()
    }

    #[test]
    fn the_questions_lead_to_a_sample_or_to_a_first_team() {
        let request = complete(&["acme", "", ""]);
        assert_eq!(request.catalog, InitialCatalog::Sample);
        assert_eq!(
            (request.forge, request.owner.as_str()),
            (ForgeKind::Local, "platform")
        );
        let request = complete(&["acme", "GitHub", "no", "infra"]);
        assert_eq!(request.catalog, InitialCatalog::FirstTeam);
        assert_eq!(
            (request.forge, request.owner.as_str()),
            (ForgeKind::Github, "infra")
        );
        assert_eq!(request.registration, RegistrationMode::PullRequest);
    }

    #[test]
    fn invalid_values_are_refused_before_the_first_question() {
        for given in [
            PartialPlatformRequest {
                organisation: Some("a/b".to_owned()),
                ..PartialPlatformRequest::default()
            },
            PartialPlatformRequest {
                owner: Some("Web Team".to_owned()),
                ..PartialPlatformRequest::default()
            },
            PartialPlatformRequest {
                name: Some("..".to_owned()),
                ..PartialPlatformRequest::default()
            },
        ] {
            let mut prompter = ScriptedPrompter::new([]);
            let error = complete_platform_request(given, Some(&mut prompter)).unwrap_err();
            assert!(error.message().starts_with("invalid"), "{error}");
            assert!(prompter.questions.is_empty());
        }
        let owner = validate_owner("group:default/Web").unwrap_err();
        assert!(owner.ends_with("did you mean `web`?"), "{owner}");
    }

    #[test]
    fn a_team_of_the_sample_cannot_own_the_platform() {
        let given = PartialPlatformRequest {
            organisation: Some("acme".to_owned()),
            owner: Some("payments".to_owned()),
            catalog: Some(InitialCatalog::Sample),
            ..PartialPlatformRequest::default()
        };
        let error = complete_platform_request(given, None).unwrap_err();
        assert!(error.message().contains("another team"), "{error}");
    }
}
