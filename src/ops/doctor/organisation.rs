//! What the forge has and the catalog does not, and the other way round.

use std::collections::BTreeSet;

use crate::catalog::REPOSITORY_ANNOTATION;
use crate::catalog::{Catalog, Entity};
use crate::error::Result;
use crate::forge::Repositories;

/// What has lost its other half.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepositoryMismatches {
    /// Repositories that no entity names, by name.
    pub repositories: Vec<String>,
    /// Entities whose repository is not there: ref and repository.
    pub entities: Vec<(String, String)>,
}

/// Compares the `repositories` of `organisation` with what `catalog` names; the one
/// at `platform` is the catalog's own.
///
/// # Errors
/// What listing the repositories says.
pub fn compare_catalog_with_repositories(
    catalog: &Catalog,
    repositories: &dyn Repositories,
    organisation: &str,
    platform: &str,
) -> Result<RepositoryMismatches> {
    let there = repositories.list_repositories()?;
    let mut mismatches = RepositoryMismatches::default();
    let mut named = BTreeSet::new();
    for entity in &catalog.entities {
        let Some(name) = find_repository_name(entity, repositories, organisation) else {
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

/// The name of the repository of `entity`, if it is one of the organisation's.
fn find_repository_name(
    entity: &Entity,
    repositories: &dyn Repositories,
    organisation: &str,
) -> Option<String> {
    let slug = entity
        .annotation("github.com/project-slug")
        .and_then(|slug| {
            let (owner, name) = slug.split_once('/')?;
            owner
                .eq_ignore_ascii_case(organisation)
                .then(|| name.to_owned())
        });
    slug.or_else(|| {
        let url = entity.annotation(REPOSITORY_ANNOTATION)?;
        let name = url.trim_end_matches(".git").rsplit('/').next()?;
        (repositories.clone_url(name) == url).then(|| name.to_owned())
    })
}
