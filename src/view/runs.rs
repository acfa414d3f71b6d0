//! `idp runs`: the runs and their progress.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA_VERSION;
use super::TextStyle;
use super::init::InitReport;
use super::new::NewServiceReport;
use super::table::{LastColumn, render_table};
use super::{LineWidth, Report};
use crate::effect::EffectKey;
use crate::error::Error;
use crate::ops::{AbandonedRun, can_resume_run};
use crate::printable::Printable;
use crate::run::{RunRecord, StoredRun};
use crate::text_layout::{wrap_lines, wrap_value};

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

/// What a resumed run created.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum RunResumeOutput {
    /// A service.
    Service(NewServiceReport),
    /// A platform.
    Platform(InitReport),
}

impl Report for RunResumeOutput {
    fn render_text(&self, width: LineWidth) -> String {
        match self {
            RunResumeOutput::Service(service) => service.render_text(width),
            RunResumeOutput::Platform(platform) => platform.render_text(width),
        }
    }

    fn render_quiet(&self, width: LineWidth) -> String {
        match self {
            RunResumeOutput::Service(service) => service.render_quiet(width),
            RunResumeOutput::Platform(platform) => platform.render_quiet(width),
        }
    }
}

/// One run.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RunItem {
    /// The ID of the run.
    pub run: String,
    /// The state: `running`, `interrupted`, `done`, `abandoned` or `damaged`.
    pub state: &'static str,
    /// The kind of run, `new` or `init`; null if its journal can't be read.
    pub kind: Option<&'static str>,
    /// The service that the run creates, or the name of the platform; null if its journal can't be read.
    pub service: Option<String>,
    /// The repository that the run creates.
    pub repository: Option<String>,
    /// When the run started.
    pub begun: Option<String>,
    /// The last effect that was started.
    pub last: Option<String>,
    /// Why the journal can't be read.
    pub fault: Option<String>,
    /// The last effect, in words.
    #[serde(skip)]
    #[schemars(skip)]
    last_step: Option<String>,
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
    /// Whether `idp runs resume` can continue it, if it was interrupted.
    #[serde(skip)]
    #[schemars(skip)]
    can_resume: bool,
}

/// A side effect of a run.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RunEffectItem {
    /// The name of the effect, such as `push`.
    pub name: String,
    /// Whether the effect is known to have happened. If false, it may or may not have happened.
    pub done: bool,
    /// The effect, in words.
    #[serde(skip)]
    #[schemars(skip)]
    step: String,
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
    /// The resources that the run left, each with the command that removes it, or that shows it if it may not exist. `idp` doesn't
    /// remove them.
    pub left: Vec<LeftoverItem>,
}

/// A resource that a run created and that still exists.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LeftoverItem {
    /// A description of the resource, including its location.
    pub what: String,
    /// The command that removes it, or that shows it.
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
    fn render_text(&self, width: LineWidth) -> String {
        if self.runs.is_empty() {
            return "no runs found\n".to_owned();
        }
        let row = |run: &RunItem| {
            [
                run.run.clone(),
                run.service.clone().unwrap_or_default(),
                run.state.to_owned(),
                run.last_step
                    .clone()
                    .or(run.fault.clone())
                    .unwrap_or_default(),
            ]
            .map(|cell| Printable(&cell).to_string())
        };
        let rows: Vec<[String; 4]> = self.runs.iter().map(row).collect();
        let head = ["RUN", "SERVICE", "STATE", "LAST STEP"];
        let is_narrow = width
            .columns()
            .is_some_and(|columns| columns < MIN_TABLE_WIDTH);
        if !is_narrow {
            return render_table(head, &rows, LastColumn::Names, width);
        }
        // Each run on lines of its own: a shortened ID can't be copied.
        let block = |[run, service, state, step]: &[String; 4]| {
            let line = [service, state, step].map(String::as_str).join(" · ");
            format!("{run}\n{}\n", wrap_value("  ", &line, 2, width))
        };
        rows.iter().map(block).collect()
    }
}

/// The narrowest terminal that has room for a table with the ID of a run.
const MIN_TABLE_WIDTH: usize = 60;

impl RunItem {
    /// The item for the run that the store calls `run`.
    fn new(run: &str, run_record: &RunRecord, is_running: bool) -> Self {
        let header = &run_record.header;
        let effects = run_record.list_effects_with_done_flag();
        let last = effects.last().map(|(effect, _)| *effect);
        RunItem {
            run: run.to_owned(),
            state: run_state_name(run_record, is_running),
            kind: Some(header.work.kind_name()),
            service: Some(header.work.subject().to_owned()),
            repository: Some(header.work.repository_url().to_owned()),
            begun: Some(format!("{:.0}", header.begun)),
            last: last.map(ToString::to_string),
            last_step: last.map(describe_effect),
            fault: None,
        }
    }

    /// The run, the service, the state and the start, in one line.
    fn format_heading(&self) -> String {
        format!(
            "{}  {} · {} · {}\n",
            TextStyle::Strong.paint(&self.run),
            Printable(self.service.as_deref().unwrap_or_default()),
            self.state,
            self.begun.as_deref().unwrap_or_default()
        )
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
            last_step: None,
            fault: Some(error.message().to_owned()),
        }
    }
}

/// An effect for readers of text output; its name, which JSON has, is short and stable.
fn describe_effect(effect: &EffectKey) -> String {
    match effect {
        EffectKey::Commit => "make the first commit".to_owned(),
        EffectKey::Create => "create the repository".to_owned(),
        EffectKey::Push => "push the first commit".to_owned(),
        EffectKey::Settings => "set up the repository".to_owned(),
        EffectKey::Register => "register in the catalog".to_owned(),
        EffectKey::FirstDeploy => "start the first deploy".to_owned(),
        EffectKey::Place => "move the files into place".to_owned(),
        EffectKey::Dispatch => "start the platform's workflow".to_owned(),
        other => other.to_string(),
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
            step: describe_effect(effect),
            done,
        };
        RunDetails {
            schema_version: SCHEMA_VERSION,
            run: RunItem::new(run, run_record, is_running),
            platform: run_record.header.platform.clone(),
            directory: run_record.header.work.directory().display().to_string(),
            can_resume: can_resume_run(run_record),
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
    fn render_text(&self, width: LineWidth) -> String {
        let run = &self.run;
        let mut text = wrap_lines(&run.format_heading(), width);
        for (label, value) in [
            ("platform", &self.platform),
            (
                "repository",
                run.repository.as_ref().unwrap_or(&self.platform),
            ),
            ("directory", &self.directory),
        ] {
            let (head, value) = (format!("{label:<10}  "), Printable(value).to_string());
            let _ = writeln!(text, "{}", wrap_value(&head, &value, head.len(), width));
        }
        for effect in &self.effects {
            let mark = if effect.done {
                TextStyle::Good.paint("✓")
            } else {
                TextStyle::Caution.paint("?")
            };
            let _ = writeln!(text, "  {mark} {}", Printable(&effect.step));
        }
        if run.state == "interrupted" {
            let resume = if self.can_resume {
                format!("resume   idp runs resume {}", run.run)
            } else {
                "stopped before its first commit; there is nothing to resume".to_owned()
            };
            let _ = writeln!(text, "\n  {resume}");
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
    fn render_text(&self, width: LineWidth) -> String {
        if self.left.is_empty() {
            let line = format!("abandoned {}; nothing to clean up\n", self.run);
            return wrap_lines(&line, width);
        }
        let line = format!(
            "abandoned {}; remove what it left if nobody uses it:\n\n",
            self.run
        );
        let mut text = wrap_lines(&line, width);
        for left in &self.left {
            let what = format!("  {}", Printable(&left.what));
            let _ = writeln!(
                text,
                "{}\n    {}",
                wrap_lines(&what, width),
                TextStyle::Hint.paint(Printable(&left.command))
            );
        }
        text
    }
}
