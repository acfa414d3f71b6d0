//! What a run is about: written first, and all that it takes to go on after the commit.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::catalog::{EntityRefBuf, NewEntity};
use crate::forge::Wanted;

/// The version of the format; a journal of a later one is left to whoever wrote it.
pub(in crate::ops) const SCHEMA: u32 = 1;

/// The first line of a journal. Nothing in it is secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Header {
    /// 1.
    pub schema: u32,
    /// The name of the run.
    pub run: String,
    /// When it began.
    pub begun: Timestamp,
    /// The process that began it.
    pub pid: u32,
    /// What `--platform` takes for its platform.
    pub platform: String,
    /// What was asked for, by name: the same again is the same run.
    pub inputs: BTreeMap<String, String>,
    /// What a workflow of the platform is told, where one carries the run out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<String>,
    /// Where the repository lies until it gets to its directory; empty where a workflow makes it.
    pub draft: PathBuf,
    /// What is made.
    pub service: Service,
}

/// A service that is being made.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Service {
    /// Its name, and that of its repository.
    pub name: String,
    /// Its entity ref.
    pub reference: EntityRefBuf,
    /// Its owner.
    pub owner: EntityRefBuf,
    /// The template's name and version.
    pub template: (String, String),
    /// What is registered.
    pub entity: NewEntity,
    /// The repository as it is to be.
    pub wanted: Wanted,
    /// The new directory, absolute.
    pub directory: PathBuf,
    /// What `git clone` takes.
    pub repository: String,
    /// The forge's own word for where that is.
    pub place: String,
    /// What to tell the user afterwards: title and text.
    pub next: Vec<(String, String)>,
}
