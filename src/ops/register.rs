//! Registration: adds an entity to the platform's catalog, even if others register at the same time.

use git2::Oid;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::additions::{
    FileChangeWithOldText, NewDocument, insert_document_at_destination, plan_document_additions,
    read_catalog_with_changes,
};
use super::own_branch::push_pull_request_branch;
use super::publish::{
    CatalogPushOutcome, FileChange, PublishCommitOptions, publish_changes_by_push,
};
use crate::catalog::{Catalog, EntityRef, NewComponent, REPOSITORY_ANNOTATION};
use crate::diagnostic::Severity;
use crate::error::{Error, ErrorKind, Result};
use crate::forge::{ProposalSpec, Proposals};
use crate::git::Revision;
use crate::platform::{PlatformSnapshot, UpstreamPlatform};
use crate::rules::{self, RuleSettings};

/// An entity to register.
#[derive(Clone, Copy, Debug)]
pub(super) struct CatalogRegistrationRequest<'a> {
    /// What to register.
    pub(super) entity: &'a NewComponent,
    /// The change that registers it, if already computed.
    pub(super) planned: Option<ValidatedCatalogChange<'a>>,
    /// How to push it.
    pub(super) options: PublishCommitOptions<'a>,
}

/// A change that was already computed and checked.
#[derive(Clone, Copy, Debug)]
pub(super) struct ValidatedCatalogChange<'a> {
    /// The platform commit that it's based on.
    pub(super) commit: Oid,
    /// The date of the check: opt-outs expire.
    pub(super) day: Date,
    /// The change.
    pub(super) change: &'a FileChange,
}

/// The result of a registration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EntityRegistrationOutcome {
    /// The file of the platform repository that contains the entity.
    pub file: String,
    /// The commit that added it, or that is in the pull request.
    pub commit: String,
    /// The URL of the open pull request; `None` if it's in the catalog.
    pub pull_request: Option<String>,
    /// The number of attempts; more than one if others pushed first.
    pub attempts: u32,
}

impl CatalogRegistrationRequest<'_> {
    /// The change on top of `snapshot`. A planned change for the same commit and day needs no new check.
    fn plan_registration_change(
        &self,
        snapshot: &PlatformSnapshot,
        today: Date,
    ) -> Result<FileChange> {
        let commit = snapshot.source_revision().map(Revision::commit_id);
        match self.planned {
            Some(planned) if commit == Some(planned.commit) && planned.day == today => {
                Ok(planned.change.clone())
            }
            _ => plan_entity_registration(snapshot, self.entity, today),
        }
    }
}

/// Registers on top of `fresh`. Does nothing if this run has already registered the entity.
///
/// # Errors
/// Conflict (6) if the name has been taken; remote (5) if the push keeps being rejected.
pub(super) fn register_entity(
    fresh: &mut UpstreamPlatform,
    entry: CatalogRegistrationRequest<'_>,
) -> Result<CatalogPushOutcome<EntityRegistrationOutcome>> {
    let today = entry.options.clock.today();
    let propose = |snapshot: &PlatformSnapshot| {
        if is_entity_registered(snapshot, entry.entity)? {
            Ok(None)
        } else {
            Ok(Some(vec![entry.plan_registration_change(snapshot, today)?]))
        }
    };
    let file = component_file_path(&fresh.snapshot, &entry.entity.name);
    Ok(
        match publish_changes_by_push(fresh, entry.options, propose)? {
            CatalogPushOutcome::Done(published) => {
                CatalogPushOutcome::Done(EntityRegistrationOutcome {
                    file,
                    commit: published.commit,
                    pull_request: None,
                    attempts: published.attempts,
                })
            }
            CatalogPushOutcome::Protected(error) => CatalogPushOutcome::Protected(error),
            CatalogPushOutcome::Unknown(error) => CatalogPushOutcome::Unknown(error),
        },
    )
}

/// Proposes the registration on a branch named after the entity, so that repeating it finds the same branch.
///
/// # Errors
/// As [`register_entity`]; conflict (6) if the branch proposes another entity with this name.
pub(super) fn open_registration_pull_request(
    fresh: &mut UpstreamPlatform,
    entry: CatalogRegistrationRequest<'_>,
    proposals: &dyn Proposals,
) -> Result<EntityRegistrationOutcome> {
    let entity = entry.entity;
    let file = component_file_path(&fresh.snapshot, &entity.name);
    if is_entity_registered(&fresh.snapshot, entity)? {
        return Ok(EntityRegistrationOutcome {
            file,
            commit: fresh.tip.commit.to_string(),
            pull_request: None,
            attempts: 0,
        });
    }
    let change = entry.plan_registration_change(&fresh.snapshot, entry.options.clock.today())?;
    let branch = registration_branch_name(&entity.name);
    let is_ours =
        |_: &UpstreamPlatform, _, theirs: &PlatformSnapshot| is_proposed_on_branch(theirs, entity);
    let pushed = push_pull_request_branch(fresh, &[change], entry.options, &branch, is_ours)?;
    let commit = pushed
        .ok_or_else(|| branch_taken_error(&entity.name, &branch))?
        .to_string();
    let proposal = ProposalSpec {
        url: fresh.mirror.url(),
        branch: &branch,
        commit: &commit,
        base: &fresh.tip.branch,
        title: &format!("catalog: add {}", entity.entity_ref()),
        body: &format_pull_request_body(entity),
    };
    let proposed = proposals.open_proposal(&proposal)?;
    Ok(EntityRegistrationOutcome {
        file,
        commit,
        pull_request: Some(proposed.url),
        attempts: 1,
    })
}

/// The platform file for the component `name`.
pub(super) fn component_file_path(snapshot: &PlatformSnapshot, name: &str) -> String {
    let destination = snapshot.config.catalog.component_destination(name);
    destination.path().to_owned()
}

/// The branch with the registration of `name`.
pub(super) fn registration_branch_name(name: &str) -> String {
    format!("idp/register/{name}")
}

fn branch_taken_error(name: &str, branch: &str) -> Error {
    Error::conflict(format!("branch {branch} already proposes another `{name}`"))
        .with_hint("choose another name, or delete that branch")
}

/// The description for reviewers.
fn format_pull_request_body(entity: &NewComponent) -> String {
    let repository = entity.annotations.get(REPOSITORY_ANNOTATION);
    format!(
        "`idp new` created {} for {}.\n\nAfter you merge this, `idp who-owns {}` will find it.\n",
        repository.map_or("a repository", String::as_str),
        entity.owner,
        entity.name
    )
}

/// Whether `branch` proposes exactly `entity`, and not one with the same name for an earlier repository at the same address.
fn is_proposed_on_branch(branch: &PlatformSnapshot, entity: &NewComponent) -> Result<bool> {
    let there = branch
        .files()
        .read(&component_file_path(branch, &entity.name))?;
    let there = String::from_utf8(there.unwrap_or_default()).unwrap_or_default();
    Ok(there.contains(entity.to_yaml().trim()))
}

/// Whether `snapshot` contains `entity` itself, and not just one with the same name.
pub(super) fn is_entity_registered(
    snapshot: &PlatformSnapshot,
    entity: &NewComponent,
) -> Result<bool> {
    let catalog = snapshot.read_catalog()?;
    let ours = entity
        .annotations
        .get(REPOSITORY_ANNOTATION)
        .map(String::as_str);
    let there = catalog.get(entity.entity_ref());
    Ok(
        ours.is_some()
            && there.is_some_and(|there| there.annotation(REPOSITORY_ANNOTATION) == ours),
    )
}

/// Computes the change that registers `entity` on top of `snapshot`, and checks it with every rule.
///
/// # Errors
/// Conflict (6) if the name is taken; findings (1) if the entity would introduce errors.
pub(super) fn plan_entity_registration(
    snapshot: &PlatformSnapshot,
    entity: &NewComponent,
    today: Date,
) -> Result<FileChange> {
    let document = NewDocument::new(entity.entity_ref(), &entity.to_yaml());
    plan_document_registration(snapshot, &document, today)
}

/// Like [`plan_entity_registration`], for an existing document.
pub(super) fn plan_document_registration(
    snapshot: &PlatformSnapshot,
    document: &NewDocument,
    today: Date,
) -> Result<FileChange> {
    let before = snapshot.read_catalog()?;
    let documents = std::slice::from_ref(document);
    let layout = &snapshot.config.catalog;
    let changes = plan_document_additions(&before, &*snapshot.files(), layout, documents)?;
    let added = std::slice::from_ref(&document.reference);
    let after = read_catalog_with_changes(snapshot, &before, &changes, added)?;
    validate_entity_against_rules(
        &after,
        &snapshot.load_rule_settings(today)?,
        document.reference.as_entity_ref(),
    )?;
    take_only_change(changes)
}

/// The change to the component's file in `snapshot` that only adds `document`.
pub(super) fn build_component_file_change(
    snapshot: &PlatformSnapshot,
    document: &NewDocument,
) -> Result<FileChange> {
    let reference = document.reference.as_entity_ref();
    let layout = &snapshot.config.catalog;
    let destination = layout.component_destination(reference.name);
    let mut changes = Vec::new();
    insert_document_at_destination(&mut changes, &*snapshot.files(), &destination, document)?;
    take_only_change(changes)
}

/// Returns the only change, because one document changes one file.
fn take_only_change(changes: Vec<FileChangeWithOldText>) -> Result<FileChange> {
    let mut changes = changes.into_iter().map(|(change, _)| change);
    changes
        .next()
        .ok_or_else(|| Error::conflict("the registration changes no files"))
}

/// Rejects the entity if a rule reports an error for it.
fn validate_entity_against_rules(
    after: &Catalog,
    settings: &RuleSettings,
    reference: EntityRef<'_>,
) -> Result<()> {
    let full = reference.to_string();
    let against: Vec<_> = rules::check_catalog(after, settings)
        .into_iter()
        .filter(|finding| {
            finding.severity == Severity::Error && finding.entity.as_deref() == Some(&full)
        })
        .collect();
    if against.is_empty() {
        Ok(())
    } else {
        Err(Error::new(
            ErrorKind::Findings,
            format!("{full} would break the catalog"),
        )
        .with_diagnostics(against))
    }
}
