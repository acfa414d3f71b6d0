//! The service that a run of `idp new` creates.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::catalog::{EntityRefBuf, NewComponent};
use crate::forge::RepositorySpec;
use crate::template::shell_quote_path;

/// A service that is being created.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlannedService {
    /// Its name, which is also the name of its repository.
    pub name: String,
    /// Its entity ref.
    pub reference: EntityRefBuf,
    /// Its owner.
    pub owner: EntityRefBuf,
    /// The template's name and version.
    pub template: (String, String),
    /// The component to register.
    pub entity: NewComponent,
    /// The repository to create.
    pub wanted: RepositorySpec,
    /// The new directory, absolute.
    pub directory: PathBuf,
    /// The clone URL of the repository.
    pub repository: String,
    /// The location of the repository, as the forge shows it.
    pub place: String,
    /// The next steps to show to the user: title and text, with the full path of the directory.
    pub next: Vec<(String, String)>,
}

impl PlannedService {
    /// The next steps for a user in the directory `here`, which may differ from where the run started. If the service's directory
    /// is below it, the path is relative.
    pub fn format_next_steps_relative_to(&self, here: &Path) -> Vec<(String, String)> {
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

/// `directory` as a shell in `here` can name it: relative if it is below `here`.
pub fn path_relative_to<'d>(here: &Path, directory: &'d Path) -> Cow<'d, Path> {
    match directory.strip_prefix(here) {
        Ok(below) if below.as_os_str().is_empty() => Path::new(".").into(),
        Ok(below) if below.as_os_str().as_encoded_bytes().starts_with(b"-") => {
            Path::new(".").join(below).into()
        }
        Ok(below) => below.into(),
        Err(_) => directory.into(),
    }
}
