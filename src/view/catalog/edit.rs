//! `idp catalog set`, `rename` and `remove`: what changes, or has changed.

use schemars::JsonSchema;
use serde::Serialize;

use crate::count::Count;
use crate::ops::{Applied, FileChange, Proposal};
use crate::printable::Printable;
use crate::view::diff::{coloured, plain_diff};
use crate::view::finding::Finding;
use crate::view::json::VERSION;
use crate::view::snippet::snippet;
use crate::view::{PlatformStamp, Style};

/// A change of the catalog.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp catalog set, rename, remove")]
pub struct EditReport {
    /// 1.
    pub schema_version: u32,
    /// The platform that changes.
    pub platform: PlatformStamp,
    /// The entities it is about, by the refs they had.
    pub entities: Vec<String>,
    /// The files it changes.
    pub files: Vec<FileItem>,
    /// The commit that holds it; null on a dry run, or where the files were only written.
    pub commit: Option<String>,
    /// Whether the platform's remote has it.
    pub published: bool,
    /// What was not done, as it is so already.
    pub notes: Vec<String>,
    /// New warnings and notes of the rules.
    pub findings: Vec<Finding>,
    #[serde(skip)]
    #[schemars(skip)]
    pictures: String,
    #[serde(skip)]
    #[schemars(skip)]
    planned: bool,
}

/// A file that changes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FileItem {
    /// From the root of the platform repository.
    pub file: String,
    /// What it was called before, if it moved.
    pub from: Option<String>,
    /// As `git diff` shows it, without colours.
    pub diff: String,
}

impl EditReport {
    /// What would change.
    pub fn planned(platform: PlatformStamp, proposal: &Proposal) -> Self {
        EditReport {
            schema_version: VERSION,
            platform,
            entities: proposal.entities.iter().map(ToString::to_string).collect(),
            files: files(proposal),
            commit: None,
            published: false,
            notes: proposal.notes.clone(),
            findings: proposal.findings.iter().map(Finding::from).collect(),
            pictures: proposal.findings.iter().map(snippet).collect(),
            planned: true,
        }
    }

    /// What has changed.
    pub fn done(platform: PlatformStamp, applied: &Applied) -> Self {
        EditReport {
            commit: applied.commit.clone(),
            published: applied.published,
            planned: false,
            ..EditReport::planned(platform, &applied.proposal)
        }
    }

    /// The diff where nothing is done yet; else how much was, and the next thing to type.
    pub fn text(&self) -> String {
        let note = |note: &String| format!("note: {}\n", Printable(note));
        let notes: String = self.notes.iter().map(note).collect();
        if self.files.is_empty() {
            return format!("{notes}nothing to change\n");
        }
        let pictures = &self.pictures;
        if self.planned {
            let diffs: String = self.files.iter().map(FileItem::text).collect();
            return format!("{diffs}{notes}{pictures}would change {}\n", self.counts());
        }
        let next = match (&self.commit, self.published) {
            (None, _) => "git diff",
            (Some(_), false) => "git push",
            (Some(_), true) => {
                return format!(
                    "{notes}{pictures}changed {}{}\n",
                    self.counts(),
                    self.commit_words()
                );
            }
        };
        let next = Style::Hint.of(next);
        format!(
            "{notes}{pictures}changed {}{}; next: {next}\n",
            self.counts(),
            self.commit_words()
        )
    }

    fn counts(&self) -> String {
        let files = Count(self.files.len(), "file");
        let entities = Count(self.entities.len(), "entity");
        format!("{files} for {entities}")
    }

    fn commit_words(&self) -> String {
        let short = self
            .commit
            .as_deref()
            .map(|commit| commit.get(..7).unwrap_or(commit));
        short.map(|short| format!(" ({short})")).unwrap_or_default()
    }
}

impl FileItem {
    fn text(&self) -> String {
        match &self.from {
            Some(from) => format!(
                "{} becomes {}\n{}",
                Printable(from),
                Printable(&self.file),
                coloured(&self.diff)
            ),
            None => coloured(&self.diff),
        }
    }
}

fn files(proposal: &Proposal) -> Vec<FileItem> {
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
        files.push(FileItem {
            file: path.clone(),
            from: from.map(str::to_owned),
            diff: plain_diff(path, before, text.as_deref().unwrap_or_default()),
        });
    }
    let removed = gone
        .iter()
        .filter(|(change, _)| left.contains(&change.path.as_str()));
    files.extend(removed.map(|(change, before)| FileItem {
        file: change.path.clone(),
        from: None,
        diff: plain_diff(&change.path, before, ""),
    }));
    files
}
