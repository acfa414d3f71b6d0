//! Abandons a run: removes what only this machine has, and lists what others may have seen.

use super::apply::has_begun_repository_creation;
use crate::clock::Clock;
use crate::effect::EffectKey;
use crate::error::Result;
use crate::forge::format_delete_repository_command;
use crate::ops::new_repository::RepositoryDraftFolder;
use crate::ops::register::EntityRegistrationOutcome;
use crate::run::{PlannedService, RunRecord, RunStore, RunWork};
use crate::template::shell_quote;

/// An abandoned run.
#[derive(Clone, Debug)]
pub struct AbandonedRun {
    /// Its name.
    pub run: String,
    /// What it left, each with the command that removes or shows it.
    pub leftovers: Vec<(String, String)>,
}

/// Abandons `run`. Nothing remote is removed.
///
/// # Errors
/// Conflict (6) if a process is working on it, or it has already ended.
pub fn abandon_run(runs: &RunStore, run: &str, clock: Clock) -> Result<AbandonedRun> {
    let work = runs.resume_run(run, clock)?;
    let run_record = work.journal.run_record();
    let begun = &run_record.header.work;
    if let Some(draft) = RepositoryDraftFolder::reopen(begun.draft(), begun.directory()) {
        draft.discard()?;
    }
    if has_begun_repository_creation(&run_record) {
        work.abandon_run()?
    } else {
        work.delete_run()?
    }
    Ok(AbandonedRun {
        run: run.to_owned(),
        leftovers: match begun {
            RunWork::New(new) => list_abandoned_resources(&run_record, &new.service),
            RunWork::Init(init) => list_abandoned_repository(&run_record, &init.platform.place),
        },
    })
}

fn list_abandoned_resources(
    run_record: &RunRecord,
    service: &PlannedService,
) -> Vec<(String, String)> {
    let platform = shell_quote(&run_record.header.platform);
    let mut left = Vec::new();
    let registered: Option<EntityRegistrationOutcome> =
        run_record.effect_outcome(&EffectKey::Register);
    match registered {
        Some(registered) => left.push(match registered.pull_request {
            Some(url) => (
                format!("the pull request that adds {}", service.reference),
                format!("gh pr close {url}"),
            ),
            None => (
                format!("{} in the catalog", service.reference),
                format!("idp catalog remove {} --platform {platform}", service.name),
            ),
        }),
        // Without a response, the entity may be in the catalog; another one with this name may be, too.
        None if run_record.is_effect_begun(&EffectKey::Register) => left.push((
            format!(
                "{} in the catalog, if its repository is {}",
                service.reference, service.repository
            ),
            format!("idp catalog show {} --platform {platform}", service.name),
        )),
        None => {}
    }
    left.extend(list_abandoned_repository(run_record, &service.place));
    left
}

/// The repository at `place`, if the run may have created it.
fn list_abandoned_repository(run_record: &RunRecord, place: &str) -> Vec<(String, String)> {
    if !has_begun_repository_creation(run_record) {
        return Vec::new();
    }
    vec![(place.to_owned(), format_delete_repository_command(place))]
}
