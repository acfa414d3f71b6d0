//! The plan of an import: what to add, what is left out and why. The plan is checked as `idp catalog add` checks its documents, so it
//! can be applied as one edit.

use std::collections::{BTreeMap, BTreeSet};

use super::organisation::SkippedRepositories;
use super::problem::ImportProblem;
use super::proposed_entity::{LeftOutEntity, ProposedEntity};
use crate::catalog::{Catalog, Entity, EntityRef};
use crate::error::{Error, ErrorKind, Result};
use crate::ops::catalog::{CatalogEdit, EditProposal, EditValidationOptions, build_edit_proposal};
use crate::platform::{EntityDestination, Platform, PlatformSnapshot};
use crate::printable::escape_and_truncate;
use crate::similar_names::{format_did_you_mean, suggest_names};

/// How often the plan is checked again without the entities that were rejected. Leaving out an entity can only make an entity that
/// refers to it invalid, so a few rounds are enough.
const MAX_CHECK_ROUNDS: usize = 5;

/// What an import needs from its caller.
pub struct ImportContext<'a> {
    /// The platform.
    pub platform: &'a Platform,
    /// The state of the platform that the proposals are added to.
    pub snapshot: &'a PlatformSnapshot,
    /// The working directory.
    pub directory: &'a std::path::Path,
    /// How the proposals are checked.
    pub validation: EditValidationOptions,
    /// The lifecycle of components for which none is found.
    pub default_lifecycle: &'a str,
    /// If not empty, only the entities of these owners are proposed: names or refs of groups.
    pub owners: &'a [String],
}

/// The result of comparing repositories with the catalog.
#[derive(Clone, Debug, Default)]
pub struct ImportPlan {
    /// The entities to add: teams first, then by repository.
    pub entities: Vec<ProposedEntity>,
    /// The entities that are not added, with the reasons.
    pub left_out: Vec<LeftOutEntity>,
    /// What couldn't be read.
    pub problems: Vec<ImportProblem>,
    /// The number of repositories that were read.
    pub repository_count: usize,
    /// The number of repositories that are in the catalog already.
    pub known_count: usize,
    /// The repositories of an organisation that weren't read.
    pub skipped: SkippedRepositories,
}

impl ImportPlan {
    /// The edit that adds the entities.
    pub fn to_catalog_edit(&self) -> CatalogEdit {
        let documents = self.entities.iter().map(|entity| entity.document.clone());
        CatalogEdit::Add(documents.collect())
    }
}

impl ImportPlan {
    /// Keeps only the entities of the wanted owners, and the teams that they need.
    pub(super) fn retain_owners(
        &mut self,
        context: &ImportContext<'_>,
        catalog: &Catalog,
    ) -> Result<()> {
        if context.owners.is_empty() {
            return Ok(());
        }
        for owner in context.owners {
            self.validate_owner(owner, catalog)?;
        }
        let full_ref = |text: &str| {
            let reference = EntityRef::parse(text, Some("group"), "default").ok()?;
            let known = catalog.get(reference).map(Entity::entity_ref);
            Some(known.unwrap_or(reference).to_string().to_lowercase())
        };
        let wanted: BTreeSet<String> = context
            .owners
            .iter()
            .filter_map(|owner| full_ref(owner))
            .collect();
        self.entities.retain(|entity| {
            let owner = entity
                .field("owner")
                .and_then(|owner| full_ref(&owner.value));
            let own = entity.reference.to_string().to_lowercase();
            owner.is_some_and(|owner| wanted.contains(&owner)) || wanted.contains(&own)
        });
        Ok(())
    }

    /// Checks that `owner` is in the catalog or proposed.
    fn validate_owner(&self, owner: &str, catalog: &Catalog) -> Result<()> {
        let wanted = EntityRef::parse(owner, Some("group"), "default")?;
        let is_proposed = |entity: &ProposedEntity| entity.reference.as_entity_ref() == wanted;
        if catalog.get(wanted).is_some() || self.entities.iter().any(is_proposed) {
            return Ok(());
        }
        let proposed = self
            .entities
            .iter()
            .map(|entity| entity.reference.as_entity_ref());
        let known = catalog.entities.iter().map(Entity::entity_ref);
        let groups = known.chain(proposed).filter(|one| one.is_of_kind("group"));
        let near = suggest_names(wanted.name, groups.map(|group| group.name));
        let message = format!("no group named `{}`", escape_and_truncate(owner));
        Err(Error::not_found(message).with_optional_hint(format_did_you_mean(&near)))
    }

    /// Leaves out entities whose file already exists, or is that of another new entity.
    pub(super) fn leave_out_taken_files(&mut self, snapshot: &PlatformSnapshot) -> Result<()> {
        let files = snapshot.files();
        let layout = &snapshot.config.catalog;
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let mut kept = Vec::new();
        for entity in std::mem::take(&mut self.entities) {
            let reference = entity.reference.as_entity_ref();
            let destination = layout.entity_destination(reference.kind, reference.name);
            let EntityDestination::OwnFile(path) = destination else {
                kept.push(entity);
                continue;
            };
            let is_taken =
                files.has_file(&path) || !files.list_files_recursively(&path)?.is_empty();
            if is_taken || !taken.insert(path.to_lowercase()) {
                self.leave_out(entity, format!("{path} already exists"));
            } else {
                kept.push(entity);
            }
        }
        self.entities = kept;
        Ok(())
    }

    /// Checks the plan as `idp catalog add` would, and leaves out the entities with errors, so that one bad repository doesn't stop
    /// the others.
    pub(super) fn leave_out_rejected_entities(
        &mut self,
        context: &ImportContext<'_>,
    ) -> Result<()> {
        for _ in 0..MAX_CHECK_ROUNDS {
            let edit = self.to_catalog_edit();
            let error = match build_edit_proposal(context.snapshot, &edit, context.validation) {
                Err(error) if error.kind() == ErrorKind::Findings => error,
                checked => return checked.map(|_: EditProposal| ()),
            };
            let mut reasons: BTreeMap<String, String> = BTreeMap::new();
            for finding in error.diagnostics() {
                if let Some(entity) = &finding.entity {
                    let reason = || format!("{}: {}", finding.code, finding.message);
                    reasons.entry(entity.to_lowercase()).or_insert_with(reason);
                }
            }
            let all = std::mem::take(&mut self.entities);
            let count = all.len();
            for entity in all {
                match reasons.get(&entity.reference.to_string().to_lowercase()) {
                    Some(reason) => self.leave_out(entity, reason.clone()),
                    None => self.entities.push(entity),
                }
            }
            if self.entities.len() == count {
                return Err(error);
            }
        }
        Ok(())
    }

    fn leave_out(&mut self, entity: ProposedEntity, reason: String) {
        self.left_out.push(LeftOutEntity {
            repository: entity.repository,
            entity: Some(entity.reference),
            reason,
            ..LeftOutEntity::default()
        });
    }
}
