//! What a failed git says, read for people: which kind of failure it is, which line tells why, what the remote added.

use std::process::Output;

use crate::error::{Error, Kind};
use crate::printable::Printable;

/// Somebody must sign in first. Wordings of git's `credential.c` and `http.c`, of ssh, and of GitHub.
const SIGN_IN: &[&str] = &[
    "Permission denied (publickey",
    "Authentication failed",
    "could not read Username",
    "could not read Password",
    "Invalid username or password",
    "The requested URL returned error: 403",
    "without `workflow` scope",
];

/// This machine is at fault, not the remote. Wordings of git and of the C library.
const LOCAL: &[&str] = &[
    "No space left on device",
    "Read-only file system",
    "Permission denied",
    "insufficient permission",
    "unable to create temporary",
    "bad config",
];

/// Of those, what not even a commit without a signature gets past.
const DISK: &[&str] = &[
    "No space left on device",
    "Read-only file system",
    "insufficient permission",
    "unable to create temporary",
];

/// The repository is somebody else's, and git wants to hear that it's trusted.
const FOREIGN: &[&str] = &["dubious ownership"];

/// A signature was wanted and there is no key for it. Wordings of git's `gpg-interface.c` and `builtin/commit.c`, of
/// gpg and of ssh-keygen.
const UNSIGNED: &[&str] = &[
    "failed to sign",
    "failed to write commit object",
    "Couldn't load public key",
    "No private key found",
    "secret key not available",
    "user.signingkey needs to be",
    "user.signingKey needs to be",
    "either user.signingkey or gpg.ssh.defaultKeyCommand needs to be configured",
];

/// What to do about it.
const SIGNING: [&str; 2] = [
    "git signs your commits (commit.gpgSign) with a key it can't use: git config --show-origin --get-regexp 'gpg|sign'",
    "set user.signingKey to a key that works, or turn signing off: git config commit.gpgSign false (--global, outside a clone)",
];

/// The remote repository has another object format than ours.
const OTHER_FORMAT: &[&str] = &["mismatched algorithms", "mismatched object formats"];

/// `cannot <what>: git: <reason>`, of the kind that git's words tell, else of kind `otherwise`.
pub(super) fn refused(what: &str, output: &Output, otherwise: Kind) -> Error {
    if is_interrupted(output) {
        return Error::new(Kind::Interrupted, format!("interrupted; cannot {what}"));
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    let told = |line: &&str| line.starts_with("fatal: ") || line.starts_with("error: ");
    let telling = stderr
        .lines()
        .find(told)
        .or_else(|| stderr.lines().last())
        .unwrap_or("git gave no reason");
    let reason = telling
        .trim_start_matches("fatal: ")
        .trim_start_matches("error: ");
    let reason = match is_banner(reason) {
        true => behind_banner(&stderr).unwrap_or(reason),
        false => reason,
    };
    failure(what, reason, &stderr, otherwise)
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

/// Whether a line of ssh only draws attention to those below it: `@@@@@@`. A carriage return arrives as `?`.
fn is_banner(line: &str) -> bool {
    line.starts_with('@') && line.trim_end_matches('?').bytes().all(|byte| byte == b'@')
}

/// The first line below a banner of ssh.
fn behind_banner(stderr: &str) -> Option<&str> {
    let mut lines = stderr.lines().filter(|line| !line.contains('@'));
    lines.next().map(|line| line.trim_end_matches(['?', '\r']))
}

/// As [`refused`], with the reason already found.
pub(super) fn failure(what: &str, reason: &str, stderr: &str, otherwise: Kind) -> Error {
    let (kind, cause) = cause_of(reason, stderr, otherwise);
    let mut message = format!("cannot {what}: git: {}", Printable(reason));
    let remote = remote_lines(stderr);
    if !remote.is_empty() {
        message.push_str(&format!("; the remote says: {}", remote.join(" / ")));
    }
    Error::new(kind, message)
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
    SignIn,
    Other,
}

/// The kind of a failure, and what it comes from.
fn cause_of(reason: &str, stderr: &str, otherwise: Kind) -> (Kind, Cause) {
    let says = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    // What the other side says of its own disk and rights is no fault of this machine.
    let own = |words| {
        let mut own = stderr.lines().filter(|line| !line.starts_with("remote:"));
        own.any(|line| says(line, words))
    };
    // A setting of the user leads git where idp doesn't let it go; trying again changes nothing.
    let is_not_allowed =
        |line: &str| line.contains("transport '") && line.contains("' not allowed");
    if own(FOREIGN) {
        (Kind::SignIn, Cause::Foreign)
    } else if own(UNSIGNED) {
        (Kind::SignIn, Cause::Unsigned)
    } else if stderr.lines().any(is_not_allowed) {
        (Kind::Usage, Cause::NotAllowed)
    } else if own(OTHER_FORMAT) {
        (Kind::Usage, Cause::OtherFormat)
    } else if says(stderr, SIGN_IN) || says(reason, SIGN_IN) {
        (Kind::SignIn, Cause::SignIn)
    } else if own(LOCAL) {
        (Kind::Io, Cause::Other)
    } else {
        (otherwise, Cause::Other)
    }
}

/// What the other side printed, without git's label.
fn remote_lines(stderr: &str) -> Vec<String> {
    stderr
        .lines()
        .filter_map(|line| line.strip_prefix("remote: "))
        .map(|line| Printable(line.trim()).to_string())
        .filter(|line| !line.is_empty())
        .collect()
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
        ] {
            assert_eq!(read(words).0, kind, "{words}");
        }
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
