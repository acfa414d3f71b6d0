//! Creates the first commit of a new repository and pushes it.

use std::path::Path;
use std::time::{Duration, Instant};

use git2::Oid;

use super::DEFAULT_BRANCH;
use crate::cancellation::CancellationToken;
use crate::error::{Error, ErrorKind, Result};
use crate::forge::Forge;
use crate::git::{
    InitialCommitSpec, LocalServiceRepository as Repository, PushOutcome,
    accept_pushes_to_current_branch,
};
use crate::template::RenderedFileTree;

/// How long to retry while a new repository isn't visible or a push gets no response.
const MAX_PUSH_TIME: Duration = Duration::from_secs(60);

/// Where the commits of a new repository go.
#[derive(Clone, Copy, Debug)]
pub(in crate::ops) enum NewRepositoryRemote<'a> {
    /// To the remote at this URL.
    Origin(&'a str),
    /// Nowhere: others push to the repository itself, whose files then follow.
    None,
}

/// Creates the repository at `path`, which contains the files of `tree`; returns the id of its commit.
///
/// # Errors
/// Io (7) if git can't write there.
pub(in crate::ops) fn init_repository_with_first_commit(
    path: &Path,
    tree: &RenderedFileTree,
    remote: NewRepositoryRemote<'_>,
    first: InitialCommitSpec<'_>,
) -> Result<Oid> {
    let repository = Repository::init_repository(path, DEFAULT_BRANCH)?;
    match remote {
        NewRepositoryRemote::Origin(url) => repository.set_origin_remote(url)?,
        NewRepositoryRemote::None => accept_pushes_to_current_branch(path)?,
    }
    // Use the rendered bytes and not the work tree, so that filters, line endings or modes on this machine don't change them.
    let files = tree.files().iter();
    let id = repository.create_initial_commit(
        files.map(|file| (file.path.as_str(), file.executable, &*file.bytes)),
        first,
    )?;
    // The index has no stat data of the work tree yet, so git would report every file as changed.
    drop(repository);
    Repository::refresh_index_stat_info(path)?;
    Ok(id)
}

/// Pushes `commit` of the repository at `path` to `url`, its remote on `forge`. Retries if the forge doesn't respond or the new
/// repository isn't visible yet: pushing the same commit again is harmless.
///
/// # Errors
/// Conflict (6) if something else is there; sign-in (4) or remote (5) from the forge.
pub(in crate::ops) fn push_first_commit(
    path: &Path,
    commit: Oid,
    url: &str,
    forge: &dyn Forge,
    stop: &CancellationToken,
) -> Result<()> {
    let began = Instant::now();
    let mut pause = Duration::from_millis(250);
    loop {
        let credentials = forge.git_credentials();
        let pushed = Repository::push_initial_commit(path, DEFAULT_BRANCH, commit, credentials);
        let error = match pushed.map_err(|error| explain_push_error(error, url, forge))? {
            PushOutcome::Done => return Ok(()),
            // The push succeeds only if the branch doesn't exist or is at this commit, so retrying is safe.
            PushOutcome::Unconfirmed(error) => error,
            PushOutcome::Protected(error)
            | PushOutcome::Busy(error)
            | PushOutcome::Declined(error) => return Err(error),
            PushOutcome::RefMoved(reason) => return Err(Error::conflict(reason)),
        };
        if stop.is_cancelled() || began.elapsed() > MAX_PUSH_TIME {
            return Err(error);
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_secs(8));
    }
}

/// Explains why a push with the forge's token was rejected: the cause isn't git's own sign-in.
fn explain_push_error(error: Error, url: &str, forge: &dyn Forge) -> Error {
    match (error.kind(), forge.git_credentials()) {
        (ErrorKind::SignIn, Some(_)) => forge.explain_push_error(url, error),
        _ => error,
    }
}
