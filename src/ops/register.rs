//! Registration: an entity gets into the platform's catalog, whoever else registers at the same moment.

use git2::Oid;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::additions::{
    ChangedFile, NewDocument, insert_document_at_destination, plan_document_additions,
    read_catalog_with_changes,
};
use super::own_branch::push_pull_request_branch;
use super::publish::{FileChange, PublishOptions, PublishOutcome, publish_changes};
use crate::catalog::{Catalog, EntityRef, NewComponent, REPOSITORY_ANNOTATION};
use crate::diagnostic::Severity;
use crate::error::{Error, ErrorKind, Result};
use crate::forge::{ProposalSpec, Proposals};
use crate::git::Revision;
use crate::platform::{PlatformSnapshot, Upstream};
use crate::rules::{self, RuleSettings};

/// An entity on its way into the catalog.
#[derive(Clone, Copy, Debug)]
pub(super) struct CatalogRegistrationRequest<'a> {
    /// What to register.
    pub(super) entity: &'a NewComponent,
    /// The change that registers it, if it was worked out already.
    pub(super) planned: Option<PlannedChange<'a>>,
    /// How it gets there.
    pub(super) options: PublishOptions<'a>,
}

/// A change that was worked out and checked before.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlannedChange<'a> {
    /// The commit of the platform that it was worked out on.
    pub(super) commit: Oid,
    /// The day it was checked on, as opt-outs end.
    pub(super) day: Date,
    /// What changes.
    pub(super) change: &'a FileChange,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RegisteredEntity {
    /// The file of the platform repository that holds the entity.
    pub file: String,
    /// The commit that brought it, or that waits in the pull request.
    pub commit: String,
    /// Where it waits to be accepted; `None` where it is in the catalog.
    pub pull_request: Option<String>,
    /// How often it was tried: others may have been faster.
    pub attempts: u32,
}

impl CatalogRegistrationRequest<'_> {
    /// The change on top of `snapshot`. On the commit and the day that it was planned on nothing needs to be checked again.
    fn plan_registration_change(
        &self,
        snapshot: &PlatformSnapshot,
        today: Date,
    ) -> Result<FileChange> {
        let commit = snapshot.as_revision().map(Revision::commit_id);
        match self.planned {
            Some(planned) if commit == Some(planned.commit) && planned.day == today => {
                Ok(planned.change.clone())
            }
            _ => plan_entity_registration(snapshot, self.entity, today),
        }
    }
}

/// Registers on top of `fresh`. What this run registered before, it has.
///
/// # Errors
/// Conflict (6) when the name was taken meanwhile; remote (5) when the push is refused for good.
pub(super) fn register_entity(
    fresh: &mut Upstream,
    entry: CatalogRegistrationRequest<'_>,
) -> Result<PublishOutcome<RegisteredEntity>> {
    let today = entry.options.clock.today();
    let propose = |snapshot: &PlatformSnapshot| {
        if is_entity_registered(snapshot, entry.entity)? {
            Ok(None)
        } else {
            Ok(Some(vec![entry.plan_registration_change(snapshot, today)?]))
        }
    };
    let file = component_file_path(&fresh.snapshot, &entry.entity.name);
    Ok(match publish_changes(fresh, entry.options, propose)? {
        PublishOutcome::Done(published) => PublishOutcome::Done(RegisteredEntity {
            file,
            commit: published.commit,
            pull_request: None,
            attempts: published.attempts,
        }),
        PublishOutcome::Protected(error) => PublishOutcome::Protected(error),
        PublishOutcome::Unknown(error) => PublishOutcome::Unknown(error),
    })
}

/// Proposes to register, on a branch that is called after the entity, so that asking twice is asking once.
///
/// # Errors
/// As [`register_entity`]; conflict (6) when somebody else proposes an entity of this name.
pub(super) fn open_registration_pull_request(
    fresh: &mut Upstream,
    entry: CatalogRegistrationRequest<'_>,
    proposals: &dyn Proposals,
) -> Result<RegisteredEntity> {
    let entity = entry.entity;
    let file = component_file_path(&fresh.snapshot, &entity.name);
    if is_entity_registered(&fresh.snapshot, entity)? {
        return Ok(RegisteredEntity {
            file,
            commit: fresh.tip.commit.to_string(),
            pull_request: None,
            attempts: 0,
        });
    }
    let change = entry.plan_registration_change(&fresh.snapshot, entry.options.clock.today())?;
    let branch = registration_branch_name(&entity.name);
    let is_ours =
        |_: &Upstream, _, theirs: &PlatformSnapshot| is_proposed_on_branch(theirs, entity);
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
    Ok(RegisteredEntity {
        file,
        commit,
        pull_request: Some(proposed.url),
        attempts: 1,
    })
}

/// The file of the platform that holds the component `name`.
pub(super) fn component_file_path(snapshot: &PlatformSnapshot, name: &str) -> String {
    let destination = snapshot.config.catalog.component_destination(name);
    destination.path().to_owned()
}

/// The branch with the registration of `name`.
pub(super) fn registration_branch_name(name: &str) -> String {
    format!("idp/register/{name}")
}

fn branch_taken_error(name: &str, branch: &str) -> Error {
    Error::conflict(format!(
        "somebody proposes another `{name}` on the branch {branch}"
    ))
    .with_hint("choose another name, or delete that branch")
}

/// What reviewers read.
fn format_pull_request_body(entity: &NewComponent) -> String {
    let repository = entity.annotations.get(REPOSITORY_ANNOTATION);
    format!(
        "`idp new` made {} for {}.\n\nMerging this makes it known: `idp who-owns {}`.\n",
        repository.map_or("a repository", String::as_str),
        entity.owner,
        entity.name
    )
}

/// Whether `branch` proposes `entity`, and not one of its name for an earlier repository at the same address.
fn is_proposed_on_branch(branch: &PlatformSnapshot, entity: &NewComponent) -> Result<bool> {
    let there = branch
        .files()
        .read(&component_file_path(branch, &entity.name))?;
    let there = String::from_utf8(there.unwrap_or_default()).unwrap_or_default();
    Ok(there.contains(entity.to_yaml().trim()))
}

/// Whether `snapshot` holds `entity` itself, and not just one of its name.
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

/// The change that registers `entity` on top of `snapshot`, checked with every rule.
///
/// # Errors
/// Conflict (6) when the name is taken; findings (1) when the catalog would be worse for it.
pub(super) fn plan_entity_registration(
    snapshot: &PlatformSnapshot,
    entity: &NewComponent,
    today: Date,
) -> Result<FileChange> {
    let document = NewDocument::new(entity.entity_ref(), &entity.to_yaml());
    plan_document_registration(snapshot, &document, today)
}

/// As [`plan_entity_registration`], for a component that is written already.
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
    validate_entity_registration(
        &after,
        &snapshot.load_rule_settings(today)?,
        document.reference.as_entity_ref(),
    )?;
    take_only_change(changes)
}

/// The file of `snapshot` as it is once `document` is written into it, and nothing else.
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

/// One document changes one file.
fn take_only_change(changes: Vec<ChangedFile>) -> Result<FileChange> {
    let mut changes = changes.into_iter().map(|(change, _)| change);
    changes
        .next()
        .ok_or_else(|| Error::conflict("the registration changes no file"))
}

/// No rule may have something against the entity.
fn validate_entity_registration(
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
