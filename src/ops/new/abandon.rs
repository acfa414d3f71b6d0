//! Giving a run up: what is ours alone goes, what others may have seen is named and stays.

use super::apply::asked_forge;
use super::directory::Draft;
use super::effect;
use crate::clock::Clock;
use crate::error::Result;
use crate::run::{RunRecord, Runs, Service};

/// A run that nobody will go on with.
#[derive(Clone, Debug)]
pub struct Abandoned {
    /// Its name.
    pub run: String,
    /// What it made and that is still there, each with the command that removes it.
    pub left: Vec<(String, String)>,
}

/// Gives `run` up. Nothing remote is removed.
///
/// # Errors
/// Conflict (6) where a process works at it, or where it is over.
pub fn abandon(runs: &Runs, run: &str, clock: Clock) -> Result<Abandoned> {
    let work = runs.resume(run, clock)?;
    let run_record = work.journal.run_record();
    let header = &run_record.header;
    if let Some(draft) = Draft::reopen(&header.draft, &header.service.directory) {
        draft.undo()?;
    }
    match asked_forge(&run_record) {
        true => work.abandon()?,
        false => work.forget()?,
    }
    Ok(Abandoned {
        run: run.to_owned(),
        left: left(&run_record),
    })
}

fn left(run_record: &RunRecord) -> Vec<(String, String)> {
    let service = &run_record.header.service;
    let mut left = Vec::new();
    if run_record.is_begun(effect::REGISTER) {
        left.push((
            format!("{} in the catalog", service.reference),
            format!("idp catalog remove {}", service.name),
        ));
    }
    if asked_forge(run_record) {
        left.push((service.place.clone(), removal(service)));
    }
    left
}

/// The command that deletes the repository; for people to type.
fn removal(service: &Service) -> String {
    match service.place.split_once("://") {
        Some((_, slug)) => format!("gh repo delete {}", slug.trim_start_matches("github.com/")),
        None => format!("rm -r '{}'", service.place.replace('\'', r"'\''")),
    }
}
