//! Reads an organisation. One GraphQL query returns a page of repositories with all their facts; REST would need several requests
//! for each repository.

use std::collections::BTreeMap;
use std::fmt::Write;

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::client::GitHubApiRequest;
use super::organisation_query::{Account, Connection};
use super::{GitHub, encode_path_segment};
use crate::error::{ErrorKind, Result};
use crate::forge::{
    ForgeRepository, ForgeRepositoryPage, ForgeTeam, OrganisationInventory, RepositoryProperties,
};
use crate::git::CommitAuthor;
use crate::printable::escape_and_truncate;

/// The number of repositories on a page: a query for more may exceed the 10 seconds that GitHub allows.
pub(super) const REPOSITORIES_PER_PAGE: usize = 20;
/// The number of commits to read, so that enough are left without merges.
const COMMITS_PER_REPOSITORY: usize = 40;
/// The number of commits whose authors count.
const COUNTED_COMMITS: usize = 20;
/// The mode of a symbolic link in a git tree.
const LINK_MODE: i64 = 0o120_000;

#[derive(Deserialize)]
struct RepositoriesOfOrganisation {
    repositories: Connection<RepositoryNode>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RepositoryNode {
    name_with_owner: String,
    url: String,
    description: Option<String>,
    is_archived: bool,
    is_fork: bool,
    is_empty: bool,
    primary_language: Option<Named>,
    repository_topics: Connection<Topic>,
    root: Option<Tree>,
    default_branch_ref: Option<Branch>,
    /// The files, by the names that the query gives them.
    #[serde(flatten)]
    files: BTreeMap<String, Json>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct Topic {
    topic: Named,
}

#[derive(Default, Deserialize)]
struct Tree {
    #[serde(default)]
    entries: Vec<TreeEntry>,
}

#[derive(Deserialize)]
struct TreeEntry {
    name: String,
    mode: i64,
}

#[derive(Deserialize)]
struct Branch {
    target: Option<BranchTarget>,
}

#[derive(Deserialize)]
struct BranchTarget {
    history: Option<Connection<Commit>>,
}

#[derive(Deserialize)]
struct Commit {
    parents: Count,
    author: Option<GitActor>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Count {
    total_count: usize,
}

#[derive(Deserialize)]
struct GitActor {
    email: Option<String>,
    user: Option<Account>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FileBlob {
    text: Option<String>,
    #[serde(default)]
    is_truncated: bool,
}

/// The custom properties of a repository, as REST returns them.
#[derive(Deserialize)]
struct PropertyValues {
    repository_full_name: String,
    properties: Vec<PropertyValue>,
}

#[derive(Deserialize)]
struct PropertyValue {
    property_name: String,
    value: Json,
}

/// A repository, as REST returns it.
#[derive(Deserialize)]
struct RepositoryName {
    full_name: String,
}

impl OrganisationInventory for GitHub {
    fn organisation(&self) -> &str {
        &self.organisation
    }

    fn list_teams(&self) -> Result<Vec<ForgeTeam>> {
        self.client.block_on(self.list_teams_async())
    }

    fn read_repository_page(
        &self,
        cursor: Option<&str>,
        files: &[&str],
    ) -> Result<ForgeRepositoryPage> {
        self.client
            .block_on(self.read_repository_page_async(cursor, files))
    }

    fn list_custom_properties(&self) -> Result<Vec<RepositoryProperties>> {
        self.client.block_on(self.list_custom_properties_async())
    }

    fn find_current_repository_name(&self, name: &str) -> Result<Option<String>> {
        self.client
            .block_on(self.find_current_repository_name_async(name))
    }
}

impl GitHub {
    /// Reads a page. If GitHub can't answer in time, the page gets smaller.
    async fn read_repository_page_async(
        &self,
        cursor: Option<&str>,
        files: &[&str],
    ) -> Result<ForgeRepositoryPage> {
        let query = build_repositories_query(files);
        loop {
            let size = self.repositories_per_page.get();
            let variables = json!({
                "organisation": self.organisation,
                "first": size,
                "commits": COMMITS_PER_REPOSITORY,
                "after": cursor,
            });
            let call = GitHubApiRequest::new_graphql_query(&query, variables);
            let answer = self.client.send_with_retry(&call).await?;
            // A response that takes too long or is too large ends as an error, or early.
            let is_incomplete = answer.has_unknown_outcome()
                || answer.status.is_success() && !is_json(&answer.body);
            if is_incomplete && size > 1 {
                self.repositories_per_page.set(size / 2);
                continue;
            }
            let read: RepositoriesOfOrganisation =
                self.parse_organisation(&answer, "read repositories")?;
            return Ok(build_page(read.repositories, files));
        }
    }

    async fn list_custom_properties_async(&self) -> Result<Vec<RepositoryProperties>> {
        let path = format!(
            "/orgs/{}/properties/values?per_page=100",
            encode_path_segment(&self.organisation)
        );
        let call = GitHubApiRequest::new_get_request(path);
        let listed = self
            .client
            .fetch_all_pages(call, "read custom properties")
            .await;
        let listed: Vec<PropertyValues> = match listed {
            // They need a permission of their own, and older servers don't have them.
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::SignIn) => {
                return Ok(Vec::new());
            }
            listed => listed?,
        };
        let first_text = |value: Json| match value {
            Json::String(text) => Some(text),
            Json::Array(values) => values.first()?.as_str().map(str::to_owned),
            _ => None,
        };
        let build = |one: PropertyValues| RepositoryProperties {
            full_name: one.repository_full_name,
            properties: one
                .properties
                .into_iter()
                .filter_map(|one| Some((one.property_name, first_text(one.value)?)))
                .collect(),
        };
        Ok(listed.into_iter().map(build).collect())
    }

    async fn find_current_repository_name_async(&self, name: &str) -> Result<Option<String>> {
        let what = format!("find {}", escape_and_truncate(name));
        let mut path = self.repository_api_path(name);
        // A renamed repository redirects to its ID, once.
        for _ in 0..2 {
            let call = GitHubApiRequest::new_get_request(path);
            let answer = self.client.send_with_retry(&call).await?;
            if answer.status == StatusCode::NOT_FOUND {
                return Ok(None);
            }
            if !answer.status.is_redirection() {
                let found: RepositoryName = self.client.parse_success_response(&answer, &what)?;
                return Ok(Some(found.full_name));
            }
            let id = answer.header_value("location").and_then(|location| {
                let (_, id) = location.rsplit_once("/repositories/")?;
                id.parse::<u64>().ok()
            });
            let Some(id) = id else { return Ok(None) };
            path = format!("/repositories/{id}");
        }
        Ok(None)
    }
}

fn is_json(body: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok()
}

/// The query for a page of repositories, with the text of each of `files`.
fn build_repositories_query(files: &[&str]) -> String {
    let mut texts = String::new();
    for (number, file) in files.iter().enumerate() {
        let _ = writeln!(
            texts,
            "        file{number}: object(expression: \"HEAD:{file}\") {{ ... on Blob {{ text isTruncated }} }}"
        );
    }
    format!(
        "query($organisation: String!, $first: Int!, $commits: Int!, $after: String) {{
  organization(login: $organisation) {{
    repositories(first: $first, after: $after, orderBy: {{field: NAME, direction: ASC}}) {{
      totalCount
      pageInfo {{ hasNextPage endCursor }}
      nodes {{
        nameWithOwner url description isArchived isFork isEmpty
        primaryLanguage {{ name }}
        repositoryTopics(first: 20) {{ nodes {{ topic {{ name }} }} }}
        root: object(expression: \"HEAD:\") {{ ... on Tree {{ entries {{ name mode }} }} }}
        defaultBranchRef {{ target {{ ... on Commit {{ history(first: $commits) {{
          nodes {{ parents {{ totalCount }} author {{ email user {{ login }} }} }}
        }} }} }} }}
{texts}      }}
    }}
  }}
}}"
    )
}

fn build_page(page: Connection<RepositoryNode>, files: &[&str]) -> ForgeRepositoryPage {
    let nodes = page.nodes.into_iter().flatten();
    ForgeRepositoryPage {
        repositories: nodes.map(|node| build_repository(node, files)).collect(),
        total: page.total_count,
        next: page.page_info.next_page(),
    }
}

fn build_repository(mut node: RepositoryNode, files: &[&str]) -> ForgeRepository {
    let entries = node.root.map(|root| root.entries).unwrap_or_default();
    let is_link = |file: &str| {
        let mut links = entries.iter().filter(|entry| entry.mode == LINK_MODE);
        links.any(|link| file.split('/').next() == Some(&link.name))
    };
    let (mut texts, mut unreadable) = (Vec::new(), Vec::new());
    for (number, file) in files.iter().enumerate() {
        let blob = node.files.remove(&format!("file{number}"));
        // An object of another type, such as a folder, has no fields.
        let blob = blob.and_then(|blob| serde_json::from_value::<FileBlob>(blob).ok());
        match blob {
            _ if is_link(file) => {}
            Some(FileBlob {
                text: Some(text),
                is_truncated: false,
            }) => texts.push(((*file).to_owned(), text)),
            Some(FileBlob {
                is_truncated: true, ..
            }) => unreadable.push((*file).to_owned()),
            _ => {}
        }
    }
    let history = node
        .default_branch_ref
        .and_then(|branch| branch.target?.history);
    let commits = history.into_iter().flat_map(|history| history.nodes);
    let authors = commits
        .flatten()
        .filter(|commit| commit.parents.total_count < 2)
        .filter_map(|commit| commit.author)
        .map(|author| CommitAuthor {
            email: author.email.unwrap_or_default(),
            login: author.user.map(|user| user.login),
        });
    let topics = node.repository_topics.nodes.into_iter().flatten();
    ForgeRepository {
        full_name: node.name_with_owner,
        page: node.url.trim_end_matches('/').to_owned(),
        description: node.description.unwrap_or_default(),
        language: node.primary_language.map(|language| language.name),
        topics: topics.map(|topic| topic.topic.name).collect(),
        is_archived: node.is_archived,
        is_fork: node.is_fork,
        is_empty: node.is_empty,
        root_entries: entries.into_iter().map(|entry| entry.name).collect(),
        files: texts,
        unreadable_files: unreadable,
        authors: authors.take(COUNTED_COMMITS).collect(),
    }
}
