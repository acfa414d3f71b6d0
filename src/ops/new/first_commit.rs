//! The first commit of a new repository, and its way to the forge.

use std::path::Path;
use std::time::{Duration, Instant};

use git2::Oid;

use super::context::RunContext;
use super::plan::DEFAULT_BRANCH;
use crate::error::{Error, ErrorKind, Result};
use crate::git::{GitRepository as Repository, InitialCommitSpec, PushOutcome};
use crate::run::PlannedService;
use crate::template::FileTree;

/// How long a repository that was just made may look as if it were not there, or a push may go unanswered.
const MAX_PUSH_TIME: Duration = Duration::from_secs(60);

/// Makes the repository at `path`, where the files of `tree` are; the id of its commit.
///
/// # Errors
/// Io (7) where git cannot write there.
pub(super) fn create_first_commit(
    path: &Path,
    tree: &FileTree,
    service: &PlannedService,
    message: &str,
    context: &RunContext<'_>,
) -> Result<Oid> {
    let repository = Repository::init_repository(path, DEFAULT_BRANCH)?;
    repository.set_origin_remote(&service.repository)?;
    let first = InitialCommitSpec {
        message,
        identity: context.identity,
        date: context.clock.commit_timestamp_override(),
    };
    // From the bytes that were rendered, not from the work tree: no filter, line ending or mode of this machine changes them.
    let files = tree.files().iter();
    let id = repository.create_initial_commit(
        files.map(|file| (file.path.as_str(), file.executable, &*file.bytes)),
        first,
    )?;
    // The commit knows nothing of the work tree yet, so git would call every file changed.
    drop(repository);
    Repository::refresh_git_index(path)?;
    Ok(id)
}

/// Pushes `commit` of the repository at `path`, again where no answer comes or the new repository cannot be seen yet: what is
/// there already is there.
///
/// # Errors
/// Conflict (6) where something else is there; sign-in (4) or remote (5) as the forge says.
pub(super) fn push_first_commit(
    path: &Path,
    commit: Oid,
    service: &PlannedService,
    context: &RunContext<'_>,
) -> Result<()> {
    let began = Instant::now();
    let mut pause = Duration::from_millis(250);
    loop {
        let credentials = context.forge.credentials();
        let pushed = Repository::push_initial_commit(path, DEFAULT_BRANCH, commit, credentials);
        let error = match pushed.map_err(|error| explain_push_error(error, service, context))? {
            PushOutcome::Done => return Ok(()),
            // The branch is pushed only where there is none, or where it is at this commit: pushing again does no harm.
            PushOutcome::Unconfirmed(error) => error,
            PushOutcome::Protected(error)
            | PushOutcome::Busy(error)
            | PushOutcome::Declined(error) => return Err(error),
            PushOutcome::RefMoved(reason) => return Err(Error::conflict(reason)),
        };
        if context.stop.is_cancelled() || began.elapsed() > MAX_PUSH_TIME {
            return Err(error);
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_secs(8));
    }
}

/// A push that was refused with a token of ours is no matter of how git signs in.
fn explain_push_error(error: Error, service: &PlannedService, context: &RunContext<'_>) -> Error {
    match (error.kind(), context.forge.credentials()) {
        (ErrorKind::SignIn, Some(_)) => {
            context.forge.explain_push_error(&service.repository, error)
        }
        _ => error,
    }
}
