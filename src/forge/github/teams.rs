//! Lists the teams of an organisation with all their members.

use serde::Deserialize;
use serde_json::json;

use super::GitHub;
use super::organisation_query::{Account, Connection};
use crate::error::Result;
use crate::forge::ForgeTeam;

/// The number of teams on a page, and of members of each.
const TEAMS_PER_PAGE: usize = 50;
const MEMBERS_PER_PAGE: usize = 100;
/// The number of pages at most, of teams or of the members of one.
const MAX_PAGES: usize = 100;

#[derive(Deserialize)]
struct TeamsOfOrganisation {
    teams: Connection<TeamNode>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TeamNode {
    slug: String,
    name: String,
    description: Option<String>,
    privacy: String,
    parent_team: Option<ParentTeam>,
    members: Connection<Account>,
}

#[derive(Deserialize)]
struct ParentTeam {
    slug: String,
}

#[derive(Deserialize)]
struct TeamOfOrganisation {
    team: Option<TeamMembers>,
}

#[derive(Deserialize)]
struct TeamMembers {
    members: Connection<Account>,
}

const TEAMS_QUERY: &str =
    "query($organisation: String!, $first: Int!, $members: Int!, $after: String) {
  organization(login: $organisation) {
    teams(first: $first, after: $after, orderBy: {field: NAME, direction: ASC}) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        slug name description privacy
        parentTeam { slug }
        members(first: $members, membership: IMMEDIATE) {
          totalCount
          pageInfo { hasNextPage endCursor }
          nodes { login }
        }
      }
    }
  }
}";

const MEMBERS_QUERY: &str =
    "query($organisation: String!, $team: String!, $first: Int!, $after: String) {
  organization(login: $organisation) {
    team(slug: $team) {
      members(first: $first, after: $after, membership: IMMEDIATE) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { login }
      }
    }
  }
}";

impl GitHub {
    pub(super) async fn list_teams_async(&self) -> Result<Vec<ForgeTeam>> {
        let (mut teams, mut cursor) = (Vec::new(), None);
        for _ in 0..MAX_PAGES {
            let variables = json!({
                "organisation": self.organisation,
                "first": TEAMS_PER_PAGE,
                "members": MEMBERS_PER_PAGE,
                "after": cursor,
            });
            let page: TeamsOfOrganisation = self
                .query_organisation(TEAMS_QUERY, variables, "list teams")
                .await?;
            for node in page.teams.nodes.into_iter().flatten() {
                teams.push(self.build_team(node).await?);
            }
            cursor = page.teams.page_info.next_page();
            if cursor.is_none() {
                break;
            }
        }
        Ok(teams)
    }

    async fn build_team(&self, node: TeamNode) -> Result<ForgeTeam> {
        let members = self.list_members(&node.slug, node.members).await?;
        Ok(ForgeTeam {
            slug: node.slug,
            name: node.name,
            description: node.description.unwrap_or_default(),
            parent: node.parent_team.map(|parent| parent.slug),
            is_secret: node.privacy == "SECRET",
            members,
        })
    }

    /// The accounts of all members of `team`, beginning with those on the page `first`.
    async fn list_members(&self, team: &str, first: Connection<Account>) -> Result<Vec<String>> {
        let (mut members, mut page) = (Vec::new(), first);
        for _ in 0..MAX_PAGES {
            let accounts = page.nodes.into_iter().flatten();
            members.extend(accounts.map(|account| account.login));
            let Some(cursor) = page.page_info.next_page() else {
                break;
            };
            let variables = json!({
                "organisation": self.organisation,
                "team": team,
                "first": MEMBERS_PER_PAGE,
                "after": cursor,
            });
            let read: TeamOfOrganisation = self
                .query_organisation(MEMBERS_QUERY, variables, "list the members of a team")
                .await?;
            // A team that was deleted meanwhile.
            let Some(team) = read.team else { break };
            page = team.members;
        }
        Ok(members)
    }
}
