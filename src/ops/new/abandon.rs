//! Abandons a run: removes what only this machine has, and lists what others may have seen.

use super::apply::has_begun_repository_creation;
use super::directory::RepositoryDraftFolder;
use crate::clock::Clock;
use crate::effect::EffectKey;
use crate::error::Result;
use crate::forge::format_delete_repository_command;
use crate::run::{PlannedService, RunRecord, RunStore, RunWork};

/// An abandoned run.
#[derive(Clone, Debug)]
pub struct AbandonedRun {
    /// Its name.
    pub run: String,
    /// What it created that still exists, each with the command that removes it.
    pub leftovers: Vec<(String, String)>,
}

/// Abandons `run`. Nothing remote is removed.
///
/// # Errors
/// Conflict (6) if a process is working on it, or it has already ended.
pub fn abandon_run(runs: &RunStore, run: &str, clock: Clock) -> Result<AbandonedRun> {
    let work = runs.resume_run(run, clock)?;
    let run_record = work.journal.run_record();
    let RunWork::New(new) = &run_record.header.work;
    if let Some(draft) = RepositoryDraftFolder::reopen(&new.draft, &new.service.directory) {
        draft.discard()?;
    }
    if has_begun_repository_creation(&run_record) {
        work.abandon_run()?
    } else {
        work.delete_run()?
    }
    Ok(AbandonedRun {
        run: run.to_owned(),
        leftovers: list_abandoned_resources(&run_record, &new.service),
    })
}

fn list_abandoned_resources(
    run_record: &RunRecord,
    service: &PlannedService,
) -> Vec<(String, String)> {
    let mut left = Vec::new();
    if run_record.is_effect_begun(&EffectKey::Register) {
        left.push((
            format!("{} in the catalog", service.reference),
            format!("idp catalog remove {}", service.name),
        ));
    }
    if has_begun_repository_creation(run_record) {
        left.push((
            service.place.clone(),
            format_delete_repository_command(&service.place),
        ));
    }
    left
}
