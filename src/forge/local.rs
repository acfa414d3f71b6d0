//! A forge that is a folder of bare repositories: `<root>/<organisation>/<name>.git`.

use std::path::{Path, PathBuf};

use git2::Repository;

use super::{Forge, HealthCheck, Made, RepositorySpec};
use crate::error::{Error, Result};
use crate::git::{file_url, init_bare};
use crate::printable::Printable;

/// The folder. Everything but the name of a repository is decided by whoever set the platform up.
#[derive(Clone, Debug)]
pub struct LocalForge {
    folder: PathBuf,
}

impl LocalForge {
    /// The repositories of `organisation` under `root`, an absolute path.
    pub fn new(root: &Path, organisation: &str) -> Self {
        LocalForge {
            folder: root.join(organisation),
        }
    }

    fn repository(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.git"))
    }

    fn exists(&self, name: &str) -> Result<bool> {
        let names = self.repositories()?;
        Ok(names.iter().any(|taken| taken.eq_ignore_ascii_case(name)))
    }

    fn taken(&self, name: &str) -> Error {
        Error::conflict(format!(
            "a repository called `{name}` is already there: {}",
            self.place(name)
        ))
        .hint("choose another name")
    }
}

impl Forge for LocalForge {
    fn url(&self, name: &str) -> String {
        file_url(&self.repository(name))
    }

    fn place(&self, name: &str) -> String {
        self.repository(name).display().to_string()
    }

    fn signs(&self) -> Vec<HealthCheck> {
        vec![("forge", Ok(self.folder.display().to_string()))]
    }

    fn repositories(&self) -> Result<Vec<String>> {
        let cannot = |error| Error::io(format_args!("read {}", self.folder.display()), error);
        let entries = match std::fs::read_dir(&self.folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(cannot)?,
        };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut names: Vec<String> = names
            .filter_map(|name| name.strip_suffix(".git").map(str::to_owned))
            .collect();
        names.sort_unstable();
        Ok(names)
    }

    fn check(&self, wanted: &RepositorySpec) -> Result<()> {
        match self.exists(&wanted.name)? {
            true => Err(self.taken(&wanted.name)),
            false => Ok(()),
        }
    }

    fn still_there(&self, wanted: &RepositorySpec, _made: &Made) -> Result<()> {
        let path = self.repository(&wanted.name);
        match run_of(&path) {
            Some(run) if run == wanted.run => Ok(()),
            _ if !path.exists() => Err(Error::conflict(format!(
                "the repository that the run made is gone: {}",
                path.display()
            ))),
            _ => Err(Error::conflict(format!(
                "{} is not the repository that the run made: someone created another one with that name",
                path.display()
            ))),
        }
    }

    fn create(&self, wanted: &RepositorySpec) -> Result<Made> {
        let path = self.repository(&wanted.name);
        if run_of(&path).is_some_and(|run| run == wanted.run) {
            return Ok(Made::default());
        }
        self.check(wanted)?;
        let cannot = |error| Error::io(format_args!("create {}", path.display()), error);
        std::fs::create_dir_all(&self.folder).map_err(cannot)?;
        let draft = tempfile::Builder::new()
            .prefix(".repository-")
            .tempdir_in(&self.folder)
            .map_err(cannot)?;
        let made = || {
            let description = printable_line(&wanted.description);
            let repository = init_bare(draft.path(), &wanted.branch, &description)?;
            repository.config()?.set_str(RUN, &wanted.run)
        };
        made().map_err(|error: git2::Error| {
            cannot(std::io::Error::other(error.message().to_owned()))
        })?;
        // A folder that is not empty is not replaced: of two runs, one gets the name.
        match std::fs::rename(draft.path(), &path) {
            Err(_) if path.exists() => Err(self.taken(&wanted.name)),
            renamed => renamed.map(|()| Made::default()).map_err(cannot),
        }
    }
}

/// Who made a repository, in its configuration.
const RUN: &str = "idp.run";

/// The run that made the repository at `path`.
fn run_of(path: &Path) -> Option<String> {
    let config = Repository::open_bare(path).ok()?.config().ok()?;
    config.get_string(RUN).ok()
}

/// git shows the file `description` as one line.
fn printable_line(text: &str) -> String {
    Printable(text.lines().next().unwrap_or_default()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    fn wanted(run: &str) -> RepositorySpec {
        RepositorySpec {
            name: "checkout".to_owned(),
            description: "Takes money".to_owned(),
            run: run.to_owned(),
            branch: "main".to_owned(),
            team: "payments".to_owned(),
            topics: Vec::new(),
            checks: Vec::new(),
            environments: Vec::new(),
            deploy: None,
            is_promoted: false,
        }
    }

    #[test]
    fn a_name_is_taken_in_any_case() {
        let root = tempfile::tempdir().unwrap();
        let forge = LocalForge::new(root.path(), "acme");
        forge.check(&wanted("1")).unwrap();
        forge.create(&wanted("1")).unwrap();
        let other = RepositorySpec {
            name: "Checkout".to_owned(),
            ..wanted("2")
        };
        for other in [other, wanted("2")] {
            assert_eq!(forge.check(&other).unwrap_err().kind(), Kind::Conflict);
            assert_eq!(forge.create(&other).unwrap_err().kind(), Kind::Conflict);
        }
    }

    #[test]
    fn a_run_finds_what_it_made() {
        let root = tempfile::tempdir().unwrap();
        let forge = LocalForge::new(root.path(), "acme");
        let made = forge.create(&wanted("1")).unwrap();
        forge.create(&wanted("1")).unwrap();
        forge.still_there(&wanted("1"), &made).unwrap();
    }

    #[test]
    fn another_repository_of_the_same_name_is_not_what_a_run_made() {
        let root = tempfile::tempdir().unwrap();
        let forge = LocalForge::new(root.path(), "acme");
        let made = forge.create(&wanted("1")).unwrap();
        std::fs::remove_dir_all(root.path().join("acme/checkout.git")).unwrap();
        let gone = forge.still_there(&wanted("1"), &made).unwrap_err();
        assert!(gone.message().contains("is gone"), "{gone}");
        forge.create(&wanted("2")).unwrap();
        let other = forge.still_there(&wanted("1"), &made).unwrap_err();
        assert!(other.message().contains("another one"), "{other}");
    }
}
