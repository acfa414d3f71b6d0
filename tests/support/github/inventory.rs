//! What the GraphQL API and a few requests of the REST API say about the organisation, for queries.

use std::collections::BTreeMap;

use regex::Regex;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::state::GitHubState;

/// A repository that the inventory lists. It has no git repository behind it.
#[derive(Clone, Debug, Default)]
pub(crate) struct ListedRepository {
    pub(crate) name: String,
    pub(crate) is_archived: bool,
    pub(crate) is_fork: bool,
    /// The files by path; without any, the repository has no commits.
    pub(crate) files: BTreeMap<String, String>,
    /// Paths that are symbolic links.
    pub(crate) links: Vec<String>,
    pub(crate) topics: Vec<String>,
    pub(crate) language: Option<String>,
    /// The accounts that made the last commits, newest first.
    pub(crate) authors: Vec<String>,
}

/// A team that the inventory lists.
#[derive(Clone, Debug, Default)]
pub(crate) struct ListedTeam {
    pub(crate) slug: String,
    pub(crate) parent: Option<String>,
    pub(crate) is_secret: bool,
    pub(crate) members: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GraphqlRequest {
    query: String,
    variables: Variables,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Variables {
    organisation: String,
    first: usize,
    after: Option<String>,
    #[serde(default)]
    commits: usize,
    #[serde(default)]
    members: usize,
    team: Option<String>,
}

/// Answers a GraphQL query.
pub(super) fn serve_graphql(body: &[u8], state: &GitHubState) -> Result<Json, String> {
    let request: GraphqlRequest =
        serde_json::from_slice(body).map_err(|error| error.to_string())?;
    let count = |one: char| request.query.matches(one).count();
    if count('{') != count('}') {
        return Err("the query isn't balanced".to_owned());
    }
    let variables = &request.variables;
    if variables.organisation != "acme" {
        let message = "Could not resolve to an Organization";
        return Ok(
            json!({"data": {"organization": null}, "errors": [{"type": "NOT_FOUND", "message": message}]}),
        );
    }
    let start = variables.after.as_deref();
    let start = start.map_or(0, |after| after.parse().unwrap());
    if let Some(slug) = &variables.team {
        let team = state.listed_teams.iter().find(|team| team.slug == *slug);
        let members = team.map(|team| members_page(team, start, variables.first));
        let team = members.map(|members| json!({"members": members}));
        return Ok(json!({"data": {"organization": {"team": team}}}));
    }
    let is_repositories = request.query.contains("repositories(");
    if is_repositories && variables.first > state.max_graphql_page {
        return Err("too large".to_owned());
    }
    let (field, total) = if is_repositories {
        ("repositories", state.listed_repositories.len())
    } else {
        ("teams", state.listed_teams.len())
    };
    let end = (start + variables.first).min(total);
    let nodes: Vec<Json> = if is_repositories {
        let files = requested_files(&request.query);
        let page = state.listed_repositories[start..end].iter();
        page.map(|one| repository_node(one, &files, variables.commits))
            .collect()
    } else {
        let page = state.listed_teams[start..end].iter();
        page.map(|one| team_node(one, variables.members)).collect()
    };
    let connection = json!({
        "totalCount": total,
        "pageInfo": {"hasNextPage": end < total, "endCursor": end.to_string()},
        "nodes": nodes,
    });
    Ok(json!({"data": {"organization": {field: connection}}}))
}

/// The files that a query asks for, with their names in the answer.
fn requested_files(query: &str) -> Vec<(String, String)> {
    let file = Regex::new(r#"(file\d+): object\(expression: "HEAD:([^"]+)"\)"#).unwrap();
    let found = file.captures_iter(query);
    found
        .map(|one| (one[1].to_owned(), one[2].to_owned()))
        .collect()
}

fn repository_node(
    repository: &ListedRepository,
    files: &[(String, String)],
    commits: usize,
) -> Json {
    let is_empty = repository.files.is_empty();
    let mut names: Vec<&str> = repository
        .files
        .keys()
        .map(|path| path.split('/').next().unwrap())
        .collect();
    names.dedup();
    let entry = |name: &&str| {
        let is_link = repository.links.iter().any(|link| link == name);
        json!({"name": name, "mode": if is_link { 0o120_000 } else { 0o100_644 }})
    };
    let entries: Vec<Json> = names.iter().map(entry).collect();
    let commit = |login: &String| {
        json!({
            "parents": {"totalCount": 1},
            "author": {"email": format!("{login}@users.noreply.github.com"), "user": {"login": login}},
        })
    };
    let history: Vec<Json> = repository
        .authors
        .iter()
        .take(commits)
        .map(commit)
        .collect();
    let topic = |topic: &String| json!({"topic": {"name": topic}});
    let topics: Vec<Json> = repository.topics.iter().map(topic).collect();
    let mut node = json!({
        "nameWithOwner": format!("acme/{}", repository.name),
        "url": format!("https://github.com/acme/{}", repository.name),
        "description": null,
        "isArchived": repository.is_archived,
        "isFork": repository.is_fork,
        "isEmpty": is_empty,
        "primaryLanguage": repository.language.as_ref().map(|name| json!({"name": name})),
        "repositoryTopics": {"nodes": topics},
        "root": if is_empty { Json::Null } else { json!({"entries": entries}) },
        "defaultBranchRef": if is_empty { Json::Null } else { json!({"target": {"history": {"nodes": history}}}) },
    });
    for (name, path) in files {
        let text = repository.files.get(path);
        node[name] = text.map_or(
            Json::Null,
            |text| json!({"text": text, "isTruncated": false}),
        );
    }
    node
}

fn team_node(team: &ListedTeam, members: usize) -> Json {
    json!({
        "slug": team.slug,
        "name": team.slug,
        "description": null,
        "privacy": if team.is_secret { "SECRET" } else { "VISIBLE" },
        "parentTeam": team.parent.as_ref().map(|slug| json!({"slug": slug})),
        "members": members_page(team, 0, members),
    })
}

fn members_page(team: &ListedTeam, start: usize, first: usize) -> Json {
    let total = team.members.len();
    let end = (start + first).min(total);
    let member = |login: &String| json!({"login": login});
    let nodes: Vec<Json> = team.members[start..end].iter().map(member).collect();
    json!({
        "totalCount": total,
        "pageInfo": {"hasNextPage": end < total, "endCursor": end.to_string()},
        "nodes": nodes,
    })
}
