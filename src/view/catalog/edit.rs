//! `idp catalog set`, `rename` and `remove`: what changes, or has changed.

use schemars::JsonSchema;
use serde::Serialize;

use crate::count::CountedNoun;
use crate::diagnostic::Diagnostic;
use crate::ops::{AppliedEdit, EditProposal, FileChange};
use crate::platform::Platform;
use crate::printable::Printable;
use crate::view::Report;
use crate::view::SCHEMA_VERSION;
use crate::view::diagnostic_item::{DiagnosticItem, serialize_findings};
use crate::view::snippet::render_finding_snippet;
use crate::view::unified_diff::{colour_diff, render_plain_diff};
use crate::view::{PlatformInfo, TextStyle};

/// So many components are named.
const MAX_LISTED_COMPONENTS: usize = 10;

/// A change of the catalog.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp catalog set, rename, remove")]
pub struct CatalogEditReport {
    /// 1.
    pub schema_version: u32,
    /// The platform that changes.
    pub platform: PlatformInfo,
    /// The entities it is about, by the refs they had.
    pub entities: Vec<String>,
    /// The files it changes.
    pub files: Vec<FileDiffItem>,
    /// The commit that holds it; null on a dry run, or where the files were only written.
    pub commit: Option<String>,
    /// Whether the platform's remote has it.
    pub published: bool,
    /// Whether it was pushed to the platform's repository.
    pub pushed: bool,
    /// The branch it was pushed to.
    pub branch: Option<String>,
    /// The URL of the pull request that it waits in.
    pub pull_request: Option<String>,
    /// After a team or a person was renamed: the repositories whose own files still have the old name.
    pub outdated_repositories: Vec<OutdatedRepository>,
    /// What was not done, as it is so already.
    pub notes: Vec<String>,
    /// New warnings and notes of the rules.
    #[serde(serialize_with = "serialize_findings")]
    #[schemars(with = "Vec<DiagnosticItem>")]
    pub findings: Vec<Diagnostic>,
    #[serde(skip)]
    #[schemars(skip)]
    shared_platform: Option<String>,
    #[serde(skip)]
    #[schemars(skip)]
    is_dry_run: bool,
}

/// A repository whose own files still have the old name of their owner.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OutdatedRepository {
    /// The name of the component.
    pub component: String,
    /// Where its repository is.
    pub repository: String,
}

/// A file that changes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FileDiffItem {
    /// From the root of the platform repository.
    pub file: String,
    /// What it was called before, if it moved.
    pub from: Option<String>,
    /// As `git diff` shows it, without colours.
    pub diff: String,
}

impl CatalogEditReport {
    /// What would change.
    pub fn from_edit_proposal(platform: PlatformInfo, proposal: &EditProposal) -> Self {
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
            outdated_repositories: collect_outdated_repositories(proposal),
            notes: proposal.notes.clone(),
            findings: proposal.findings.clone(),
            shared_platform: None,
            is_dry_run: true,
        }
    }

    /// What has changed.
    pub fn from_applied_edit(
        stamp: PlatformInfo,
        applied: &AppliedEdit,
        platform: &Platform,
    ) -> Self {
        let shared = applied.branch.is_some() && !platform.is_practice();
        CatalogEditReport {
            commit: applied.commit.clone(),
            published: applied.published,
            pushed: applied.branch.is_some(),
            branch: applied.branch.clone(),
            pull_request: applied.pull_request.clone(),
            shared_platform: shared.then(|| platform.to_string()),
            is_dry_run: false,
            ..CatalogEditReport::from_edit_proposal(stamp, &applied.proposal)
        }
    }

    /// Where the change went, or how it gets there.
    fn format_next_step(&self) -> String {
        if let Some(url) = &self.pull_request {
            return format!(", in {}", Printable(url));
        }
        match (&self.branch, &self.shared_platform, &self.commit) {
            (Some(branch), Some(address), _) => format!(
                ", pushed to {} of {}",
                Printable(branch),
                Printable(address)
            ),
            (Some(_), None, _) => String::new(),
            (None, _, None) => format!("; next: {}", TextStyle::Hint.paint("git diff")),
            (None, _, Some(_)) => format!("; next: {}", TextStyle::Hint.paint("git push")),
        }
    }

    /// What the catalog cannot change.
    fn format_outdated_repositories_note(&self) -> String {
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
            1 => ("names", "there"),
            _ => ("name", "in each"),
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
            "note: {count} still {verb} {} in files of its own (CODEOWNERS, chart values, lock): {}{more}\n      next, {each}: {next}\n",
            Printable(old),
            Printable(&names.join(", "))
        )
    }

    fn format_change_counts(&self) -> String {
        let files = CountedNoun(self.files.len(), "file");
        let entities = CountedNoun(self.entities.len(), "entity");
        format!("{files} for {entities}")
    }

    fn format_short_commit(&self) -> String {
        let short = self
            .commit
            .as_deref()
            .map(|commit| commit.get(..7).unwrap_or(commit));
        short.map(|short| format!(" ({short})")).unwrap_or_default()
    }
}

impl Report for CatalogEditReport {
    /// The diff where nothing is done yet; else how much was, and the next thing to type.
    fn render_text(&self) -> String {
        let note = |note: &String| format!("note: {}\n", Printable(note));
        let notes: String = self.notes.iter().map(note).collect();
        if self.files.is_empty() {
            return format!("{notes}nothing to change\n");
        }
        let pictures: String = self.findings.iter().map(render_finding_snippet).collect();
        if self.is_dry_run {
            let diffs: String = self.files.iter().map(FileDiffItem::render_diff).collect();
            return format!(
                "{diffs}{notes}{pictures}would change {}\n",
                self.format_change_counts()
            );
        }
        let done = format!(
            "changed {}{}",
            self.format_change_counts(),
            self.format_short_commit()
        );
        let outdated = self.format_outdated_repositories_note();
        format!(
            "{notes}{pictures}{done}{}\n{outdated}",
            self.format_next_step()
        )
    }
}

impl FileDiffItem {
    fn render_diff(&self) -> String {
        match &self.from {
            Some(from) => format!(
                "{} becomes {}\n{}",
                Printable(from),
                Printable(&self.file),
                colour_diff(&self.diff)
            ),
            None => colour_diff(&self.diff),
        }
    }
}

fn collect_outdated_repositories(proposal: &EditProposal) -> Vec<OutdatedRepository> {
    let outdated = |(component, repository): &(String, String)| OutdatedRepository {
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
