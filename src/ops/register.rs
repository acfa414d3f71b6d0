//! Registration: an entity gets into the platform's catalog, whoever else registers at the same moment.

use std::time::Duration;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::publish::{FileChange, PublishOptions, PublishOutcome, commit_changes, publish_changes};
use crate::catalog::{self, Catalog, EntityRef, Files, NewComponent};
use crate::diagnostic::Severity;
use crate::error::{Error, ErrorKind, Result};
use crate::forge::{ProposalSpec, Proposals};
use crate::git::PushOutcome;
use crate::platform::{EntityDestination, PlatformSnapshot, Upstream};
use crate::rules::{self, RuleSettings};

/// An entity on its way into the catalog.
#[derive(Clone, Copy, Debug)]
pub(super) struct RegistrationRequest<'a> {
    /// What to register.
    pub(super) entity: &'a NewComponent,
    /// How it gets there.
    pub(super) options: PublishOptions<'a>,
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

/// A change of one file of the platform repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogFileChange {
    /// The file.
    pub file: String,
    /// Its new text.
    pub text: String,
}

/// The annotation that says where the code is. At one time it is one run's own: two cannot have the same repository.
pub(in crate::ops) const REPOSITORY_ANNOTATION: &str = "idp.dev/repository";
/// The annotation that says how a cloud knows the workflows of an entity's repository.
pub(super) const OIDC_SUBJECT_ANNOTATION: &str = "idp.dev/oidc-subject";

/// Registers on top of `fresh`. What this run registered before, it has.
///
/// # Errors
/// Conflict (6) when the name was taken meanwhile; remote (5) when the push is refused for good.
pub(super) fn register_entity(
    fresh: &mut Upstream,
    entry: RegistrationRequest<'_>,
) -> Result<PublishOutcome<RegisteredEntity>> {
    let today = entry.options.clock.today();
    let propose = |snapshot: &PlatformSnapshot| {
        if is_registered(snapshot, entry.entity)? {
            Ok(None)
        } else {
            Ok(Some(vec![
                plan_registration(snapshot, entry.entity, today)?.into(),
            ]))
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
pub(super) fn propose_registration(
    fresh: &mut Upstream,
    entry: RegistrationRequest<'_>,
    proposals: &dyn Proposals,
) -> Result<RegisteredEntity> {
    let entity = entry.entity;
    let file = component_file_path(&fresh.snapshot, &entity.name);
    if is_registered(&fresh.snapshot, entity)? {
        return Ok(RegisteredEntity {
            file,
            commit: fresh.tip.commit.to_string(),
            pull_request: None,
            attempts: 0,
        });
    }
    let change = plan_registration(&fresh.snapshot, entity, entry.options.clock.today())?;
    let branch = registration_branch_name(&entity.name);
    let commit = push_registration_branch(fresh, entry, &[change.into()], &branch)?;
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

/// Brings `changes` to `branch` of the remote; its commit. A branch that says the very same already is this run's.
fn push_registration_branch(
    fresh: &mut Upstream,
    entry: RegistrationRequest<'_>,
    changes: &[FileChange],
    branch: &str,
) -> Result<String> {
    let mut lost = 0;
    loop {
        let id = commit_changes(fresh, changes, entry.options, &[])?;
        match fresh.push(entry.options.action, id, branch)? {
            PushOutcome::Done => return Ok(id.to_string()),
            PushOutcome::RefMoved(_) => {
                let (there, theirs) = fresh.fetch_branch(branch)?;
                return if is_proposed_on_branch(&theirs, entry.entity)? {
                    Ok(there.to_string())
                } else {
                    Err(Error::conflict(format!(
                        "somebody proposes another `{}` on the branch {branch}",
                        entry.entity.name
                    ))
                    .with_hint("choose another name, or delete that branch"))
                };
            }
            PushOutcome::Unconfirmed(_) if lost < 3 => {
                lost += 1;
                std::thread::sleep(Duration::from_millis(500 << lost));
            }
            PushOutcome::Unconfirmed(error)
            | PushOutcome::Protected(error)
            | PushOutcome::Busy(error)
            | PushOutcome::Declined(error) => return Err(error),
        }
    }
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
pub(super) fn is_registered(snapshot: &PlatformSnapshot, entity: &NewComponent) -> Result<bool> {
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

impl From<CatalogFileChange> for FileChange {
    fn from(change: CatalogFileChange) -> FileChange {
        FileChange {
            path: change.file,
            text: Some(change.text),
        }
    }
}

/// The change that registers `entity` on top of `snapshot`, checked with every rule.
///
/// # Errors
/// Conflict (6) when the name is taken; findings (1) when the catalog would be worse for it.
pub(super) fn plan_registration(
    snapshot: &PlatformSnapshot,
    entity: &NewComponent,
    today: Date,
) -> Result<CatalogFileChange> {
    plan_document_registration(snapshot, entity.entity_ref(), &entity.to_yaml(), today)
}

/// As [`plan_registration`], for a component that is written already: its ref and its document.
pub(super) fn plan_document_registration(
    snapshot: &PlatformSnapshot,
    reference: EntityRef<'_>,
    document: &str,
    today: Date,
) -> Result<CatalogFileChange> {
    let files = snapshot.files();
    let before = snapshot.read_catalog()?;
    if let Some(taken) = before.get(reference) {
        return Err(name_taken_error(reference, &taken.name_place().to_string()));
    }
    let destination = snapshot
        .config
        .catalog
        .component_destination(reference.name);
    let change = insert_at_destination(&*files, &destination, reference.name, document)?;
    let now = (change.file.as_str(), Some(change.text.as_bytes()));
    let after = snapshot.read_changed_catalog(&before, [now])?;
    validate_registration(
        &after,
        &snapshot.load_rule_settings(today)?,
        reference,
        &change,
    )?;
    Ok(change)
}

/// The file of `snapshot` as it is once `document` of the component `name` is written into it, and nothing else.
pub(super) fn build_component_change(
    snapshot: &PlatformSnapshot,
    name: &str,
    document: &str,
) -> Result<CatalogFileChange> {
    let destination = snapshot.config.catalog.component_destination(name);
    insert_at_destination(&*snapshot.files(), &destination, name, document)
}

fn insert_at_destination(
    files: &dyn Files,
    destination: &EntityDestination,
    name: &str,
    document: &str,
) -> Result<CatalogFileChange> {
    let there = files.read(destination.path())?;
    let file = destination.path().to_owned();
    let text = match (destination, there) {
        (EntityDestination::OwnFile(path), there)
            if there.is_some() || !files.list(path)?.is_empty() =>
        {
            return Err(Error::conflict(format!("the platform already has {path}"))
                .with_hint("choose another name"));
        }
        (EntityDestination::OwnFile(_), _) => document.to_owned(),
        (EntityDestination::SharedFile(path), there) => {
            let text = String::from_utf8(there.unwrap_or_default())
                .map_err(|_| Error::usage(format!("{path} of the platform is not UTF-8")))?;
            catalog::insert_document(&text, ("Component", name), document)?
        }
    };
    Ok(CatalogFileChange { file, text })
}

/// The entity must be found, and no rule may have something against it.
fn validate_registration(
    after: &Catalog,
    settings: &RuleSettings,
    reference: EntityRef<'_>,
    change: &CatalogFileChange,
) -> Result<()> {
    if after.get(reference).is_none() {
        return Err(
            Error::usage(format!("the catalog does not read {}", change.file))
                .with_hint("name it in a target of the platform's root Location"),
        );
    }
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

fn name_taken_error(reference: EntityRef<'_>, place: &str) -> Error {
    Error::conflict(format!("{reference} is already in the catalog, in {place}"))
        .with_hint(format!("idp who-owns {}", reference.name))
        .with_hint("choose another name")
}
