//! Giving a run up: what is ours alone goes, what others may have seen is named and stays.

use super::apply::has_requested_repository;
use super::directory::RepositoryDraft;
use crate::clock::Clock;
use crate::effect::EffectKey;
use crate::error::Result;
use crate::forge::format_delete_repository_command;
use crate::run::{PlannedService, RunRecord, RunStore, RunWork};

/// A run that nobody will go on with.
#[derive(Clone, Debug)]
pub struct AbandonedRun {
    /// Its name.
    pub run: String,
    /// What it made and that is still there, each with the command that removes it.
    pub leftovers: Vec<(String, String)>,
}

/// Gives `run` up. Nothing remote is removed.
///
/// # Errors
/// Conflict (6) where a process works at it, or where it is over.
pub fn abandon_run(runs: &RunStore, run: &str, clock: Clock) -> Result<AbandonedRun> {
    let work = runs.resume_run(run, clock)?;
    let run_record = work.journal.run_record();
    let RunWork::New(new) = &run_record.header.work;
    if let Some(draft) = RepositoryDraft::reopen(&new.draft, &new.service.directory) {
        draft.discard()?;
    }
    if has_requested_repository(&run_record) {
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
    if has_requested_repository(run_record) {
        left.push((
            service.place.clone(),
            format_delete_repository_command(&service.place),
        ));
    }
    left
}
