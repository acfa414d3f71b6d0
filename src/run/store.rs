//! All runs of this machine: a folder of journals, and a lock for each run that a process works at.

use std::fs::{File, TryLockError};
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;

use super::fail_point::FailPoint;
use super::header::RunHeader;
use super::journal::Journal;
use super::journal_reader::read_journal;
use super::private_file;
use super::record::RunRecord;
use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};
use crate::input_file::{SymlinkPolicy, set_nonblocking_flags};
use crate::printable::escape_and_truncate;

/// How long a run that is over is remembered.
const FINISHED_RUN_RETENTION: jiff::SignedDuration = jiff::SignedDuration::from_hours(30 * 24);

/// The folder of journals.
#[derive(Clone, Debug)]
pub struct RunStore {
    folder: PathBuf,
    fail_point: Option<FailPoint>,
}

/// A run that this process works at; nobody else can meanwhile.
pub struct ActiveRun {
    /// Its record.
    pub journal: Journal,
    lock_path: PathBuf,
    _lock: File,
}

impl ActiveRun {
    /// Notes that the run is done.
    pub fn finish_run(&self) -> Result<()> {
        self.journal.record_run_finished()?;
        self.remove_lock_file();
        Ok(())
    }

    /// Notes that nobody will go on with the run.
    pub fn abandon_run(&self) -> Result<()> {
        self.journal.record_run_abandoned()?;
        self.remove_lock_file();
        Ok(())
    }

    /// Removes all trace of a run that came to nothing.
    pub fn delete_run(&self) -> Result<()> {
        std::fs::remove_file(self.journal.path()).map_err(|error| {
            Error::io(
                format_args!("remove {}", self.journal.path().display()),
                error,
            )
        })?;
        self.remove_lock_file();
        Ok(())
    }

    /// Of a run that is over the lock means nothing; that it stays is no failure.
    fn remove_lock_file(&self) {
        let _ = std::fs::remove_file(&self.lock_path);
    }
}

/// A run as it was found.
pub struct StoredRun {
    /// The name of the run.
    pub run: String,
    /// What its journal says; an error where it cannot be read.
    pub run_record: Result<RunRecord>,
    /// Whether a process works at it.
    pub is_running: bool,
}

impl RunStore {
    /// The runs under the data directory `data`.
    pub fn new(data: &std::path::Path, fail_point: Option<FailPoint>) -> RunStore {
        RunStore {
            folder: data.join("runs"),
            fail_point,
        }
    }

    /// Every run, oldest first.
    ///
    /// # Errors
    /// Io (7) where the folder cannot be read, or others may look into it.
    pub fn list_runs(&self) -> Result<Vec<StoredRun>> {
        if self.folder.symlink_metadata().is_err() {
            return Ok(Vec::new());
        }
        private_file::create_private_folder(&self.folder)?;
        let cannot = |error| Error::io(format_args!("read {}", self.folder.display()), error);
        let mut names: Vec<String> = std::fs::read_dir(&self.folder)
            .map_err(cannot)?
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter_map(|name| name.strip_suffix(".jsonl").map(str::to_owned))
            .collect();
        names.sort_unstable();
        Ok(names.into_iter().map(|run| self.read_run(run)).collect())
    }

    fn read_run(&self, run: String) -> StoredRun {
        StoredRun {
            run_record: read_journal(&self.journal_path(&run)),
            is_running: self.is_run_locked(&run),
            run,
        }
    }

    /// The run of this name, or of the only name that begins so.
    ///
    /// # Errors
    /// Not found (3) where there is none; usage (2) where several begin so.
    pub fn find_run_by_prefix(&self, name: &str) -> Result<StoredRun> {
        let mut runs = self.list_runs()?;
        runs.retain(|found| found.run.starts_with(name));
        match (runs.len(), runs.pop()) {
            (1, Some(found)) => Ok(found),
            (0, _) | (_, None) => Err(Error::not_found(format!(
                "no run is called `{}`",
                escape_and_truncate(name)
            ))
            .with_hint("idp runs list")),
            _ => Err(Error::usage(format!(
                "several runs begin with `{}`",
                escape_and_truncate(name)
            ))
            .with_hint("idp runs list")),
        }
    }

    /// The run that works at `repository` and is not over.
    ///
    /// # Errors
    /// Conflict (6) where a process works at it.
    pub fn find_unfinished_run(&self, repository: &str) -> Result<Option<RunRecord>> {
        for found in self.list_runs()? {
            // A journal that cannot be read is about something else, or is said by `idp runs list`.
            let Ok(run_record) = found.run_record else {
                continue;
            };
            if run_record.is_finished() || run_record.header.work.repository() != repository {
                continue;
            }
            return if found.is_running {
                Err(run_conflict_error(&run_record.header))
            } else {
                Ok(Some(run_record))
            };
        }
        Ok(None)
    }

    /// Starts a run, unless another one works at the same repository.
    ///
    /// # Errors
    /// Conflict (6) where there is one; io (7) where nothing can be written down.
    pub fn begin_run(&self, header: RunHeader, clock: Clock) -> Result<ActiveRun> {
        private_file::create_private_folder(&self.folder)?;
        let gate = self.lock_run_store()?;
        if let Some(other) = self.find_unfinished_run(header.work.repository())? {
            return Err(run_conflict_error(&other.header));
        }
        self.prune_finished_runs(clock.now());
        let lock = self.lock_run(&header.run)?;
        let journal = Journal::create_journal(
            &self.journal_path(&header.run),
            header,
            clock,
            self.fail_point,
        )?;
        drop(gate);
        Ok(ActiveRun {
            lock_path: self.lock_path(&journal.run_id()),
            journal,
            _lock: lock,
        })
    }

    /// Goes on with a run.
    ///
    /// # Errors
    /// Conflict (6) where a process works at it, or where it is over.
    pub fn resume_run(&self, run: &str, clock: Clock) -> Result<ActiveRun> {
        private_file::create_private_folder(&self.folder)?;
        let gate = self.lock_run_store()?;
        let lock = self.lock_run(run)?;
        drop(gate);
        let journal = Journal::reopen_journal(&self.journal_path(run), clock, self.fail_point)?;
        if journal.run_record().is_finished() {
            Err(Error::conflict(format!("the run {run} is over")))
        } else {
            Ok(ActiveRun {
                lock_path: self.lock_path(run),
                journal,
                _lock: lock,
            })
        }
    }

    /// Held while it is decided whose a run is; a moment only.
    fn lock_run_store(&self) -> Result<File> {
        let path = self.folder.join("lock");
        let file = private_file::open_lock_file(&path)?;
        file.lock()
            .map_err(|error| Error::io(format_args!("lock {}", path.display()), error))?;
        Ok(file)
    }

    fn lock_run(&self, run: &str) -> Result<File> {
        let path = self.lock_path(run);
        let file = private_file::open_lock_file(&path)?;
        // Who only looks whether somebody works at it holds it for a moment.
        for _ in 0..10 {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(20)),
                Err(TryLockError::Error(error)) => {
                    return Err(Error::io(format_args!("lock {}", path.display()), error));
                }
            }
        }
        Err(
            Error::conflict(format!("another process works at the run {run}"))
                .with_hint("wait for it, or end it"),
        )
    }

    /// The system lets go of the lock of a process that died.
    fn is_run_locked(&self, run: &str) -> bool {
        let mut options = std::fs::OpenOptions::new();
        set_nonblocking_flags(options.write(true), SymlinkPolicy::Refuse);
        let opened = options.open(self.lock_path(run));
        let locked = opened.map(|file| file.try_lock_shared());
        matches!(locked, Ok(Err(TryLockError::WouldBlock)))
    }

    /// Forgets what was over long ago. What cannot be removed is no reason to stop.
    fn prune_finished_runs(&self, now: Timestamp) {
        for found in self.list_runs().unwrap_or_default() {
            let Ok(run_record) = found.run_record else {
                continue;
            };
            let last = run_record.entries.last().map(|record| record.at);
            let old = last.is_some_and(|last| now.duration_since(last) > FINISHED_RUN_RETENTION);
            if old && run_record.is_finished() && !found.is_running {
                let _ = std::fs::remove_file(self.journal_path(&found.run));
                let _ = std::fs::remove_file(self.lock_path(&found.run));
            }
        }
    }

    fn journal_path(&self, run: &str) -> PathBuf {
        self.folder.join(format!("{run}.jsonl"))
    }

    fn lock_path(&self, run: &str) -> PathBuf {
        self.folder.join(format!("{run}.lock"))
    }
}

fn run_conflict_error(header: &RunHeader) -> Error {
    Error::new(
        ErrorKind::Conflict,
        format!(
            "another run is working on `{}` (process {}, since {:.0})",
            header.work.subject(),
            header.pid,
            header.begun
        ),
    )
    .with_hint(format!("idp runs show {}", header.run))
}
