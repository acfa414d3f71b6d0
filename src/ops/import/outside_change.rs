//! `idp catalog import --check`: what changed on the forge since the catalog was written.

use std::collections::{BTreeMap, HashSet};

use super::facts::entity_repository_keys;
use super::known_repositories::OwnRepository;
use super::organisation::{ImportedOrganisation, RepositoryStatus};
use crate::catalog::{Catalog, Entity};
use crate::count::CountedNoun;
use crate::diagnostic::{Diagnostic, RuleTier, Severity};
use crate::error::Result;
use crate::forge::ForgeTeam;
use crate::ops::who_owns::TEAM_SLUG_ANNOTATION;
use crate::platform::{Platform, PlatformSnapshot};
use crate::printable::Printable;
use crate::source::{Place, SourceFile};

/// Finds what changed in `organisation` since the catalog of `snapshot` was written. Sorted by place.
///
/// # Errors
/// Those of reading the catalog.
pub fn check_catalog_against_organisation(
    organisation: &ImportedOrganisation,
    platform: &Platform,
    snapshot: &PlatformSnapshot,
) -> Result<Vec<Diagnostic>> {
    let catalog = snapshot.read_catalog()?;
    let files = snapshot.files();
    let root = snapshot.config.catalog.find_catalog_root_file(&*files);
    let text = files.read(&root)?.unwrap_or_default();
    let text = String::from_utf8_lossy(&text).into_owned();
    let root = Place::new(&SourceFile::new(root, text), 0..0);
    let own = OwnRepository::of_platform(platform);
    let host = &snapshot.config.github.host;
    let is_own = |key: &str| own.is_at(key);
    Ok(find_outside_changes(
        organisation,
        &catalog,
        &root,
        host,
        is_own,
    ))
}

/// Finds entities whose repository was archived, renamed or deleted, owners whose team has no members or doesn't exist, and repositories
/// that the catalog lacks. A repository that isn't in the catalog is reported at `root`, the start of the catalog. `github_host` hosts `github.com/project-slug`. `is_own` says
/// whether a repository is the platform's own. Sorted by place.
fn find_outside_changes(
    organisation: &ImportedOrganisation,
    catalog: &Catalog,
    root: &Place,
    github_host: &str,
    is_own: impl Fn(&str) -> bool,
) -> Vec<Diagnostic> {
    let mut listed: BTreeMap<&str, (&RepositoryStatus, bool)> = organisation
        .all
        .iter()
        .map(|status| (status.key.as_str(), (status, false)))
        .collect();
    let mut findings = Vec::new();
    for entity in &catalog.entities {
        let keys = entity_repository_keys(entity, github_host);
        let is_known = |key: &&String| {
            listed.contains_key(key.as_str()) || organisation.moved.contains_key(key.as_str())
        };
        let Some(key) = keys.into_iter().find(|key| is_known(&key)) else {
            continue;
        };
        match (listed.get_mut(key.as_str()), organisation.moved.get(&key)) {
            (Some((status, is_known)), _) => {
                *is_known = true;
                findings.extend(check_archived(entity, status));
            }
            (None, Some(Some(now))) => {
                let message = format!("its repository was renamed to {}", Printable(now));
                let help = format!("set github.com/project-slug to {}", Printable(now));
                let renamed = finding("repository-renamed", entity, message);
                findings.push(renamed.with_severity(Severity::Warning).with_help(help));
                let renamed = listed
                    .values_mut()
                    .find(|(status, _)| status.full_name.eq_ignore_ascii_case(now));
                if let Some((status, is_known)) = renamed {
                    *is_known = true;
                    findings.extend(check_archived(entity, status));
                }
            }
            (None, Some(None)) => {
                let message = format!("its repository {} doesn't exist", Printable(&key));
                let gone = finding("repository-gone", entity, message);
                findings.push(gone.with_help("remove the entity, or give the token access"));
            }
            (None, None) => {}
        }
    }
    findings.extend(check_teams(organisation, catalog));
    findings.sort_by_key(|finding| finding.place.as_ref().map(Place::to_string));
    let new = listed.into_values().filter(|(status, is_known)| {
        let is_live = !status.is_archived && !status.is_fork && !status.is_empty;
        !is_known && is_live && !is_own(&status.key)
    });
    findings.extend(new.map(|(status, _)| {
        let name = Printable(&status.full_name);
        let message = format!("the repository {name} isn't in the catalog");
        Diagnostic::new("repository-new", RuleTier::Graph, message)
            .with_severity(Severity::Warning)
            .with_place(root.clone())
            .with_help("idp catalog import --org")
    }));
    findings
}

fn finding(code: &'static str, entity: &Entity, message: String) -> Diagnostic {
    Diagnostic::new(code, RuleTier::Graph, message)
        .with_place(entity.name_place())
        .with_entity(entity.entity_ref().to_string())
}

fn check_archived(entity: &Entity, status: &RepositoryStatus) -> Option<Diagnostic> {
    let lifecycle = entity.lifecycle().map(|lifecycle| lifecycle.text);
    let is_deprecated = lifecycle.is_some_and(|text| text.eq_ignore_ascii_case("deprecated"));
    (status.is_archived && !is_deprecated).then(|| {
        let message = format!(
            "its repository {} is archived",
            Printable(&status.full_name)
        );
        finding("repository-archived", entity, message)
            .with_severity(Severity::Warning)
            .with_help("set the lifecycle to deprecated, or remove the entity")
    })
}

/// Finds groups that own something, and whose team on the forge doesn't exist or is empty.
fn check_teams(organisation: &ImportedOrganisation, catalog: &Catalog) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for group in catalog.entities_of_kind("group") {
        let slug = group.annotation(TEAM_SLUG_ANNOTATION);
        let Some((owner, slug)) = slug.and_then(|slug| slug.split_once('/')) else {
            continue;
        };
        let owned = catalog
            .entities
            .iter()
            .filter(|entity| {
                entity
                    .owner()
                    .is_some_and(|owner| owner.target == group.entity_ref())
            })
            .count();
        if owned == 0 || !owner.eq_ignore_ascii_case(&organisation.name) {
            continue;
        }
        let is_same = |team: &&ForgeTeam| team.slug.eq_ignore_ascii_case(slug);
        let team = organisation.teams.iter().find(is_same);
        let (code, state) = match team {
            None => ("team-gone", "doesn't exist"),
            Some(team) if !team.is_secret && !has_members(organisation, team) => {
                ("team-without-members", "has no members")
            }
            Some(_) => continue,
        };
        let owned = CountedNoun(owned, "entity");
        let team = format!("{owner}/{slug}");
        let message = format!(
            "the team @{} {state}; the group owns {owned}",
            Printable(&team)
        );
        findings.push(finding(code, group, message));
    }
    findings
}

/// Whether anyone is in `team` or in a team below it: a mention of a team reaches those, too.
fn has_members(organisation: &ImportedOrganisation, team: &ForgeTeam) -> bool {
    let children = |team: &ForgeTeam| {
        let slug = team.slug.clone();
        let teams = organisation.teams.iter();
        teams.filter(move |child| child.parent.as_ref() == Some(&slug))
    };
    let (mut waiting, mut seen) = (vec![team], HashSet::new());
    while let Some(team) = waiting.pop() {
        if !team.members.is_empty() {
            return true;
        }
        if seen.insert(&team.slug) {
            waiting.extend(children(team));
        }
    }
    false
}
