//! Runs `idp` in tests with a clean environment, its own home, a fixed clock, and output that can be compared.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use regex::Regex;
use tempfile::TempDir;

/// The current time in every test.
pub(crate) const CLOCK: &str = "2026-11-23T12:00:00Z";

/// A user with an empty home, who has `idp` and git and nothing else.
pub(crate) struct Idp {
    root: TempDir,
    variables: Vec<(String, String)>,
}

/// The result of a run of `idp`; displayed as stdout, stderr and exit code.
pub(crate) struct CommandOutput {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: Option<i32>,
    redacted: String,
}

impl Idp {
    /// A user in a new temporary directory; the working directory is `here` in it.
    pub(crate) fn new() -> Idp {
        let root = TempDir::new().unwrap();
        std::fs::create_dir(root.path().join("here")).unwrap();
        Idp {
            root,
            variables: Vec::new(),
        }
    }

    /// Sets a variable for every run.
    pub(crate) fn with_env(mut self, name: &str, value: &str) -> Idp {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A path in the working directory.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.path().join("here").join(path)
    }

    /// The value of `IDP_HOME`.
    pub(crate) fn idp_home(&self) -> PathBuf {
        self.root.path().join("idp")
    }

    /// Writes a file below the working directory.
    pub(crate) fn write_file(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Writes an executable shell script; `path` is below the working directory unless it is absolute.
    #[cfg(unix)]
    pub(crate) fn write_script(&self, path: impl AsRef<Path>, lines: &str) {
        use std::os::unix::fs::PermissionsExt;
        let path = self.path("").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, format!("#!/bin/sh\n{lines}\n")).unwrap();
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Reads a file below the working directory.
    pub(crate) fn read_file(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// A command in the working directory, with a clean environment.
    pub(crate) fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command
            .current_dir(self.path(""))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.root.path().join("home"))
            .env("IDP_HOME", self.idp_home())
            .env("IDP_CLOCK", CLOCK)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("TERM", "dumb");
        for name in ["SYSTEMROOT", "TEMP", "TMP"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs `idp` to completion.
    #[must_use = "compare the run or ask it something"]
    pub(crate) fn run<S: AsRef<std::ffi::OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
    ) -> CommandOutput {
        self.run_in("", arguments)
    }

    /// Runs `idp` in a folder of the working directory.
    #[must_use = "compare the run or ask it something"]
    pub(crate) fn run_in<S: AsRef<std::ffi::OsStr>>(
        &self,
        folder: &str,
        arguments: impl IntoIterator<Item = S>,
    ) -> CommandOutput {
        let mut command = self.command(env!("CARGO_BIN_EXE_idp"));
        command.current_dir(self.path(folder)).args(arguments);
        self.to_command_output(command.output().unwrap())
    }

    /// Runs a shell command to completion.
    #[must_use = "compare the run or ask it something"]
    pub(crate) fn run_shell(&self, line: &str) -> CommandOutput {
        self.to_command_output(self.command("sh").args(["-c", line]).output().unwrap())
    }

    /// Runs git to completion. Returns its output.
    pub(crate) fn run_git<S: AsRef<std::ffi::OsStr>>(
        &self,
        folder: impl AsRef<Path>,
        arguments: impl IntoIterator<Item = S>,
    ) -> String {
        let mut command = self.command("git");
        let identity = [
            "-c",
            "user.name=Test",
            "-c",
            "user.email=test@example.com",
            "-c",
            "init.defaultBranch=main",
        ];
        let output = command
            .current_dir(self.path("").join(folder))
            .args(identity)
            .args(arguments)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "git: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout)
            .unwrap()
            .trim_end()
            .to_owned()
    }

    /// The result of a command that has ended.
    pub(crate) fn to_command_output(&self, output: Output) -> CommandOutput {
        let stdout = String::from_utf8(output.stdout).unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        let code = output.status.code();
        let mut redacted = self.redact(&stdout);
        if !stderr.is_empty() {
            redacted.push_str(&format!("[stderr]\n{}", self.redact(&stderr)));
        }
        if code != Some(0) {
            redacted.push_str(&format!(
                "[exit {}]\n",
                code.map_or("by signal".to_owned(), |code| code.to_string())
            ));
        }
        CommandOutput {
            stdout,
            stderr,
            code,
            redacted,
        }
    }

    /// Replaces what differs from run to run and from machine to machine with placeholders.
    pub(crate) fn redact(&self, text: &str) -> String {
        let root = self.root.path().canonicalize().unwrap();
        let text = text
            .replace(&root.display().to_string(), "[ROOT]")
            .replace(&self.root.path().display().to_string(), "[ROOT]");
        let ports = Regex::new(r"127\.0\.0\.1:\d+").unwrap();
        let text = ports.replace_all(&text, "127.0.0.1:[PORT]");
        let processes = Regex::new(r"process \d+").unwrap();
        let text = processes.replace_all(&text, "process [PID]");
        let times = Regex::new(r" +\d+ ms\b").unwrap();
        let text = times.replace_all(&text, " [N] ms");
        let in_parentheses = Regex::new(r"\(\d+ ms\)").unwrap();
        let text = in_parentheses.replace_all(&text, "([N] ms)");
        let seconds = Regex::new(r"\d+\.\d s\b").unwrap();
        let seconds = seconds.replace_all(&text, "[N] s");
        let runs = Regex::new(r"\b\d{8}T\d{6}-[0-9a-f]{8}\b").unwrap();
        let text = runs.replace_all(&seconds, "[RUN]");
        let commits = Regex::new(r"\b[0-9a-f]{7}([0-9a-f]{33})?\b").unwrap();
        commits.replace_all(&text, "[COMMIT]").into_owned()
    }
}

impl CommandOutput {
    /// Stdout as JSON.
    pub(crate) fn stdout_json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self}"))
    }

    /// Asserts that the exit code is 0, and returns the result.
    pub(crate) fn assert_success(self) -> CommandOutput {
        assert_eq!(self.code, Some(0), "{self}");
        self
    }

    /// Asserts that the exit code is `code`, and returns the result.
    pub(crate) fn assert_exit_code(self, code: i32) -> CommandOutput {
        assert_eq!(self.code, Some(code), "{self}");
        self
    }
}

impl fmt::Display for CommandOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.redacted)
    }
}
