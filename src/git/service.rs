//! The repository of a new service: its first commit is the pristine render, byte for byte.

use std::path::Path;

use git2::{FileMode, IndexEntry, IndexTime, Oid, Repository, RepositoryInitOptions};

use super::command::{git, git_as, read};
use super::open::open;
use super::{Commit, Credentials, Identity, Pushed, commit, failed, push};
use crate::error::{Error, Kind, Result};

/// A priority above that of the backends which write files (libgit2 gives those 1 and 2).
const IN_MEMORY_FIRST: i32 = 1000;

/// A repository whose work tree was just written.
pub struct Service {
    repository: Repository,
    branch: String,
}

/// How the first commit is made.
#[derive(Clone, Copy, Debug)]
pub struct FirstCommit<'a> {
    /// Subject and body.
    pub message: &'a str,
    /// In whose name.
    pub identity: &'a Identity,
    /// Seconds since 1970; `None` for now.
    pub date: Option<i64>,
}

impl Service {
    /// Makes `dir` a repository with `branch` as its (unborn) branch. No template directory, so no sample hooks.
    pub fn init(dir: &Path, branch: &str) -> Result<Service> {
        let mut options = RepositoryInitOptions::new();
        options
            .no_reinit(true)
            .external_template(false)
            .initial_head(branch);
        let repository = Repository::init_opts(dir, &options)
            .map_err(failed(format_args!("make {} a repository", dir.display())))?;
        Ok(Service {
            repository,
            branch: branch.to_owned(),
        })
    }

    /// Commits `files` (path, executable, bytes) and points the branch and `refs/idp/pristine/<commit>` at it.
    ///
    /// The tree is built from the bytes that were rendered, not from the work tree: no filter, line-ending setting
    /// or ignore file of the user can change what the pristine is.
    pub fn commit_all<'a>(
        &self,
        files: impl IntoIterator<Item = (&'a str, bool, &'a [u8])>,
        first: FirstCommit<'_>,
    ) -> Result<Oid> {
        // Objects are gathered in memory and stored as one pack: a file for each would take longer than all the rest.
        let odb = self.repository.odb().map_err(failed("open the objects"))?;
        let gathered = odb
            .add_new_mempack_backend(IN_MEMORY_FIRST)
            .map_err(failed("gather objects"))?;
        let mut index = self.repository.index().map_err(failed("read the index"))?;
        for (path, executable, bytes) in files {
            let id = self
                .repository
                .blob(bytes)
                .map_err(failed(format_args!("store {path}")))?;
            index
                .add(&entry(path, executable, bytes, id))
                .map_err(failed(format_args!("add {path}")))?;
        }
        let tree = index.write_tree().map_err(failed("build the tree"))?;
        index.write().map_err(failed("write the index"))?;
        self.pack(tree)?;
        gathered.reset().map_err(failed("store objects"))?;
        let FirstCommit {
            message,
            identity,
            date,
        } = first;
        let id = commit(
            self.repository.path(),
            Commit {
                tree,
                parents: &[],
                message,
                identity,
                date,
            },
        )?;
        self.point(&format!("refs/heads/{}", self.branch), id)?;
        self.point(&pristine(id), id)?;
        Ok(id)
    }

    /// Stores `tree` and everything in it as a pack.
    fn pack(&self, tree: Oid) -> Result<()> {
        let stored = || -> std::result::Result<(), git2::Error> {
            let mut pack = self.repository.packbuilder()?;
            pack.set_threads(0);
            pack.insert_tree(tree)?;
            pack.write(&self.repository.path().join("objects/pack"), 0o444)
        };
        stored().map_err(failed("store objects"))
    }

    /// Lets git compare the index with the work tree once, so that the first `git status` is instant and clean.
    pub fn refresh(dir: &Path) -> Result<()> {
        let mut command = git(dir);
        command.args(["update-index", "-q", "--refresh"]);
        read(command, "refresh the index", Kind::Io).map(drop)
    }

    /// Names `url` as `origin`, with the branch following it.
    pub fn set_origin(&self, url: &str) -> Result<()> {
        let named = || -> std::result::Result<(), git2::Error> {
            self.repository.remote("origin", url)?;
            let mut config = self.repository.config()?;
            config.set_str(&format!("branch.{}.remote", self.branch), "origin")?;
            config.set_str(
                &format!("branch.{}.merge", self.branch),
                &format!("refs/heads/{}", self.branch),
            )
        };
        named().map_err(failed("set the remote `origin`"))
    }

    /// Pushes the branch and the pristine ref of `first` to `origin`, both or neither.
    ///
    /// # Errors
    /// Conflict (6) when the remote already has commits of somebody else.
    pub fn push(
        dir: &Path,
        branch: &str,
        first: Oid,
        credentials: Option<&Credentials>,
    ) -> Result<Pushed> {
        let kept = pristine(first);
        let refspecs = [
            format!("refs/heads/{branch}:refs/heads/{branch}"),
            format!("{kept}:{kept}"),
        ];
        let pushed = push("push", dir, ("origin", credentials), &refspecs).or_else(not_seen_yet);
        match pushed? {
            // curl itself sends again what it got no answer to, and is then refused for what it has done, or is doing.
            Pushed::Moved(reason) => match remote_tip(dir, branch, credentials)? {
                Some(tip) if tip == first => Ok(Pushed::Done),
                Some(_) => Err(
                    Error::conflict("somebody else pushed to the new repository first")
                        .caused_by(reason),
                ),
                None => Ok(Pushed::Lost(Error::remote(format!(
                    "cannot push: git: {reason}"
                )))),
            },
            pushed => Ok(pushed),
        }
    }

    /// The commit of `branch` of the repository `dir`, if it is one.
    pub fn tip(dir: &Path, branch: &str) -> Option<Oid> {
        let repository = open(dir).ok()?;
        repository
            .refname_to_id(&format!("refs/heads/{branch}"))
            .ok()
    }

    /// Whether `dir` is a repository whose `branch` is at `commit`, or further.
    pub fn is_at(dir: &Path, branch: &str, commit: Oid) -> bool {
        let at = || -> std::result::Result<bool, git2::Error> {
            let Ok(repository) = open(dir) else {
                return Ok(false);
            };
            let tip = repository.refname_to_id(&format!("refs/heads/{branch}"))?;
            Ok(tip == commit || repository.graph_descendant_of(tip, commit)?)
        };
        at().unwrap_or(false)
    }

    fn point(&self, name: &str, id: Oid) -> Result<()> {
        self.repository
            .reference(name, id, false, "idp: pristine render")
            .map(drop)
            .map_err(failed(format_args!("write {name}")))
    }
}

/// A repository that was just made may not be seen everywhere at once.
fn not_seen_yet(error: Error) -> Result<Pushed> {
    match error.kind() {
        Kind::NotFound => Ok(Pushed::Lost(error)),
        _ => Err(error),
    }
}

/// The commit of `branch` at `origin`.
fn remote_tip(dir: &Path, branch: &str, credentials: Option<&Credentials>) -> Result<Option<Oid>> {
    let mut command = git_as(dir, credentials);
    command.args(["ls-remote", "--", "origin"]);
    command.arg(format!("refs/heads/{branch}"));
    let listed = read(command, "ask what is there", Kind::Remote)?;
    let id = listed.split('\t').next().unwrap_or_default();
    Ok(Oid::from_str(id).ok())
}

/// The ref that keeps a pristine render reachable, whatever becomes of the branch.
fn pristine(commit: Oid) -> String {
    format!("refs/idp/pristine/{commit}")
}

fn entry(path: &str, executable: bool, bytes: &[u8], id: Oid) -> IndexEntry {
    let mode = match executable {
        true => FileMode::BlobExecutable,
        false => FileMode::Blob,
    };
    IndexEntry {
        ctime: IndexTime::new(0, 0),
        mtime: IndexTime::new(0, 0),
        dev: 0,
        ino: 0,
        mode: u32::from(mode),
        uid: 0,
        gid: 0,
        file_size: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        id,
        flags: 0,
        flags_extended: 0,
        path: path.as_bytes().to_owned(),
    }
}
