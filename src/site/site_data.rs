//! Everything that a site shows, loaded from a platform.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::paved_path::find_template;
use super::{SiteSource, SiteVersion};
use crate::catalog::{Catalog, Files, GitHubCatalogLocation};
use crate::clock::Clock;
use crate::diagnostic::Diagnostic;
use crate::error::Result;
use crate::git::CommitInfo;
use crate::ops;
use crate::platform::{Platform, PlatformSnapshot};
use crate::rules;

/// What a site shows.
pub struct SiteData {
    /// The catalog.
    pub catalog: Arc<Catalog>,
    /// The platform that it was read from.
    pub snapshot: PlatformSnapshot,
    /// Where it is on GitHub.
    pub location: Option<GitHubCatalogLocation>,
    /// The version, for people.
    pub version: SiteVersion,
    repository_url: Option<String>,
    findings: Vec<Diagnostic>,
    owner_changes: HashMap<String, CommitInfo>,
    /// The catalog a month earlier, if the history has it.
    earlier_catalog: Option<Arc<Catalog>>,
    template_versions: BTreeMap<String, String>,
    today: Date,
}

/// How many days count as new on the home page.
const NEWS_DAYS: i64 = 30;

impl SiteData {
    /// What the site of `catalog` shows, which was read from `snapshot` of `platform`.
    ///
    /// # Errors
    /// Usage (2) for invalid rules in the settings; io (7) if the commit can't be read.
    pub fn load(
        platform: &Platform,
        snapshot: PlatformSnapshot,
        catalog: Arc<Catalog>,
        clock: Clock,
    ) -> Result<SiteData> {
        let today = clock.today();
        let settings = snapshot.load_rule_settings(today)?;
        let findings = rules::check_catalog(&catalog, &settings);
        let location = platform.find_github_location(&snapshot);
        let repository_url = location
            .as_ref()
            .map(|location| location.repository_url().to_owned());
        // Without a commit, or without a history that can be read, the pages don't say since when.
        let commit = snapshot.commit();
        let owner_changes = commit
            .as_deref()
            .and_then(|commit| ops::find_owner_changes(platform, Some(commit), &catalog).ok())
            .unwrap_or_default();
        Ok(SiteData {
            version: SiteVersion::of(&snapshot, repository_url.as_deref(), clock.now())?,
            earlier_catalog: read_earlier_catalog(platform, &snapshot),
            template_versions: read_template_versions(&snapshot, &catalog),
            catalog,
            snapshot,
            location,
            repository_url,
            findings,
            owner_changes,
            today,
        })
    }

    /// The source of the pages, with the `files` of the snapshot. `base_url` is the address of the published site, with a slash at its end.
    pub fn source<'s>(&'s self, files: &'s dyn Files, base_url: Option<&'s str>) -> SiteSource<'s> {
        let config = &self.snapshot.config;
        SiteSource {
            catalog: &self.catalog,
            files,
            location: self.location.as_ref(),
            findings: &self.findings,
            organisation: &config.organisation,
            commit: self.snapshot.commit(),
            version: self.version.clone(),
            contact_urls: &config.contacts,
            owner_changes: &self.owner_changes,
            earlier_catalog: self.earlier_catalog.as_deref(),
            repository_url: self.repository_url.clone(),
            base_url,
            template_versions: &self.template_versions,
            today: self.today,
        }
    }
}

/// The version of each template that an entity of `catalog` names, by its name. A template that can't be loaded has none: the pages don't need
/// it, and `idp template lint` says why.
fn read_template_versions(
    snapshot: &PlatformSnapshot,
    catalog: &Catalog,
) -> BTreeMap<String, String> {
    let named = catalog.entities.iter().filter_map(find_template);
    let names: BTreeSet<&str> = named.map(|(name, _)| name).collect();
    if names.is_empty() {
        return BTreeMap::new();
    }
    let Ok(templates) = snapshot.load_templates() else {
        return BTreeMap::new();
    };
    let versions = names.into_iter().filter_map(|name| {
        let template = templates.load_template(name).ok()?;
        Some((name.to_owned(), template.version().to_owned()))
    });
    versions.collect()
}

/// The catalog a month before the commit of `snapshot`, if the history reaches so far back.
fn read_earlier_catalog(platform: &Platform, snapshot: &PlatformSnapshot) -> Option<Arc<Catalog>> {
    let time = snapshot.commit_time().ok()??;
    let day = time.to_zoned(TimeZone::UTC).date();
    let earlier = day.checked_sub(NEWS_DAYS.days()).ok()?;
    let earlier = platform.read_snapshot_at(&earlier.to_string()).ok()?;
    earlier.read_catalog().ok()
}

impl SiteVersion {
    /// The version in `snapshot`: its commit and when it was made or, without a commit, `now`.
    ///
    /// # Errors
    /// Io (7) if the commit can't be read.
    pub fn of(
        snapshot: &PlatformSnapshot,
        repository_url: Option<&str>,
        now: Timestamp,
    ) -> Result<SiteVersion> {
        let commit = snapshot.commit();
        let time = snapshot.commit_time()?.unwrap_or(now);
        let page = repository_url
            .zip(commit.as_deref())
            .map(|(repository, commit)| format!("{repository}/commit/{commit}"));
        Ok(SiteVersion {
            commit: commit.map(|commit| commit.chars().take(7).collect()),
            commit_url: page,
            time: format!("{time:.0}"),
            time_text: time.strftime("%-d %b %Y, %H:%M UTC").to_string(),
        })
    }
}
