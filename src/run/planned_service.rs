//! The service that a run of `idp new` makes.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::catalog::{EntityRefBuf, NewComponent};
use crate::forge::RepositorySpec;
use crate::template::shell_quote_path;

/// A service that is being made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
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
    pub fn format_next_steps_from(&self, here: &Path) -> Vec<(String, String)> {
        let (full, near) = (
            shell_quote_path(&self.directory),
            shell_quote_path(&path_relative_to(here, &self.directory)),
        );
        let steps = self.next.iter();
        steps
            .map(|(title, text)| (title.clone(), text.replace(&full, &near)))
            .collect()
    }
}

fn path_relative_to<'d>(here: &Path, directory: &'d Path) -> Cow<'d, Path> {
    match directory.strip_prefix(here) {
        Ok(below) if below.as_os_str().is_empty() => Path::new(".").into(),
        Ok(below) if below.as_os_str().as_encoded_bytes().starts_with(b"-") => {
            Path::new(".").join(below).into()
        }
        Ok(below) => below.into(),
        Err(_) => directory.into(),
    }
}
