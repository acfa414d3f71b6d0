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
    "dubious ownership",
    "bad config",
    "failed to sign",
];

/// `cannot <what>: git: <reason>`, of the kind that git's words tell, else of kind `otherwise`.
pub(super) fn refused(what: &str, output: &Output, otherwise: Kind) -> Error {
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
    failure(what, reason, &stderr, otherwise)
}

/// As [`refused`], with the reason already found.
pub(super) fn failure(what: &str, reason: &str, stderr: &str, otherwise: Kind) -> Error {
    let says = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    // What the other side says of its own disk and rights is no fault of this machine.
    let own = |line: &&str| !line.starts_with("remote:");
    let local = stderr.lines().filter(own).any(|line| says(line, LOCAL));
    let sign_in = says(stderr, SIGN_IN) || says(reason, SIGN_IN);
    let kind = match (sign_in, local) {
        (true, _) => Kind::SignIn,
        (false, true) => Kind::Io,
        (false, false) => otherwise,
    };
    let mut message = format!("cannot {what}: git: {}", Printable(reason));
    let remote = remote_lines(stderr);
    if !remote.is_empty() {
        message.push_str(&format!("; the remote says: {}", remote.join(" / ")));
    }
    Error::new(kind, message)
        .hint_if(advice(stderr, kind))
        .caused_by(stderr.trim_end().to_owned())
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

/// The command that git itself advises, or the way to find out about signing in.
fn advice(stderr: &str, kind: Kind) -> Option<String> {
    let command = stderr
        .lines()
        .find_map(|line| {
            line.strip_prefix('\t')
                .filter(|line| line.starts_with("git "))
        })
        .map(|command| Printable(command).to_string());
    command.or_else(|| {
        (kind == Kind::SignIn)
            .then(|| "sign in as for git itself: try `git ls-remote <URL>`".to_owned())
    })
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
            ("error: gpg failed to sign the data", Kind::Io),
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
        assert_eq!(kind, Kind::Io);
        assert_eq!(hints, ["git config --global --add safe.directory /x"]);
    }
}
