//! Compares the repositories of the forge with the catalog.

use std::collections::BTreeSet;

use super::DoctorCheck;
use crate::catalog::REPOSITORY_ANNOTATION;
use crate::catalog::{Catalog, Entity};
use crate::count::CountedNoun;
use crate::diagnostic::Diagnostic;
use crate::error::{Error, Result};
use crate::forge::ForgeRepositories;

/// Repositories without an entity, and entities without a repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepositoryMismatches {
    /// Names of repositories that no entity refers to.
    pub repositories: Vec<String>,
    /// Entities whose repository doesn't exist: ref and repository.
    pub entities: Vec<(String, String)>,
}

/// Summarises `found`, what changed in the organisation since the catalog was written.
pub fn check_organisation(found: Result<Vec<Diagnostic>>) -> DoctorCheck {
    const NAME: &str = "outside";
    match found {
        Err(error) => DoctorCheck::from_result(NAME, Err(error)),
        Ok(findings) if findings.is_empty() => {
            let same = "repositories and teams are as in the catalog".to_owned();
            DoctorCheck::from_result(NAME, Ok(same))
        }
        Ok(findings) => {
            let count = CountedNoun(findings.len(), "difference");
            let error =
                Error::conflict(format!("{count} between the catalog and the organisation"))
                    .with_hint("idp catalog import --org --check");
            DoctorCheck::new_warning_check(NAME, error)
        }
    }
}

/// Compares the `repositories` of `organisation` with those in `catalog`; the one at `platform` is the catalog's own.
///
/// # Errors
/// Those of listing the repositories.
pub fn compare_catalog_with_repositories(
    catalog: &Catalog,
    repositories: &dyn ForgeRepositories,
    organisation: &str,
    platform: &str,
) -> Result<RepositoryMismatches> {
    let there = repositories.list_repositories()?;
    let mut mismatches = RepositoryMismatches::default();
    let mut named = BTreeSet::new();
    for entity in &catalog.entities {
        let Some(name) = find_entity_repository_name(entity, repositories, organisation) else {
            continue;
        };
        if !there.iter().any(|there| there.eq_ignore_ascii_case(&name)) {
            let reference = entity.entity_ref().to_string();
            mismatches
                .entities
                .push((reference, repositories.clone_url(&name)));
        }
        named.insert(name.to_lowercase());
    }
    let unnamed = there.into_iter().filter(|name| {
        !named.contains(&name.to_lowercase()) && repositories.clone_url(name) != platform
    });
    mismatches.repositories = unnamed.collect();
    Ok(mismatches)
}

/// The name of the repository of `entity`, if it belongs to the organisation.
fn find_entity_repository_name(
    entity: &Entity,
    repositories: &dyn ForgeRepositories,
    organisation: &str,
) -> Option<String> {
    let slug = entity
        .annotation("github.com/project-slug")
        .and_then(|slug| {
            let (owner, name) = slug.split_once('/')?;
            // The slug says nothing about a forge in a folder on this machine.
            let is_remote = !repositories.clone_url(name).starts_with("file:");
            let is_own = owner.eq_ignore_ascii_case(organisation);
            (is_own && is_remote).then(|| name.to_owned())
        });
    slug.or_else(|| {
        let url = entity.annotation(REPOSITORY_ANNOTATION)?;
        let name = url.trim_end_matches(".git").rsplit('/').next()?;
        (repositories.clone_url(name) == url).then(|| name.to_owned())
    })
}
