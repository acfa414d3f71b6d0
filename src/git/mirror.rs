//! A bare mirror of a remote repository in the cache, to read its commits and to build new ones.

use std::path::{Path, PathBuf};
use std::time::Duration;

use git2::{Oid, Repository};
use jiff::Timestamp;

use super::command::{Deadline, git_command_with_credentials, run_for_stdout_with_deadline};
use super::{
    GitCredentials, PushOutcome, Revision, push_refs, query_default_branch, wrap_git2_error,
};
use crate::error::{Error, Result};
use crate::input_file::{MAX_SETTINGS_BYTES, SymlinkPolicy, read_text_file};

/// A mirror, shared by all runs on this machine. Each run fetches into its own ref.
#[derive(Clone, Debug)]
pub struct GitMirror {
    dir: PathBuf,
    url: String,
    credentials: Option<GitCredentials>,
}

/// The last fetched commit, for offline use.
const LAST_FETCH_REF: &str = "refs/idp/last";
/// The file with the time of the last fetch.
const LAST_FETCH_FILE: &str = "idp-fetched";

/// The remote's default branch when it was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BranchTip {
    /// The branch, such as `main`.
    pub branch: String,
    /// Its commit.
    pub commit: Oid,
}

/// Where the mirror of `url` is.
fn mirror_directory(cache: &Path, url: &str) -> Result<PathBuf> {
    // URLs contain characters that aren't valid in file names, and replacing them could map two platforms to one name.
    let key = Oid::hash_object(git2::ObjectType::Blob, url.as_bytes())
        .map_err(wrap_git2_error("name the mirror"))?;
    Ok(cache.join("mirrors").join(format!("{key}.git")))
}

impl GitMirror {
    /// The mirror of `url` in `cache`. It is created if missing, and recreated if damaged.
    pub fn open_or_create_mirror(
        cache: &Path,
        url: &str,
        credentials: Option<GitCredentials>,
    ) -> Result<GitMirror> {
        let dir = mirror_directory(cache, url)?;
        if !is_valid_bare_repository(&dir) {
            create_mirror_repository(&dir)?;
        }
        Ok(GitMirror {
            dir,
            url: url.to_owned(),
            credentials,
        })
    }

    /// Whether `url` has a mirror in `cache`.
    ///
    /// # Errors
    /// If the URL can't be hashed.
    pub fn mirror_exists(cache: &Path, url: &str) -> Result<bool> {
        Ok(is_valid_bare_repository(&mirror_directory(cache, url)?))
    }

    /// Uses `credentials` from now on, if they match this remote and it had none.
    pub fn set_missing_credentials(&mut self, credentials: Option<&GitCredentials>) {
        if !self
            .credentials
            .as_ref()
            .is_some_and(GitCredentials::has_secret)
        {
            self.credentials = credentials
                .filter(|credentials| credentials.matches_url(&self.url))
                .cloned();
        }
    }

    /// The source of its credentials, if known.
    pub fn credentials_source(&self) -> Option<&str> {
        self.credentials.as_ref()?.secret_source()
    }

    /// The URL to fetch from and push to.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The directory of the mirror.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Fetches the default branch of the remote, and records the time `now`.
    pub fn fetch_default_branch(&self, run: &str, now: Timestamp) -> Result<BranchTip> {
        self.fetch_default_branch_with_deadline(run, now, None)
    }

    /// Like [`GitMirror::fetch_default_branch`], but fails at the `deadline`.
    pub fn fetch_default_branch_with_deadline(
        &self,
        run: &str,
        now: Timestamp,
        deadline: Option<Deadline>,
    ) -> Result<BranchTip> {
        let credentials = self.credentials.as_ref();
        let branch = query_default_branch(&self.dir, &self.url, credentials, deadline)?;
        let commit = self.fetch_branch_with_deadline(run, &branch, deadline)?;
        let tip = BranchTip { branch, commit };
        self.record_branch_tip(&tip, now)?;
        Ok(tip)
    }

    /// Records that the remote's default branch was at `tip` at the time `now`. `HEAD`, `main` and `origin/main` then name it, as in
    /// a clone.
    pub fn record_branch_tip(&self, tip: &BranchTip, now: Timestamp) -> Result<()> {
        let repository = self.open_repository()?;
        let branch = format!("refs/heads/{}", tip.branch);
        let remote_branch = format!("refs/remotes/origin/{}", tip.branch);
        // After the remote renamed its branch, the old name would lead to its last state.
        for pattern in ["refs/heads/*", "refs/remotes/origin/*"] {
            for reference in repository.references_glob(pattern).into_iter().flatten() {
                let mut reference = reference.map_err(wrap_git2_error("list the branches"))?;
                let is_current = [&branch, &remote_branch].iter().any(|name| {
                    reference
                        .name()
                        .is_ok_and(|reference| reference == name.as_str())
                });
                if !is_current {
                    let _ = reference.delete();
                }
            }
        }
        // If this fails, another run is updating the same ref at the same time.
        for name in [LAST_FETCH_REF, &branch, &remote_branch] {
            let _ = repository.reference(name, tip.commit, true, "idp: seen");
        }
        let _ = repository.set_head(&branch);
        let _ = std::fs::write(self.dir.join(LAST_FETCH_FILE), now.to_string());
        Ok(())
    }

    /// The last commit fetched by any run, with its time; `None` if there is none.
    pub fn read_last_fetch(&self) -> Result<Option<(Oid, Timestamp)>> {
        let Ok(commit) = self.open_repository()?.refname_to_id(LAST_FETCH_REF) else {
            return Ok(None);
        };
        let when = read_text_file(
            &self.dir.join(LAST_FETCH_FILE),
            MAX_SETTINGS_BYTES,
            SymlinkPolicy::Refuse,
        )
        .ok()
        .flatten();
        let when = when.and_then(|text| text.trim().parse().ok());
        Ok(Some((commit, when.unwrap_or(Timestamp::UNIX_EPOCH))))
    }

    /// Fetches `branch` of the remote into a ref of `run`. Returns its commit.
    pub fn fetch_branch(&self, run: &str, branch: &str) -> Result<Oid> {
        self.fetch_branch_with_deadline(run, branch, None)
    }

    fn fetch_branch_with_deadline(
        &self,
        run: &str,
        branch: &str,
        deadline: Option<Deadline>,
    ) -> Result<Oid> {
        // Each run has its own ref. Without it, a repack by another run could drop the commit while this run reads it.
        let kept = format!("refs/idp/runs/{run}");
        let mut command = git_command_with_credentials(&self.dir, self.credentials.as_ref());
        command
            .args([
                "fetch",
                "--quiet",
                "--no-tags",
                "--no-write-fetch-head",
                "--",
            ])
            .arg(&self.url)
            // With `+`, because the platform's branch may have been force-pushed.
            .arg(format!("+refs/heads/{branch}:{kept}"));
        run_for_stdout_with_deadline(command, "fetch the platform", deadline)?;
        self.open_repository()?
            .refname_to_id(&kept)
            .map_err(wrap_git2_error("read the fetched commit"))
    }

    /// The files of a commit.
    pub fn open_revision(&self, commit: Oid) -> Result<Revision> {
        Revision::open_commit(&self.dir, commit)
    }

    /// Whether the history of `tip` contains `commit`.
    pub fn history_contains_commit(&self, tip: Oid, commit: Oid) -> Result<bool> {
        let repository = self.open_repository()?;
        let after = repository.graph_descendant_of(tip, commit);
        Ok(tip == commit || after.map_err(wrap_git2_error("read the history"))?)
    }

    /// The merge base of `tip` and `branch`, and the files that `branch` changed since.
    pub fn merge_base_and_changed_paths(
        &self,
        tip: Oid,
        branch: Oid,
    ) -> Result<(Oid, Vec<String>)> {
        let repository = self.open_repository()?;
        let compare = || -> std::result::Result<(Oid, Vec<String>), git2::Error> {
            let base = repository.merge_base(tip, branch)?;
            let tree = |commit| repository.find_commit(commit)?.tree();
            let diff =
                repository.diff_tree_to_tree(Some(&tree(base)?), Some(&tree(branch)?), None)?;
            let paths = diff
                .deltas()
                .filter_map(|delta| delta.new_file().path_bytes());
            let paths = paths.map(|path| String::from_utf8_lossy(path).into_owned());
            Ok((base, paths.collect()))
        };
        compare().map_err(wrap_git2_error("compare the branch with the tip"))
    }

    /// Pushes `commit` as the new tip of `branch`; `what` describes the push in errors.
    pub fn push_branch(&self, what: &str, commit: Oid, branch: &str) -> Result<PushOutcome> {
        push_refs(
            what,
            &self.dir,
            (&self.url, self.credentials.as_ref()),
            &[format!("{commit}:refs/heads/{branch}")],
        )
    }

    /// Deletes the ref of `run`, and repacks the mirror occasionally. Errors are ignored: another run cleans up later.
    pub fn release_fetched_refs(&self, run: &str) {
        let _ = self.delete_run_ref(run);
        if list_dir_entries(&self.dir.join("objects/pack")).count() > MAX_PACK_FILES {
            let _ = self.drop_abandoned_refs_and_repack();
        }
    }

    fn delete_run_ref(&self, run: &str) -> Result<()> {
        let name = format!("refs/idp/runs/{run}");
        match self.open_repository()?.find_reference(&name) {
            Ok(mut reference) => reference
                .delete()
                .map_err(wrap_git2_error("clean the mirror")),
            Err(_) => Ok(()),
        }
    }

    /// Repacks the mirror, and deletes the refs of killed runs. Unreachable objects are kept: another run may be about
    /// to push them.
    fn drop_abandoned_refs_and_repack(&self) -> Result<()> {
        for left in list_dir_entries(&self.dir.join("refs/idp/runs")) {
            let age = left.metadata().and_then(|meta| meta.modified());
            let old =
                age.is_ok_and(|made| made.elapsed().is_ok_and(|age| age > ABANDONED_RUN_REF_AGE));
            if old {
                let _ = std::fs::remove_file(left.path());
            }
        }
        // `-A` keeps unreachable objects loose. `-a` would delete commits that another run has created but not pushed
        // yet.
        let mut command = git_command_with_credentials(&self.dir, None);
        command.args(["repack", "-A", "-d", "-q"]);
        run_for_stdout_with_deadline(command, "pack the mirror", None).map(drop)
    }

    fn open_repository(&self) -> Result<Repository> {
        Repository::open_bare(&self.dir)
            .map_err(wrap_git2_error(format_args!("open {}", self.dir.display())))
    }
}

/// The maximum number of pack files before a repack. Each fetch adds two or three.
const MAX_PACK_FILES: usize = 100;
/// The age after which the ref of a run counts as abandoned.
const ABANDONED_RUN_REF_AGE: Duration = Duration::from_secs(24 * 60 * 60);

fn list_dir_entries(folder: &Path) -> impl Iterator<Item = std::fs::DirEntry> {
    std::fs::read_dir(folder).into_iter().flatten().flatten()
}

/// Whether git would accept it: libgit2 also opens a repository with an invalid `HEAD`.
fn is_valid_bare_repository(dir: &Path) -> bool {
    let head = |repository: Repository| repository.find_reference("HEAD").map(drop);
    Repository::open_bare(dir).and_then(head).is_ok()
}

/// Creates an empty bare repository atomically, so that concurrent runs never see an incomplete one. It may replace a
/// damaged mirror, which contains nothing that the remote doesn't have.
fn create_mirror_repository(dir: &Path) -> Result<()> {
    let cannot = |error| Error::io(format_args!("create {}", dir.display()), error);
    let folder = dir.parent().unwrap_or(dir);
    std::fs::create_dir_all(folder).map_err(cannot)?;
    let draft = tempfile::Builder::new()
        .prefix(".mirror-")
        .tempdir_in(folder)
        .map_err(cannot)?;
    Repository::init_bare(draft.path())
        .map_err(wrap_git2_error(format_args!("create {}", dir.display())))?;
    // Another run may have created it in the meantime, which is fine.
    let placed = || match std::fs::rename(draft.path(), dir) {
        Err(_) if is_valid_bare_repository(dir) => Ok(()),
        renamed => renamed,
    };
    placed()
        .or_else(|_| {
            let broken = draft.path().with_extension("broken");
            std::fs::rename(dir, &broken)?;
            std::fs::remove_dir_all(broken)?;
            placed()
        })
        .map_err(cannot)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirror_is_packed_now_and_then_and_keeps_what_nothing_leads_to() {
        let cache = tempfile::tempdir().unwrap();
        let mirror =
            GitMirror::open_or_create_mirror(cache.path(), "file:///nowhere", None).unwrap();
        let repository = mirror.open_repository().unwrap();
        let blob = repository.blob(b"about to be pushed").unwrap();
        let tree = repository.treebuilder(None).unwrap().write().unwrap();
        let tree = repository.find_tree(tree).unwrap();
        let who = git2::Signature::new("x", "x@example.com", &git2::Time::new(0, 0)).unwrap();
        let commit = repository
            .commit(Some(LAST_FETCH_REF), &who, &who, "m", &tree, &[])
            .unwrap();
        repository
            .reference("refs/idp/runs/a", commit, false, "")
            .unwrap();
        let packs = mirror.dir().join("objects/pack");
        mirror.release_fetched_refs("a");
        assert_eq!(list_dir_entries(&packs).count(), 0);
        for number in 0..=MAX_PACK_FILES {
            std::fs::write(packs.join(format!("none-{number}.txt")), "").unwrap();
        }
        mirror.release_fetched_refs("b");
        let packed = list_dir_entries(&packs)
            .filter(|file| file.path().extension().is_some_and(|e| e == "pack"));
        assert_eq!(packed.count(), 1);
        assert!(repository.find_blob(blob).is_ok());
    }
}
