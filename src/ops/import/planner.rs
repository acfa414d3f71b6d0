//! Plans an import: collects proposals repository by repository, and lists what can't be added.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::backstage_document::{KINDS_WITH_CODE, find_owning_team, propose_document};
use super::component::{
    ProposalContext, ProposalOutcome, SOURCE_LOCATION, build_document, empty_left_out,
    propose_entity,
};
use super::description::ServiceDescription;
use super::facts::ImportedRepository;
use super::forge_team::TeamProposals;
use super::known_repositories::{KnownRepositories, OwnRepository};
use super::missing_field::MissingFieldPrompt;
use super::organisation::ImportedOrganisation;
use super::owner::NewTeam;
use super::plan::{ImportContext, ImportPlan};
use super::proposed_entity::{Confidence, LeftOutEntity, ProposedEntity, ProposedField};
use super::team_directory::TeamDirectory;
use crate::catalog::{Entity, EntityRef, EntityRefBuf, WebLocation};
use crate::error::Result;
use crate::ops::who_owns::{QueryOrigin, TEAM_SLUG_ANNOTATION};
use crate::printable::escape_and_truncate;
use crate::prompt::Prompter;

/// Where the repositories of an import come from.
pub enum ImportSource<'a> {
    /// From this machine.
    Local(&'a [ImportedRepository]),
    /// From an organisation on the forge.
    Organisation(&'a ImportedOrganisation),
}

/// Plans which entities to add for the repositories of `source`. Asks `prompter` for required values that nothing states.
///
/// # Errors
/// Those of reading the catalog; not found (3) for an unknown owner; interrupted (130) if the user ends a prompt.
pub fn plan_import(
    source: &ImportSource<'_>,
    context: &ImportContext<'_>,
    prompter: Option<&mut dyn Prompter>,
) -> Result<ImportPlan> {
    let catalog = context.snapshot.read_catalog()?;
    let origin = QueryOrigin::new(context.directory, None, context.platform, context.snapshot);
    let (repositories, organisation) = match source {
        ImportSource::Local(repositories) => (*repositories, None),
        ImportSource::Organisation(read) => (read.repositories.as_slice(), Some(*read)),
    };
    let directory = TeamDirectory::new(&catalog, &origin, organisation);
    let mut planner = ImportPlanner {
        own_repository: OwnRepository::of_platform(context.platform),
        known: KnownRepositories::from_catalog(&catalog, &context.snapshot.config.github.host),
        proposals: ProposalContext {
            catalog: &catalog,
            directory: &directory,
            default_lifecycle: context.default_lifecycle,
            prompt: MissingFieldPrompt::new(&catalog, prompter),
        },
        teams: BTreeMap::new(),
        refs: BTreeMap::new(),
        plan: ImportPlan::default(),
    };
    if let Some(organisation) = organisation {
        let teams = TeamProposals::propose(organisation, &catalog, &directory)?;
        planner.plan.entities = teams.entities;
        planner.plan.left_out = teams.left_out;
        planner.plan.skipped = organisation.count_skipped();
    }
    for repository in repositories {
        planner.add_repository(repository)?;
    }
    let mut plan = planner.finish()?;
    plan.retain_owners(context, &catalog)?;
    plan.leave_out_taken_files(context.snapshot)?;
    plan.leave_out_rejected_entities(context)?;
    Ok(plan)
}

/// What has the name of a new entity already.
enum NameConflict {
    /// The same entity.
    SameEntity,
    /// Another one, or perhaps another one: the reason to leave the new one out.
    Other(String),
}

/// The folder of the file `path`; empty for the root.
fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Collects proposals repository by repository.
struct ImportPlanner<'a, 'p> {
    own_repository: OwnRepository,
    known: KnownRepositories,
    proposals: ProposalContext<'a, 'p>,
    /// The teams to add, by name in lower case, with their repository and evidence.
    teams: BTreeMap<String, (NewTeam, String, Vec<String>)>,
    /// The repository of each proposed entity, by ref in lower case.
    refs: BTreeMap<String, String>,
    plan: ImportPlan,
}

impl ImportPlanner<'_, '_> {
    fn add_repository(&mut self, repository: &ImportedRepository) -> Result<()> {
        let key = repository.address.as_ref().map(|address| &address.key);
        if key.is_some_and(|key| self.own_repository.is_at(key)) {
            return Ok(());
        }
        self.plan.repository_count += 1;
        self.plan
            .problems
            .extend(repository.problems.iter().cloned());
        let documents: Vec<&Entity> = repository
            .catalogs
            .iter()
            .flat_map(|catalog| &catalog.entities)
            .filter(|entity| !entity.is_of_kind("location"))
            .collect();
        let known = self.known.entities_in(repository);
        let is_new = known.is_empty();
        let has_known_document = documents.iter().any(|document| {
            let reference = document.entity_ref();
            known.iter().any(|one| one.as_entity_ref() == reference)
        });
        let before = self.plan.entities.len() + self.plan.left_out.len();
        // Otherwise, an entity of this repository with another name was added by hand.
        if is_new || has_known_document {
            for document in &documents {
                self.add_document(repository, document);
            }
        }
        if is_new {
            self.add_described(repository, &documents)?;
        }
        let is_known = self.plan.entities.len() + self.plan.left_out.len() == before;
        self.list_undescribed_folders(repository, &documents);
        if is_known && !repository.is_unreadable() {
            self.plan.known_count += 1;
        }
        Ok(())
    }

    /// Proposes a document of Backstage, unless the catalog has its entity.
    fn add_document(&mut self, repository: &ImportedRepository, entity: &Entity) {
        let reference = entity.entity_ref();
        match self.find_name_conflict(repository, reference) {
            Some(NameConflict::SameEntity) => return,
            Some(NameConflict::Other(reason)) => {
                return self.leave_out(repository, reference.to_owned_ref(), reason);
            }
            None => {}
        }
        match propose_document(repository, entity) {
            Ok(proposed) => {
                let team = find_owning_team(entity).filter(|_| {
                    let owner = entity.owner().map(|owner| owner.target);
                    owner.is_some_and(|owner| self.proposals.catalog.get(owner).is_none())
                });
                self.add_proposal(repository, proposed, team);
            }
            Err(left_out) => self.plan.left_out.push(*left_out),
        }
    }

    /// Proposes the services that other files describe; if there are none, and no documents of Backstage either, the repository.
    fn add_described(
        &mut self,
        repository: &ImportedRepository,
        documents: &[&Entity],
    ) -> Result<()> {
        let groups = group_descriptions(&repository.descriptions);
        let documented = documents
            .iter()
            .map(|document| folder_of(document.file_path()));
        let covered: BTreeSet<&str> = documented.collect();
        let is_empty = groups.is_empty() && documents.is_empty();
        for descriptions in groups {
            // Backstage's own file takes precedence over the others in its folder.
            if !covered.contains(descriptions[0].folder()) {
                self.add_entity(repository, &descriptions)?;
            }
        }
        if is_empty && !repository.is_unreadable() {
            self.add_entity(repository, &[])?;
        }
        Ok(())
    }

    fn add_entity(
        &mut self,
        repository: &ImportedRepository,
        descriptions: &[&ServiceDescription],
    ) -> Result<()> {
        match propose_entity(repository, descriptions, &mut self.proposals)? {
            ProposalOutcome::Proposed(proposed, team) => {
                self.add_proposal(repository, *proposed, team);
            }
            ProposalOutcome::LeftOut(left_out) => self.plan.left_out.push(left_out),
        }
        Ok(())
    }

    fn add_proposal(
        &mut self,
        repository: &ImportedRepository,
        proposed: ProposedEntity,
        team: Option<(NewTeam, String)>,
    ) {
        let reference = &proposed.reference;
        match self.find_name_conflict(repository, reference.as_entity_ref()) {
            Some(NameConflict::SameEntity) => return,
            Some(NameConflict::Other(reason)) => {
                return self.leave_out(repository, reference.clone(), reason);
            }
            None => {}
        }
        let key = reference.to_string().to_lowercase();
        self.refs.insert(key, repository.name.clone());
        if let Some((team, evidence)) = team {
            let evidence = format!("{}: {evidence}", repository.name);
            let key = team.name.to_lowercase();
            let entry = self.teams.entry(key);
            let (_, _, reasons) =
                entry.or_insert_with(|| (team, repository.name.clone(), Vec::new()));
            reasons.push(evidence);
        }
        self.plan.entities.push(proposed);
    }

    /// What has the name `reference` already, in the catalog or in another repository.
    fn find_name_conflict(
        &self,
        repository: &ImportedRepository,
        reference: EntityRef<'_>,
    ) -> Option<NameConflict> {
        let Some(taken) = self.proposals.catalog.get(reference) else {
            let other = self.refs.get(&reference.to_string().to_lowercase())?;
            let other = escape_and_truncate(other);
            return Some(NameConflict::Other(format!("the name is taken by {other}")));
        };
        // Several repositories may describe the same team or system.
        let has_code = KINDS_WITH_CODE.iter().any(|kind| taken.is_of_kind(kind));
        let is_here = self
            .known
            .entities_in(repository)
            .iter()
            .any(|known| known.as_entity_ref() == reference);
        let is_anywhere = repository.address.is_none() && taken.repository_url().is_none();
        Some(if !has_code || is_here || is_anywhere {
            NameConflict::SameEntity
        } else if taken.repository_url().is_none() {
            let place = taken.name_place();
            let link = repository
                .address
                .as_ref()
                .and_then(|address| address.source_location(""))
                .map(|url| format!("; if it's the same, set annotation:{SOURCE_LOCATION}={url}"));
            NameConflict::Other(format!(
                "the catalog has an entity with this name, but without a repository: {place}{}",
                link.unwrap_or_default()
            ))
        } else {
            NameConflict::Other(format!("the name is taken: {}", taken.name_place()))
        })
    }

    /// Lists the folders of a monorepo in which something is built and deployed, but which no file describes.
    fn list_undescribed_folders(&mut self, repository: &ImportedRepository, documents: &[&Entity]) {
        let described = repository.descriptions.iter().map(|one| one.folder());
        let documented = documents
            .iter()
            .map(|document| folder_of(document.file_path()));
        let known = self.known.entities_in(repository).iter();
        let known: Vec<String> = known
            .filter_map(|one| self.find_source_folder(one))
            .collect();
        let known = known.iter().map(String::as_str);
        let described: BTreeSet<&str> = described.chain(documented).chain(known).collect();
        if described.iter().all(|folder| folder.is_empty()) {
            return;
        }
        for (folder, files) in &repository.build_files {
            let is_covered = described
                .iter()
                .any(|one| !one.is_empty() && Path::new(folder).starts_with(one));
            let (Some(deployment), Some((build, _))) = (files.deployment, files.language) else {
                continue;
            };
            if folder.is_empty() || is_covered {
                continue;
            }
            self.plan.left_out.push(LeftOutEntity {
                reason: format!(
                    "{} has {deployment} and {build}, but no file describes it; add a catalog-info.yaml there",
                    escape_and_truncate(folder)
                ),
                ..empty_left_out(repository, None)
            });
        }
    }

    /// The folder of the repository with the code of an entity in the catalog.
    fn find_source_folder(&self, reference: &EntityRefBuf) -> Option<String> {
        let entity = self.proposals.catalog.get(reference.as_entity_ref())?;
        let location = WebLocation::parse(&entity.repository_url()?)?;
        Some(location.path_in_repository().to_owned())
    }

    fn leave_out(
        &mut self,
        repository: &ImportedRepository,
        reference: EntityRefBuf,
        reason: String,
    ) {
        self.plan.left_out.push(LeftOutEntity {
            reason,
            ..empty_left_out(repository, Some(reference))
        });
    }

    /// The plan, with the teams that the entities need.
    fn finish(self) -> Result<ImportPlan> {
        let mut plan = self.plan;
        let mut teams = Vec::new();
        for (team, repository, evidence) in self.teams.into_values() {
            let reference = EntityRef {
                kind: "Group",
                namespace: "default",
                name: &team.name,
            };
            let is_proposed = plan
                .entities
                .iter()
                .any(|entity| entity.reference.as_entity_ref() == reference);
            if !is_proposed {
                teams.push(propose_team(&team, repository, evidence)?);
            }
        }
        teams.append(&mut plan.entities);
        plan.entities = teams;
        // A team without members isn't proposed for its own sake, but it may own something.
        let entities = &plan.entities;
        let is_proposed_team = |reference: &EntityRefBuf| {
            reference.as_entity_ref().is_of_kind("group")
                && entities.iter().any(|entity| entity.reference == *reference)
        };
        plan.left_out
            .retain(|left_out| !left_out.entity.as_ref().is_some_and(is_proposed_team));
        Ok(plan)
    }
}

/// The group of a team that files name as an owner.
fn propose_team(
    team: &NewTeam,
    repository: String,
    evidence: Vec<String>,
) -> Result<ProposedEntity> {
    let field = |name: &str, value: &str| ProposedField {
        field: name.to_owned(),
        value: value.to_owned(),
        confidence: Confidence::High,
        evidence: evidence.clone(),
    };
    let mut fields = vec![field("name", &team.name)];
    fields.extend(team.title.as_deref().map(|title| field("title", title)));
    if let Some(slug) = &team.github_slug {
        fields.push(field(&format!("annotation:{TEAM_SLUG_ANNOTATION}"), slug));
    }
    let default = ProposedField::new("type", "team", Confidence::Low, "default");
    fields.push(default);
    let document = build_document("Group", &team.name, &fields)?;
    Ok(ProposedEntity {
        reference: document.reference.clone(),
        repository,
        file: None,
        fields,
        document,
    })
}

/// Groups descriptions of the same service: those in one folder with the same name, or of which one has no name.
fn group_descriptions(descriptions: &[ServiceDescription]) -> Vec<Vec<&ServiceDescription>> {
    let mut groups: Vec<Vec<&ServiceDescription>> = Vec::new();
    let name = |one: &ServiceDescription| {
        let name = one.name.as_ref()?;
        super::team_directory::to_entity_name(&name.text).map(|name| name.to_lowercase())
    };
    for one in descriptions {
        let is_same = |group: &&mut Vec<&ServiceDescription>| {
            let first = group[0];
            let is_same_name = match (name(first), name(one)) {
                (Some(first), Some(one)) => first == one,
                _ => true,
            };
            first.folder() == one.folder() && first.kind == one.kind && is_same_name
        };
        match groups.iter_mut().find(is_same) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}
