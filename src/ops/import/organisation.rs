//! Reads the repositories and teams of an organisation on the forge. Every page is kept in the cache until the organisation is read
//! completely, so an interrupted import can be continued.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use super::description::{DescribedOwner, FoundText, ServiceDescription, translate_lifecycle};
use super::facts::{ImportedRepository, RepositoryAddress, entity_repository_keys};
use super::problem::ImportProblem;
use super::read_files::read_repository_files;
use super::resume_cache::ResumeCache;
use crate::cancellation::CancellationToken;
use crate::catalog::{Catalog, GithubHosts, MemoryFiles, WebLocation};
use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};
use crate::forge::{ForgeRepository, ForgeTeam, OrganisationInventory, RepositoryProperties};

/// The files that are read in every repository, all in its root except CODEOWNERS.
const FILES: [&str; 13] = [
    "catalog-info.yaml",
    "catalog-info.yml",
    "entity.datadog.yaml",
    "entity.datadog.yml",
    "service.datadog.yaml",
    "service.datadog.yml",
    "opslevel.yml",
    "cortex.yaml",
    "cortex.yml",
    "compass.yml",
    ".github/CODEOWNERS",
    "CODEOWNERS",
    "docs/CODEOWNERS",
];
/// From this number of repositories on, the progress is reported, after this number of pages each.
const LONG_READ: usize = 200;
const PAGES_PER_REPORT: usize = 10;

/// An organisation, as it is now.
#[derive(Debug, Default)]
pub struct ImportedOrganisation {
    /// Its name.
    pub(super) name: String,
    /// The teams that the user can see.
    pub(super) teams: Vec<ForgeTeam>,
    /// Every repository, including those that aren't imported.
    pub(super) all: Vec<RepositoryStatus>,
    /// The repositories to import.
    pub repositories: Vec<ImportedRepository>,
    /// The current names of repositories that the catalog names differently, by their address in the catalog; `None` for those that
    /// don't exist.
    pub(super) moved: BTreeMap<String, Option<String>>,
}

/// What kind of repository it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RepositoryStatus {
    pub(super) full_name: String,
    /// As in [`WebLocation::repository`].
    pub(super) key: String,
    pub(super) is_archived: bool,
    pub(super) is_fork: bool,
    pub(super) is_empty: bool,
}

/// The numbers of repositories that are not imported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SkippedRepositories {
    /// Archived ones.
    pub archived: usize,
    /// Forks that aren't archived.
    pub forks: usize,
    /// Repositories without commits.
    pub empty: usize,
}

/// How to read an organisation.
pub struct OrganisationReader<'a> {
    /// The forge.
    pub inventory: &'a dyn OrganisationInventory,
    /// The GitHub hosts of the platform.
    pub hosts: &'a GithubHosts,
    /// The host of the repositories in `github.com/project-slug`.
    pub github_host: &'a str,
    /// The catalog: repositories that it names are found even if they were renamed.
    pub catalog: &'a Catalog,
    /// The file that keeps what was read.
    pub cache: &'a Path,
    /// Whether archived repositories are imported, too.
    pub with_archived: bool,
    /// Whether forks are imported, too.
    pub with_forks: bool,
    /// The clock.
    pub clock: Clock,
    /// Cancelled when the user wants to stop.
    pub stop: &'a CancellationToken,
    /// Shows progress to the user.
    pub report: &'a dyn Fn(&str),
}

impl ImportedOrganisation {
    /// The number of all repositories.
    pub fn repository_count(&self) -> usize {
        self.all.len()
    }

    /// Counts the repositories that are not imported.
    pub(super) fn count_skipped(&self) -> SkippedRepositories {
        let imported: BTreeSet<&str> = self
            .repositories
            .iter()
            .map(|repository| repository.name.as_str())
            .collect();
        let skipped = self
            .all
            .iter()
            .filter(|status| !imported.contains(status.full_name.as_str()));
        let mut counts = SkippedRepositories::default();
        for status in skipped {
            if status.is_archived {
                counts.archived += 1;
            } else if status.is_fork {
                counts.forks += 1;
            } else {
                counts.empty += 1;
            }
        }
        counts
    }
}

impl OrganisationReader<'_> {
    /// Reads the organisation.
    ///
    /// # Errors
    /// Those of the forge; interrupted (130). What was read until then is kept.
    pub fn read(&self) -> Result<ImportedOrganisation> {
        let name = self.inventory.organisation();
        let teams = self.inventory.list_teams()?;
        let properties = self.inventory.list_custom_properties()?;
        let found = self.read_all_repositories()?;
        let mut organisation = ImportedOrganisation {
            name: name.to_owned(),
            teams,
            all: found.iter().map(build_status).collect(),
            ..ImportedOrganisation::default()
        };
        organisation.moved = self.find_moved_repositories(&organisation.all)?;
        let properties: BTreeMap<String, &RepositoryProperties> = properties
            .iter()
            .map(|one| (one.full_name.to_lowercase(), one))
            .collect();
        for repository in found {
            let is_wanted = (self.with_archived || !repository.is_archived)
                && (self.with_forks || !repository.is_fork)
                && !repository.is_empty;
            if is_wanted {
                let own = properties
                    .get(&repository.full_name.to_lowercase())
                    .copied();
                let mut read = build_imported_repository(repository, own, self.hosts);
                read.former_keys = organisation
                    .moved
                    .iter()
                    .filter(|(_, now)| now.as_deref() == Some(&read.name))
                    .map(|(former, _)| former.clone())
                    .collect();
                organisation.repositories.push(read);
            }
        }
        Ok(organisation)
    }

    /// Reads the pages of repositories that the cache doesn't have.
    fn read_all_repositories(&self) -> Result<Vec<ForgeRepository>> {
        let mut cache = ResumeCache::open(self.cache, self.inventory.organisation(), self.clock)?;
        let (mut repositories, mut cursor) = cache.take_pages();
        if !repositories.is_empty() {
            (self.report)(&format!(
                "resuming after {} repositories of an earlier import",
                repositories.len()
            ));
        }
        let mut progress = Progress::start();
        while !cache.is_complete() {
            if self.stop.is_cancelled() {
                return Err(Error::new(ErrorKind::Interrupted, "interrupted"));
            }
            let page = self
                .inventory
                .read_repository_page(cursor.as_deref(), &FILES)
                .map_err(|error| error.with_hint("run the same command again to continue"))?;
            cache.append(&page)?;
            let (total, read) = (page.total, page.repositories.len());
            repositories.extend(page.repositories);
            cursor = page.next;
            if let Some(line) = progress.note_page(read, repositories.len(), total) {
                (self.report)(&line);
            }
        }
        cache.remove();
        // A repository that was created meanwhile may have moved another one to the next page.
        let mut known = BTreeSet::new();
        repositories.retain(|repository| known.insert(repository.full_name.to_lowercase()));
        Ok(repositories)
    }

    /// Finds the current names of repositories of the organisation that the catalog has and the list hasn't.
    fn find_moved_repositories(
        &self,
        all: &[RepositoryStatus],
    ) -> Result<BTreeMap<String, Option<String>>> {
        let organisation = self.inventory.organisation().to_lowercase();
        let listed: BTreeSet<&str> = all.iter().map(|status| status.key.as_str()).collect();
        let mut moved = BTreeMap::new();
        for entity in &self.catalog.entities {
            let keys = entity_repository_keys(entity, self.github_host);
            if keys.iter().any(|key| listed.contains(key.as_str())) {
                continue;
            }
            for key in keys {
                let name = match key.split('/').collect::<Vec<_>>().as_slice() {
                    [_, owner, name] if *owner == organisation => (*name).to_owned(),
                    _ => continue,
                };
                if let Entry::Vacant(unknown) = moved.entry(key) {
                    unknown.insert(self.inventory.find_current_repository_name(&name)?);
                }
            }
        }
        Ok(moved)
    }
}

/// Estimates how long reading takes.
struct Progress {
    began: Instant,
    pages: usize,
    read: usize,
}

impl Progress {
    fn start() -> Progress {
        Progress {
            began: Instant::now(),
            pages: 0,
            read: 0,
        }
    }

    /// Notes a page with `read` repositories; returns a line to show, at most every few pages.
    fn note_page(&mut self, read: usize, so_far: usize, total: usize) -> Option<String> {
        self.pages += 1;
        self.read += read;
        let is_due = self.pages % PAGES_PER_REPORT == 1;
        if total < LONG_READ || !is_due || so_far >= total {
            return None;
        }
        let left = u32::try_from(total.saturating_sub(so_far)).unwrap_or(u32::MAX);
        let done = u32::try_from(self.read.max(1)).unwrap_or(u32::MAX);
        let left: Duration = (self.began.elapsed() / done).saturating_mul(left);
        let minutes = left.as_secs().div_ceil(60).max(1);
        Some(format!(
            "read {so_far} of {total} repositories, about {minutes} min left"
        ))
    }
}

fn build_status(repository: &ForgeRepository) -> RepositoryStatus {
    RepositoryStatus {
        full_name: repository.full_name.clone(),
        key: repository_key(&repository.page),
        is_archived: repository.is_archived,
        is_fork: repository.is_fork,
        is_empty: repository.is_empty,
    }
}

fn repository_key(page: &str) -> String {
    WebLocation::parse(page).map_or_else(String::new, |location| location.repository)
}

fn build_imported_repository(
    found: ForgeRepository,
    properties: Option<&RepositoryProperties>,
    hosts: &GithubHosts,
) -> ImportedRepository {
    let address =
        RepositoryAddress::from_remote_url(&found.page, hosts).map(|address| RepositoryAddress {
            github_slug: Some(found.full_name.clone()),
            page: Some(found.page.clone()),
            ..address
        });
    let mut repository = ImportedRepository {
        name: found.full_name.clone(),
        address,
        description: Some(found.description),
        topics: found.topics,
        language: found.language,
        authors: found
            .authors
            .into_iter()
            .filter(|author| !author.is_bot())
            .collect(),
        ..ImportedRepository::default()
    };
    for file in &found.unreadable_files {
        let problem = ImportProblem::with_file(&repository.name, file, "too large to read");
        repository.problems.push(problem);
    }
    let names: Vec<String> = found.files.iter().map(|(path, _)| path.clone()).collect();
    let files = MemoryFiles::from_iter(found.files);
    let described: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|path| !path.ends_with("CODEOWNERS"))
        .collect();
    let entries = found.root_entries.iter().map(String::as_str);
    let paths: Vec<&str> = names.iter().map(String::as_str).chain(entries).collect();
    read_repository_files(&mut repository, &files, &paths, &described);
    repository
        .descriptions
        .extend(properties.and_then(describe_properties));
    repository
}

/// What the custom properties of a repository say, if any of them has a name that is understood.
fn describe_properties(properties: &RepositoryProperties) -> Option<ServiceDescription> {
    let find = |names: &[&str]| {
        let is_named = |one: &&(String, String)| {
            names.iter().any(|name| one.0.eq_ignore_ascii_case(name)) && !one.1.trim().is_empty()
        };
        let (_, text) = properties.properties.iter().find(is_named)?;
        let text = text.trim().to_owned();
        Some(FoundText { text, line: 0 })
    };
    let described = ServiceDescription {
        file: "custom properties".to_owned(),
        kind: "Component",
        owner: find(&["owner", "team"]).map(DescribedOwner::Team),
        entity_type: find(&["type", "component-type", "component_type"]),
        lifecycle: find(&["lifecycle"]).map(translate_lifecycle),
        system: find(&["system"]),
        ..ServiceDescription::default()
    };
    let is_empty = described.owner.is_none()
        && described.entity_type.is_none()
        && described.lifecycle.is_none()
        && described.system.is_none();
    (!is_empty).then_some(described)
}
