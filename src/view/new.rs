//! `idp new`: the plan, the progress, and the result.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use console::measure_text_width;
use indicatif::{ProgressBar, ProgressStyle};
use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA_VERSION;
use super::{CloneInShell, LineWidth, Report, TextStyle, Ui};
use crate::ops::{CreatedService, NewServicePlan};
use crate::printable::Printable;
use crate::run::{CompletedStep, PlannedService, RunProgressEvent};
use crate::text_layout::{wrap_advice, wrap_lines, wrap_value};

/// The output of `idp new`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum NewServiceOutput {
    /// The plan of a dry run.
    Plan(NewServicePlanReport),
    /// The result of a run.
    Created(NewServiceReport),
}

impl Report for NewServiceOutput {
    fn render_text(&self, width: LineWidth) -> String {
        match self {
            NewServiceOutput::Plan(plan) => plan.render_text(width),
            NewServiceOutput::Created(created) => created.render_text(width),
        }
    }

    fn render_quiet(&self, width: LineWidth) -> String {
        match self {
            NewServiceOutput::Plan(plan) => plan.render_quiet(width),
            NewServiceOutput::Created(created) => created.render_quiet(width),
        }
    }
}

/// A created service.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp new")]
pub struct NewServiceReport {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The name of the service.
    pub name: String,
    /// The full ref of the service.
    pub entity: String,
    /// The template that it was created from.
    pub template: TemplateNameAndVersion,
    /// The absolute path of its directory.
    pub directory: String,
    /// The URL or path for `git clone`.
    pub repository: String,
    /// Its registration in the catalog.
    pub catalog: RegistrationItem,
    /// The ID of the run, for `idp runs`.
    pub run: String,
    /// The URL of the first deploy; null if none was started.
    pub deploy: Option<String>,
    /// The prefix of the OIDC subject of the repository's workflows, for cloud trust policies. Null if the forge has no
    /// such subject, or if the repository isn't protected, in which case no cloud should trust it.
    pub subject: Option<String>,
    /// Warnings for the user.
    pub warnings: Vec<String>,
    /// All steps, in order.
    pub steps: Vec<RunStepItem>,
    /// The duration of the run, in milliseconds.
    pub elapsed_ms: u64,
    #[serde(skip)]
    #[schemars(skip)]
    next_steps: Vec<(String, String)>,
    /// `staging|production`.
    #[serde(skip)]
    #[schemars(skip)]
    environments: String,
}

/// A template and its version.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TemplateNameAndVersion {
    /// The name, for example `service`.
    pub name: String,
    /// The version, for example `1.0.0`.
    pub version: String,
}

/// The registration of an entity.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RegistrationItem {
    /// The file in the platform repository.
    pub file: String,
    /// The commit with the registration; null in a plan.
    pub commit: Option<String>,
    /// The URL of the pull request with the registration; null if it was pushed directly.
    pub pull_request: Option<String>,
}

/// A step of a run.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RunStepItem {
    /// The name of the step, such as `render`.
    pub name: &'static str,
    /// `done`, `done-before` for steps that were done before the run was resumed, or `planned` in a plan.
    pub status: &'static str,
    /// The duration, in milliseconds.
    pub ms: u64,
}

/// The plan that `--dry-run` shows.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp new --dry-run")]
pub struct NewServicePlanReport {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// Always true.
    pub dry_run: bool,
    /// The name of the service.
    pub name: String,
    /// The full ref of the service.
    pub entity: String,
    /// The template that the service would be created from.
    pub template: TemplateNameAndVersion,
    /// The absolute path of the service's directory.
    pub directory: String,
    /// The future URL or path for `git clone`.
    pub repository: String,
    /// The service's future registration in the catalog.
    pub catalog: RegistrationItem,
    /// All files of the first commit, sorted by path.
    pub files: Vec<PlannedFileItem>,
    /// The steps that would run.
    pub steps: Vec<RunStepItem>,
    /// All write requests to the forge, as `METHOD path`.
    pub requests: Vec<String>,
    /// Preconditions that couldn't be checked without a token.
    pub unchecked: Vec<String>,
    /// Whether the registration would open a pull request.
    pub proposes: bool,
    /// How deployments to each environment would be approved: `none`, `reviewers` or `pull-request`. Empty if nothing is
    /// deployed.
    pub approvals: BTreeMap<String, &'static str>,
    #[serde(skip)]
    #[schemars(skip)]
    entity_yaml: String,
}

/// A file that would be written.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PlannedFileItem {
    /// The path from the root of the new repository.
    pub path: String,
    /// The class: `managed`, `merged`, `seed` or `generated`.
    pub class: &'static str,
    /// Whether the file is executable.
    pub executable: bool,
    /// The size in bytes.
    pub bytes: usize,
}

impl NewServiceReport {
    /// The report of a run that took `elapsed`, with paths relative to `here`.
    pub fn new(created: &CreatedService, elapsed: Duration, here: &Path) -> Self {
        let item = |done: &CompletedStep| RunStepItem {
            name: done.step.name(),
            status: match done.elapsed {
                Some(_) => "done",
                None => "done-before",
            },
            ms: done.elapsed.map_or(0, duration_to_millis),
        };
        let service = &created.service;
        let environments = service.wanted.environments.iter();
        let environments: Vec<&str> = environments.map(|one| one.name.as_str()).collect();
        NewServiceReport {
            environments: environments.join("|"),
            schema_version: SCHEMA_VERSION,
            name: service.name.clone(),
            entity: service.reference.to_string(),
            template: template_version_of_service(service),
            directory: service.directory.display().to_string(),
            repository: service.repository.clone(),
            catalog: RegistrationItem {
                file: created.registered.file.clone(),
                commit: Some(created.registered.commit.clone()),
                pull_request: created.registered.pull_request.clone(),
            },
            run: created.run.clone(),
            deploy: created.deploy.clone(),
            subject: created.oidc_subject.clone(),
            warnings: created.notes.clone(),
            steps: created.steps.iter().map(item).collect(),
            elapsed_ms: duration_to_millis(elapsed),
            next_steps: service.format_next_steps_relative_to(here),
        }
    }

    /// Adds the step that brings the entry into `clone`, the platform that was used: it was pushed to `branch` of the clone's origin,
    /// and queries in the clone don't see it before a pull.
    #[must_use]
    pub fn with_pull_step(mut self, clone: CloneInShell<'_>, branch: &str) -> Self {
        let pull = clone.format_pull_command(branch);
        if let Some(pull) = pull.filter(|_| self.catalog.pull_request.is_none()) {
            let step = format!(
                "{pull}    (this clone's catalog doesn't have {} yet)",
                self.name
            );
            self.next_steps.push(("Update".to_owned(), step));
        }
        self
    }
}

impl Report for NewServiceReport {
    /// A summary and the next steps.
    fn render_text(&self, width: LineWidth) -> String {
        let mut text = wrap_lines(&self.format_summary(), width);
        let next = self.collect_next_steps();
        let longest = next.iter().map(|(title, _)| title.chars().count());
        let longest = longest.max().unwrap_or(0);
        for (title, step) in &next {
            let head = format!("  {title:<longest$}  ");
            let step = TextStyle::Hint.paint(Printable(step)).to_string();
            let _ = writeln!(text, "{}", wrap_advice(&head, &step, longest + 4, width));
        }
        text
    }

    /// Only the repository.
    fn render_quiet(&self, _width: LineWidth) -> String {
        format!("{}\n", self.repository)
    }
}

impl NewServiceReport {
    fn format_summary(&self) -> String {
        format!(
            "Created {} in {:.1} s.\n\n",
            TextStyle::Strong.paint(&self.name),
            self.elapsed_ms as f64 / 1000.0
        )
    }

    /// The next steps of the template, and those that only the forge knows.
    fn collect_next_steps(&self) -> Vec<(String, String)> {
        let mut next = self.next_steps.clone();
        let request = self.catalog.pull_request.as_ref();
        let known = [
            ("register", request.cloned()),
            ("deploy", self.deploy.clone()),
            (
                "trust",
                self.subject
                    .as_ref()
                    .map(|subject| format!("{subject}:environment:<{}>", self.environments)),
            ),
        ];
        for (title, text) in known {
            next.extend(text.map(|text| (title.to_owned(), text)));
        }
        next
    }
}

impl NewServicePlanReport {
    /// The report of a plan that isn't executed.
    pub fn new(plan: &NewServicePlan) -> Self {
        let files = plan.tree.files().iter().map(|file| PlannedFileItem {
            path: file.path.to_string(),
            class: file.class.name(),
            executable: file.executable,
            bytes: file.bytes.len(),
        });
        NewServicePlanReport {
            schema_version: SCHEMA_VERSION,
            dry_run: true,
            name: plan.service.name.clone(),
            entity: plan.service.reference.to_string(),
            template: template_version_of_service(&plan.service),
            directory: plan.service.directory.display().to_string(),
            repository: plan.service.repository.clone(),
            catalog: RegistrationItem {
                file: plan.change.path.clone(),
                commit: None,
                pull_request: None,
            },
            files: files.collect(),
            steps: plan
                .steps
                .iter()
                .map(|step| RunStepItem {
                    name: step.name(),
                    status: "planned",
                    ms: 0,
                })
                .collect(),
            requests: plan.requests.clone(),
            unchecked: plan.unchecked.clone(),
            proposes: plan.uses_pull_request,
            approvals: plan
                .approvals
                .iter()
                .map(|(environment, approval)| ((*environment).to_owned(), approval.name()))
                .collect(),
            entity_yaml: plan.service.entity.to_yaml(),
        }
    }
}

impl Report for NewServicePlanReport {
    /// The tree, the entity, and all effects outside the directory.
    fn render_text(&self, width: LineWidth) -> String {
        let mut text = format!(
            "{}/\n{}\n",
            Printable(&self.directory),
            render_file_tree(&self.files)
        );
        let place = format!("{} in the platform repository:\n", self.catalog.file);
        let _ = write!(
            text,
            "{}",
            TextStyle::Faint.paint(wrap_lines(&place, width))
        );
        for line in self.entity_yaml.lines() {
            let _ = writeln!(text, "  {}", Printable(line));
        }
        text.push('\n');
        for (label, value) in self.list_effects() {
            let (head, value) = (format!("{label:<14}  "), Printable(value).to_string());
            let _ = writeln!(text, "{}", wrap_value(&head, &value, head.len(), width));
        }
        let end = "Nothing was changed. To create the service, leave out --dry-run.";
        let _ = writeln!(text, "\n{}", wrap_value("", end, 0, width));
        text
    }
}

impl NewServicePlanReport {
    /// All effects outside the directory, each with a label.
    fn list_effects(&self) -> Vec<(&'static str, &str)> {
        let register = if self.proposes {
            "would propose"
        } else {
            "would register"
        };
        let mut effects = vec![
            ("would create", self.repository.as_str()),
            ("would push", "main and refs/idp/pristine/<commit>"),
            (register, &self.entity),
        ];
        effects.extend(
            self.requests
                .iter()
                .map(|one| ("would request", one.as_str())),
        );
        effects.extend(
            self.unchecked
                .iter()
                .map(|one| ("not checked", one.as_str())),
        );
        effects
    }
}

fn template_version_of_service(service: &PlannedService) -> TemplateNameAndVersion {
    let (name, version) = service.template.clone();
    TemplateNameAndVersion { name, version }
}

fn duration_to_millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// The files as a tree. `files` is sorted, so files in the same folder are adjacent.
fn render_file_tree(files: &[PlannedFileItem]) -> String {
    let mut text = String::new();
    let paths: Vec<Vec<&str>> = files
        .iter()
        .map(|file| file.path.split('/').collect())
        .collect();
    render_file_tree_level(&paths, 0, "", &mut text);
    text
}

fn render_file_tree_level(paths: &[Vec<&str>], depth: usize, indent: &str, text: &mut String) {
    let groups: Vec<&[Vec<&str>]> = paths
        .chunk_by(|a, b| a.get(depth) == b.get(depth))
        .collect();
    for (index, group) in groups.iter().enumerate() {
        let last = index + 1 == groups.len();
        let name = group
            .first()
            .and_then(|path| path.get(depth))
            .copied()
            .unwrap_or_default();
        let folder = group.iter().any(|path| path.len() > depth + 1);
        let _ = writeln!(
            text,
            "{indent}{} {}{}",
            if last { "└──" } else { "├──" },
            Printable(name),
            if folder { "/" } else { "" }
        );
        if folder {
            let deeper = format!("{indent}{}", if last { "    " } else { "│   " });
            render_file_tree_level(group, depth + 1, &deeper, text);
        }
    }
}

/// Shows the progress of a run: a line for every completed step, and a spinner for the current one.
pub struct ProgressReporter<'a> {
    ui: &'a Ui,
    bar: ProgressBar,
    home: Option<&'a Path>,
}

/// The width of the column with the details of a step, if the terminal is wide enough.
const STEP_DETAIL_WIDTH: usize = 54;
/// The width below which details aren't shortened.
const MIN_STEP_DETAIL_WIDTH: usize = 10;

impl<'a> ProgressReporter<'a> {
    /// A reporter that animates only if `ui` allows it, and abbreviates the user's `home` to `~`.
    pub fn new(ui: &'a Ui, home: Option<&'a Path>) -> Self {
        let bar = if ui.can_animate() {
            ProgressBar::new_spinner()
        } else {
            ProgressBar::hidden()
        };
        if let Ok(style) = ProgressStyle::with_template("  {spinner} {msg}") {
            bar.set_style(style);
        }
        ProgressReporter { ui, bar, home }
    }

    /// Shows a progress event.
    pub fn report(&mut self, progress: RunProgressEvent<'_>) {
        match progress {
            RunProgressEvent::Started(step) => {
                self.bar.set_message(step.name());
                self.bar.enable_steady_tick(Duration::from_millis(100));
            }
            RunProgressEvent::WorkflowStep(name, well) => {
                let mark = if well {
                    TextStyle::Good.paint("✓")
                } else {
                    TextStyle::Bad.paint("✗")
                };
                let name = Printable(name).to_string();
                let room = self.ui.stderr_width.width_beside(6, MIN_STEP_DETAIL_WIDTH);
                let line = format!("    {mark} {}", room.shorten_middle(&name));
                self.bar.suspend(|| self.ui.print_status(line));
            }
            RunProgressEvent::Done(done) => {
                self.bar.disable_steady_tick();
                let line = format_step_line(done, self.home, self.ui.stderr_width);
                self.bar.suspend(|| self.ui.print_status(line));
            }
        }
    }
}

impl Drop for ProgressReporter<'_> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// `  ✓ render     45 files                                             31 ms`.
fn format_step_line(done: &CompletedStep, home: Option<&Path>, width: LineWidth) -> String {
    let start = format!("  {} {:<10} ", TextStyle::Good.paint("✓"), done.step.name());
    let time = done
        .elapsed
        .map(|elapsed| format!("{} ms", elapsed.as_millis()))
        .unwrap_or_else(|| "earlier".to_owned());
    let time = format!(" {time:>7}");
    let other_columns = measure_text_width(&start) + time.len();
    let room = width.width_beside(other_columns, MIN_STEP_DETAIL_WIDTH);
    let detail = Printable(&abbreviate_home(home, &done.detail)).to_string();
    let detail = room.shorten_middle(&detail);
    let column = room.columns().unwrap_or(STEP_DETAIL_WIDTH);
    let column = column.min(STEP_DETAIL_WIDTH);
    let padding = column.saturating_sub(measure_text_width(&detail));
    format!(
        "{start}{detail}{:padding$}{}",
        "",
        TextStyle::Faint.paint(time)
    )
}

/// Abbreviates paths below `home` to `~/…`.
fn abbreviate_home(home: Option<&Path>, text: &str) -> String {
    let inside = home.and_then(|home| Path::new(text).strip_prefix(home).ok());
    match inside {
        Some(path) => Path::new("~").join(path).display().to_string(),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::RunStep;

    fn format_line(detail: &str, milliseconds: u64, width: LineWidth) -> String {
        let done = CompletedStep {
            step: RunStep::Create,
            detail: detail.to_owned(),
            elapsed: Some(Duration::from_millis(milliseconds)),
        };
        let line = format_step_line(&done, Some(Path::new("/home/ada")), width);
        anstream::adapter::strip_str(&line).to_string()
    }

    #[test]
    fn a_step_line_fits_the_terminal() {
        let url = "/home/ada/forge/acme/checkout-settlement-worker-eu-1.git";
        for columns in 40..=120 {
            for milliseconds in [1, 99_999, 9_999_999] {
                let line = format_line(url, milliseconds, LineWidth::from_columns(columns));
                let width = measure_text_width(&line);
                assert!(width <= columns, "{columns}: {line}");
                assert!(columns > 77 || width == columns, "{columns}: {line}");
                assert!(
                    line.contains("~/forge") && line.contains("-1.git"),
                    "{line}"
                );
            }
        }
        assert_eq!(
            format_line(url, 5, LineWidth::from_columns(60)),
            "  ✓ create     ~/forge/acme/check…nt-worker-eu-1.git    5 ms"
        );
    }

    #[test]
    fn a_step_line_stays_whole_without_a_terminal() {
        let url = format!("https://github.com/acme/{}", "x".repeat(60));
        assert_eq!(
            format_line(&url, 5, LineWidth::UNLIMITED),
            format!("  ✓ create     {url}    5 ms")
        );
    }

    #[test]
    fn what_lies_in_the_home_is_shown_short() {
        let home = Some(Path::new("/home/ada"));
        assert_eq!(abbreviate_home(home, "/home/ada/a.git"), "~/a.git");
        assert_eq!(
            abbreviate_home(home, "/home/adam/a.git"),
            "/home/adam/a.git"
        );
        assert_eq!(abbreviate_home(home, "46 files"), "46 files");
    }

    #[test]
    fn files_are_drawn_as_a_tree() {
        let file = |path: &str| PlannedFileItem {
            path: path.to_owned(),
            class: "seed",
            executable: false,
            bytes: 0,
        };
        let files = [
            "README.md",
            "chart/Chart.yaml",
            "chart/templates/a.yaml",
            "chart/values.yaml",
        ]
        .map(file);
        insta::assert_snapshot!(render_file_tree(&files), @"
        ├── README.md
        └── chart/
            ├── Chart.yaml
            ├── templates/
            │   └── a.yaml
            └── values.yaml
        ");
    }
}
