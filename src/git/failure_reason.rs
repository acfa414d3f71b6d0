//! Which words of a failed git say why it failed: git's own, ssh's, or those of the other side.

use crate::printable::Printable;

/// What git says once the connection is gone: that it's gone, and not why. Wordings of git's `connect.c` and
/// `pkt-line.c`.
const HANG_UP_MESSAGES: &[&str] = &[
    "Could not read from remote repository",
    "the remote end hung up",
];

/// How servers mark what they say over ssh; over https git itself marks it, with [`REMOTE_MESSAGE_PREFIX`].
const SSH_SERVER_MESSAGE_PREFIX: &str = "ERROR: ";
/// How git marks what the other side says.
const REMOTE_MESSAGE_PREFIX: &str = "remote:";

/// How lines of ssh start that are no reason: notes on keys, banners and what `-v` prints.
const SSH_NOTE_PREFIXES: &[&str] = &["Warning: ", "** ", "@", "debug", "Authenticated to "];

/// Why a git failed, in its words and in those of others.
pub(super) struct GitFailureReason<'a> {
    /// What git or ssh says, without git's mark; `None` where the other side alone says why.
    pub(super) own: Option<&'a str>,
    /// What the other side says, harmless.
    pub(super) remote: Vec<String>,
    /// Whether the other side, or ssh, ended the connection before it did anything.
    pub(super) is_hang_up: bool,
}

/// Reads what a failed git printed.
pub(super) fn parse_git_failure_reason(stderr: &str) -> GitFailureReason<'_> {
    let told = stderr
        .lines()
        .position(|line| strip_error_prefix(line).is_some());
    let telling = told.and_then(|at| stderr.lines().nth(at).and_then(strip_error_prefix));
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
            let telling = if telling.is_some_and(is_ssh_banner) {
                find_line_after_banner(stderr).or(telling)
            } else {
                telling
            };
            GitFailureReason::from_git_message(telling.unwrap_or("git gave no reason"), stderr)
        }
    }
}

impl<'a> GitFailureReason<'a> {
    /// The one that is known already, with what the other side says in `stderr`.
    pub(super) fn from_git_message(own: &'a str, stderr: &str) -> GitFailureReason<'a> {
        GitFailureReason {
            own: Some(own),
            remote: extract_remote_messages(stderr),
            is_hang_up: false,
        }
    }

    /// `git: <own>; the remote says: <remote>`, as far as there is each.
    pub(super) fn to_message(&self) -> String {
        let own = self.own.map(|own| format!("git: {}", Printable(own)));
        let remote = (!self.remote.is_empty())
            .then(|| format!("the remote says: {}", self.remote.join(" / ")));
        let parts: Vec<String> = [own, remote].into_iter().flatten().collect();
        parts.join("; ")
    }
}

/// Whether the other side said `line`.
pub(super) fn is_remote_message_line(line: &str) -> bool {
    line.starts_with(REMOTE_MESSAGE_PREFIX) || line.starts_with(SSH_SERVER_MESSAGE_PREFIX)
}

/// What the other side printed, without git's mark.
fn extract_remote_messages(stderr: &str) -> Vec<String> {
    stderr
        .lines()
        .filter_map(|line| line.strip_prefix(REMOTE_MESSAGE_PREFIX))
        .map(|line| line.trim().trim_start_matches(SSH_SERVER_MESSAGE_PREFIX))
        .filter(|line| line.contains(char::is_alphanumeric))
        .map(|line| Printable(line).to_string())
        .collect()
}

/// What the server said over ssh, in the first `before` lines: from its mark on, for it marks the first line only.
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

/// Whether `line`, before git's own, may be a reason that ssh gives.
fn is_ssh_failure_line(line: &str) -> bool {
    let is_note = SSH_NOTE_PREFIXES.iter().any(|note| line.starts_with(note));
    !is_note && !is_remote_message_line(line) && !line.trim().is_empty()
}

/// Whether a line of ssh only draws attention to those below it: `@@@@@@`. A carriage return arrives as `?`.
fn is_ssh_banner(line: &str) -> bool {
    line.starts_with('@') && line.trim_end_matches('?').bytes().all(|byte| byte == b'@')
}

/// The first line below a banner of ssh.
fn find_line_after_banner(stderr: &str) -> Option<&str> {
    let mut lines = stderr.lines().filter(|line| !line.contains('@'));
    lines.next().map(|line| line.trim_end_matches(['?', '\r']))
}

fn is_hang_up_message(line: &str) -> bool {
    HANG_UP_MESSAGES.iter().any(|words| line.contains(words))
}

/// `line` without git's mark, where it has one.
fn strip_error_prefix(line: &str) -> Option<&str> {
    let fatal = line.strip_prefix("fatal: ");
    fatal.or_else(|| line.strip_prefix("error: "))
}
