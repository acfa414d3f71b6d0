//! Turns the output of a failed git into an error: its kind, git's reason, and the message of the remote.

use std::process::Output;

use super::failure_reason::{GitFailureReason, is_remote_message_line, parse_git_failure_reason};
use super::stderr_patterns::{
    DISK_FAULT_PATTERNS, DUBIOUS_OWNERSHIP_PATTERNS, FORBIDDEN_PATTERNS, LOCAL_FAULT_PATTERNS,
    OBJECT_FORMAT_MISMATCH_PATTERNS, PERMISSION_DENIED_PATTERNS, REF_NOT_FOUND_PATTERNS,
    REPOSITORY_NOT_FOUND_PATTERNS, SIGN_IN_REQUIRED_PATTERNS, SIGNING_FAILED_PATTERNS,
    UNKNOWN_HOST_KEY_PATTERNS,
};
use crate::error::{Error, ErrorKind};
use crate::printable::Printable;

/// The hints if a commit can't be signed.
const SIGNING_HINTS: [&str; 2] = [
    "git can't use your signing key (commit.gpgSign is on): git config --show-origin --get-regexp 'gpg|sign'",
    "set user.signingKey to a key that works, or turn signing off: git config --global commit.gpgSign false",
];

/// `cannot <what>: git: <reason>`, with the kind that git's message determines, or `otherwise`.
pub(super) fn error_from_git_output(what: &str, output: &Output, otherwise: ErrorKind) -> Error {
    if is_killed_by_sigint(output) {
        return Error::new(
            ErrorKind::Interrupted,
            format!("cannot {what}: interrupted"),
        );
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    build_git_error(what, &parse_git_failure_reason(&stderr), &stderr, otherwise)
}

/// Like [`error_from_git_output`], but for a signed commit: any failure that isn't a disk error comes from the key or
/// the signing program.
pub(super) fn commit_signing_error(what: &str, output: &Output) -> Error {
    let error = error_from_git_output(what, output, ErrorKind::Io);
    let stderr = String::from_utf8_lossy(&output.stderr);
    if error.kind() != ErrorKind::Io || DISK_FAULT_PATTERNS.iter().any(|word| stderr.contains(word))
    {
        return error;
    }
    Error::new(ErrorKind::SignIn, error.message())
        .with_hints(SIGNING_HINTS.map(str::to_owned))
        .with_source(anyhow::Error::msg(stderr.trim_end().to_owned()))
}

/// Like [`error_from_git_output`], but with git's own reason already found.
pub(super) fn git_error_with_reason(
    what: &str,
    own: &str,
    stderr: &str,
    otherwise: ErrorKind,
) -> Error {
    build_git_error(
        what,
        &GitFailureReason::from_message_and_stderr(own, stderr),
        stderr,
        otherwise,
    )
}

fn build_git_error(
    what: &str,
    reason: &GitFailureReason<'_>,
    stderr: &str,
    otherwise: ErrorKind,
) -> Error {
    let (kind, cause) = classify_git_failure(reason, stderr, otherwise);
    Error::new(kind, format!("cannot {what}: {}", reason.to_message()))
        .with_hints(build_git_failure_hints(stderr, cause))
        .with_source(GitFailure {
            cause,
            stderr: stderr.trim_end().to_owned(),
        })
}

/// What git printed before it failed, and its cause, so that callers needn't match messages.
#[derive(Debug, thiserror::Error)]
#[error("{stderr}")]
struct GitFailure {
    cause: GitFailureCause,
    stderr: String,
}

/// The cause of a failure, if git's message tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GitFailureCause {
    /// The repository belongs to another user, and git needs to be told to trust it.
    ForeignOwner,
    /// Signing is on, but the key can't be used.
    SigningFailed,
    /// The user's settings rewrite the URL to a transport that `idp` doesn't allow.
    ProtocolNotAllowed,
    /// The remote has a different object format.
    ObjectFormatMismatch,
    /// ssh doesn't know the server's key.
    UnknownHostKey,
    /// The remote repository doesn't exist or isn't visible.
    RepositoryNotFound,
    /// The remote has no such branch.
    RefNotFound,
    /// The account lacks the permission.
    PermissionDenied,
    /// The credentials are missing or rejected.
    SignInRequired,
    /// Anything else.
    Other,
}

impl GitFailureCause {
    /// The cause of `error`, if it comes from git.
    pub fn from_error(error: &Error) -> Option<GitFailureCause> {
        let mut next = std::error::Error::source(error);
        while let Some(source) = next {
            if let Some(failure) = source.downcast_ref::<GitFailure>() {
                return Some(failure.cause);
            }
            next = source.source();
        }
        None
    }
}

/// The kind and cause of a failure.
fn classify_git_failure(
    reason: &GitFailureReason<'_>,
    stderr: &str,
    otherwise: ErrorKind,
) -> (ErrorKind, GitFailureCause) {
    let says = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    // Disk and permission errors of the remote aren't errors of this machine.
    let own = |words| {
        let mut own = stderr.lines().filter(|line| !is_remote_message_line(line));
        own.any(|line| says(line, words))
    };
    let remote = reason.remote.join(" ").to_lowercase();
    let ends = |words| reason.is_hang_up && says(&remote, words);
    // A user setting rewrites the URL to a transport that idp doesn't allow; retrying doesn't help.
    let is_not_allowed =
        |line: &str| line.contains("transport '") && line.contains("' not allowed");
    let any = |words| says(stderr, words) || says(reason.own.unwrap_or_default(), words);
    if own(DUBIOUS_OWNERSHIP_PATTERNS) {
        (ErrorKind::SignIn, GitFailureCause::ForeignOwner)
    } else if own(SIGNING_FAILED_PATTERNS) {
        (ErrorKind::SignIn, GitFailureCause::SigningFailed)
    } else if stderr.lines().any(is_not_allowed) {
        (ErrorKind::Usage, GitFailureCause::ProtocolNotAllowed)
    } else if own(OBJECT_FORMAT_MISMATCH_PATTERNS) {
        (ErrorKind::Usage, GitFailureCause::ObjectFormatMismatch)
    } else if own(UNKNOWN_HOST_KEY_PATTERNS) {
        (ErrorKind::SignIn, GitFailureCause::UnknownHostKey)
    } else if ends(REPOSITORY_NOT_FOUND_PATTERNS) || is_repository_not_found(reason) {
        (ErrorKind::NotFound, GitFailureCause::RepositoryNotFound)
    } else if ends(PERMISSION_DENIED_PATTERNS) || any(FORBIDDEN_PATTERNS) {
        (ErrorKind::SignIn, GitFailureCause::PermissionDenied)
    } else if any(SIGN_IN_REQUIRED_PATTERNS) {
        (ErrorKind::SignIn, GitFailureCause::SignInRequired)
    } else if own(REF_NOT_FOUND_PATTERNS) {
        (otherwise, GitFailureCause::RefNotFound)
    } else if own(LOCAL_FAULT_PATTERNS) {
        (ErrorKind::Io, GitFailureCause::Other)
    } else {
        (otherwise, GitFailureCause::Other)
    }
}

/// Whether it's git's message for a 404 response. Wording of git's `remote-curl.c`.
fn is_repository_not_found(reason: &GitFailureReason<'_>) -> bool {
    let own = reason.own.unwrap_or_default();
    own.starts_with("repository '") && own.ends_with("' not found")
}

/// The command that git suggests, or the hints for the cause.
fn build_git_failure_hints(stderr: &str, cause: GitFailureCause) -> Vec<String> {
    let hints: &[&str] = match (extract_command_advised_by_git(stderr), cause) {
        (Some(command), GitFailureCause::ForeignOwner) => {
            return vec![format!("if you trust it: {command}")];
        }
        (Some(command), _) => return vec![command],
        (None, GitFailureCause::ForeignOwner) => {
            &["git config --global --add safe.directory <its path>"]
        }
        (None, GitFailureCause::SigningFailed) => &SIGNING_HINTS,
        (None, GitFailureCause::ProtocolNotAllowed) => &[
            "idp supports only https, ssh and file; your git configuration rewrites the URL: git config --show-origin --get-regexp '^url\\.'",
        ],
        (None, GitFailureCause::ObjectFormatMismatch) => &[
            "idp doesn't support remote repositories that use the sha256 object format; host the platform in one that uses sha1",
        ],
        (None, GitFailureCause::UnknownHostKey) => {
            &["check the server's host key, then accept it: ssh -T <USER>@<HOST>"]
        }
        (None, GitFailureCause::RepositoryNotFound) => &["it doesn't exist, or you can't see it"],
        (None, GitFailureCause::PermissionDenied) => &[
            "sign in with an account that has this permission, or ask an administrator of the repository",
        ],
        (None, GitFailureCause::SignInRequired) => &["sign in with git first: git ls-remote <URL>"],
        (None, GitFailureCause::RefNotFound | GitFailureCause::Other) => &[],
    };
    hints.iter().map(|hint| (*hint).to_owned()).collect()
}

/// The command that git suggests: on its own line, indented with a tab.
pub(super) fn extract_command_advised_by_git(stderr: &str) -> Option<String> {
    let mut lines = stderr.lines().filter_map(|line| line.strip_prefix('\t'));
    let command = lines.find(|line| line.starts_with("git "))?;
    Some(Printable(command).to_string())
}

/// Whether Ctrl-C killed git; our own process receives the signal a moment later.
fn is_killed_by_sigint(output: &Output) -> bool {
    #[cfg(unix)]
    return std::os::unix::process::ExitStatusExt::signal(&output.status)
        == Some(rustix::process::Signal::INT.as_raw());
    #[cfg(not(unix))]
    return {
        let _ = output;
        false
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::remedy::Hint;

    fn parse_failure(stderr: &str) -> (ErrorKind, String, Vec<String>) {
        let error = git_error_with_reason("push", "failed", stderr, ErrorKind::Remote);
        let hints = error.hints().iter().filter_map(Hint::as_text);
        let hints = hints.map(str::to_owned).collect();
        (error.kind(), error.message().to_owned(), hints)
    }

    #[test]
    fn the_words_of_git_tell_the_kind() {
        for (words, kind) in [
            ("error: gpg failed to sign the data", ErrorKind::SignIn),
            ("fatal: transport 'ext' not allowed", ErrorKind::Usage),
            (
                "fatal: mismatched algorithms: client sha1; server sha256",
                ErrorKind::Usage,
            ),
            ("fatal: write error: No space left on device", ErrorKind::Io),
            (
                "git@github.com: Permission denied (publickey).",
                ErrorKind::SignIn,
            ),
            (
                "fatal: could not read Username for 'https://x'",
                ErrorKind::SignIn,
            ),
            (
                "remote: Permission denied: main takes pull requests only",
                ErrorKind::Remote,
            ),
            (
                "fatal: unable to access 'https://x': timed out",
                ErrorKind::Remote,
            ),
            (
                "remote: Permission to acme/x.git denied to ada.\nfatal: unable to access 'https://x': The requested URL returned error: 403",
                ErrorKind::SignIn,
            ),
            (
                "! [remote rejected] main -> main (refusing to allow a GitHub App to create or update workflow `.github/workflows/ci.yml` without `workflows` permission)",
                ErrorKind::SignIn,
            ),
            (
                "fatal: repository 'https://x/y.git/' not found",
                ErrorKind::NotFound,
            ),
        ] {
            let error = build_git_error(
                "push",
                &parse_git_failure_reason(words),
                words,
                ErrorKind::Remote,
            );
            assert_eq!(error.kind(), kind, "{words}");
        }
    }

    #[test]
    fn the_cause_is_known_from_the_error_and_from_what_was_made_of_it() {
        let words = "fatal: couldn't find remote ref refs/heads/idp/register/checkout";
        let error = git_error_with_reason("fetch", "failed", words, ErrorKind::Remote);
        assert_eq!(error.kind(), ErrorKind::Remote);
        let explained = Error::not_found("no such branch").with_source(error);
        let cause = GitFailureCause::from_error(&explained);
        assert_eq!(cause, Some(GitFailureCause::RefNotFound));
        assert_eq!(GitFailureCause::from_error(&Error::remote(words)), None);
        let of_a_hook = format!("remote: {words}");
        let error = git_error_with_reason("push", "failed", &of_a_hook, ErrorKind::Remote);
        assert_eq!(
            GitFailureCause::from_error(&error),
            Some(GitFailureCause::Other)
        );
    }

    /// The message if `lines` were printed before the connection was closed.
    fn format_hang_up_error(lines: &str) -> String {
        let stderr = format!(
            "{lines}\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.\n"
        );
        let error = build_git_error(
            "push",
            &parse_git_failure_reason(&stderr),
            &stderr,
            ErrorKind::Remote,
        );
        let reason = error.message().strip_prefix("cannot push: ");
        format!("{} {}", error.kind().exit_code(), reason.unwrap())
    }

    #[test]
    fn the_reason_stands_before_the_word_that_the_connection_is_gone() {
        let said = [
            "Warning: Permanently added 'github.com' to the list of known hosts.\nERROR: Repository not found.",
            "ERROR: The 'acme' organization has enabled or enforced SAML SSO. To access\nthis repository, you must use the HTTPS remote with a personal access token.",
            "ERROR: Permission to acme/p.git denied to rae.",
            "ERROR: The key you are authenticating with has been marked as read only.",
            "ERROR: This repository was archived so it is read-only.",
            "remote: \nremote: =====\nremote: \nremote: ERROR: The project you were looking for could not be found or you don't have permission to view it.\nremote: =====",
            "ERROR: Internal error, please try again\x1b[31m later",
            "No ED25519 host key is known for github.com and you have requested strict checking.\nHost key verification failed.",
            "git@github.com: Permission denied (publickey).",
            "ssh: Could not resolve hostname github.com: Temporary failure in name resolution",
            "kex_exchange_identification: Connection closed by remote host\nConnection closed by 140.82.121.4 port 22",
            "",
        ];
        insta::assert_snapshot!(said.map(format_hang_up_error).join("\n"), @"
        3 the remote says: Repository not found.
        4 the remote says: The 'acme' organization has enabled or enforced SAML SSO. To access this repository, you must use the HTTPS remote with a personal access token.
        4 the remote says: Permission to acme/p.git denied to rae.
        4 the remote says: The key you are authenticating with has been marked as read only.
        4 the remote says: This repository was archived so it is read-only.
        3 the remote says: The project you were looking for could not be found or you don't have permission to view it.
        5 the remote says: Internal error, please try again^[[31m later
        4 git: Host key verification failed.
        4 git: git@github.com: Permission denied (publickey).
        5 git: ssh: Could not resolve hostname github.com: Temporary failure in name resolution
        5 git: Connection closed by 140.82.121.4 port 22
        5 git: Could not read from remote repository.
        ");
    }

    #[test]
    fn what_the_remote_says_is_passed_on_harmless() {
        let (_, message, _) =
            parse_failure("remote: GH006: Protected branch\x1b[31m.\nremote: \nremote: see docs\n");
        assert_eq!(
            message,
            "cannot push: git: failed; the remote says: GH006: Protected branch^[[31m. / see docs"
        );
    }

    #[test]
    fn the_command_that_git_advises_is_the_next_thing_to_type() {
        let (kind, _, hints) = parse_failure(
            "fatal: detected dubious ownership in repository at '/x'\nTo add an exception for this directory, call:\n\n\tgit config --global --add safe.directory /x\n",
        );
        assert_eq!(kind, ErrorKind::SignIn);
        assert_eq!(
            hints,
            ["if you trust it: git config --global --add safe.directory /x"]
        );
    }
}
