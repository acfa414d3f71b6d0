//! What a run is about: written first, and all that it takes to go on after the commit.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::catalog::{EntityRefBuf, NewComponent};
use crate::forge::RepositorySpec;
use crate::template::shell_quote_path;

/// The version of the format; a journal of a later one is left to whoever wrote it. In 1, what came of `create` was the
/// subject alone; since 2 the id of the repository stands beside it.
pub(crate) const JOURNAL_SCHEMA: u32 = 2;

/// The first line of a journal. Nothing in it is secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunHeader {
    /// 1 or 2.
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
    pub service: PlannedService,
}

/// A service that is being made.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedService {
    /// Its name, and that of its repository.
    pub name: String,
    /// Its entity ref.
    pub reference: EntityRefBuf,
    /// Its owner.
    pub owner: EntityRefBuf,
    /// The template's name and version.
    pub template: (String, String),
    /// What is registered.
    pub entity: NewComponent,
    /// The repository as it is to be.
    pub wanted: RepositorySpec,
    /// The new directory, absolute.
    pub directory: PathBuf,
    /// What `git clone` takes.
    pub repository: String,
    /// The forge's own word for where that is.
    pub place: String,
    /// What to tell the user afterwards: title and text, with the directory in full.
    pub next: Vec<(String, String)>,
}

impl PlannedService {
    /// What to tell a user who stands in `here`, which may be another place than where the run began: the directory is
    /// relative where it lies below.
    pub fn next_steps_from(&self, here: &Path) -> Vec<(String, String)> {
        let (full, near) = (
            shell_quote_path(&self.directory),
            shell_quote_path(&relative_to(here, &self.directory)),
        );
        let steps = self.next.iter();
        steps
            .map(|(title, text)| (title.clone(), text.replace(&full, &near)))
            .collect()
    }
}

fn relative_to<'d>(here: &Path, directory: &'d Path) -> Cow<'d, Path> {
    match directory.strip_prefix(here) {
        Ok(below) if below.as_os_str().is_empty() => Path::new(".").into(),
        Ok(below) if below.as_os_str().as_encoded_bytes().starts_with(b"-") => {
            Path::new(".").join(below).into()
        }
        Ok(below) => below.into(),
        Err(_) => directory.into(),
    }
}
