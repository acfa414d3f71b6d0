//! `idp init`: what was created or added, and what to do next.

use std::fmt::Write;
use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::{LineWidth, Report, SCHEMA_VERSION, TextStyle};
use crate::count::CountedNoun;
use crate::ops::{
    AdditionStatus, AppliedAdditions, CreatedPlatform, PlatformAdditions, PlatformPlan,
};
use crate::printable::Printable;
use crate::run::{PlannedPlatform, path_relative_to};
use crate::template::shell_quote_path;
use crate::text_layout::{wrap_lines, wrap_value};

/// A platform that was created or completed.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp init")]
pub struct InitReport {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// Whether nothing was changed, because of `--dry-run`.
    pub dry_run: bool,
    /// Whether the directory was a git repository before.
    pub existing: bool,
    /// The organisation.
    pub organisation: String,
    /// The absolute path of the directory.
    pub directory: String,
    /// The URL for `git clone`; null if the platform has no remote.
    pub repository: Option<String>,
    /// The address of the site; null if it isn't published.
    pub site: Option<String>,
    /// The commit with the added files; null if none were added.
    pub commit: Option<String>,
    /// The ID of the run, for `idp runs`; null if files were added to an existing repository.
    pub run: Option<String>,
    /// The files of the template, sorted by path.
    pub files: Vec<InitFileItem>,
    /// All write requests to the forge, as `METHOD path`; only with `--dry-run`.
    pub requests: Vec<String>,
    /// Preconditions that couldn't be checked without a token; only with `--dry-run`.
    pub unchecked: Vec<String>,
    /// Warnings for the user.
    pub warnings: Vec<String>,
    /// Commands to run next.
    pub next: Vec<String>,
}

/// A file of the platform template.
#[derive(Debug, Serialize, JsonSchema)]
pub struct InitFileItem {
    /// The path from the root of the repository.
    pub path: String,
    /// What happened to it: `added`; `restored`, because it was deleted without a commit; `unchanged`; `kept`, because it differs
    /// from the template; or `deleted`, because it was deleted in a commit.
    pub status: &'static str,
}

/// The service of the first example, and a component of the sample.
const EXAMPLE_SERVICE: &str = "checkout";
const SAMPLE_COMPONENT: &str = "search";
const SAMPLE_COMPONENT_FILE: &str = "catalog/components/search.yaml";
/// The width of the labels before file names.
const STATUS_WIDTH: usize = 10;

impl InitReport {
    /// The report of a platform that was created, for a shell in the directory `shell`.
    pub fn for_created(created: &CreatedPlatform, shell: &Path) -> InitReport {
        InitReport {
            commit: Some(created.commit.clone()),
            run: Some(created.run.clone()),
            site: created.site.clone(),
            warnings: created.notes.clone(),
            ..InitReport::for_new_platform(&created.platform, shell)
        }
    }

    /// The report of a dry run.
    pub fn for_plan(plan: &PlatformPlan, shell: &Path) -> InitReport {
        InitReport {
            requests: plan.requests.clone(),
            unchecked: plan.unchecked.clone(),
            warnings: plan.notes.clone(),
            ..InitReport::for_new_platform(&plan.platform, shell).with_dry_run(true)
        }
    }

    fn for_new_platform(platform: &PlannedPlatform, shell: &Path) -> InitReport {
        let added = |path: &String| InitFileItem {
            path: path.clone(),
            status: status_name(AdditionStatus::Added),
        };
        let has_sample = platform
            .files
            .iter()
            .any(|path| path == SAMPLE_COMPONENT_FILE);
        InitReport {
            schema_version: SCHEMA_VERSION,
            dry_run: false,
            existing: false,
            organisation: platform.organisation.clone(),
            directory: platform.directory.display().to_string(),
            repository: platform
                .wanted
                .as_ref()
                .map(|_| platform.repository.clone()),
            site: None,
            requests: Vec::new(),
            unchecked: Vec::new(),
            warnings: Vec::new(),
            commit: None,
            run: None,
            files: platform.files.iter().map(added).collect(),
            next: list_next_commands(
                &platform.directory,
                shell,
                Some(&platform.owner),
                has_sample,
            )
            .into_iter()
            .chain(format_connect_command(platform, shell))
            .collect(),
        }
    }

    /// The report of files that are missing from the repository at `root`, and were added if `applied` says so.
    pub fn for_additions(
        additions: &PlatformAdditions,
        applied: Option<&AppliedAdditions>,
        root: &Path,
        shell: &Path,
    ) -> InitReport {
        let item = |(path, status): &(String, AdditionStatus)| InitFileItem {
            path: path.clone(),
            status: status_name(*status),
        };
        let request = &additions.request;
        let has_sample = root.join(SAMPLE_COMPONENT_FILE).is_file();
        InitReport {
            schema_version: SCHEMA_VERSION,
            dry_run: false,
            existing: true,
            organisation: request.organisation.clone(),
            directory: root.display().to_string(),
            repository: None,
            site: None,
            requests: Vec::new(),
            unchecked: Vec::new(),
            warnings: describe_unknown_owner(additions)
                .into_iter()
                .chain(describe_unreached_components(additions))
                .collect(),
            commit: applied.and_then(|applied| applied.commit.clone()),
            run: None,
            files: additions.files.iter().map(item).collect(),
            next: list_next_commands(
                root,
                shell,
                additions
                    .service_owner
                    .as_deref()
                    .filter(|_| additions.unreached_components.is_none()),
                has_sample,
            ),
        }
    }

    /// The same report; nothing was changed if `dry_run` is set.
    #[must_use]
    pub fn with_dry_run(self, dry_run: bool) -> InitReport {
        InitReport { dry_run, ..self }
    }

    fn files_with_status(&self, status: AdditionStatus) -> impl Iterator<Item = &str> {
        let files = self.files.iter();
        files
            .filter(move |file| file.status == status_name(status))
            .map(|file| file.path.as_str())
    }

    /// One line that says what was done.
    fn format_summary(&self) -> String {
        let changed = self.files_with_status(AdditionStatus::Added).count()
            + self.files_with_status(AdditionStatus::Restored).count();
        let organisation = TextStyle::Strong.paint(Printable(&self.organisation));
        let commit = self.commit.as_deref().and_then(|commit| commit.get(..7));
        let commit = commit.map_or(String::new(), |commit| format!(", commit {commit}"));
        let files = CountedNoun(changed, "file");
        match (self.existing, self.dry_run) {
            (true, _) if changed == 0 => {
                format!("The platform of {organisation} is complete; nothing was changed.")
            }
            (true, true) => format!("Would add {files} to the platform of {organisation}."),
            (true, false) => format!("Added {files} to the platform of {organisation}{commit}."),
            (false, true) => format!(
                "Would create the platform of {organisation} in {}: {files}.",
                Printable(&self.directory)
            ),
            (false, false) => {
                format!("Created the platform of {organisation}: {files}{commit}.")
            }
        }
    }
}

impl Report for InitReport {
    /// What was done, the files that matter, and what to run next.
    fn render_text(&self, width: LineWidth) -> String {
        let mut text = wrap_lines(&format!("{}\n", self.format_summary()), width);
        // Of a new platform, every file was added.
        let shown = [
            (AdditionStatus::Added, self.existing || self.dry_run),
            (AdditionStatus::Restored, true),
            (AdditionStatus::Kept, true),
            (AdditionStatus::Deleted, true),
        ];
        let mut files = String::new();
        for (status, _) in shown.into_iter().filter(|(_, is_shown)| *is_shown) {
            for path in self.files_with_status(status) {
                let label = status_name(status);
                let _ = writeln!(files, "  {label:<STATUS_WIDTH$}{}", Printable(path));
            }
        }
        if !files.is_empty() {
            let _ = write!(text, "\n{files}");
        }
        for (title, lines) in [("requests", &self.requests), ("unchecked", &self.unchecked)] {
            for (number, line) in lines.iter().enumerate() {
                let label = if number == 0 { title } else { "" };
                let head = format!("  {label:<STATUS_WIDTH$}");
                let start = if number == 0 { "\n" } else { "" };
                let line = wrap_value(&head, &Printable(line).to_string(), head.len(), width);
                let _ = writeln!(text, "{start}{line}");
            }
        }
        if !self.dry_run {
            text.push('\n');
            for (number, command) in self.next.iter().enumerate() {
                let label = if number == 0 { "  next" } else { "" };
                let head = format!("{label:<8}");
                let line = wrap_value(&head, command, head.len(), width);
                let _ = writeln!(text, "{line}");
            }
            for (label, value) in [("  repo", &self.repository), ("  site", &self.site)] {
                if let Some(value) = value {
                    let _ = writeln!(text, "{label:<8}{}", Printable(value));
                }
            }
        }
        text
    }

    /// The directory.
    fn render_quiet(&self, _width: LineWidth) -> String {
        format!("{}\n", self.directory)
    }
}

fn status_name(status: AdditionStatus) -> &'static str {
    match status {
        AdditionStatus::Added => "added",
        AdditionStatus::Restored => "restored",
        AdditionStatus::Unchanged => "unchanged",
        AdditionStatus::Kept => "kept",
        AdditionStatus::Deleted => "deleted",
    }
}

/// The command that makes a platform without a remote the one that this machine uses everywhere.
fn format_connect_command(platform: &PlannedPlatform, shell: &Path) -> Option<String> {
    let near = path_relative_to(shell, &platform.directory);
    let near = shell_quote_path(&near);
    platform
        .wanted
        .is_none()
        .then(|| format!("idp connect {near}"))
}

/// Says that the catalog doesn't have the group that the platform's files name as its owner.
fn describe_unknown_owner(additions: &PlatformAdditions) -> Option<String> {
    let files = &additions.files_with_unknown_owner;
    (!files.is_empty()).then(|| {
        let owner = Printable(&additions.request.owner);
        format!(
            "the catalog has no group {owner}, but these files name it: {}",
            files.join(", ")
        )
    })
}

/// Says that no service can be registered, and what to change.
fn describe_unreached_components(additions: &PlatformAdditions) -> Option<String> {
    let folder = additions.unreached_components.as_ref()?;
    let folder = Printable(folder);
    Some(format!(
        "no Location reaches {folder}/, where idp new registers services; add a Location with the target ./{folder}/*.yaml to the root file of the catalog, or set `catalog.file` in idp.yaml to the file that holds the whole catalog"
    ))
}

/// Commands for a shell in the directory `shell`: one that asks, one that shows everything, one that creates. Without a group, a service
/// can't have an owner.
fn list_next_commands(
    root: &Path,
    shell: &Path,
    owner: Option<&str>,
    has_sample: bool,
) -> Vec<String> {
    let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let shell = shell.canonicalize().unwrap_or_else(|_| shell.to_owned());
    let near = shell_quote_path(&path_relative_to(&shell, &root));
    let known = Some(SAMPLE_COMPONENT).filter(|_| has_sample).or(owner);
    // The service gets a directory next to the platform, not in it.
    let (idp, place) = if shell.starts_with(&root) {
        ("idp".to_owned(), format!("--dir ../{EXAMPLE_SERVICE}"))
    } else {
        (format!("idp -C {near}"), format!("--platform {near}"))
    };
    let ask = known.map(|known| format!("{idp} who-owns {known}"));
    let show = format!("{idp} catalog site");
    let new =
        owner.map(|owner| format!("idp new service {EXAMPLE_SERVICE} --owner {owner} {place}"));
    ask.into_iter().chain([show]).chain(new).collect()
}
