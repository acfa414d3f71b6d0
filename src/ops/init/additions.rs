//! Adds what a platform lacks to an existing git repository, in one commit, and changes no other file.
//!
//! Order: prepare every file in a draft; write the commit; move the drafts into place, where only the file system can fail; move
//! the branch. A failure before that removes what was moved. A process that is killed leaves whole files that aren't committed, and
//! the next `idp init` commits them.

use std::collections::BTreeSet;
use std::path::Path;

use git2::Oid;

use super::render::{RenderedPlatform, render_platform};
use super::request::PlatformRequest;
use super::target::ExistingRepository;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::git::{
    CommitSpec, GitIdentity, LocalClone, Revision, accept_pushes_to_current_branch, create_commit,
};
use crate::ops::new_repository::DEFAULT_BRANCH;
use crate::ops::staging::{
    DraftFolder, LockWaitOptions, interrupted_error, read_regular_file, remove_file_no_follow,
    replace_file, validate_no_symlinks,
};
use crate::platform::{ForgeKind, PLATFORM_CONFIG_FILE};
use crate::printable::Printable;
use crate::template::{CurrentOrLegacyLockFile, FileClass, LockFile, RelPath, RenderedFile};

/// What happens to a file of the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AdditionStatus {
    /// It is missing and is added.
    Added,
    /// It was deleted but not committed, and is checked out again.
    Restored,
    /// It is what the template renders.
    Unchanged,
    /// It differs from what the template renders, and stays as it is.
    Kept,
    /// It was deleted after `idp` had added it, and stays deleted.
    Deleted,
}

/// What is missing from a repository.
#[derive(Clone, Debug)]
pub struct PlatformAdditions {
    /// The request, completed with the repository's settings.
    pub request: PlatformRequest,
    /// Every file of the template and what happens to it, sorted by path.
    pub files: Vec<(String, AdditionStatus)>,
    /// A group of the catalog to create the first service for; `None` if it has no groups.
    pub service_owner: Option<String>,
    /// The folder of new components, if no Location reaches it, so that no service can be registered.
    pub unreached_components: Option<String>,
    /// The files that name the owner of the platform, if the catalog lacks its group.
    pub files_with_unknown_owner: Vec<String>,
    /// The template's name and version.
    template: (String, String),
    /// The files to commit.
    writes: Vec<RenderedFile>,
    /// Every rendered file, if this render is the one that the lock describes.
    pristine: Option<Vec<RenderedFile>>,
}

/// The result of adding files.
#[derive(Clone, Debug)]
pub struct AppliedAdditions {
    /// The commit with the added files; `None` if there were none.
    pub commit: Option<String>,
}

/// How to add files.
#[derive(Clone, Copy)]
pub struct AdditionContext<'a> {
    /// The author of the commit.
    pub identity: &'a GitIdentity,
    /// The clock.
    pub clock: Clock,
    /// How to wait for other processes.
    pub waiting: LockWaitOptions<'a>,
}

/// Compares the files that `request` renders with those of `repository`.
///
/// # Errors
/// Conflict (6) if something is in the way of a file to add: a file that isn't committed, a link, or a file instead of a folder.
pub fn plan_platform_additions(
    request: PlatformRequest,
    repository: &ExistingRepository,
) -> Result<PlatformAdditions> {
    let clone = &repository.clone;
    let branch = clone.head_branch()?;
    let branch = branch.as_deref().unwrap_or(DEFAULT_BRANCH);
    let rendered = render_platform(&request, branch)?;
    let head = clone.head_revision()?;
    let head = head.as_ref().map(Revision::commit_id);
    let service_owner = repository.find_service_owner(&request.owner);
    let mut plan = PlatformAdditions {
        unreached_components: repository.find_unreached_component_folder()?,
        files_with_unknown_owner: Vec::new(),
        service_owner,
        request,
        files: Vec::new(),
        template: rendered.template.clone(),
        writes: Vec::new(),
        pristine: None,
    };
    if plan.service_owner.as_ref() != Some(&plan.request.owner) {
        plan.files_with_unknown_owner =
            find_files_naming_owner(repository, &plan.request, &rendered)?;
    }
    plan.add_settings(repository, head)?;
    let files = rendered.tree.files().iter();
    for file in files.filter(|file| file.path.as_str() != LockFile::LOCK_FILE_PATH) {
        let status = compare_file(repository, head, file)?;
        plan.files.push((file.path.to_string(), status));
        if status == AdditionStatus::Added {
            plan.writes.push(file.clone());
        }
    }
    plan.add_lock(repository, &rendered)?;
    Ok(plan)
}

fn compare_file(
    repository: &ExistingRepository,
    head: Option<Oid>,
    file: &RenderedFile,
) -> Result<AdditionStatus> {
    let (clone, path) = (&repository.clone, file.path.as_str());
    let locked = repository.lock.as_ref();
    let was_added = locked.is_some_and(|lock| lock.files().contains_key(&file.path));
    let committed = match head {
        Some(head) => clone.find_blob_ids_in_commit(head, &[path])?.remove(0),
        None => None,
    };
    let on_disk = read_regular_file(repository.root(), path)?;
    // git's own blob, so that line endings that git converts don't count as a change.
    let same = match &on_disk {
        Some(found) => {
            found.bytes == *file.bytes
                || clone.compute_git_blob_ids(&[path])?.remove(0)
                    == Oid::hash_object(git2::ObjectType::Blob, &file.bytes).ok()
        }
        None => false,
    };
    match (on_disk.is_some(), committed.is_some()) {
        (true, true) if same => Ok(AdditionStatus::Unchanged),
        (true, true) => Ok(AdditionStatus::Kept),
        (true, false) if same => Ok(AdditionStatus::Added),
        (true, false) if was_added => Ok(AdditionStatus::Kept),
        (true, false) => Err(uncommitted_file_error(repository.root(), path)),
        (false, true) => Ok(AdditionStatus::Restored),
        (false, false) if was_added => Ok(AdditionStatus::Deleted),
        (false, false) => {
            validate_no_symlinks(repository.root(), path)?;
            if let Some(head) = head
                && let Some(obstacle) = clone.find_path_obstacle(head, path)?
            {
                let (path, obstacle) = (Printable(path), Printable(&obstacle.path));
                return Err(Error::conflict(format!(
                    "cannot add {path}: {obstacle} is in the way"
                ))
                .with_hint(format!("remove or rename {obstacle} and commit that")));
            }
            Ok(AdditionStatus::Added)
        }
    }
}

/// The files of the template that name the owner in `repository`, or will when they are added: after the group was renamed, they have to
/// be edited.
fn find_files_naming_owner(
    repository: &ExistingRepository,
    request: &PlatformRequest,
    rendered: &RenderedPlatform,
) -> Result<Vec<String>> {
    let owner = &request.owner;
    let mentions = [
        format!("@{}/{owner}", request.organisation),
        format!("group:{owner}"),
        format!("--owner {owner}"),
        format!("who-owns {owner}"),
    ];
    let mut found = Vec::new();
    for file in rendered.tree.files() {
        let path = file.path.as_str();
        // The expected files of the example template name the owner of its test.
        if path == LockFile::LOCK_FILE_PATH || path.starts_with("templates/") {
            continue;
        }
        let on_disk = read_regular_file(repository.root(), path)?.map(|found| found.bytes);
        let text = String::from_utf8_lossy(on_disk.as_deref().unwrap_or(&file.bytes)).into_owned();
        if mentions.iter().any(|mention| contains_word(&text, mention)) {
            found.push(path.to_owned());
        }
    }
    Ok(found)
}

/// Whether `text` contains `word`, and not only as the beginning of a longer name.
fn contains_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(start, _)| {
        let rest = &text[start + word.len()..];
        !rest.starts_with(|next: char| next.is_alphanumeric() || matches!(next, '-' | '_'))
    })
}

fn uncommitted_file_error(root: &Path, path: &str) -> Error {
    let root = root.display().to_string();
    Error::conflict(format!(
        "{} in {} is not committed, and the platform template has a file with that name",
        Printable(path),
        Printable(&root)
    ))
    .with_hint("commit it to keep it, or move it out of the way")
}

impl PlatformAdditions {
    /// Adds `idp.yaml` if the user has written it but not committed it: a platform without settings isn't one.
    fn add_settings(&mut self, repository: &ExistingRepository, head: Option<Oid>) -> Result<()> {
        let committed = match head {
            Some(head) => repository
                .clone
                .find_blob_ids_in_commit(head, &[PLATFORM_CONFIG_FILE])?
                .remove(0),
            None => None,
        };
        let on_disk = read_regular_file(repository.root(), PLATFORM_CONFIG_FILE)?;
        let (None, Some(found)) = (committed, on_disk) else {
            return Ok(());
        };
        self.files
            .push((PLATFORM_CONFIG_FILE.to_owned(), AdditionStatus::Added));
        self.writes.push(RenderedFile {
            path: RelPath::parse(PLATFORM_CONFIG_FILE)?,
            executable: false,
            class: FileClass::Seed,
            rendered: false,
            bytes: found.bytes.into(),
        });
        Ok(())
    }

    /// The paths with this status.
    pub fn paths_with_status(&self, status: AdditionStatus) -> impl Iterator<Item = &str> {
        self.files
            .iter()
            .filter(move |(_, is)| *is == status)
            .map(|(path, _)| path.as_str())
    }

    /// Whether nothing is missing.
    pub fn is_complete(&self) -> bool {
        self.writes.is_empty()
            && self
                .paths_with_status(AdditionStatus::Restored)
                .next()
                .is_none()
    }

    /// Adds the lock, if the repository has none or its lock describes the same version of the template. A lock of another version
    /// stays: the other files weren't upgraded.
    fn add_lock(
        &mut self,
        repository: &ExistingRepository,
        rendered: &RenderedPlatform,
    ) -> Result<()> {
        let path = RelPath::parse(LockFile::LOCK_FILE_PATH)?;
        let files = rendered.tree.files();
        let Some(lock) = files.iter().find(|file| file.path == path) else {
            return Ok(());
        };
        let is_current = match &repository.lock {
            None => true,
            Some(old) => {
                let text = String::from_utf8_lossy(&lock.bytes);
                let new = CurrentOrLegacyLockFile::parse(path.as_str(), &text)?;
                let same = matches!(&new, CurrentOrLegacyLockFile::Current(new) if new.template == old.template);
                same && !self.writes.is_empty()
            }
        };
        if is_current {
            let status = match repository.lock {
                None => AdditionStatus::Added,
                Some(_) => AdditionStatus::Unchanged,
            };
            self.files.push((path.to_string(), status));
            self.files.sort();
            self.writes.push(lock.clone());
            self.pristine = Some(files.to_vec());
        }
        Ok(())
    }

    /// Adds the missing files to `repository` and commits them.
    ///
    /// # Errors
    /// Conflict (6) if a file appears in the meantime, or the branch moves; io (7) if a file can't be written. Nothing is added then.
    pub fn apply(
        &self,
        repository: &ExistingRepository,
        context: AdditionContext<'_>,
    ) -> Result<AppliedAdditions> {
        let clone = &repository.clone;
        let staging = DraftFolder::acquire(repository.root(), Some(clone), context.waiting)?;
        if staging.intent_path().exists() {
            return Err(Error::conflict(
                "an earlier change to the catalog was interrupted in this clone",
            )
            .with_hint("repeat that command first"));
        }
        let restored: Vec<&str> = self.paths_with_status(AdditionStatus::Restored).collect();
        if !restored.is_empty() {
            clone.restore_missing_files(&restored)?;
        }
        if !repository.has_origin && self.request.forge == ForgeKind::Local {
            accept_pushes_to_current_branch(clone.work_tree())?;
        }
        if self.writes.is_empty() {
            return Ok(AppliedAdditions { commit: None });
        }
        let head = clone.head_revision()?;
        let before = head.as_ref().map(Revision::commit_id);
        let after = self.create_commit(clone, head.as_ref(), context)?;
        self.write_drafts(&staging)?;
        if context.waiting.stop.is_cancelled() {
            staging.clear();
            return Err(interrupted_error());
        }
        let placed = self.move_drafts_into_place(&staging, repository)?;
        if let Err(error) = clone.move_head(before, after, &self.commit_subject()) {
            remove_placed_files(repository.root(), &placed);
            staging.clear();
            return Err(error);
        }
        staging.clear();
        let paths: Vec<&str> = self.writes.iter().map(|file| file.path.as_str()).collect();
        clone.reset_index_paths(&paths)?;
        Ok(AppliedAdditions {
            commit: Some(after.to_string()),
        })
    }

    fn commit_subject(&self) -> String {
        let (template, version) = &self.template;
        format!("{}: {template} {version}", self.request.name)
    }

    /// Writes the commit with the added files, and the pristine render, which the lock describes.
    fn create_commit(
        &self,
        clone: &LocalClone,
        head: Option<&Revision>,
        context: AdditionContext<'_>,
    ) -> Result<Oid> {
        let (template, version) = &self.template;
        let message = format!(
            "{}\n\nIdp-Template: {template}@{version}\n",
            self.commit_subject()
        );
        let commit = |files: &[RenderedFile], on: Option<&Revision>| {
            let edits = files
                .iter()
                .map(|file| (file.path.as_str(), Some(&*file.bytes)));
            let parents: Vec<Oid> = on.map(Revision::commit_id).into_iter().collect();
            let spec = CommitSpec {
                tree: clone.write_edited_git_tree(on, &edits.collect::<Vec<_>>())?,
                parents: &parents,
                message: &message,
                identity: context.identity,
                date: context.clock.commit_timestamp_override(),
            };
            create_commit(clone.work_tree(), spec)
        };
        let added = commit(&self.writes, head)?;
        if let Some(pristine) = &self.pristine {
            let is_pristine = head.is_none() && pristine.len() == self.writes.len();
            let pristine = if is_pristine {
                added
            } else {
                commit(pristine, None)?
            };
            clone.keep_pristine_render(pristine)?;
        }
        Ok(added)
    }

    fn write_drafts(&self, staging: &DraftFolder) -> Result<()> {
        for (number, file) in self.writes.iter().enumerate() {
            staging.write_draft(number, &file.bytes, None)?;
        }
        staging.sync_drafts_to_disk()
    }

    /// Moves the drafts to their paths. Returns the paths of files that didn't exist before; on failure, these are removed again.
    fn move_drafts_into_place(
        &self,
        staging: &DraftFolder,
        repository: &ExistingRepository,
    ) -> Result<BTreeSet<String>> {
        let root = repository.root();
        let mut placed = BTreeSet::new();
        for (number, file) in self.writes.iter().enumerate() {
            let path = file.path.as_str();
            let moved = read_regular_file(root, path).and_then(|there| {
                let is_lock = path == LockFile::LOCK_FILE_PATH;
                let is_same = there
                    .as_ref()
                    .is_some_and(|there| there.bytes == *file.bytes);
                if there.is_some() && !is_same && !is_lock {
                    return Err(uncommitted_file_error(root, path));
                }
                replace_file(root, path, &staging.draft_path(number))?;
                Ok(there.is_none())
            });
            match moved {
                Ok(true) => drop(placed.insert(path.to_owned())),
                Ok(false) => {}
                Err(error) => {
                    remove_placed_files(root, &placed);
                    staging.clear();
                    return Err(error);
                }
            }
        }
        Ok(placed)
    }
}

/// Removes files that this process added, and leaves the rest.
fn remove_placed_files(root: &Path, placed: &BTreeSet<String>) {
    for path in placed {
        let _ = remove_file_no_follow(root, path);
        // A folder that has other files stays.
        let folders = Path::new(path).ancestors().skip(1);
        for folder in folders.filter(|folder| !folder.as_os_str().is_empty()) {
            let _ = std::fs::remove_dir(root.join(folder));
        }
    }
}
