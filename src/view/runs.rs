//! `idp runs`: the runs and their progress.

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

/// The runs on this machine.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp runs list")]
pub struct RunList {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The runs, oldest first.
    pub runs: Vec<RunItem>,
}

/// One run.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RunItem {
    /// The ID of the run.
    pub run: String,
    /// The state: `running`, `interrupted`, `done`, `abandoned` or `damaged`.
    pub state: &'static str,
    /// The kind of run, `new`; null if its journal can't be read.
    pub kind: Option<&'static str>,
    /// The service that the run creates; null if its journal can't be read.
    pub service: Option<String>,
    /// The repository that the run creates.
    pub repository: Option<String>,
    /// When the run started.
    pub begun: Option<String>,
    /// The last effect that was started.
    pub last: Option<String>,
    /// Why the journal can't be read.
    pub fault: Option<String>,
}

/// The details of a run.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp runs show")]
pub struct RunDetails {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The fields of `idp runs list`.
    #[serde(flatten)]
    pub run: RunItem,
    /// The platform, in the form that `--platform` takes.
    pub platform: String,
    /// The absolute path of the service's directory.
    pub directory: String,
    /// The effects of the run, in order.
    pub effects: Vec<RunEffectItem>,
}

/// A side effect of a run.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RunEffectItem {
    /// The name of the effect, such as `push`.
    pub name: String,
    /// Whether the effect is known to have happened. If false, it may or may not have happened.
    pub done: bool,
}

/// The resources that an abandoned run leaves behind.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp runs abandon")]
pub struct RunAbandonReport {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The ID of the run.
    pub run: String,
    /// The resources that the run created, each with the command that removes it. `idp` doesn't remove them.
    pub left: Vec<LeftoverItem>,
}

/// A resource that a run created and that still exists.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LeftoverItem {
    /// A description of the resource, including its location.
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
    /// A table, or a note that there are no runs.
    fn render_text(&self) -> String {
        if self.runs.is_empty() {
            return "no runs found\n".to_owned();
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
        render_table(["RUN", "SERVICE", "STATE", "LAST STEP"], &rows)
    }
}

impl RunItem {
    /// The item for the run that the store calls `run`.
    fn new(run: &str, run_record: &RunRecord, is_running: bool) -> Self {
        let header = &run_record.header;
        RunItem {
            run: run.to_owned(),
            state: run_state_name(run_record, is_running),
            kind: Some(header.work.kind_name()),
            service: Some(header.work.subject().to_owned()),
            repository: Some(header.work.repository_url().to_owned()),
            begun: Some(format!("{:.0}", header.begun)),
            last: run_record
                .list_effects_with_done_flag()
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
    match (
        alive,
        run_record.is_abandoned(),
        run_record.is_finished_or_abandoned(),
    ) {
        (true, ..) => "running",
        (false, true, _) => "abandoned",
        (false, false, true) => "done",
        (false, false, false) => "interrupted",
    }
}

impl RunDetails {
    /// The details of the run that the store calls `run`.
    pub fn new(run: &str, run_record: &RunRecord, is_running: bool) -> Self {
        let item = |(effect, done): (&EffectKey, bool)| RunEffectItem {
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
                .list_effects_with_done_flag()
                .into_iter()
                .map(item)
                .collect(),
        }
    }
}

impl Report for RunDetails {
    /// What the run creates, its effects, and how to continue.
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
            let _ = writeln!(text, "\n  resume   idp runs resume {}", run.run);
            let _ = writeln!(text, "  abandon  idp runs abandon {}", run.run);
        }
        text
    }
}

impl RunAbandonReport {
    /// Builds the report of `abandoned`.
    pub fn new(abandoned: &AbandonedRun) -> Self {
        let item = |(what, command): &(String, String)| LeftoverItem {
            what: what.clone(),
            command: command.clone(),
        };
        RunAbandonReport {
            schema_version: SCHEMA_VERSION,
            run: abandoned.run.clone(),
            left: abandoned.leftovers.iter().map(item).collect(),
        }
    }
}

impl Report for RunAbandonReport {
    /// The remaining resources, each with the command that removes it.
    fn render_text(&self) -> String {
        if self.left.is_empty() {
            return format!("abandoned {}; nothing to clean up\n", self.run);
        }
        let mut text = format!(
            "abandoned {}; others may be using these, so remove them yourself:\n\n",
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
