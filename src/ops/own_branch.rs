//! A change on its own branch, for a pull request. The branch is named after the change, so that a repeated command, or one whose
//! push was never confirmed, finds it again.

use std::time::Duration;

use git2::Oid;

use super::publish::{FileChange, PublishCommitOptions, commit_changes};
use crate::error::Result;
use crate::git::PushOutcome;
use crate::platform::{PlatformSnapshot, UpstreamPlatform};

/// How many times a push without a response is retried.
const MAX_UNCONFIRMED_PUSHES: u32 = 3;

/// Pushes `changes` to `branch` of the remote and returns the commit. An existing branch is reused if `is_ours` confirms that it
/// contains this change; `None` if it contains another one.
///
/// # Errors
/// Remote (5), sign-in (4) or conflict (6) if the push is rejected.
pub(super) fn push_pull_request_branch(
    platform: &mut UpstreamPlatform,
    changes: &[FileChange],
    options: PublishCommitOptions<'_>,
    branch: &str,
    is_ours: impl FnOnce(&UpstreamPlatform, Oid, &PlatformSnapshot) -> Result<bool>,
) -> Result<Option<Oid>> {
    let mut lost = 0;
    loop {
        let id = commit_changes(platform, changes, options, &[])?;
        match platform.push(options.action, id, branch)? {
            PushOutcome::Done => return Ok(Some(id)),
            PushOutcome::RefMoved(_) => {
                let (there, theirs) = platform.fetch_branch(branch)?;
                return Ok(is_ours(platform, there, &theirs)?.then_some(there));
            }
            // No response. If the push did arrive, the next attempt finds its branch.
            PushOutcome::Unconfirmed(_) if lost < MAX_UNCONFIRMED_PUSHES => {
                lost += 1;
                std::thread::sleep(Duration::from_millis(500 << lost));
            }
            PushOutcome::Unconfirmed(error)
            | PushOutcome::Protected(error)
            | PushOutcome::Busy(error)
            | PushOutcome::Declined(error) => return Err(error),
        }
    }
}
