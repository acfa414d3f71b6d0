//! `idp catalog set`, `rename` and `remove`: the planned or applied changes.

use schemars::JsonSchema;
use serde::Serialize;

use crate::count::CountedNoun;
use crate::diagnostic::Diagnostic;
use crate::ops::{AppliedEdit, EditProposal, FileChange};
use crate::platform::Platform;
use crate::printable::Printable;
use crate::text_layout::wrap_lines;
use crate::view::SCHEMA_VERSION;
use crate::view::diagnostic_item::{DiagnosticItem, serialize_findings};
use crate::view::snippet::render_finding_snippet;
use crate::view::unified_diff::{colour_diff, render_plain_diff};
use crate::view::{LineWidth, PlatformInfo, Report, TextStyle};

/// The maximum number of components to list.
const MAX_LISTED_COMPONENTS: usize = 10;

/// A change to the catalog.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp catalog set, rename, remove")]
pub struct CatalogEditReport {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The platform that is changed.
    pub platform: PlatformInfo,
    /// The refs of the changed entities, as they were before the change.
    pub entities: Vec<String>,
    /// The changed files.
    pub files: Vec<FileDiffItem>,
    /// The commit with the change; null for a dry run, or if the files were written without a commit.
    pub commit: Option<String>,
    /// Whether the platform's default branch on the remote has the change; false for a pull request.
    pub published: bool,
    /// Whether the change was pushed to the platform's repository.
    pub pushed: bool,
    /// The branch that the change was pushed to.
    pub branch: Option<String>,
    /// The URL of the pull request for the change.
    pub pull_request: Option<String>,
    /// After renaming a group or user: the repositories whose own files still contain the old name.
    pub outdated_repositories: Vec<RepositoryWithOldOwnerName>,
    /// Requested changes that are already in effect, and members that a change of `members` doesn't remove.
    pub notes: Vec<String>,
    /// New warnings and notes that the change causes.
    #[serde(serialize_with = "serialize_findings")]
    #[schemars(with = "Vec<DiagnosticItem>")]
    pub findings: Vec<Diagnostic>,
    #[serde(skip)]
    #[schemars(skip)]
    shared_platform: Option<String>,
    /// The command that comes next.
    #[serde(skip)]
    #[schemars(skip)]
    next_command: Option<String>,
    #[serde(skip)]
    #[schemars(skip)]
    is_dry_run: bool,
}

/// A repository whose own files still contain the old name of the owner.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RepositoryWithOldOwnerName {
    /// The name of the component.
    pub component: String,
    /// The URL of its repository.
    pub repository: String,
}

/// A changed file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FileDiffItem {
    /// The path from the root of the platform repository.
    pub file: String,
    /// The previous path, if the file was moved.
    pub from: Option<String>,
    /// The diff in the format of `git diff`, without colours.
    pub diff: String,
}

impl CatalogEditReport {
    /// The report of a dry run.
    pub fn from_planned_edit(platform: PlatformInfo, proposal: &EditProposal) -> Self {
        CatalogEditReport {
            schema_version: SCHEMA_VERSION,
            platform,
            entities: proposal.entities.iter().map(ToString::to_string).collect(),
            files: collect_file_diffs(proposal),
            commit: None,
            published: false,
            pushed: false,
            branch: None,
            pull_request: None,
            outdated_repositories: collect_repositories_with_old_owner_name(proposal),
            notes: proposal.notes.clone(),
            findings: proposal.findings.clone(),
            shared_platform: None,
            next_command: None,
            is_dry_run: true,
        }
    }

    /// The report of an applied change; `next_command` publishes, reviews or fetches it.
    pub fn from_applied_edit(
        stamp: PlatformInfo,
        applied: &AppliedEdit,
        platform: &Platform,
        next_command: Option<String>,
    ) -> Self {
        let shared = applied.branch.is_some() && !platform.is_practice();
        CatalogEditReport {
            commit: applied.commit.clone(),
            published: applied.published,
            pushed: applied.branch.is_some(),
            branch: applied.branch.clone(),
            pull_request: applied.pull_request.clone(),
            // In a clone, the push goes to its origin.
            shared_platform: shared.then(|| {
                let address = platform.platform_address();
                address.unwrap_or_else(|_| platform.to_string())
            }),
            next_command,
            is_dry_run: false,
            ..CatalogEditReport::from_planned_edit(stamp, &applied.proposal)
        }
    }

    /// Where the change was published, and the next command.
    fn format_destination_and_next_command(&self) -> String {
        if let Some(url) = &self.pull_request {
            return format!(", in {}", Printable(url));
        }
        let destination = match (&self.branch, &self.shared_platform) {
            (Some(branch), Some(address)) => {
                format!(
                    ", pushed to {} of {}",
                    Printable(branch),
                    Printable(address)
                )
            }
            _ => String::new(),
        };
        let next = self.next_command.as_ref();
        let next = next.map(|command| format!("; next: {}", TextStyle::Hint.paint(command)));
        destination + &next.unwrap_or_default()
    }

    /// A note about repositories that must be changed by hand.
    fn format_repositories_naming_old_owner(&self) -> String {
        let Some(old) = self
            .entities
            .first()
            .filter(|_| !self.outdated_repositories.is_empty())
        else {
            return String::new();
        };
        let names: Vec<&str> = self
            .outdated_repositories
            .iter()
            .map(|outdated| outdated.component.as_str())
            .take(MAX_LISTED_COMPONENTS)
            .collect();
        let (verb, each) = match self.outdated_repositories.len() {
            1 => ("contains", "in that repository"),
            _ => ("contain", "in each"),
        };
        let count = CountedNoun(self.outdated_repositories.len(), "service repository");
        let more = match self
            .outdated_repositories
            .len()
            .saturating_sub(MAX_LISTED_COMPONENTS)
        {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let bare = old.rsplit('/').next().unwrap_or(old);
        let next = TextStyle::Hint.paint(format!("git grep -n -w {}", Printable(bare)));
        format!(
            "note: {count} still {verb} {} (CODEOWNERS, chart values, lock): {}{more}\n      next, {each}: {next}\n",
            Printable(old),
            Printable(&names.join(", "))
        )
    }

    fn format_file_and_entity_counts(&self) -> String {
        let files = CountedNoun(self.files.len(), "file");
        let entities = CountedNoun(self.entities.len(), "entity");
        format!("{entities} in {files}")
    }

    fn format_short_commit(&self) -> String {
        let short = self
            .commit
            .as_deref()
            .map(|commit| commit.get(..7).unwrap_or(commit));
        short.map(|short| format!(" ({short})")).unwrap_or_default()
    }
}

impl CatalogEditReport {
    /// What was changed, or would be, without the diff; notes and findings come first.
    pub(super) fn render_summary(&self, width: LineWidth) -> String {
        let note = |note: &String| format!("note: {}\n", Printable(note));
        let notes: String = self.notes.iter().map(note).collect();
        let notes = wrap_lines(&notes, width);
        if self.files.is_empty() {
            return format!("{notes}nothing to change\n");
        }
        let pictures = self.findings.iter();
        let pictures: String = pictures
            .map(|finding| render_finding_snippet(finding, width))
            .collect();
        let counts = self.format_file_and_entity_counts();
        if self.is_dry_run {
            return format!("{notes}{pictures}would change {counts}\n");
        }
        let done = format!(
            "changed {counts}{}{}\n{}",
            self.format_short_commit(),
            self.format_destination_and_next_command(),
            self.format_repositories_naming_old_owner()
        );
        format!("{notes}{pictures}{}", wrap_lines(&done, width))
    }
}

impl Report for CatalogEditReport {
    /// The diff for a dry run; otherwise a summary and the next command.
    fn render_text(&self, width: LineWidth) -> String {
        let summary = self.render_summary(width);
        if !self.is_dry_run {
            return summary;
        }
        let diffs: String = self.files.iter().map(FileDiffItem::render_diff).collect();
        format!("{diffs}{summary}")
    }
}

impl FileDiffItem {
    fn render_diff(&self) -> String {
        match &self.from {
            Some(from) => format!(
                "{} → {}\n{}",
                Printable(from),
                Printable(&self.file),
                colour_diff(&self.diff)
            ),
            None => colour_diff(&self.diff),
        }
    }
}

fn collect_repositories_with_old_owner_name(
    proposal: &EditProposal,
) -> Vec<RepositoryWithOldOwnerName> {
    let outdated = |(component, repository): &(String, String)| RepositoryWithOldOwnerName {
        component: component.clone(),
        repository: repository.clone(),
    };
    proposal.stale_repositories.iter().map(outdated).collect()
}

fn collect_file_diffs(proposal: &EditProposal) -> Vec<FileDiffItem> {
    let (gone, there): (Vec<_>, Vec<_>) = proposal
        .changes
        .iter()
        .partition(|(change, _)| change.text.is_none());
    let moved_from = |path: &str, before: &str| {
        let mut gone = gone.iter().filter(|(change, _)| change.path != path);
        gone.find(|(_, old)| old == before)
            .map(|(change, _)| change.path.as_str())
    };
    let mut left: Vec<&str> = gone
        .iter()
        .map(|(change, _)| change.path.as_str())
        .collect();
    let mut files = Vec::new();
    for (FileChange { path, text }, before) in there {
        let from = moved_from(path, before);
        left.retain(|path| Some(*path) != from);
        files.push(FileDiffItem {
            file: path.clone(),
            from: from.map(str::to_owned),
            diff: render_plain_diff(path, before, text.as_deref().unwrap_or_default()),
        });
    }
    let removed = gone
        .iter()
        .filter(|(change, _)| left.contains(&change.path.as_str()));
    files.extend(removed.map(|(change, before)| FileDiffItem {
        file: change.path.clone(),
        from: None,
        diff: render_plain_diff(&change.path, before, ""),
    }));
    files
}
