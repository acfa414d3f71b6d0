//! Starts `git` child processes: hardened, quiet, untranslated, and protected from Ctrl-C.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use super::GitCredentials;
use super::command_error::error_from_git_output;
use crate::error::{Error, ErrorKind, Result};

/// Environment variables that would point git elsewhere, change what it runs, or print what it sends. Identity
/// (`GIT_AUTHOR_*`), configuration files and SSH settings are kept, because users configure git with them.
const SCRUBBED_GIT_ENV_VARS: &[&str] = &[
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CEILING_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_INDEX_FILE",
    "GIT_GLOB_PATHSPECS",
    "GIT_GRAFT_FILE",
    "GIT_ICASE_PATHSPECS",
    "GIT_LITERAL_PATHSPECS",
    "GIT_NAMESPACE",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REDIRECT_STDERR",
    "GIT_REDIRECT_STDOUT",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_TEMPLATE_DIR",
    "GIT_TRACE",
    "GIT_TRACE_CURL",
    "GIT_TRACE_CURL_NO_DATA",
    "GIT_TRACE_FSMONITOR",
    "GIT_TRACE_PACKFILE",
    "GIT_TRACE_PACK_ACCESS",
    "GIT_TRACE_PERFORMANCE",
    "GIT_TRACE_REDACT",
    "GIT_TRACE_REFS",
    "GIT_TRACE_SHALLOW",
    "GIT_TRACE_PACKET",
    "GIT_TRACE_SETUP",
    "GIT_CURL_VERBOSE",
    "GIT_TRACE2_CONFIG_PARAMS",
    "GIT_TRACE2_ENV_VARS",
    "GIT_WORK_TREE",
];

/// The variables that set a trace2 target. If they are unset, git's configuration (`trace2.eventTarget`) applies, and
/// the trace would contain settings and variables, including the header with the token. So they are set to disable it.
const TRACE2_ENV_VARS: &[&str] = &["GIT_TRACE2", "GIT_TRACE2_EVENT", "GIT_TRACE2_PERF"];

/// `git -C <dir>` with our settings; callers add arguments, with `--` before untrusted values.
pub(super) fn git_command(dir: &Path) -> Command {
    let mut command = Command::new("git");
    for name in SCRUBBED_GIT_ENV_VARS {
        command.env_remove(name);
    }
    for name in TRACE2_ENV_VARS {
        command.env(name, "0");
    }
    command
        .arg("-C")
        .arg(dir)
        // Hooks are foreign programs; effects must not depend on them.
        .args([
            "-c",
            "core.hooksPath=",
            "-c",
            "http.followRedirects=initial",
        ])
        // A server that sends nothing for a minute is considered down.
        .args(["-c", "http.lowSpeedLimit=1", "-c", "http.lowSpeedTime=60"])
        .args(["-c", "gc.auto=0", "-c", "maintenance.auto=false"])
        // `idp` works in bare repositories and always names them explicitly.
        .args(["-c", "safe.bareRepository=all"])
        // Settings for the user's own pushes may be rejected by other remotes.
        .args(["-c", "push.gpgSign=false", "-c", "push.followTags=false"])
        .args(["-c", "push.pushOption=", "-c", "core.fsmonitor=false"])
        // `only` would push the submodules instead of the refs.
        .args(["-c", "push.recurseSubmodules=no"])
        .env("LC_ALL", "C")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_ALLOW_PROTOCOL", "file:https:ssh")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .stdin(Stdio::null());
    command
}

/// Like [`git_command`], but with `credentials`, if there are any.
pub(super) fn git_command_with_credentials(
    dir: &Path,
    credentials: Option<&GitCredentials>,
) -> Command {
    let mut command = git_command(dir);
    if let Some(credentials) = credentials {
        credentials.add_credentials_to_command(&mut command);
    }
    command
}

/// Ctrl-C goes to the terminal's foreground process group. In its own group, a running command can finish. Use this
/// only for commands that don't prompt: reading the terminal from a background group stops the process, and `idp` with
/// it.
#[cfg(unix)]
pub(super) fn set_own_process_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
pub(super) fn set_own_process_group(_: &mut Command) {}

/// Runs the command to completion. A non-zero exit code isn't an error here, only a failure to start `git`.
pub(super) fn run_git_command(mut command: Command) -> Result<Output> {
    command.output().map_err(git_start_error)
}

pub(super) fn git_start_error(source: std::io::Error) -> Error {
    match source.kind() {
        std::io::ErrorKind::NotFound => Error::new(ErrorKind::Io, "git is not installed")
            .with_hint("install git 2.38 or newer, then run the same command again")
            .with_source(source),
        _ => Error::io("start git", source),
    }
}

/// A shared time limit for several commands.
#[derive(Clone, Copy, Debug)]
pub struct Deadline {
    time_limit: Duration,
    expires_at: Instant,
}

impl Deadline {
    /// A deadline `time_limit` from now.
    pub fn deadline_after(time_limit: Duration) -> Deadline {
        Deadline {
            time_limit,
            expires_at: Instant::now() + time_limit,
        }
    }
}

/// Runs the command to completion, or terminates it at the `deadline`.
pub(super) fn run_with_deadline(mut command: Command, deadline: Deadline) -> Result<Output> {
    set_own_process_group(&mut command);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().map_err(git_start_error)?;
    let group = child.id();
    let (send, ended) = std::sync::mpsc::channel();
    std::thread::spawn(move || send.send(child.wait_with_output()));
    let left = deadline
        .expires_at
        .saturating_duration_since(Instant::now());
    match ended.recv_timeout(left) {
        Ok(output) => output.map_err(git_start_error),
        Err(_) => {
            terminate_process_group(group);
            Err(Error::remote(format!(
                "the remote did not respond within {:.0?}",
                deadline.time_limit
            )))
        }
    }
}

/// Terminates a process and its children.
#[cfg(unix)]
fn terminate_process_group(leader: u32) {
    use rustix::process::{Pid, Signal, kill_process_group};
    if let Some(group) = i32::try_from(leader).ok().and_then(Pid::from_raw) {
        let _ = kill_process_group(group, Signal::TERM);
    }
}

/// On other systems, the process ends by itself once the remote closes the connection.
#[cfg(not(unix))]
fn terminate_process_group(_: u32) {}

/// Runs the command and returns its stdout without the final newline. An error contains git's message, and has the kind
/// `otherwise` if the message doesn't determine one.
pub(super) fn run_for_stdout(command: Command, what: &str, otherwise: ErrorKind) -> Result<String> {
    stdout_or_error(&run_git_command(command)?, what, otherwise)
}

/// Like [`run_for_stdout`], but terminates the command at the `deadline` if there is one.
pub(super) fn run_for_stdout_with_deadline(
    command: Command,
    what: &str,
    deadline: Option<Deadline>,
) -> Result<String> {
    let output = match deadline {
        Some(deadline) => run_with_deadline(command, deadline)?,
        None => run_git_command(command)?,
    };
    stdout_or_error(&output, what, ErrorKind::Remote)
}

pub(super) fn stdout_or_error(output: &Output, what: &str, otherwise: ErrorKind) -> Result<String> {
    if !output.status.success() {
        return Err(error_from_git_output(what, output, otherwise));
    }
    Ok(String::from_utf8_lossy(&output.stdout)
        .trim_end()
        .to_owned())
}
