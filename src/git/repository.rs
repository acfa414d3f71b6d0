//! The repository of a new service: its first commit is the pristine render, byte for byte.

use std::path::Path;

use git2::{FileMode, IndexEntry, IndexTime, Oid, Repository, RepositoryInitOptions};

use super::command::{git_command, git_command_with_credentials, run_for_stdout};
use super::open_repository::open_repository;
use super::{
    CommitSpec, GitCredentials, GitIdentity, PushOutcome, create_commit, push_refs, wrap_git2_error,
};
use crate::error::{Error, ErrorKind, Result};

/// A priority above that of the backends that write files (libgit2 gives those 1 and 2).
const MEMPACK_PRIORITY: i32 = 1000;

/// The setting that decides what happens to a push to the branch that is checked out.
const PUSH_POLICY_KEY: &str = "receive.denyCurrentBranch";
/// The value that accepts it, if the files have no changes, and updates the files.
const UPDATE_FILES_POLICY: &str = "updateInstead";

/// Whether the repository at `dir` accepts pushes to the branch that is checked out, and updates its files.
pub fn accepts_pushes_to_current_branch(dir: &Path) -> bool {
    let policy = open_repository(dir).and_then(|repository| {
        let config = repository
            .config()
            .map_err(wrap_git2_error("read the configuration"))?;
        config
            .get_string(PUSH_POLICY_KEY)
            .map_err(wrap_git2_error("read the configuration"))
    });
    policy.is_ok_and(|policy| policy.eq_ignore_ascii_case(UPDATE_FILES_POLICY))
}

/// Lets the repository at `dir` accept pushes to the branch that is checked out and update its files: a repository without a remote
/// takes the place of one.
///
/// # Errors
/// Io (7) if its configuration can't be written.
pub fn accept_pushes_to_current_branch(dir: &Path) -> Result<()> {
    let config = open_repository(dir)?.config();
    config
        .and_then(|mut config| config.set_str(PUSH_POLICY_KEY, UPDATE_FILES_POLICY))
        .map_err(wrap_git2_error("configure the repository"))
}

/// A repository with a newly rendered work tree.
pub struct LocalServiceRepository {
    repository: Repository,
    branch: String,
}

/// The first commit.
#[derive(Clone, Copy, Debug)]
pub struct InitialCommitSpec<'a> {
    /// Subject and body.
    pub message: &'a str,
    /// The author and committer.
    pub identity: &'a GitIdentity,
    /// Seconds since 1970; `None` for now.
    pub date: Option<i64>,
}

impl LocalServiceRepository {
    /// Creates a repository in `dir` with `branch` as its (unborn) branch, without a template directory and so without
    /// sample hooks.
    pub fn init_repository(dir: &Path, branch: &str) -> Result<LocalServiceRepository> {
        let mut options = RepositoryInitOptions::new();
        options
            .no_reinit(true)
            .external_template(false)
            .initial_head(branch);
        let repository = Repository::init_opts(dir, &options).map_err(wrap_git2_error(
            format_args!("create a repository in {}", dir.display()),
        ))?;
        Ok(LocalServiceRepository {
            repository,
            branch: branch.to_owned(),
        })
    }

    /// Commits `files` (path, executable, bytes) and points the branch and `refs/idp/pristine/<commit>` at it.
    ///
    /// The tree is built from the rendered bytes, not from the work tree, so that the user's filters, line-ending
    /// settings and ignore files can't change the pristine render.
    pub fn create_initial_commit<'a>(
        &self,
        files: impl IntoIterator<Item = (&'a str, bool, &'a [u8])>,
        first: InitialCommitSpec<'_>,
    ) -> Result<Oid> {
        // Objects are collected in memory and stored as one pack: one file per object would take longer than everything
        // else.
        let odb = self
            .repository
            .odb()
            .map_err(wrap_git2_error("open the objects"))?;
        let gathered = odb
            .add_new_mempack_backend(MEMPACK_PRIORITY)
            .map_err(wrap_git2_error("collect objects"))?;
        let mut index = self
            .repository
            .index()
            .map_err(wrap_git2_error("read the index"))?;
        for (path, executable, bytes) in files {
            let id = self
                .repository
                .blob(bytes)
                .map_err(wrap_git2_error(format_args!("store {path}")))?;
            index
                .add(&build_git_index_entry(path, executable, bytes, id))
                .map_err(wrap_git2_error(format_args!("add {path}")))?;
        }
        let tree = index
            .write_tree()
            .map_err(wrap_git2_error("build the tree"))?;
        index.write().map_err(wrap_git2_error("write the index"))?;
        self.write_pack_file(tree)?;
        gathered.reset().map_err(wrap_git2_error("store objects"))?;
        let InitialCommitSpec {
            message,
            identity,
            date,
        } = first;
        let id = create_commit(
            self.repository.path(),
            CommitSpec {
                tree,
                parents: &[],
                message,
                identity,
                date,
            },
        )?;
        self.create_ref(&format!("refs/heads/{}", self.branch), id)?;
        self.create_ref(&pristine_render_ref_name(id), id)?;
        Ok(id)
    }

    /// Stores `tree` and everything in it as a pack.
    fn write_pack_file(&self, tree: Oid) -> Result<()> {
        let stored = || -> std::result::Result<(), git2::Error> {
            let mut pack = self.repository.packbuilder()?;
            pack.set_threads(0);
            pack.insert_tree(tree)?;
            pack.write(&self.repository.path().join("objects/pack"), 0o444)
        };
        stored().map_err(wrap_git2_error("store objects"))
    }

    /// Refreshes the file stats in the index, so that the first `git status` is instant and clean.
    pub fn refresh_index_stat_info(dir: &Path) -> Result<()> {
        let mut command = git_command(dir);
        command.args(["update-index", "-q", "--refresh"]);
        run_for_stdout(command, "refresh the index", ErrorKind::Io).map(drop)
    }

    /// Adds `url` as the remote `origin`, and sets it as the upstream of the branch.
    pub fn set_origin_remote(&self, url: &str) -> Result<()> {
        let named = || -> std::result::Result<(), git2::Error> {
            self.repository.remote("origin", url)?;
            let mut config = self.repository.config()?;
            config.set_str(&format!("branch.{}.remote", self.branch), "origin")?;
            config.set_str(
                &format!("branch.{}.merge", self.branch),
                &format!("refs/heads/{}", self.branch),
            )
        };
        named().map_err(wrap_git2_error("set the remote `origin`"))
    }

    /// Pushes the branch and the pristine ref of `first` to `origin` atomically.
    ///
    /// # Errors
    /// Conflict (6) if the remote already has other commits.
    pub fn push_initial_commit(
        dir: &Path,
        branch: &str,
        first: Oid,
        credentials: Option<&GitCredentials>,
    ) -> Result<PushOutcome> {
        let kept = pristine_render_ref_name(first);
        let refspecs = [
            format!("refs/heads/{branch}:refs/heads/{branch}"),
            format!("{kept}:{kept}"),
        ];
        let pushed = push_refs("push", dir, ("origin", credentials), &refspecs)
            .or_else(not_found_to_unconfirmed);
        match pushed? {
            // curl retries a request that got no response. The retry is then rejected because the first one succeeded
            // or is still running.
            PushOutcome::RefMoved(reason) => {
                match query_remote_branch_tip(dir, branch, credentials)? {
                    Some(tip) if tip == first => Ok(PushOutcome::Done),
                    Some(_) => Err(Error::conflict(
                        "someone else pushed to the new repository first",
                    )
                    .with_source(anyhow::Error::msg(reason))),
                    None => Ok(PushOutcome::Unconfirmed(Error::remote(format!(
                        "cannot push: git: {reason}"
                    )))),
                }
            }
            pushed => Ok(pushed),
        }
    }

    /// The commit of `branch` in the repository `dir`, if it exists.
    pub fn find_branch_tip(dir: &Path, branch: &str) -> Option<Oid> {
        let repository = open_repository(dir).ok()?;
        repository
            .refname_to_id(&format!("refs/heads/{branch}"))
            .ok()
    }

    /// Whether `branch` in the repository `dir` contains `commit`.
    pub fn branch_contains_commit(dir: &Path, branch: &str, commit: Oid) -> bool {
        let at = || -> std::result::Result<bool, git2::Error> {
            let Ok(repository) = open_repository(dir) else {
                return Ok(false);
            };
            let tip = repository.refname_to_id(&format!("refs/heads/{branch}"))?;
            Ok(tip == commit || repository.graph_descendant_of(tip, commit)?)
        };
        at().unwrap_or(false)
    }

    fn create_ref(&self, name: &str, id: Oid) -> Result<()> {
        self.repository
            .reference(name, id, false, "idp: pristine render")
            .map(drop)
            .map_err(wrap_git2_error(format_args!("write {name}")))
    }
}

/// Treats "not found" as unconfirmed, because a new repository may not be visible everywhere yet.
fn not_found_to_unconfirmed(error: Error) -> Result<PushOutcome> {
    match error.kind() {
        ErrorKind::NotFound => Ok(PushOutcome::Unconfirmed(error)),
        _ => Err(error),
    }
}

/// The commit of `branch` at `origin`.
fn query_remote_branch_tip(
    dir: &Path,
    branch: &str,
    credentials: Option<&GitCredentials>,
) -> Result<Option<Oid>> {
    let mut command = git_command_with_credentials(dir, credentials);
    command.args(["ls-remote", "--", "origin"]);
    command.arg(format!("refs/heads/{branch}"));
    let listed = run_for_stdout(command, "read the remote branch", ErrorKind::Remote)?;
    let id = listed.split('\t').next().unwrap_or_default();
    Ok(Oid::from_str(id).ok())
}

/// The ref that keeps a pristine render reachable, even if the branch is rewritten.
pub(super) fn pristine_render_ref_name(commit: Oid) -> String {
    format!("refs/idp/pristine/{commit}")
}

fn build_git_index_entry(path: &str, executable: bool, bytes: &[u8], id: Oid) -> IndexEntry {
    let mode = if executable {
        FileMode::BlobExecutable
    } else {
        FileMode::Blob
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
