//! A change on a branch of its own, for a pull request. The branch is named after the change, so whoever comes again, or never
//! heard the answer to a push, finds it there.

use std::time::Duration;

use git2::Oid;

use super::publish::{FileChange, PublishOptions, commit_changes};
use crate::error::Result;
use crate::git::PushOutcome;
use crate::platform::{PlatformSnapshot, Upstream};

/// How often a push whose answer was lost is tried again.
const MAX_UNCONFIRMED_PUSHES: u32 = 3;

/// Brings `changes` to `branch` of the remote; its commit. A branch that is there already is taken if `is_ours` says that it
/// holds this very change; `None` where it holds another one.
///
/// # Errors
/// Remote (5), sign-in (4) or conflict (6) where the push is refused.
pub(super) fn push_pull_request_branch(
    platform: &mut Upstream,
    changes: &[FileChange],
    options: PublishOptions<'_>,
    branch: &str,
    is_ours: impl FnOnce(&Upstream, Oid, &PlatformSnapshot) -> Result<bool>,
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
            // No answer came. If the push did arrive, the next one meets its branch there.
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
