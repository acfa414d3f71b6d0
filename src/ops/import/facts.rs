//! The facts about a repository, as far as its source states them. Proposals are made from facts alone, so every source leads to the
//! same proposals.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::build_files::BuildFiles;
use super::description::ServiceDescription;
use super::problem::ImportProblem;
use crate::catalog::{Catalog, Entity, GithubHosts, WebLocation, find_github_repository_page};
use crate::git::{CommitAuthor, strip_url_credentials};
use crate::source::SourceFile;

/// A repository to import, and everything that its source says about it.
#[derive(Debug, Default)]
pub struct ImportedRepository {
    /// Its name in messages: `acme/checkout`, or the name of the folder.
    pub(super) name: String,
    /// `None` if the repository has no remote.
    pub(super) address: Option<RepositoryAddress>,
    /// The addresses that it had before it was renamed, as in [`WebLocation::repository`].
    pub(super) former_keys: Vec<String>,
    pub(super) description: Option<String>,
    /// Tags that its source gives it: topics.
    pub(super) topics: Vec<String>,
    /// The main language, if the forge knows it.
    pub(super) language: Option<String>,
    /// One catalog for each `catalog-info.yaml`, which contains what its Locations lead to.
    pub(super) catalogs: Vec<Catalog>,
    pub(super) descriptions: Vec<ServiceDescription>,
    pub(super) codeowners: Option<Arc<SourceFile>>,
    /// The authors of the last commits, newest first.
    pub(super) authors: Vec<CommitAuthor>,
    /// The build files in the root, in every folder with a description, and in those of something that is deployed.
    pub(super) build_files: BTreeMap<String, BuildFiles>,
    pub(super) problems: Vec<ImportProblem>,
}

impl ImportedRepository {
    /// The last part of the name, which an entity gets.
    pub(super) fn base_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or(&self.name)
    }

    /// Whether nothing of it could be read, so that it's unknown what is in it.
    pub(super) fn is_unreadable(&self) -> bool {
        let is_whole = |problem: &ImportProblem| problem.location.is_none();
        self.problems.iter().any(is_whole)
    }
}

/// The repository that `entity` is in, as in [`WebLocation::repository`]; two if its GitHub repository is on another host than its code.
pub(super) fn entity_repository_keys(entity: &Entity, github_host: &str) -> Vec<String> {
    let url = entity.repository_url();
    let location = url.and_then(|url| WebLocation::parse(&url));
    let slug = entity.annotation("github.com/project-slug");
    let on_github = slug.map(|slug| format!("{github_host}/{slug}").to_lowercase());
    let mut keys: Vec<String> = location.map(|one| one.repository).into_iter().collect();
    keys.extend(on_github);
    keys.dedup();
    keys
}

/// Where a repository is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RepositoryAddress {
    /// As in [`WebLocation::repository`], to compare it.
    pub(super) key: String,
    /// The page of the repository, without a slash at the end; `None` for a repository on this machine.
    pub(super) page: Option<String>,
    /// `acme/checkout`, if it's on GitHub.
    pub(super) github_slug: Option<String>,
}

impl RepositoryAddress {
    /// The address of the repository that git fetches from `remote`.
    pub(super) fn from_remote_url(remote: &str, hosts: &GithubHosts) -> Option<RepositoryAddress> {
        let remote = strip_url_credentials(remote);
        let key = WebLocation::parse_remote_url(&remote)
            .into_iter()
            .next()?
            .repository;
        let github_page = find_github_repository_page(&remote, hosts);
        let github_slug = github_page.as_deref().and_then(|page| {
            let (_, path) = page.strip_prefix("https://")?.split_once('/')?;
            Some(path.to_owned())
        });
        let page =
            github_page.or_else(|| (!key.starts_with('/')).then(|| format!("https://{key}")));
        Some(RepositoryAddress {
            key,
            page,
            github_slug,
        })
    }

    /// The value of `backstage.io/source-location` for a folder of the repository.
    pub(super) fn source_location(&self, folder: &str) -> Option<String> {
        let page = self.page.as_deref()?;
        Some(match folder {
            "" => format!("url:{page}/"),
            folder => format!("url:{page}/tree/HEAD/{folder}/"),
        })
    }
}
