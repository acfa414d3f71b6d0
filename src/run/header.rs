//! What a run is about: written first, and all that it takes to go on after the commit.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::planned_service::PlannedService;
use crate::clock::Clock;

/// What the first line of a journal says, in whatever format it is. Nothing in it is secret.
#[derive(Clone, Debug, PartialEq)]
pub struct RunHeader {
    /// The name of the run.
    pub run: String,
    /// When it began.
    pub begun: Timestamp,
    /// The process that began it.
    pub pid: u32,
    /// What `--platform` takes for its platform.
    pub platform: String,
    /// What it does.
    pub work: RunWork,
}

/// What a run does, by kind. A journal has the name of the kind as `kind`.
#[derive(Clone, Debug, PartialEq)]
pub enum RunWork {
    /// `idp new`.
    New(Box<NewServiceRun>),
}

/// The work of `idp new`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewServiceRun {
    /// What was asked for, by name: the same again is the same run.
    pub inputs: BTreeMap<String, String>,
    /// What a workflow of the platform is told, where one carries the run out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<String>,
    /// Where the repository lies until it gets to its directory; empty where a workflow makes it.
    pub draft: PathBuf,
    /// What is made.
    pub service: PlannedService,
}

impl RunHeader {
    /// A run that this process begins now.
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
        }
    }

    /// What no two runs work at: the URL of a repository.
    pub fn repository(&self) -> &str {
        match self {
            RunWork::New(new) => &new.service.repository,
        }
    }

    /// The name of what it is about, as people know it.
    pub fn subject(&self) -> &str {
        match self {
            RunWork::New(new) => &new.service.name,
        }
    }
}
