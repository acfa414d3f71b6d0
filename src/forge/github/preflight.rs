//! Checks before the first effect: the token and its permissions, the organisation, the team and the repository name.

use http::StatusCode;
use serde::Deserialize;

use super::client::GitHubApiRequest;
use super::scopes::grants_scope;
use super::{
    ForgeRepositories, GitHub, HealthCheckResult, RepositorySpec, UnsupportedRepositoryFeatures,
    encode_path_segment,
};
use crate::error::{Error, ErrorKind, Result};
use crate::forge::repositories::repository_name_taken_error;
use crate::printable::Printable;

/// The scopes that a classic token needs to create private repositories with workflows.
const REQUIRED_SCOPES: [&str; 2] = ["repo", "workflow"];

/// The plans without required reviewers in private repositories; `team` was once called `business`.
const PLANS_WITHOUT_REVIEWERS: [&str; 3] = ["free", "team", "business"];
/// The plan without environments in private repositories.
const PLANS_WITHOUT_ENVIRONMENTS: [&str; 1] = ["free"];

/// An organisation. Only the fields that `idp` reads.
#[derive(Debug, Deserialize)]
struct OrganisationResponse {
    /// Visible to owners (with a classic token, only with the scope `admin:org`) and to Apps with read permission.
    plan: Option<OrganisationBillingPlan>,
}

/// An organisation, fetched with a token that has the permissions for a run.
#[derive(Debug)]
pub(super) struct OrganisationWithTokenScopes {
    organisation: OrganisationResponse,
    /// The scopes of the token, if the response names them.
    scopes: Option<String>,
}

impl OrganisationWithTokenScopes {
    /// The scopes of a classic token.
    pub(super) fn token_scopes(&self) -> Option<&str> {
        self.scopes.as_deref()
    }
}

/// The billing plan of an organisation.
#[derive(Debug, Deserialize)]
struct OrganisationBillingPlan {
    /// Such as `free`, `team`, `enterprise`.
    name: String,
}

/// A repository in a list.
#[derive(Debug, Deserialize)]
struct RepositoryListItem {
    name: String,
    #[serde(default)]
    archived: bool,
}

/// A team of the organisation.
#[derive(Debug, Deserialize)]
pub(super) struct TeamResponse {
    /// The ID for other requests.
    pub(super) id: u64,
    /// `closed`, which means visible, or `secret`. On servers that omit it, teams are visible.
    #[serde(default)]
    privacy: String,
}

impl GitHub {
    /// Sends all checks concurrently; the first that fails is the error.
    pub(super) async fn ensure_can_create_repository_async(
        &self,
        wanted: &RepositorySpec,
    ) -> Result<()> {
        let (organisation, name, team) = futures_util::join!(
            self.fetch_organisation(),
            self.ensure_name_available(&wanted.name),
            self.fetch_team(&wanted.team),
        );
        organisation?;
        name?;
        self.ensure_team_not_secret(&wanted.team, &team?)
    }

    /// A secret team can't review: GitHub ignores it in CODEOWNERS.
    fn ensure_team_not_secret(&self, slug: &str, team: &TeamResponse) -> Result<()> {
        if team.privacy != "secret" {
            return Ok(());
        }
        Err(Error::usage(format!(
            "the team {slug} in {} is secret, and CODEOWNERS can't name a secret team",
            self.organisation
        ))
        .with_hint(format!(
            "make it visible: {}/orgs/{}/teams/{}/edit",
            self.client.host.web_url(),
            encode_path_segment(&self.organisation),
            encode_path_segment(slug)
        )))
    }

    /// The features that the organisation's plan doesn't support.
    pub(super) async fn find_unsupported_repository_features_async(
        &self,
    ) -> Result<UnsupportedRepositoryFeatures> {
        match self.defaults.visibility {
            "public" => Ok(UnsupportedRepositoryFeatures::default()),
            _ => Ok(self.find_billing_plan_limits(&self.fetch_organisation().await?.organisation)),
        }
    }

    /// Public repositories have all features on every plan; GHE.com and Enterprise Server have the Enterprise plan. An
    /// unknown plan is assumed to support reviewers, since GitHub rejects them otherwise. A plan that isn't visible is
    /// assumed not to: deployments would run without approval.
    fn find_billing_plan_limits(
        &self,
        organisation: &OrganisationResponse,
    ) -> UnsupportedRepositoryFeatures {
        let plan = organisation.plan.as_ref().map(|plan| plan.name.as_str());
        let only_public = |what: &str, plans: &[&str]| {
            let plan = plan.filter(|plan| plans.contains(plan))?;
            Some(format!(
                "the {plan} plan supports {what} only in public repositories"
            ))
        };
        let is_unseen = plan.is_none() && self.client.host.is_github_com();
        let source = self.client.token.token_source();
        let unseen = || is_unseen.then(|| format!("the token from {source} can't see the plan"));
        match self.defaults.visibility {
            "public" => UnsupportedRepositoryFeatures::default(),
            _ => UnsupportedRepositoryFeatures {
                environments: only_public("environments", &PLANS_WITHOUT_ENVIRONMENTS),
                reviewers: only_public("reviewers", &PLANS_WITHOUT_REVIEWERS).or_else(unseen),
                reviewers_assumed: is_unseen,
            },
        }
    }

    /// The checks of the token and the organisation for `idp doctor`.
    pub(super) async fn run_health_checks_async(&self) -> Vec<HealthCheckResult> {
        let source = self.client.token.token_source();
        let OrganisationWithTokenScopes {
            organisation,
            scopes,
        } = match self.fetch_organisation().await {
            Err(error) => return vec![("token", Err(error))],
            Ok(known) => known,
        };
        let may = match scopes {
            Some(scopes) => format!("from {source}, scopes {scopes}"),
            None => format!("from {source}; its permissions are unknown"),
        };
        let unsupported = self.find_billing_plan_limits(organisation);
        let deployments = match (unsupported.environments, unsupported.reviewers) {
            (Some(why), _) => format!("nothing can be deployed: {why}"),
            (None, Some(why)) => format!("deployments can be approved only by pull request: {why}"),
            (None, None) => "deployments can require reviewers".to_owned(),
        };
        let plan = organisation.plan.as_ref();
        let plan = plan.map(|plan| format!(", plan {}", Printable(&plan.name)));
        let found = format!(
            "{} on {}{}; {deployments}",
            self.organisation,
            self.client.host.name(),
            plan.unwrap_or_default()
        );
        vec![("token", Ok(may)), ("forge", Ok(found))]
    }

    /// The names of all repositories of the organisation.
    pub(super) async fn list_repositories_async(&self) -> Result<Vec<String>> {
        let path = format!(
            "/orgs/{}/repos?per_page=100",
            encode_path_segment(&self.organisation)
        );
        let listed: Vec<RepositoryListItem> = self
            .client
            .fetch_all_pages(GitHubApiRequest::new_get_request(path), "list repositories")
            .await?;
        let live = listed.into_iter().filter(|listed| !listed.archived);
        let mut names: Vec<String> = live.map(|listed| listed.name).collect();
        names.sort_unstable();
        Ok(names)
    }

    /// Whether the token may have the scope `admin:org`, as far as the response tells.
    pub(super) async fn may_have_admin_org_scope(&self) -> Result<bool> {
        let scopes = self.fetch_organisation().await?.scopes.as_deref();
        Ok(scopes.is_none_or(|scopes| grants_scope(scopes, "admin:org")))
    }

    /// The organisation. It is fetched only once.
    async fn fetch_organisation(&self) -> Result<&OrganisationWithTokenScopes> {
        if let Some(known) = self.organisation_access.get() {
            return Ok(known);
        }
        let what = format!("read the organisation {}", self.organisation);
        let path = format!("/orgs/{}", encode_path_segment(&self.organisation));
        let answer = self
            .client
            .send_with_retry(&GitHubApiRequest::new_get_request(path))
            .await?;
        if answer.status == StatusCode::NOT_FOUND {
            let fine_grained = answer
                .header_value("x-accepted-github-permissions")
                .map(|_| {
                    "a fine-grained token sees only the organisation that is its resource owner"
                        .to_owned()
                });
            let host = self.client.host.name();
            return Err(Error::not_found(format!(
                "organisation `{}` not found on {host}, or the token from {} can't see it",
                self.organisation,
                self.client.token.token_source()
            ))
            .with_hint("check `organisation` in the platform's idp.yaml")
            .with_optional_hint(fine_grained));
        }
        let organisation = self.client.parse_success_response(&answer, &what)?;
        let scopes = answer.header_value("x-oauth-scopes");
        let scopes = scopes.filter(|scopes| !scopes.trim().is_empty());
        self.ensure_token_scopes(scopes)?;
        Ok(self
            .organisation_access
            .get_or_init(|| OrganisationWithTokenScopes {
                organisation,
                scopes: scopes.map(|scopes| Printable(scopes).to_string()),
            }))
    }

    /// Only classic tokens reveal their scopes; for other tokens, missing permissions show when a request is rejected.
    fn ensure_token_scopes(&self, scopes: Option<&str>) -> Result<()> {
        let Some(scopes) = scopes.filter(|_| !self.defaults.created_by_workflow) else {
            return Ok(());
        };
        let unsupported: Vec<&str> = REQUIRED_SCOPES
            .into_iter()
            .filter(|scope| !grants_scope(scopes, scope))
            .collect();
        if unsupported.is_empty() {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::SignIn,
            format!(
                "the token from {} lacks {} {}",
                self.client.token.token_source(),
                if unsupported.len() == 1 {
                    "the scope"
                } else {
                    "the scopes"
                },
                unsupported.join(" and ")
            ),
        )
        .with_hint(self.format_scopes_hint()))
    }

    /// How to add scopes to a classic token. `gh` can refresh its own token.
    fn format_scopes_hint(&self) -> String {
        let (host, source) = (&self.client.host, self.client.token.token_source());
        if self.client.token.is_from_gh_cli() {
            format!(
                "gh auth refresh --hostname {} --scopes repo,workflow,read:org",
                host.name()
            )
        } else {
            format!(
                "add the repo, workflow and read:org scopes to the token from {source}: {}/settings/tokens",
                host.web_url()
            )
        }
    }

    /// Checks that no repository has this name, and that it isn't the former name of one.
    async fn ensure_name_available(&self, name: &str) -> Result<()> {
        let what = format!("check whether {} exists", self.repository_full_name(name));
        let answer = self
            .client
            .send_with_retry(&GitHubApiRequest::new_get_request(
                self.repository_api_path(name),
            ))
            .await?;
        match answer.status {
            StatusCode::NOT_FOUND => Ok(()),
            status if status.is_success() => Err(self.name_taken_error(name)),
            status if status.is_redirection() => Err(Error::conflict(format!(
                "{} is the former name of a renamed repository and still redirects to it",
                self.repository_full_name(name)
            ))
            .with_hint("choose another name")),
            _ => Err(self.client.error_from_response(&answer, &what)),
        }
    }

    pub(super) fn name_taken_error(&self, name: &str) -> Error {
        let annotations = self.entity_annotations(name);
        repository_name_taken_error(name, &self.repository_location(name), &annotations)
    }

    /// The team that will own the repository.
    pub(super) async fn fetch_team(&self, slug: &str) -> Result<TeamResponse> {
        let what = format!("read the team {slug}");
        let path = format!(
            "/orgs/{}/teams/{}",
            encode_path_segment(&self.organisation),
            encode_path_segment(slug)
        );
        let answer = self
            .client
            .send_with_retry(&GitHubApiRequest::new_get_request(path))
            .await?;
        if answer.status == StatusCode::NOT_FOUND {
            let scopes = answer.header_value("x-oauth-scopes");
            let unseen = scopes
                .filter(|scopes| !scopes.trim().is_empty() && !grants_scope(scopes, "read:org"))
                .map(|_| "a classic token can see teams only with the read:org scope".to_owned());
            return Err(Error::not_found(format!(
                "team `{slug}` not found in {} on {}, or the token from {} can't see it",
                self.organisation,
                self.client.host.name(),
                self.client.token.token_source()
            ))
            .with_hint(format!(
                "create it, or set this annotation on the Group: github.com/team-slug: {}/<team>",
                self.organisation
            ))
            .with_optional_hint(unseen));
        }
        self.client.parse_success_response(&answer, &what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cancellation::CancellationToken;
    use crate::forge::{
        GitHubHost, GitHubNetworkRoute, GitHubToken, ProxySettings, RepositoryDefaults,
        RequestObserver,
    };

    /// The features that a new repository can't have with `plan`.
    fn find_unsupported(
        host: &str,
        visibility: &'static str,
        plan: Option<&str>,
    ) -> UnsupportedRepositoryFeatures {
        let token = GitHubToken::new("x".into(), "GH_TOKEN".to_owned()).unwrap();
        let manner = RepositoryDefaults {
            visibility,
            created_by_workflow: false,
            promoter_app_id: None,
        };
        let route = GitHubNetworkRoute::build_route_to_host(
            GitHubHost::parse(host).unwrap(),
            &ProxySettings::default(),
        )
        .unwrap();
        let tell = RequestObserver {
            on_wait: Box::new(|_| ()),
            on_request: Box::new(|_| ()),
        };
        let github = GitHub::new(
            route,
            token,
            "acme",
            manner,
            &CancellationToken::default(),
            tell,
        )
        .unwrap();
        let plan = plan.map(|name| OrganisationBillingPlan {
            name: name.to_owned(),
        });
        github.find_billing_plan_limits(&OrganisationResponse { plan })
    }

    #[test]
    fn what_waits_for_a_review_would_wait_for_nobody_where_the_plan_has_none() {
        let reviewers = |plan| find_unsupported("github.com", "private", plan).reviewers;
        assert_eq!(reviewers(Some("enterprise")), None);
        assert_eq!(reviewers(Some("one of tomorrow")), None);
        insta::assert_snapshot!(reviewers(Some("team")).unwrap(), @"the team plan supports reviewers only in public repositories");
        insta::assert_snapshot!(reviewers(None).unwrap(), @"the token from GH_TOKEN can't see the plan");
        let none = UnsupportedRepositoryFeatures::default();
        assert_eq!(find_unsupported("github.com", "public", Some("free")), none);
        assert_eq!(find_unsupported("acme.ghe.com", "internal", None), none);
        assert_eq!(
            find_unsupported("github.acme.example", "private", None),
            none
        );
    }

    #[test]
    fn only_the_free_plan_has_nowhere_to_deploy_to() {
        let environments = |plan| find_unsupported("github.com", "private", plan).environments;
        insta::assert_snapshot!(environments(Some("free")).unwrap(), @"the free plan supports environments only in public repositories");
        assert_eq!(environments(Some("team")), None);
        assert_eq!(environments(None), None);
    }
}
