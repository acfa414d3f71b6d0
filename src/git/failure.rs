//! What a failed git says, read for people: which kind of failure it is, which line tells why, what the remote added.

use std::process::Output;

use super::reason::{Reason, is_remote, reason_of};
use super::wordings::{
    DISK, FORBIDDEN, FOREIGN, LOCAL, NOT_PERMITTED, NOT_SEEN, OTHER_FORMAT, SIGN_IN, UNKNOWN_HOST,
    UNSIGNED,
};
use crate::error::{Error, Kind};
use crate::printable::Printable;

/// What to do where a commit can't be signed.
const SIGNING: [&str; 2] = [
    "git signs your commits (commit.gpgSign) with a key it can't use: git config --show-origin --get-regexp 'gpg|sign'",
    "set user.signingKey to a key that works, or turn signing off: git config commit.gpgSign false (--global, outside a clone)",
];

/// `cannot <what>: git: <reason>`, of the kind that git's words tell, else of kind `otherwise`.
pub(super) fn refused(what: &str, output: &Output, otherwise: Kind) -> Error {
    if is_interrupted(output) {
        return Error::new(Kind::Interrupted, format!("interrupted; cannot {what}"));
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    error_of(what, &reason_of(&stderr), &stderr, otherwise)
}

/// As [`refused`], of a commit that git was to sign: what isn't the fault of the disk is that of the key or its program.
pub(super) fn unsigned(what: &str, output: &Output) -> Error {
    let error = refused(what, output, Kind::Io);
    let stderr = String::from_utf8_lossy(&output.stderr);
    if error.kind() != Kind::Io || DISK.iter().any(|word| stderr.contains(word)) {
        return error;
    }
    Error::new(Kind::SignIn, error.message())
        .with_hints(SIGNING.map(str::to_owned))
        .caused_by(stderr.trim_end().to_owned())
}

/// As [`refused`], with git's own reason already found.
pub(super) fn failure(what: &str, own: &str, stderr: &str, otherwise: Kind) -> Error {
    error_of(what, &Reason::given(own, stderr), stderr, otherwise)
}

fn error_of(what: &str, reason: &Reason<'_>, stderr: &str, otherwise: Kind) -> Error {
    let (kind, cause) = cause_of(reason, stderr, otherwise);
    Error::new(kind, format!("cannot {what}: {}", reason.told()))
        .with_hints(advice(stderr, cause))
        .caused_by(stderr.trim_end().to_owned())
}

/// What a failure comes from, where git's words tell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cause {
    Foreign,
    Unsigned,
    NotAllowed,
    OtherFormat,
    UnknownHost,
    NotSeen,
    NotPermitted,
    SignIn,
    Other,
}

/// The kind of a failure, and what it comes from.
fn cause_of(reason: &Reason<'_>, stderr: &str, otherwise: Kind) -> (Kind, Cause) {
    let says = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    // The other side's disk and permissions aren't this machine's fault.
    let own = |words| {
        let mut own = stderr.lines().filter(|line| !is_remote(line));
        own.any(|line| says(line, words))
    };
    let remote = reason.remote.join(" ").to_lowercase();
    let ends = |words| reason.is_hang_up && says(&remote, words);
    // A setting of the user leads git where idp doesn't let it go; trying again changes nothing.
    let is_not_allowed =
        |line: &str| line.contains("transport '") && line.contains("' not allowed");
    let any = |words| says(stderr, words) || says(reason.own.unwrap_or_default(), words);
    if own(FOREIGN) {
        (Kind::SignIn, Cause::Foreign)
    } else if own(UNSIGNED) {
        (Kind::SignIn, Cause::Unsigned)
    } else if stderr.lines().any(is_not_allowed) {
        (Kind::Usage, Cause::NotAllowed)
    } else if own(OTHER_FORMAT) {
        (Kind::Usage, Cause::OtherFormat)
    } else if own(UNKNOWN_HOST) {
        (Kind::SignIn, Cause::UnknownHost)
    } else if ends(NOT_SEEN) || is_missing(reason) {
        (Kind::NotFound, Cause::NotSeen)
    } else if ends(NOT_PERMITTED) || any(FORBIDDEN) {
        (Kind::SignIn, Cause::NotPermitted)
    } else if any(SIGN_IN) {
        (Kind::SignIn, Cause::SignIn)
    } else if own(LOCAL) {
        (Kind::Io, Cause::Other)
    } else {
        (otherwise, Cause::Other)
    }
}

/// Whether it's git's word for a server's answer 404. Wording of git's `remote-curl.c`.
fn is_missing(reason: &Reason<'_>) -> bool {
    let own = reason.own.unwrap_or_default();
    own.starts_with("repository '") && own.ends_with("' not found")
}

/// The command that git itself advises, or what the cause asks for.
fn advice(stderr: &str, cause: Cause) -> Vec<String> {
    let hints: &[&str] = match (advised_command(stderr), cause) {
        (Some(command), Cause::Foreign) => return vec![format!("if you trust it: {command}")],
        (Some(command), _) => return vec![command],
        (None, Cause::Foreign) => &["git config --global --add safe.directory <its path>"],
        (None, Cause::Unsigned) => &SIGNING,
        (None, Cause::NotAllowed) => &[
            "idp uses https, ssh and file only; your git configuration leads elsewhere: git config --show-origin --get-regexp '^url\\.'",
        ],
        (None, Cause::OtherFormat) => &[
            "idp can't use a remote repository of the object format sha256; host the platform in one of sha1",
        ],
        (None, Cause::UnknownHost) => {
            &["check the key of the server, then accept it: ssh -T <USER>@<HOST>"]
        }
        (None, Cause::NotSeen) => &["it is not there, or you may not see it"],
        (None, Cause::NotPermitted) => &[
            "sign in with an account that has this permission, or ask an administrator of the repository",
        ],
        (None, Cause::SignIn) => &["sign in as for git itself: try `git ls-remote <URL>`"],
        (None, Cause::Other) => &[],
    };
    hints.iter().map(|hint| (*hint).to_owned()).collect()
}

/// The command that git advises: it stands on a line of its own, behind a tab.
pub(super) fn advised_command(stderr: &str) -> Option<String> {
    let mut lines = stderr.lines().filter_map(|line| line.strip_prefix('\t'));
    let command = lines.find(|line| line.starts_with("git "))?;
    Some(Printable(command).to_string())
}

/// Whether Ctrl-C ended git, which our own process hears of a moment later.
fn is_interrupted(output: &Output) -> bool {
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

    fn read(stderr: &str) -> (Kind, String, Vec<String>) {
        let error = failure("push", "failed", stderr, Kind::Remote);
        let hints = error.hints().to_vec();
        (error.kind(), error.message().to_owned(), hints)
    }

    #[test]
    fn the_words_of_git_tell_the_kind() {
        for (words, kind) in [
            ("error: gpg failed to sign the data", Kind::SignIn),
            ("fatal: transport 'ext' not allowed", Kind::Usage),
            (
                "fatal: mismatched algorithms: client sha1; server sha256",
                Kind::Usage,
            ),
            ("fatal: write error: No space left on device", Kind::Io),
            (
                "git@github.com: Permission denied (publickey).",
                Kind::SignIn,
            ),
            (
                "fatal: could not read Username for 'https://x'",
                Kind::SignIn,
            ),
            (
                "remote: Permission denied: main takes pull requests only",
                Kind::Remote,
            ),
            (
                "fatal: unable to access 'https://x': timed out",
                Kind::Remote,
            ),
            (
                "remote: Permission to acme/x.git denied to ada.\nfatal: unable to access 'https://x': The requested URL returned error: 403",
                Kind::SignIn,
            ),
            (
                "! [remote rejected] main -> main (refusing to allow a GitHub App to create or update workflow `.github/workflows/ci.yml` without `workflows` permission)",
                Kind::SignIn,
            ),
            (
                "fatal: repository 'https://x/y.git/' not found",
                Kind::NotFound,
            ),
        ] {
            let error = error_of("push", &reason_of(words), words, Kind::Remote);
            assert_eq!(error.kind(), kind, "{words}");
        }
    }

    /// What is said where `lines` came before the connection ended.
    fn ended(lines: &str) -> String {
        let stderr = format!(
            "{lines}\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.\n"
        );
        let error = error_of("push", &reason_of(&stderr), &stderr, Kind::Remote);
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
        insta::assert_snapshot!(said.map(ended).join("\n"), @"
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
            read("remote: GH006: Protected branch\x1b[31m.\nremote: \nremote: see docs\n");
        assert_eq!(
            message,
            "cannot push: git: failed; the remote says: GH006: Protected branch^[[31m. / see docs"
        );
    }

    #[test]
    fn the_command_that_git_advises_is_the_next_thing_to_type() {
        let (kind, _, hints) = read(
            "fatal: detected dubious ownership in repository at '/x'\nTo add an exception for this directory, call:\n\n\tgit config --global --add safe.directory /x\n",
        );
        assert_eq!(kind, Kind::SignIn);
        assert_eq!(
            hints,
            ["if you trust it: git config --global --add safe.directory /x"]
        );
    }
}
