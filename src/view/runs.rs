//! `idp runs`: what was begun and how far it got.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::Report;
use super::SCHEMA_VERSION;
use super::TextStyle;
use super::table::render_table;
use crate::effect::EffectKey;
use crate::error::Error;
use crate::ops::AbandonedRun;
use crate::printable::Printable;
use crate::run::{RunRecord, RunWork, StoredRun};

/// Every run of this machine.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp runs list")]
pub struct RunList {
    /// 1.
    pub schema_version: u32,
    /// Oldest first.
    pub runs: Vec<RunItem>,
}

/// One run.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RunItem {
    /// Its name.
    pub run: String,
    /// `running`, `interrupted`, `done`, `abandoned` or `damaged`.
    pub state: &'static str,
    /// What kind of run it is: `new`; null where its journal cannot be read.
    pub kind: Option<&'static str>,
    /// The service that it makes; null where its journal cannot be read.
    pub service: Option<String>,
    /// The repository that it makes.
    pub repository: Option<String>,
    /// When it began.
    pub begun: Option<String>,
    /// The last effect that was begun.
    pub last: Option<String>,
    /// Why its journal cannot be read.
    pub fault: Option<String>,
}

/// One run with everything it did.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp runs show")]
pub struct RunDetails {
    /// 1.
    pub schema_version: u32,
    /// What `idp runs list` says of it.
    #[serde(flatten)]
    pub run: RunItem,
    /// What `--platform` takes for its platform.
    pub platform: String,
    /// Where the service goes; absolute.
    pub directory: String,
    /// What was done, in order.
    pub effects: Vec<EffectItem>,
}

/// Something that a run did outside of itself.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EffectItem {
    /// Such as `push`.
    pub name: String,
    /// Whether it is known to have happened; else it may have.
    pub done: bool,
}

/// What is left of a run that was given up.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp runs abandon")]
pub struct AbandonReport {
    /// 1.
    pub schema_version: u32,
    /// Its name.
    pub run: String,
    /// What it made, and the command that removes each; `idp` removes none of it.
    pub left: Vec<LeftoverItem>,
}

/// Something that a run made and that is still there.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LeftoverItem {
    /// What and where.
    pub what: String,
    /// The command that removes it.
    pub command: String,
}

impl RunList {
    /// The list of `runs`.
    pub fn new(runs: &[StoredRun]) -> Self {
        RunList {
            schema_version: SCHEMA_VERSION,
            runs: runs
                .iter()
                .map(|found| match &found.run_record {
                    Ok(run_record) => RunItem::new(&found.run, run_record, found.is_running),
                    Err(error) => RunItem::damaged(&found.run, error),
                })
                .collect(),
        }
    }
}

impl Report for RunList {
    /// A table, or that there is nothing.
    fn render_text(&self) -> String {
        if self.runs.is_empty() {
            return "no run is on record\n".to_owned();
        }
        let row = |run: &RunItem| {
            [
                run.run.clone(),
                run.service.clone().unwrap_or_default(),
                run.state.to_owned(),
                run.last.clone().or(run.fault.clone()).unwrap_or_default(),
            ]
            .map(|cell| Printable(&cell).to_string())
        };
        let rows: Vec<[String; 4]> = self.runs.iter().map(row).collect();
        render_table(["RUN", "SERVICE", "STATE", "LAST"], &rows)
    }
}

impl RunItem {
    /// Of the run that the store calls `run`, by which it is found again.
    fn new(run: &str, run_record: &RunRecord, is_running: bool) -> Self {
        let header = &run_record.header;
        RunItem {
            run: run.to_owned(),
            state: run_state_name(run_record, is_running),
            kind: Some(header.work.kind_name()),
            service: Some(header.work.subject().to_owned()),
            repository: Some(header.work.repository().to_owned()),
            begun: Some(format!("{:.0}", header.begun)),
            last: run_record
                .list_begun_effects()
                .last()
                .map(|(effect, _)| effect.to_string()),
            fault: None,
        }
    }

    fn damaged(run: &str, error: &Error) -> Self {
        RunItem {
            run: run.to_owned(),
            state: "damaged",
            kind: None,
            service: None,
            repository: None,
            begun: None,
            last: None,
            fault: Some(error.message().to_owned()),
        }
    }
}

fn run_state_name(run_record: &RunRecord, alive: bool) -> &'static str {
    match (alive, run_record.is_abandoned(), run_record.is_finished()) {
        (true, ..) => "running",
        (false, true, _) => "abandoned",
        (false, false, true) => "done",
        (false, false, false) => "interrupted",
    }
}

impl RunDetails {
    /// The page of the run that the store calls `run`.
    pub fn new(run: &str, run_record: &RunRecord, is_running: bool) -> Self {
        let item = |(effect, done): (&EffectKey, bool)| EffectItem {
            name: effect.to_string(),
            done,
        };
        let RunWork::New(new) = &run_record.header.work;
        RunDetails {
            schema_version: SCHEMA_VERSION,
            run: RunItem::new(run, run_record, is_running),
            platform: run_record.header.platform.clone(),
            directory: new.service.directory.display().to_string(),
            effects: run_record
                .list_begun_effects()
                .into_iter()
                .map(item)
                .collect(),
        }
    }
}

impl Report for RunDetails {
    /// What it makes, what it did, and how to go on.
    fn render_text(&self) -> String {
        let mut text = String::new();
        let run = &self.run;
        let service = run.service.as_deref().unwrap_or_default();
        let _ = writeln!(
            text,
            "{}  {} · {} · {}",
            TextStyle::Strong.paint(&run.run),
            Printable(service),
            run.state,
            run.begun.as_deref().unwrap_or_default()
        );
        for (label, value) in [
            ("platform", &self.platform),
            (
                "repository",
                run.repository.as_ref().unwrap_or(&self.platform),
            ),
            ("directory", &self.directory),
        ] {
            let _ = writeln!(text, "{label:<10}  {}", Printable(value));
        }
        for effect in &self.effects {
            let mark = if effect.done {
                TextStyle::Good.paint("✓")
            } else {
                TextStyle::Caution.paint("?")
            };
            let _ = writeln!(text, "  {mark} {}", Printable(&effect.name));
        }
        if run.state == "interrupted" {
            let _ = writeln!(text, "\n  go on    idp runs resume {}", run.run);
            let _ = writeln!(text, "  give up  idp runs abandon {}", run.run);
        }
        text
    }
}

impl AbandonReport {
    /// The report of `abandoned`.
    pub fn new(abandoned: &AbandonedRun) -> Self {
        let item = |(what, command): &(String, String)| LeftoverItem {
            what: what.clone(),
            command: command.clone(),
        };
        AbandonReport {
            schema_version: SCHEMA_VERSION,
            run: abandoned.run.clone(),
            left: abandoned.leftovers.iter().map(item).collect(),
        }
    }
}

impl Report for AbandonReport {
    /// What is left, each with the command that removes it.
    fn render_text(&self) -> String {
        if self.left.is_empty() {
            return format!(
                "{} is given up; it made nothing that others can see\n",
                self.run
            );
        }
        let mut text = format!(
            "{} is given up; idp removes nothing that others may use:\n\n",
            self.run
        );
        for left in &self.left {
            let _ = writeln!(
                text,
                "  {}\n    {}",
                Printable(&left.what),
                TextStyle::Hint.paint(Printable(&left.command))
            );
        }
        text
    }
}
