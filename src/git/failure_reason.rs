//! Finds the reason in the output of a failed git: from git, from ssh, or from the remote.

use crate::printable::Printable;

/// What git prints when the connection is closed, without a reason. Wordings of git's `connect.c` and `pkt-line.c`.
const HANG_UP_MESSAGES: &[&str] = &[
    "Could not read from remote repository",
    "the remote end hung up",
];

/// The prefix of server messages over SSH. Over https, git adds its own prefix, [`REMOTE_MESSAGE_PREFIX`].
const SSH_SERVER_MESSAGE_PREFIX: &str = "ERROR: ";
/// The prefix that git adds to messages of the remote.
const REMOTE_MESSAGE_PREFIX: &str = "remote:";

/// Prefixes of ssh output that isn't a reason: notes on keys, banners and debug output.
const SSH_NOTE_PREFIXES: &[&str] = &["Warning: ", "** ", "@", "debug", "Authenticated to "];

/// Why a git command failed.
pub(super) struct GitFailureReason<'a> {
    /// The message of git or ssh, without git's prefix; `None` if only the remote gives a reason.
    pub(super) own: Option<&'a str>,
    /// The messages of the remote, escaped.
    pub(super) remote: Vec<String>,
    /// Whether the remote or ssh closed the connection before doing anything.
    pub(super) is_hang_up: bool,
}

/// Parses the stderr of a failed git.
pub(super) fn parse_git_failure_reason(stderr: &str) -> GitFailureReason<'_> {
    let told = stderr
        .lines()
        .position(|line| strip_git_error_prefix(line).is_some());
    let telling = told.and_then(|at| stderr.lines().nth(at).and_then(strip_git_error_prefix));
    let before = told.unwrap_or_default();
    match telling {
        Some(line) if is_hang_up_message(line) => {
            let remote = [
                extract_remote_messages(stderr),
                extract_ssh_server_message(stderr, before),
            ]
            .concat();
            let ssh = stderr
                .lines()
                .take(before)
                .filter(|line| is_ssh_failure_line(line));
            let own = remote.is_empty().then(|| ssh.last().unwrap_or(line));
            GitFailureReason {
                own,
                remote,
                is_hang_up: true,
            }
        }
        _ => {
            let telling = telling.or_else(|| stderr.lines().last());
            let telling = if telling.is_some_and(is_ssh_warning_border_line) {
                find_line_after_ssh_banner(stderr).or(telling)
            } else {
                telling
            };
            GitFailureReason::from_message_and_stderr(
                telling.unwrap_or("git gave no reason"),
                stderr,
            )
        }
    }
}

impl<'a> GitFailureReason<'a> {
    /// A known reason, with the messages of the remote in `stderr`.
    pub(super) fn from_message_and_stderr(own: &'a str, stderr: &str) -> GitFailureReason<'a> {
        GitFailureReason {
            own: Some(own),
            remote: extract_remote_messages(stderr),
            is_hang_up: false,
        }
    }

    /// `git: <own>; the remote says: <remote>`, each if present.
    pub(super) fn to_message(&self) -> String {
        let own = self.own.map(|own| format!("git: {}", Printable(own)));
        let remote = (!self.remote.is_empty())
            .then(|| format!("the remote says: {}", self.remote.join(" / ")));
        let parts: Vec<String> = [own, remote].into_iter().flatten().collect();
        parts.join("; ")
    }
}

/// Whether `line` is a message of the remote.
pub(super) fn is_remote_message_line(line: &str) -> bool {
    line.starts_with(REMOTE_MESSAGE_PREFIX) || line.starts_with(SSH_SERVER_MESSAGE_PREFIX)
}

/// The messages of the remote, without git's prefix.
fn extract_remote_messages(stderr: &str) -> Vec<String> {
    stderr
        .lines()
        .filter_map(|line| line.strip_prefix(REMOTE_MESSAGE_PREFIX))
        .map(|line| line.trim().trim_start_matches(SSH_SERVER_MESSAGE_PREFIX))
        .filter(|line| line.contains(char::is_alphanumeric))
        .map(|line| Printable(line).to_string())
        .collect()
}

/// The server message over SSH in the first `before` lines, starting at its prefix, which only the first line has.
fn extract_ssh_server_message(stderr: &str, before: usize) -> Vec<String> {
    let lines = stderr.lines().take(before);
    let said = lines.skip_while(|line| !line.starts_with(SSH_SERVER_MESSAGE_PREFIX));
    let said: Vec<&str> = said
        .map(|line| line.trim_start_matches(SSH_SERVER_MESSAGE_PREFIX).trim())
        .filter(|line| !line.is_empty() && !line.starts_with(REMOTE_MESSAGE_PREFIX))
        .collect();
    if said.is_empty() {
        Vec::new()
    } else {
        vec![Printable(&said.join(" ")).to_string()]
    }
}

/// Whether `line`, printed before git's own message, may be a reason from ssh.
fn is_ssh_failure_line(line: &str) -> bool {
    let is_note = SSH_NOTE_PREFIXES.iter().any(|note| line.starts_with(note));
    !is_note && !is_remote_message_line(line) && !line.trim().is_empty()
}

/// Whether a line is the border of an ssh warning: `@@@@@@`. A carriage return arrives as `?`.
fn is_ssh_warning_border_line(line: &str) -> bool {
    line.starts_with('@') && line.trim_end_matches('?').bytes().all(|byte| byte == b'@')
}

/// The first line after an ssh warning banner.
fn find_line_after_ssh_banner(stderr: &str) -> Option<&str> {
    let mut lines = stderr.lines().filter(|line| !line.contains('@'));
    lines.next().map(|line| line.trim_end_matches(['?', '\r']))
}

fn is_hang_up_message(line: &str) -> bool {
    HANG_UP_MESSAGES.iter().any(|words| line.contains(words))
}

/// `line` without git's prefix, if it has one.
fn strip_git_error_prefix(line: &str) -> Option<&str> {
    let fatal = line.strip_prefix("fatal: ");
    fatal.or_else(|| line.strip_prefix("error: "))
}
