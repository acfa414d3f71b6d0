//! Everything that can be known before the first effect: the token and what it may do, the organisation, the team, the
//! name.

use http::StatusCode;
use serde::Deserialize;

use super::client::{Answer, Call};
use super::{Forge, GitHub, Sign, Wanted, part};
use crate::error::{Error, Kind, Result};
use crate::printable::Printable;

/// What a classic token must be allowed: to make private repositories, with workflows in them.
const SCOPES: [&str; 2] = ["repo", "workflow"];

/// An organisation, as far as it matters here.
#[derive(Debug, Deserialize)]
struct Organisation {
    /// Shown to its members only.
    plan: Option<Plan>,
}

/// What an organisation pays for.
#[derive(Debug, Deserialize)]
struct Plan {
    /// Such as `free`, `team`, `enterprise`.
    name: String,
}

/// A repository in a list.
#[derive(Debug, Deserialize)]
struct Listed {
    name: String,
    #[serde(default)]
    archived: bool,
}

/// How many pages of a hundred are read: more repositories than anybody looks through.
const MOST_PAGES: u32 = 100;

/// A team of the organisation.
#[derive(Debug, Deserialize)]
pub(super) struct Team {
    /// What other requests call it.
    pub(super) id: u64,
}

impl GitHub {
    /// Asks everything at once; the first answer that forbids the run is the error.
    pub(super) async fn checked(&self, wanted: &Wanted) -> Result<()> {
        let (organisation, name, team) = futures_util::join!(
            self.organisation(),
            self.name_is_free(&wanted.name),
            self.team(&wanted.team),
        );
        organisation?;
        name?;
        team.map(drop)
    }

    /// The token and the organisation, as `idp doctor` shows them.
    pub(super) async fn looked_at(&self) -> Vec<Sign> {
        let source = self.client.token.source();
        let (organisation, scopes) = match self.organisation().await {
            Err(error) => return vec![("token", Err(error))],
            Ok(asked) => asked,
        };
        let may = match scopes {
            Some(scopes) => format!("from {source}, may {scopes}"),
            None => format!("from {source}; what it may do shows when it is refused"),
        };
        let plan = match organisation.plan {
            Some(Plan { name }) if name.starts_with("enterprise") => {
                format!(
                    "plan {}: deployments can wait for an approval",
                    Printable(&name)
                )
            }
            Some(Plan { name }) => format!(
                "plan {}: in private repositories no deployment can wait for an approval",
                Printable(&name)
            ),
            None => "its plan is shown to members only".to_owned(),
        };
        let found = format!(
            "{} on {}, {plan}",
            self.organisation,
            self.client.host.name()
        );
        vec![("token", Ok(may)), ("forge", Ok(found))]
    }

    /// Every repository of the organisation, by name.
    pub(super) async fn listed(&self) -> Result<Vec<String>> {
        let what = "list the repositories";
        let mut names = Vec::new();
        for page in 1..=MOST_PAGES {
            let path = format!(
                "/orgs/{}/repos?per_page=100&page={page}",
                part(&self.organisation)
            );
            let answer = self.client.send(&Call::get(path)).await?;
            let listed: Vec<Listed> = self.client.body(&answer, what)?;
            let last = listed.len() < 100;
            let live = listed.into_iter().filter(|listed| !listed.archived);
            names.extend(live.map(|listed| listed.name));
            if last {
                break;
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    /// The organisation, asked by a token that may do what a run does, and what the token says it may do.
    async fn organisation(&self) -> Result<(Organisation, Option<String>)> {
        let what = format!("look at {}", self.organisation);
        let path = format!("/orgs/{}", part(&self.organisation));
        let answer = self.client.send(&Call::get(path)).await?;
        if answer.status == StatusCode::NOT_FOUND {
            let host = self.client.host.name();
            return Err(Error::not_found(format!(
                "{host} has no organisation `{}`, or the token from {} may not see it",
                self.organisation,
                self.client.token.source()
            ))
            .hint("`organisation` in the platform's idp.yaml names it"));
        }
        let organisation = self.client.body(&answer, &what)?;
        self.suffices(&answer)?;
        let scopes = answer.header("x-oauth-scopes");
        Ok((
            organisation,
            scopes.map(|scopes| Printable(scopes).to_string()),
        ))
    }

    /// A classic token says what it may do; of others, only a refusal tells.
    fn suffices(&self, answer: &Answer) -> Result<()> {
        let scopes = answer.header("x-oauth-scopes");
        let Some(scopes) = scopes.filter(|_| !self.manner.by_workflow) else {
            return Ok(());
        };
        let has: Vec<&str> = scopes.split(',').map(str::trim).collect();
        let lacks: Vec<&str> = SCOPES
            .into_iter()
            .filter(|scope| !has.contains(scope))
            .collect();
        if lacks.is_empty() || scopes.trim().is_empty() {
            return Ok(());
        }
        Err(Error::new(
            Kind::SignIn,
            format!(
                "the token from {} lacks {} {}",
                self.client.token.source(),
                if lacks.len() == 1 {
                    "the scope"
                } else {
                    "the scopes"
                },
                lacks.join(" and ")
            ),
        )
        .hint(format!(
            "gh auth refresh --hostname {} --scopes repo,workflow,read:org",
            self.client.host.name()
        )))
    }

    /// That nothing is there under this name, and no former name leads on from it.
    async fn name_is_free(&self, name: &str) -> Result<()> {
        let what = format!("look for {}", self.slug(name));
        let answer = self.client.send(&Call::get(self.repository(name))).await?;
        match answer.status {
            StatusCode::NOT_FOUND => Ok(()),
            status if status.is_success() => Err(self.name_taken(name)),
            status if status.is_redirection() => Err(Error::conflict(format!(
                "{} was the name of a repository that is called otherwise now; its links lead there",
                self.slug(name)
            ))
            .hint("choose another name")),
            _ => Err(self.client.problem(&answer, &what)),
        }
    }

    pub(super) fn name_taken(&self, name: &str) -> Error {
        Error::conflict(format!(
            "a repository called `{name}` is already there: {}",
            self.place(name)
        ))
        .hint("choose another name")
    }

    /// The team that will own the repository.
    pub(super) async fn team(&self, slug: &str) -> Result<Team> {
        let what = format!("look at the team {slug}");
        let path = format!("/orgs/{}/teams/{}", part(&self.organisation), part(slug));
        let answer = self.client.send(&Call::get(path)).await?;
        if answer.status == StatusCode::NOT_FOUND {
            return Err(Error::not_found(format!(
                "{} has no team `{slug}` on {}, or the token from {} may not see it",
                self.organisation,
                self.client.host.name(),
                self.client.token.source()
            ))
            .hint(format!(
                "make it, or name it in the catalog: the annotation github.com/team-slug: {}/<team> of the Group",
                self.organisation
            ))
            .hint("a classic token sees teams with the scope read:org"));
        }
        self.client.body(&answer, &what)
    }
}
