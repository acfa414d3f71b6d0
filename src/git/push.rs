//! Pushes refs, and evaluates git's report for each ref, not only the exit code.

use std::path::Path;

use super::GitCredentials;
use super::command::{git_command_with_credentials, run_git_command, set_own_process_group};
use super::command_error::{error_from_git_output, git_error_with_reason};
use super::failure_reason::GitFailureReason;
use super::stderr_patterns::{BRANCH_PROTECTED_PATTERNS, TRANSIENT_REFUSAL_PATTERNS};
use crate::error::{Error, ErrorKind, Result};
use crate::printable::Printable;

/// The outcome of a push.
#[derive(Debug)]
pub enum PushOutcome {
    /// Every ref was updated.
    Done,
    /// The remote ref had moved or was locked; fetch and retry. Contains git's reason.
    RefMoved(String),
    /// The branch is protected: changes must be proposed.
    Protected(Error),
    /// A hook of the remote declined it for a temporary reason.
    Busy(Error),
    /// A rule or hook of the remote declined it.
    Declined(Error),
    /// The remote didn't respond; it may have accepted the push.
    Unconfirmed(Error),
}

/// Pushes `refspecs` (`<src>:<dst>`) to `remote` as one atomic change, without force and without hooks; `what`
/// describes the push in errors.
///
/// # Errors
/// Remote (5), sign-in (4) or io (7) if it failed and can't be retried.
pub fn push_refs(
    what: &str,
    dir: &Path,
    (remote, credentials): (&str, Option<&GitCredentials>),
    refspecs: &[String],
) -> Result<PushOutcome> {
    let mut command = git_command_with_credentials(dir, credentials);
    command
        // A mirror remote accepts no refspecs, and would delete refs that don't exist locally.
        .args(["-c", "remote.origin.mirror=false"])
        .args(["push", "--atomic", "--porcelain", "--no-verify"])
        .args(["--recurse-submodules=no", "--"])
        .arg(remote)
        .args(refspecs);
    if !is_ssh_url(remote) {
        set_own_process_group(&mut command);
    }
    let output = run_git_command(command)?;
    let report = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    let rejected = find_rejected_push_lines(&report).next();
    if output.status.success() && rejected.is_none() {
        return Ok(match find_unconfirmed_pushed_ref(&report, refspecs) {
            None => PushOutcome::Done,
            Some(to) => PushOutcome::Unconfirmed(Error::remote(format!(
                "cannot {what}: git did not confirm {}",
                Printable(to)
            ))),
        });
    }
    // Only git's own messages, never those of a hook: from the report, or from stderr if there is none.
    let own = |line: &&str| !line.starts_with("remote:");
    let moved = match rejected {
        Some(_) => find_rejected_push_lines(&report).find(|line| is_ref_moved_message(line)),
        None => stderr
            .lines()
            .filter(own)
            .find(|line| is_ref_moved_message(line)),
    };
    match (moved, rejected) {
        (Some(line), _) => Ok(PushOutcome::RefMoved(
            Printable(parse_rejection_reason(line)).to_string(),
        )),
        (None, Some(line)) if line.contains(UNCOMMITTED_CHANGES_PATTERN) => {
            Err(uncommitted_changes_error(what, remote))
        }
        (None, Some(line)) => {
            let own = parse_rejection_reason(line);
            let error = git_error_with_reason(what, own, &stderr, ErrorKind::Remote);
            match error.kind() {
                ErrorKind::Remote => Ok(classify_push_refusal(error, own, &stderr)),
                _ => Err(error),
            }
        }
        (None, None) => match error_from_git_output(what, &output, ErrorKind::Remote) {
            error if error.kind() == ErrorKind::Remote => Ok(PushOutcome::Unconfirmed(error)),
            error => Err(error),
        },
    }
}

/// How git refuses a push to a branch that is checked out, while files there have changes. A wording of git's
/// `builtin/receive-pack.c`.
const UNCOMMITTED_CHANGES_PATTERN: &str = "(Working directory has";

fn uncommitted_changes_error(what: &str, remote: &str) -> Error {
    Error::conflict(format!(
        "cannot {what}: {} has uncommitted changes",
        Printable(remote)
    ))
    .with_hint("commit or stash them first")
}

/// Classifies a declined push from git's own reason, `own`, and the remote's messages in `stderr`.
fn classify_push_refusal(error: Error, own: &str, stderr: &str) -> PushOutcome {
    let reason = GitFailureReason::from_message_and_stderr(own, stderr);
    let words = reason.to_message().to_lowercase();
    let says = |any: &[&str]| any.iter().any(|text| words.contains(text));
    if says(BRANCH_PROTECTED_PATTERNS) {
        PushOutcome::Protected(error)
    } else if says(TRANSIENT_REFUSAL_PATTERNS) {
        PushOutcome::Busy(error)
    } else {
        PushOutcome::Declined(error)
    }
}

/// Whether `remote` is an SSH URL; ssh may prompt for the passphrase of a key.
fn is_ssh_url(remote: &str) -> bool {
    match remote.split_once("://") {
        Some((scheme, _)) => scheme == "ssh",
        None => remote.contains(':'),
    }
}

/// The reason in a porcelain line, such as `[remote rejected] (hook declined)`; any other line unchanged.
fn parse_rejection_reason(line: &str) -> &str {
    line.rsplit('\t').next().unwrap_or(line).trim()
}

/// The lines of a porcelain report for rejected refs: `!<TAB><from>:<to><TAB><reason>`.
fn find_rejected_push_lines(report: &str) -> impl Iterator<Item = &str> {
    report.lines().filter(|line| line.starts_with('!'))
}

/// The first ref of `refspecs` that the report doesn't confirm: `<flag><TAB><from>:<to><TAB><summary>`.
fn find_unconfirmed_pushed_ref<'r>(report: &str, refspecs: &'r [String]) -> Option<&'r str> {
    let confirmed: Vec<&str> = report
        .lines()
        .filter(|line| line.starts_with([' ', '*', '=', '+']))
        .filter_map(|line| line.split('\t').nth(1)?.rsplit_once(':'))
        .map(|(_, to)| to)
        .collect();
    let wanted = refspecs
        .iter()
        .filter_map(|refspec| Some(refspec.rsplit_once(':')?.1));
    wanted.into_iter().find(|to| !confirmed.contains(to))
}

/// Whether another push came first, detected before sending or when the server took the lock. The wordings are those of
/// git's `builtin/push.c`, `builtin/receive-pack.c` and `refs/files-backend.c`.
fn is_ref_moved_message(text: &str) -> bool {
    [
        "(fetch first)",
        "(non-fast-forward)",
        "(stale info)",
        "(atomic transaction failed)",
        "failed to update ref",
        "incorrect old value provided",
        "cannot lock ref",
        "Unable to create",
    ]
    .iter()
    .any(|reason| text.contains(reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ssh_is_told_from_what_asks_nothing() {
        assert!(is_ssh_url("git@git.example:acme/platform.git"));
        assert!(is_ssh_url("ssh://git@git.example/acme/platform.git"));
        assert!(!is_ssh_url("https://git.example:8443/acme/platform.git"));
        assert!(!is_ssh_url("origin") && !is_ssh_url("file:///a:b"));
    }

    #[test]
    fn a_push_is_done_once_every_ref_is_confirmed() {
        let refspecs = ["a1:refs/heads/main", "r/p:r/p"].map(str::to_owned);
        let main = " \ta1:refs/heads/main\t1..2\n";
        for ok in ["*\tr/p:r/p\t[new reference]", "=\tr/p:r/p\t[up to date]"] {
            let report = format!("To x\n{main}{ok}\nDone\n");
            assert_eq!(
                find_unconfirmed_pushed_ref(&report, &refspecs),
                None,
                "{ok}"
            );
        }
        let report = format!("To x\n{main}Done\n");
        assert_eq!(find_unconfirmed_pushed_ref(&report, &refspecs), Some("r/p"));
        assert_eq!(
            find_unconfirmed_pushed_ref("", &refspecs),
            Some("refs/heads/main")
        );
    }

    #[test]
    fn a_rule_is_told_from_a_hook_that_is_busy_and_from_one_that_is_not() {
        let refusal = |stderr: &str| {
            let own = "[remote rejected] (pre-receive hook declined)";
            // The error's own text must not affect the result, even though `retry` is one of the patterns.
            match classify_push_refusal(Error::remote("cannot retry it"), own, stderr) {
                PushOutcome::Protected(_) => "protected",
                PushOutcome::Busy(_) => "busy",
                PushOutcome::Declined(_) => "declined",
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(
            refusal("remote: error: GH006: Protected branch\n"),
            "protected"
        );
        assert_eq!(
            refusal("remote: GH013: Repository rule violations\n"),
            "protected"
        );
        assert_eq!(
            refusal("remote: GitLab: You are not allowed to push code\n"),
            "protected"
        );
        assert_eq!(refusal("remote: the server is Busy, try again\n"), "busy");
        assert_eq!(refusal("remote: no ticket in the message\n"), "declined");
        assert_eq!(refusal("error: busy\n"), "declined");
    }

    #[test]
    fn a_moved_ref_is_told_from_a_refusal() {
        let fetch_first = "!\trefs/heads/main:refs/heads/main\t[rejected] (fetch first)";
        let lost_race =
            "!\trefs/heads/main:refs/heads/main\t[remote rejected] (failed to update ref)";
        let protected = "!\trefs/heads/main:refs/heads/main\t[remote rejected] (protected branch hook declined)";
        assert!(find_rejected_push_lines(fetch_first).any(is_ref_moved_message));
        assert!(find_rejected_push_lines(lost_race).any(is_ref_moved_message));
        let atomic =
            "!\trefs/heads/main:refs/heads/main\t[remote rejected] (atomic transaction failed)";
        assert!(find_rejected_push_lines(atomic).any(is_ref_moved_message));
        assert!(!find_rejected_push_lines(protected).any(is_ref_moved_message));
        assert_eq!(
            find_rejected_push_lines("To x\n*\ta:b\t[new branch]\nDone").count(),
            0
        );
    }
}
