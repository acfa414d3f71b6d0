//! All runs on this machine: a folder of journals, and a lock for each run that a process is working on.

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
use crate::input_file::{SymlinkPolicy, set_nonblocking_open_flags};
use crate::printable::escape_and_truncate;

/// How long ended runs are kept.
const FINISHED_RUN_RETENTION: jiff::SignedDuration = jiff::SignedDuration::from_hours(30 * 24);

/// The folder of journals.
#[derive(Clone, Debug)]
pub struct RunStore {
    folder: PathBuf,
    fail_point: Option<FailPoint>,
}

/// A run that this process is working on, exclusively.
pub struct ActiveRun {
    /// Its journal.
    pub journal: Journal,
    lock_path: PathBuf,
    _lock: File,
}

impl ActiveRun {
    /// Records that the run is done.
    pub fn finish_run(&self) -> Result<()> {
        self.journal.record_run_finished()?;
        self.remove_lock_file();
        Ok(())
    }

    /// Records that the run is abandoned.
    pub fn abandon_run(&self) -> Result<()> {
        self.journal.record_run_abandoned()?;
        self.remove_lock_file();
        Ok(())
    }

    /// Removes all traces of a run that had no effect.
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

    /// Removes the lock file. Failures are ignored, because the lock of an ended run has no meaning.
    fn remove_lock_file(&self) {
        let _ = std::fs::remove_file(&self.lock_path);
    }
}

/// A run in the store.
pub struct StoredRun {
    /// The run id.
    pub run: String,
    /// Its journal; an error if it can't be read.
    pub run_record: Result<RunRecord>,
    /// Whether a process is working on it.
    pub is_running: bool,
}

impl StoredRun {
    /// Whether the run creates the service `name`.
    fn creates_service(&self, name: &str) -> bool {
        let record = self.run_record.as_ref();
        record.is_ok_and(|record| record.header.work.subject() == name)
    }

    /// Whether the run has neither ended nor been abandoned. A journal that can't be read may be of such a run.
    pub fn is_unfinished(&self) -> bool {
        let is_over = RunRecord::is_finished_or_abandoned;
        !self.run_record.as_ref().is_ok_and(is_over)
    }
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
    /// Io (7) if the folder can't be read, or other users can access it.
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

    /// The run with this id, the only run whose id starts with it, or a run that creates the service `name`: the unfinished one or,
    /// otherwise, the newest.
    ///
    /// # Errors
    /// Not found (3) if there is none; usage (2) if there are several.
    pub fn find_run(&self, name: &str) -> Result<StoredRun> {
        let (mut runs, others): (Vec<_>, Vec<_>) = self
            .list_runs()?
            .into_iter()
            .partition(|found| found.run.starts_with(name));
        if runs.is_empty() {
            let of_service = others.into_iter().filter(|run| run.creates_service(name));
            let (unfinished, mut ended): (Vec<_>, Vec<_>) =
                of_service.partition(StoredRun::is_unfinished);
            runs = unfinished;
            if runs.is_empty() {
                runs.extend(ended.pop());
            }
        }
        match (runs.len(), runs.pop()) {
            (1, Some(found)) => Ok(found),
            (0, _) | (_, None) => Err(Error::not_found(format!(
                "no run named `{}`",
                escape_and_truncate(name)
            ))
            .with_hint("idp runs list")),
            _ => Err(Error::usage(format!(
                "several runs match `{}`",
                escape_and_truncate(name)
            ))
            .with_hint("idp runs list")),
        }
    }

    /// The unfinished run for `repository`.
    ///
    /// # Errors
    /// Conflict (6) if a process is working on it.
    pub fn find_unfinished_run_for_repository(
        &self,
        repository: &str,
    ) -> Result<Option<RunRecord>> {
        for found in self.list_runs()? {
            // A journal that can't be read may be about something else; `idp runs list` reports it.
            let Ok(run_record) = found.run_record else {
                continue;
            };
            if run_record.is_finished_or_abandoned()
                || run_record.header.work.repository_url() != repository
            {
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

    /// Starts a run, unless another one is working on the same repository.
    ///
    /// # Errors
    /// Conflict (6) if there is one; io (7) if the journal can't be written.
    pub fn begin_run(&self, header: RunHeader, clock: Clock) -> Result<ActiveRun> {
        private_file::create_private_folder(&self.folder)?;
        let gate = self.lock_run_store()?;
        if let Some(other) =
            self.find_unfinished_run_for_repository(header.work.repository_url())?
        {
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

    /// Resumes a run.
    ///
    /// # Errors
    /// Conflict (6) if a process is working on it, or it has already ended.
    pub fn resume_run(&self, run: &str, clock: Clock) -> Result<ActiveRun> {
        private_file::create_private_folder(&self.folder)?;
        let gate = self.lock_run_store()?;
        let lock = self.lock_run(run)?;
        drop(gate);
        let journal = Journal::reopen_journal(&self.journal_path(run), clock, self.fail_point)?;
        if journal.run_record().is_finished_or_abandoned() {
            Err(Error::conflict(format!("run {run} has already ended")))
        } else {
            Ok(ActiveRun {
                lock_path: self.lock_path(run),
                journal,
                _lock: lock,
            })
        }
    }

    /// Locks the store for a moment, to decide which process gets a run.
    fn lock_run_store(&self) -> Result<File> {
        let path = self.folder.join("lock");
        let file = private_file::open_or_create_run_lock(&path)?;
        file.lock()
            .map_err(|error| Error::io(format_args!("lock {}", path.display()), error))?;
        Ok(file)
    }

    fn lock_run(&self, run: &str) -> Result<File> {
        let path = self.lock_path(run);
        let file = private_file::open_or_create_run_lock(&path)?;
        // Checking whether a process is working on the run also holds the lock for a moment.
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
            Error::conflict(format!("another process is working on run {run}"))
                .with_hint("wait for it, or stop it"),
        )
    }

    /// Whether a process holds the lock of `run`. The system releases the lock of a process that has ended.
    fn is_run_locked(&self, run: &str) -> bool {
        let mut options = std::fs::OpenOptions::new();
        set_nonblocking_open_flags(options.write(true), SymlinkPolicy::Refuse);
        let opened = options.open(self.lock_path(run));
        let locked = opened.map(|file| file.try_lock_shared());
        matches!(locked, Ok(Err(TryLockError::WouldBlock)))
    }

    /// Removes runs that ended long ago. Failures are ignored.
    fn prune_finished_runs(&self, now: Timestamp) {
        for found in self.list_runs().unwrap_or_default() {
            let Ok(run_record) = found.run_record else {
                continue;
            };
            let last = run_record.entries.last().map(|record| record.at);
            let old = last.is_some_and(|last| now.duration_since(last) > FINISHED_RUN_RETENTION);
            if old && run_record.is_finished_or_abandoned() && !found.is_running {
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
