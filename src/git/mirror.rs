//! A bare copy of a remote repository in the cache: where foreign commits are read and new ones are built.

use std::path::{Path, PathBuf};
use std::time::Duration;

use git2::{Oid, Repository};
use jiff::Timestamp;

use super::command::{Deadline, git_as, read_within};
use super::{Credentials, Pushed, Revision, default_branch, failed, push};
use crate::error::{Error, Result};
use crate::input_file::{Links, SETTINGS, read_text};

/// A mirror, shared by every run on this machine; each run reads the remote's tip into a ref of its own.
#[derive(Clone, Debug)]
pub struct Mirror {
    dir: PathBuf,
    url: String,
    credentials: Option<Credentials>,
}

/// What was fetched last, for those who may not ask the network.
const LAST: &str = "refs/idp/last";
/// The file that says when that was.
const FETCHED: &str = "idp-fetched";

/// The remote's default branch as it was when asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tip {
    /// The branch, such as `main`.
    pub branch: String,
    /// Its commit.
    pub commit: Oid,
}

impl Mirror {
    /// The mirror of `url` under `cache`, made if it is not there and made anew if it is damaged.
    pub fn open(cache: &Path, url: &str, credentials: Option<Credentials>) -> Result<Mirror> {
        let key = Oid::hash_object(git2::ObjectType::Blob, url.as_bytes())
            .map_err(failed("name the mirror"))?;
        let dir = cache.join("mirrors").join(format!("{key}.git"));
        if !is_whole(&dir) {
            make(&dir)?;
        }
        Ok(Mirror {
            dir,
            url: url.to_owned(),
            credentials,
        })
    }

    /// Signs in with `credentials` from now on, if they are for this remote and there were none.
    pub fn sign_in(&mut self, credentials: Option<&Credentials>) {
        if !self.credentials.as_ref().is_some_and(Credentials::are_some) {
            self.credentials = credentials
                .filter(|credentials| credentials.fit(&self.url))
                .cloned();
        }
    }

    /// Where what it signs in with was found, where that is known.
    pub fn source(&self) -> Option<&str> {
        self.credentials.as_ref()?.source()
    }

    /// What git fetches from and pushes to.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where the mirror lies.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Asks the remote for its default branch and fetches it, at the time `now`.
    pub fn fetch(&self, run: &str, now: Timestamp) -> Result<Tip> {
        self.fetch_within(run, now, None)
    }

    /// As [`Mirror::fetch`]; given up at the `deadline`.
    pub fn fetch_within(
        &self,
        run: &str,
        now: Timestamp,
        deadline: Option<Deadline>,
    ) -> Result<Tip> {
        let credentials = self.credentials.as_ref();
        let branch = default_branch(&self.dir, &self.url, credentials, deadline)?;
        let commit = self.fetch_branch_within(run, &branch, deadline)?;
        self.note(commit, now)?;
        Ok(Tip { branch, commit })
    }

    /// Takes note that the remote's default branch was at `commit` at the time `now`.
    pub fn note(&self, commit: Oid, now: Timestamp) -> Result<()> {
        // Where this fails another run is writing the same name, with what it saw at the same moment.
        let _ = self
            .repository()?
            .reference(LAST, commit, true, "idp: seen");
        let _ = std::fs::write(self.dir.join(FETCHED), now.to_string());
        Ok(())
    }

    /// The commit that was fetched last, by any run, and when; `None` when nothing was.
    pub fn last(&self) -> Result<Option<(Oid, Timestamp)>> {
        let Ok(commit) = self.repository()?.refname_to_id(LAST) else {
            return Ok(None);
        };
        let when = read_text(&self.dir.join(FETCHED), SETTINGS, Links::Refuse)
            .ok()
            .flatten();
        let when = when.and_then(|text| text.trim().parse().ok());
        Ok(Some((commit, when.unwrap_or(Timestamp::UNIX_EPOCH))))
    }

    /// Fetches `branch` of the remote; its commit. The ref it is kept under belongs to `run`.
    pub fn fetch_branch(&self, run: &str, branch: &str) -> Result<Oid> {
        self.fetch_branch_within(run, branch, None)
    }

    fn fetch_branch_within(
        &self,
        run: &str,
        branch: &str,
        deadline: Option<Deadline>,
    ) -> Result<Oid> {
        let kept = format!("refs/idp/runs/{run}");
        let mut command = git_as(&self.dir, self.credentials.as_ref());
        command
            .args([
                "fetch",
                "--quiet",
                "--no-tags",
                "--no-write-fetch-head",
                "--",
            ])
            .arg(&self.url)
            .arg(format!("+refs/heads/{branch}:{kept}"));
        read_within(command, "fetch the platform", deadline)?;
        self.repository()?
            .refname_to_id(&kept)
            .map_err(failed("read what was fetched"))
    }

    /// The commit as a revision to read.
    pub fn revision(&self, commit: Oid) -> Result<Revision> {
        Revision::open(&self.dir, commit)
    }

    /// Whether `tip` is `commit` or came after it.
    pub fn holds(&self, tip: Oid, commit: Oid) -> Result<bool> {
        let repository = self.repository()?;
        let after = repository.graph_descendant_of(tip, commit);
        Ok(tip == commit || after.map_err(failed("read the history"))?)
    }

    /// The commit at which `branch` left the history of `tip`, and the files that it has changed since.
    pub fn parted(&self, tip: Oid, branch: Oid) -> Result<(Oid, Vec<String>)> {
        let repository = self.repository()?;
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
        compare().map_err(failed("compare the branch with the tip"))
    }

    /// Offers `commit` as the new tip of `branch`; `what` names it in errors.
    pub fn push(&self, what: &str, commit: Oid, branch: &str) -> Result<Pushed> {
        push(
            what,
            &self.dir,
            (&self.url, self.credentials.as_ref()),
            &[format!("{commit}:refs/heads/{branch}")],
        )
    }

    /// Lets go of what `run` fetched, and tidies up now and then. What fails at that is left for another run: nobody asked
    /// for it.
    pub fn release(&self, run: &str) {
        let _ = self.forget(run);
        if files(&self.dir.join("objects/pack")).count() > MOST_PACKS {
            let _ = self.tidy();
        }
    }

    fn forget(&self, run: &str) -> Result<()> {
        let name = format!("refs/idp/runs/{run}");
        match self.repository()?.find_reference(&name) {
            Ok(mut reference) => reference.delete().map_err(failed("clean the mirror")),
            Err(_) => Ok(()),
        }
    }

    /// Makes one pack of all, and lets go of what runs that were killed have left. What nothing leads to stays: another
    /// run may be about to push it.
    fn tidy(&self) -> Result<()> {
        for left in files(&self.dir.join("refs/idp/runs")) {
            let age = left.metadata().and_then(|meta| meta.modified());
            let old = age.is_ok_and(|made| made.elapsed().is_ok_and(|age| age > ABANDONED));
            if old {
                let _ = std::fs::remove_file(left.path());
            }
        }
        let mut command = git_as(&self.dir, None);
        command.args(["repack", "-A", "-d", "-q"]);
        read_within(command, "pack the mirror", None).map(drop)
    }

    fn repository(&self) -> Result<Repository> {
        Repository::open_bare(&self.dir)
            .map_err(failed(format_args!("open {}", self.dir.display())))
    }
}

/// How many files of packs there may be; each fetch that brings something brings two or three.
const MOST_PACKS: usize = 100;
/// How old what a run fetched must be to be nobody's.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

fn files(folder: &Path) -> impl Iterator<Item = std::fs::DirEntry> {
    std::fs::read_dir(folder).into_iter().flatten().flatten()
}

/// Whether git would work in it: libgit2 alone opens a repository whose `HEAD` is garbage.
fn is_whole(dir: &Path) -> bool {
    let head = |repository: Repository| repository.find_reference("HEAD").map(drop);
    Repository::open_bare(dir).and_then(head).is_ok()
}

/// Makes an empty bare repository in one step: of several runs that start at once, all find it complete. What lies
/// in its place cannot be read and holds nothing that the remote has not.
fn make(dir: &Path) -> Result<()> {
    let cannot = |error| Error::io(format_args!("create {}", dir.display()), error);
    let folder = dir.parent().unwrap_or(dir);
    std::fs::create_dir_all(folder).map_err(cannot)?;
    let draft = tempfile::Builder::new()
        .prefix(".mirror-")
        .tempdir_in(folder)
        .map_err(cannot)?;
    Repository::init_bare(draft.path())
        .map_err(failed(format_args!("create {}", dir.display())))?;
    let placed = || match std::fs::rename(draft.path(), dir) {
        Err(_) if is_whole(dir) => Ok(()),
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
        let mirror = Mirror::open(cache.path(), "file:///nowhere", None).unwrap();
        let repository = mirror.repository().unwrap();
        let blob = repository.blob(b"about to be pushed").unwrap();
        let tree = repository.treebuilder(None).unwrap().write().unwrap();
        let tree = repository.find_tree(tree).unwrap();
        let who = git2::Signature::new("x", "x@example.com", &git2::Time::new(0, 0)).unwrap();
        let commit = repository
            .commit(Some(LAST), &who, &who, "m", &tree, &[])
            .unwrap();
        repository
            .reference("refs/idp/runs/a", commit, false, "")
            .unwrap();
        let packs = mirror.dir().join("objects/pack");
        mirror.release("a");
        assert_eq!(files(&packs).count(), 0);
        for number in 0..=MOST_PACKS {
            std::fs::write(packs.join(format!("none-{number}.txt")), "").unwrap();
        }
        mirror.release("b");
        let packed =
            files(&packs).filter(|file| file.path().extension().is_some_and(|e| e == "pack"));
        assert_eq!(packed.count(), 1);
        assert!(repository.find_blob(blob).is_ok());
    }
}
