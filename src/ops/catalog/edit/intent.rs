//! Records on disk what an edit is about to do to the files of a directory, so that the next process can finish it after a crash
//! without touching files that someone else has changed in the meantime.

use std::path::Path;

use git2::{ObjectType, Oid};
use serde::{Deserialize, Serialize};

use super::context::AppliedEdit;
use super::{CatalogEdit, EditProposal};
use crate::catalog::{EntityRef, EntityRefBuf};
use crate::error::{Error, ErrorKind, Result};
use crate::git::LocalClone;
use crate::ops::FileChange;
use crate::ops::staging::{
    DraftFolder, FileWithMetadata, LockWaitOptions, read_regular_file, remove_file_no_follow,
    replace_file,
};
use crate::printable::Printable;

const INTENT_VERSION: u32 = 2;

/// A computed edit that is being written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EditIntent {
    version: u32,
    /// Identifies the command: the same for equal commands.
    edit: String,
    subject: String,
    entities: Vec<[String; 3]>,
    /// The directory that the paths are relative to, relative to the root of its clone; empty outside a clone.
    folder: String,
    /// The commit that contains the edit; `None` if the files are only written.
    commit: Option<String>,
    files: Vec<FileIntent>,
}

/// A file of an edit.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FileIntent {
    pub(super) path: String,
    /// Its blobs in the commits before and after.
    pub(super) blobs: BlobIdChange,
    /// The hashes of its bytes on disk, before and after.
    pub(super) disk: BlobIdChange,
    /// Whether it is on disk at all; a sparse checkout leaves files out.
    pub(super) checked_out: bool,
}

/// A change from one id to another; `None` if there is no file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct BlobIdChange {
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

/// The git blob ID of some bytes.
pub(super) fn hash_blob(bytes: &[u8]) -> Option<String> {
    let id = Oid::hash_object(ObjectType::Blob, bytes).ok()?;
    Some(id.to_string())
}

/// Reads the file that exists where another one will be written. On a case-insensitive file system, a file whose name changes only
/// in case is already found under its new name; it doesn't count, because it will be removed.
pub(super) fn read_existing_target_file(
    root: &Path,
    change: &FileChange,
    all: &EditProposal,
) -> Result<Option<FileWithMetadata>> {
    let found = read_regular_file(root, &change.path)?;
    let Some(there) = found.as_ref().filter(|_| change.text.is_some()) else {
        return Ok(found);
    };
    let goes = |(other, _): &&(FileChange, String)| {
        other.text.is_none() && other.path.eq_ignore_ascii_case(&change.path)
    };
    for (goes, _) in all.changes.iter().filter(goes) {
        if read_regular_file(root, &goes.path)?.is_some_and(|goes| goes.is_same_file(there)) {
            return Ok(None);
        }
    }
    Ok(found)
}

impl EditIntent {
    pub(super) fn new(
        edit: &CatalogEdit,
        proposal: &EditProposal,
        tree: Option<&LocalClone>,
        commit: Option<Oid>,
        files: Vec<FileIntent>,
    ) -> EditIntent {
        let parts = |entity: &EntityRefBuf| {
            let entity = entity.as_entity_ref();
            [entity.kind, entity.namespace, entity.name].map(str::to_owned)
        };
        EditIntent {
            version: INTENT_VERSION,
            edit: format!("{edit:?}"),
            subject: edit.commit_subject(&proposal.entities),
            entities: proposal.entities.iter().map(parts).collect(),
            folder: folder_within_clone(tree).to_owned(),
            commit: commit.map(|commit| commit.to_string()),
            files,
        }
    }

    /// Writes the intent atomically.
    pub(super) fn write(&self, staging: &DraftFolder) -> Result<()> {
        let cannot = |error| Error::io("record the pending change", error);
        let draft = staging.file_path("edit.json.new");
        let json = serde_json::to_vec(self).map_err(|error| cannot(error.into()))?;
        let written = || -> std::io::Result<()> {
            use std::io::Write;
            let mut options = std::fs::File::options();
            options.create(true).truncate(true).write(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(&draft)?;
            file.write_all(&json)?;
            file.sync_all()?;
            std::fs::rename(&draft, staging.intent_path())
        };
        written().map_err(cannot)
    }

    /// Writes the changed files. Returns the reasons why some were left as they were, such as changes by someone else.
    pub(super) fn write_changed_files(
        &self,
        staging: &DraftFolder,
        root: &Path,
        intended: impl Fn(usize) -> bool,
        placed: &dyn Fn(),
    ) -> Vec<String> {
        let mut left = Vec::new();
        for (number, file) in self.files.iter().enumerate() {
            if !(file.checked_out && intended(number)) {
                continue;
            }
            match file.write_if_unchanged(staging, root, number) {
                Ok(true) => {}
                Ok(false) => left.push(format!(
                    "{} was changed by another process",
                    Printable(&file.path)
                )),
                Err(error) => left.push(error.to_string()),
            }
            placed();
        }
        left
    }

    fn changed_file_paths(&self) -> Vec<&str> {
        self.files.iter().map(|file| file.path.as_str()).collect()
    }
}

impl FileIntent {
    /// Writes the file if it still has its old bytes. Returns whether it now has its new bytes.
    fn write_if_unchanged(
        &self,
        staging: &DraftFolder,
        root: &Path,
        number: usize,
    ) -> Result<bool> {
        let now = self.hash_file_on_disk(root)?;
        if now == self.disk.after {
            return Ok(true);
        }
        if now != self.disk.before {
            return Ok(false);
        }
        match self.disk.after {
            Some(_) => replace_file(root, &self.path, &staging.draft_path(number))?,
            None => remove_file_no_follow(root, &self.path)?,
        }
        Ok(true)
    }

    fn hash_file_on_disk(&self, root: &Path) -> Result<Option<String>> {
        let found = read_regular_file(root, &self.path)?;
        Ok(found.and_then(|found| hash_blob(&found.bytes)))
    }
}

fn folder_within_clone(tree: Option<&LocalClone>) -> &str {
    tree.map_or("", LocalClone::subdirectory_prefix)
}

/// The edit that the current command requests.
#[derive(Clone, Copy)]
pub(in crate::ops::catalog) struct RequestedEdit<'a> {
    pub(super) edit: &'a CatalogEdit,
    /// Whether to commit it.
    pub(super) commits: bool,
}

/// Finishes or discards what an earlier process left behind when it was killed, in any directory of the clone. Returns the result
/// if it was the same edit in the same directory and is now complete.
///
/// # Errors
/// Conflict (6) if another git process holds the index; io (7) if git fails.
pub(in crate::ops::catalog) fn recover_interrupted_edit(
    staging: &DraftFolder,
    root: &Path,
    tree: Option<&LocalClone>,
    intended: Option<RequestedEdit<'_>>,
    waiting: LockWaitOptions<'_>,
) -> Result<Option<AppliedEdit>> {
    let intent = match std::fs::read(staging.intent_path()) {
        Ok(bytes) => serde_json::from_slice::<EditIntent>(&bytes).ok(),
        Err(_) => None,
    };
    let intent = intent.filter(|intent| intent.version == INTENT_VERSION);
    let Some(intent) = intent else {
        if let Some(tree) = tree {
            tree.recover_git_index(&staging.file_path("index"), false)?;
        }
        staging.clear();
        return Ok(None);
    };
    let there = tree.map(|tree| tree.with_subdirectory(&intent.folder));
    let place = match &there {
        Some(there) => there.subdirectory_path(),
        None => root.to_owned(),
    };
    let reached = match (&intent.commit, &there) {
        (Some(_), Some(there)) => {
            intent.finish_interrupted_commit(staging, &place, there, waiting)?
        }
        _ => intent.finish_interrupted_write(staging, &place),
    };
    staging.clear();
    if !reached {
        return Ok(None);
    }
    let same = intent.folder == folder_within_clone(tree)
        && intended.is_some_and(|intended| intent.matches_requested_edit(intended));
    if !same {
        let subject = Printable(&intent.subject);
        (waiting.notify)(&format!("finished an interrupted change: {subject}"));
        return Ok(None);
    }
    intent.to_applied_edit(root, tree).map(Some)
}

impl EditIntent {
    /// The subject of its commit.
    pub(super) fn commit_subject(&self) -> &str {
        &self.subject
    }

    /// Whether the same command created it.
    fn matches_requested_edit(&self, intended: RequestedEdit<'_>) -> bool {
        let edit = format!("{:?}", intended.edit);
        edit == self.edit && intended.commits == self.commit.is_some()
    }

    /// Finishes an interrupted commit. The branch moves atomically, so its files show whether the rest must still be done. Returns
    /// whether the branch had moved.
    fn finish_interrupted_commit(
        &self,
        staging: &DraftFolder,
        root: &Path,
        tree: &LocalClone,
        waiting: LockWaitOptions<'_>,
    ) -> Result<bool> {
        let (index, paths) = (staging.file_path("index"), self.changed_file_paths());
        let Some(head) = tree.head_revision()? else {
            tree.recover_git_index(&index, false)?;
            return Ok(false);
        };
        let now = tree.find_blob_ids_in_commit(head.commit_id(), &paths)?;
        let due: Vec<bool> = self
            .files
            .iter()
            .zip(&now)
            .map(|(file, now)| now.map(|id| id.to_string()) == file.blobs.after)
            .collect();
        let reached = due.iter().all(|due| *due);
        tree.recover_git_index(&index, reached)?;
        let is_due = |number: usize| due.get(number) == Some(&true);
        self.warn_unwritten_files(
            &self.write_changed_files(staging, root, is_due, &|| {}),
            waiting,
        );
        let updated = self.update_git_index(&index, tree, head.commit_id(), &is_due, waiting);
        updated.map_err(|error| match &self.commit {
            Some(commit) if reached => commit_not_checked_out_error(commit, error),
            _ => error,
        })?;
        if due.contains(&true) {
            tree.refresh_index_stat_info(&index, waiting.stop);
        }
        Ok(reached)
    }

    /// Updates the index entries that are still unchanged to `head`.
    fn update_git_index(
        &self,
        index: &Path,
        tree: &LocalClone,
        head: Oid,
        is_due: &dyn Fn(usize) -> bool,
        waiting: LockWaitOptions<'_>,
    ) -> Result<()> {
        let indexed = tree.find_git_index_blob_ids(&self.changed_file_paths())?;
        let old = self.files.iter().zip(&indexed).enumerate();
        let old = old.filter(|(number, (file, indexed))| {
            is_due(*number) && indexed.map(|id| id.to_string()) == file.blobs.before
        });
        let old: Vec<&str> = old.map(|(_, (file, _))| file.path.as_str()).collect();
        if old.is_empty() {
            return Ok(());
        }
        tree.prepare_git_index(index, head, &old, waiting.stop)?
            .install_git_index()
    }

    /// Without a commit, the files show how far the edit got. If none was written, the edit is discarded; otherwise it's finished.
    fn finish_interrupted_write(&self, staging: &DraftFolder, root: &Path) -> bool {
        let is_after = |file: &FileIntent| {
            file.hash_file_on_disk(root)
                .is_ok_and(|now| now == file.disk.after)
        };
        if !self.files.iter().any(is_after) {
            return false;
        }
        self.write_changed_files(staging, root, |_| true, &|| {})
            .is_empty()
    }

    /// Warns about files that couldn't be updated.
    pub(super) fn warn_unwritten_files(&self, left: &[String], waiting: LockWaitOptions<'_>) {
        for reason in left {
            (waiting.notify)(&format!(
                "warning: {reason}; the commit has the new version"
            ));
        }
    }

    /// If `file` is the only new file and exactly one file was removed, it was moved: returns the blob of the removed file.
    fn find_blob_before_move(&self, file: &FileIntent) -> Option<String> {
        let mut gone = self.files.iter().filter(|file| file.blobs.after.is_none());
        let came = |file: &&FileIntent| file.blobs.before.is_none();
        match (
            gone.next(),
            gone.next(),
            self.files.iter().filter(came).count(),
        ) {
            (Some(gone), None, 1) if came(&file) => gone.blobs.before.clone(),
            _ => None,
        }
    }

    /// The result of the edit, read from its commit; without a commit only the changed files are known.
    fn to_applied_edit(&self, root: &Path, tree: Option<&LocalClone>) -> Result<AppliedEdit> {
        let mut changes = Vec::new();
        for file in &self.files {
            let text = |id: &Option<String>| -> Result<Option<String>> {
                let id = id.as_deref().and_then(|id| Oid::from_str(id).ok());
                match (id, tree) {
                    (Some(id), Some(tree)) => tree.read_blob_text(id).map(Some),
                    _ => Ok(None),
                }
            };
            let (before, after) = match self.commit {
                Some(_) => (text(&file.blobs.before)?, text(&file.blobs.after)?),
                None => {
                    let now = read_regular_file(root, &file.path)?;
                    let now = now.map(|now| String::from_utf8_lossy(&now.bytes).into_owned());
                    (now.clone(), now)
                }
            };
            let before = match before {
                None => text(&self.find_blob_before_move(file))?,
                before => before,
            };
            let path = file.path.clone();
            let change = FileChange { path, text: after };
            changes.push((change, before.unwrap_or_default()));
        }
        let entity = |[kind, namespace, name]: &[String; 3]| {
            EntityRef {
                kind,
                namespace,
                name,
            }
            .to_owned_ref()
        };
        Ok(AppliedEdit {
            proposal: EditProposal {
                entities: self.entities.iter().map(entity).collect(),
                changes,
                notes: Vec::new(),
                findings: Vec::new(),
                stale_repositories: Vec::new(),
            },
            commit: self.commit.clone(),
            published: false,
            branch: None,
            pull_request: None,
        })
    }
}

/// The branch has the commit, but the index and the files couldn't be updated.
pub(super) fn commit_not_checked_out_error(commit: &str, error: Error) -> Error {
    let state = format!("commit {commit} exists, but the index and the files aren't updated yet");
    let message = match error.kind() {
        ErrorKind::Interrupted => format!("interrupted; {state}"),
        _ => format!("{state}: {}", error.message()),
    };
    let mut hints = error.hints().to_vec();
    if hints.is_empty() {
        hints.push("run the same command again".into());
    }
    Error::new(error.kind(), message)
        .with_hints(hints)
        .with_source(error)
}

/// The edit can't be made because someone else changed the file in the meantime.
pub(super) fn changed_meanwhile_error(reasons: &[String]) -> Error {
    Error::new(ErrorKind::Conflict, reasons.join("; ")).with_hint("run the same command again")
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    /// Simulates a case-insensitive file system by giving one file two names.
    #[test]
    fn a_file_that_gets_another_case_is_not_in_its_own_way() {
        let root = tempfile::tempdir().unwrap();
        let path = |name: &str| root.path().join(name);
        std::fs::write(path("cart.yaml"), "x").unwrap();
        std::fs::hard_link(path("cart.yaml"), path("Cart.yaml")).unwrap();
        std::fs::write(path("CART.yaml"), "x").unwrap();
        let change = |name: &str, text: Option<&str>| {
            let (path, text) = (name.to_owned(), text.map(str::to_owned));
            (FileChange { path, text }, "x".to_owned())
        };
        let found = |name: &str| {
            let proposal = EditProposal {
                entities: Vec::new(),
                changes: vec![change("cart.yaml", None), change(name, Some("y"))],
                notes: Vec::new(),
                findings: Vec::new(),
                stale_repositories: Vec::new(),
            };
            let found = read_existing_target_file(root.path(), &proposal.changes[1].0, &proposal);
            found.unwrap().is_some()
        };
        assert!(!found("Cart.yaml"));
        assert!(found("CART.yaml"));
        assert!(!found("other.yaml"));
    }
}
