//! The header of a run: written first, with everything needed to resume after the commit.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::planned_platform::PlannedPlatform;
use super::planned_service::PlannedService;
use crate::clock::Clock;

/// The first line of a journal, independent of its format. Contains no secrets.
#[derive(Clone, Debug, PartialEq)]
pub struct RunHeader {
    /// The run id.
    pub run: String,
    /// When it started.
    pub begun: Timestamp,
    /// The process that started it.
    pub pid: u32,
    /// Its platform, as a value for `--platform`.
    pub platform: String,
    /// Its work.
    pub work: RunWork,
}

/// The work of a run, by kind. Journals store the name of the kind as `kind`.
#[derive(Clone, Debug, PartialEq)]
pub enum RunWork {
    /// `idp new`.
    New(Box<NewServiceRun>),
    /// `idp init`.
    Init(Box<NewPlatformRun>),
}

/// The work of `idp new`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewServiceRun {
    /// The requested values, by name. An equal request resumes the run.
    pub inputs: BTreeMap<String, String>,
    /// The values file for the platform's workflow, if one carries out the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<String>,
    /// Where the repository is until it's moved to its directory; empty if a workflow creates it.
    pub draft: PathBuf,
    /// The command that the user ran; unknown in older journals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<RecordedCommand>,
    /// The service to create.
    pub service: PlannedService,
}

/// The work of `idp init`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPlatformRun {
    /// The requested values, by name. An equal request resumes the run.
    pub inputs: BTreeMap<String, String>,
    /// Where the repository is until it's moved to its directory.
    pub draft: PathBuf,
    /// The platform to create.
    pub platform: PlannedPlatform,
}

/// A command line of the user, with the answers to the questions it asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordedCommand {
    /// The directory that its paths are relative to.
    pub directory: PathBuf,
    /// The words after the program, quoted for a shell.
    pub words: String,
}

impl RunHeader {
    /// The header of a run that this process starts now.
    pub fn new(run: &str, platform: &str, work: RunWork, clock: Clock) -> RunHeader {
        RunHeader {
            run: run.to_owned(),
            begun: clock.now(),
            pid: std::process::id(),
            platform: platform.to_owned(),
            work,
        }
    }
}

impl RunWork {
    /// The name of the kind.
    pub fn kind_name(&self) -> &'static str {
        match self {
            RunWork::New(_) => "new",
            RunWork::Init(_) => "init",
        }
    }

    /// The URL of the repository, which only one run may work on.
    pub fn repository_url(&self) -> &str {
        match self {
            RunWork::New(new) => &new.service.repository,
            RunWork::Init(init) => &init.platform.repository,
        }
    }

    /// The human-readable name of what the run works on.
    pub fn subject(&self) -> &str {
        match self {
            RunWork::New(new) => &new.service.name,
            RunWork::Init(init) => &init.platform.name,
        }
    }

    /// The directory that the repository is moved to at the end.
    pub fn directory(&self) -> &Path {
        match self {
            RunWork::New(new) => &new.service.directory,
            RunWork::Init(init) => &init.platform.directory,
        }
    }

    /// Where the repository is until then.
    pub fn draft(&self) -> &Path {
        match self {
            RunWork::New(new) => &new.draft,
            RunWork::Init(init) => &init.draft,
        }
    }
}
