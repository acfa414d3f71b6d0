//! How a `git` child process is started, everywhere: hardened, quiet, untranslated, and out of Ctrl-C's way.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use super::GitCredentials;
use super::command_error::error_from_git_output;
use crate::error::{Error, ErrorKind, Result};

/// Variables of the caller that would point git elsewhere, change what it runs, or print what it sends.
/// Identity (`GIT_AUTHOR_*`), configuration files and ssh settings stay: they are how users set git up.
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

/// The variables that name a target of trace2. Without them git's configuration names it (`trace2.eventTarget`), and the
/// trace then holds settings and variables, a header with a token among them. So they are set, to nowhere.
const TRACE2_ENV_VARS: &[&str] = &["GIT_TRACE2", "GIT_TRACE2_EVENT", "GIT_TRACE2_PERF"];

/// `git -C <dir>` with our settings; arguments are for the caller to add, `--` before foreign values.
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
        // Hooks are other people's programs; no effect of ours may depend on them.
        .args([
            "-c",
            "core.hooksPath=",
            "-c",
            "http.followRedirects=initial",
        ])
        // A server that is silent for a minute has gone.
        .args(["-c", "http.lowSpeedLimit=1", "-c", "http.lowSpeedTime=60"])
        .args(["-c", "gc.auto=0", "-c", "maintenance.auto=false"])
        // Bare repositories are where we work, and we say which.
        .args(["-c", "safe.bareRepository=all"])
        // What users set for their own pushes is not for every remote to take.
        .args(["-c", "push.gpgSign=false", "-c", "push.followTags=false"])
        .args(["-c", "push.pushOption=", "-c", "core.fsmonitor=false"])
        // `only` would push submodules and leave out what is to be pushed.
        .args(["-c", "push.recurseSubmodules=no"])
        .env("LC_ALL", "C")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_ALLOW_PROTOCOL", "file:https:ssh")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .stdin(Stdio::null());
    command
}

/// As [`git_command`], signed in where there are credentials.
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

/// Ctrl-C goes to the terminal's foreground group: in a group of its own, a call in flight can finish. Only for calls
/// that ask nothing: what reads the terminal from another group is stopped, and with it everything that waits.
#[cfg(unix)]
pub(super) fn set_own_process_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
pub(super) fn set_own_process_group(_: &mut Command) {}

/// Runs it to its end, whatever the exit; only a `git` that cannot be started is an error here.
pub(super) fn run_command(mut command: Command) -> Result<Output> {
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

/// How long several commands may take together.
#[derive(Clone, Copy, Debug)]
pub struct Deadline {
    time_limit: Duration,
    expires_at: Instant,
}

impl Deadline {
    /// The end of `limit` from now.
    pub fn deadline_after(time_limit: Duration) -> Deadline {
        Deadline {
            time_limit,
            expires_at: Instant::now() + time_limit,
        }
    }
}

/// Runs it to its end, or ends it at the `deadline`.
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
                "the remote did not answer within {:.0?}",
                deadline.time_limit
            )))
        }
    }
}

/// Ends a process and those that it started.
#[cfg(unix)]
fn terminate_process_group(leader: u32) {
    use rustix::process::{Pid, Signal, kill_process_group};
    if let Some(group) = i32::try_from(leader).ok().and_then(Pid::from_raw) {
        let _ = kill_process_group(group, Signal::TERM);
    }
}

/// Elsewhere it ends by itself, once the remote lets go of it.
#[cfg(not(unix))]
fn terminate_process_group(_: u32) {}

/// Runs it and gives what it printed, without the final newline; a failure says what git said and is of kind
/// `otherwise` where git's words do not tell.
pub(super) fn run_for_stdout(command: Command, what: &str, otherwise: ErrorKind) -> Result<String> {
    stdout_or_error(&run_command(command)?, what, otherwise)
}

/// As [`run_for_stdout`], ended at the `deadline` where there is one.
pub(super) fn run_for_stdout_with_deadline(
    command: Command,
    what: &str,
    deadline: Option<Deadline>,
) -> Result<String> {
    let output = match deadline {
        Some(deadline) => run_with_deadline(command, deadline)?,
        None => run_command(command)?,
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
