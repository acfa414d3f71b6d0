//! A forge that is a folder of bare repositories: `<root>/<organisation>/<name>.git`.

use std::path::{Path, PathBuf};

use git2::Repository;

use super::repositories::repository_name_taken_error;
use super::{CreatedRepository, Forge, ForgeRepositories, HealthCheckResult, RepositorySpec};
use crate::catalog::REPOSITORY_ANNOTATION;
use crate::error::{Error, Result};
use crate::git::{init_bare_repository, path_to_file_url};
use crate::printable::Printable;

/// A local folder with the repositories of one organisation.
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

    fn repository_path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.git"))
    }

    fn has_repository(&self, name: &str) -> Result<bool> {
        let names = self.list_repositories()?;
        Ok(names.iter().any(|taken| taken.eq_ignore_ascii_case(name)))
    }

    fn name_taken_error(&self, name: &str) -> Error {
        let location = self.repository_location(name);
        let delete = format_delete_repository_command(&location);
        let annotations = [(REPOSITORY_ANNOTATION, self.clone_url(name))];
        repository_name_taken_error(name, &location, &annotations).with_hint(format!(
            "to reuse the name, delete the repository: {delete}"
        ))
    }
}

/// It has only repositories, no proposals and no pipelines.
impl Forge for LocalForge {
    fn repositories(&self) -> &dyn ForgeRepositories {
        self
    }

    fn run_health_checks(&self) -> Vec<HealthCheckResult> {
        vec![("forge", Ok(self.folder.display().to_string()))]
    }
}

impl ForgeRepositories for LocalForge {
    fn clone_url(&self, name: &str) -> String {
        path_to_file_url(&self.repository_path(name))
    }

    fn repository_location(&self, name: &str) -> String {
        self.repository_path(name).display().to_string()
    }

    fn list_repositories(&self) -> Result<Vec<String>> {
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

    fn ensure_can_create_repository(&self, wanted: &RepositorySpec) -> Result<()> {
        if self.has_repository(&wanted.name)? {
            Err(self.name_taken_error(&wanted.name))
        } else {
            Ok(())
        }
    }

    fn verify_repository_identity(
        &self,
        wanted: &RepositorySpec,
        _made: &CreatedRepository,
    ) -> Result<()> {
        let path = self.repository_path(&wanted.name);
        match read_creator_run_id(&path) {
            Some(run) if run == wanted.run => Ok(()),
            _ if !path.exists() => Err(Error::conflict(format!(
                "the repository that the run created is gone: {}",
                path.display()
            ))),
            _ => Err(Error::conflict(format!(
                "{} is not the repository that the run created: someone created another one with that name",
                path.display()
            ))),
        }
    }

    fn create_repository(&self, wanted: &RepositorySpec) -> Result<CreatedRepository> {
        let path = self.repository_path(&wanted.name);
        if read_creator_run_id(&path).is_some_and(|run| run == wanted.run) {
            return Ok(CreatedRepository::default());
        }
        self.ensure_can_create_repository(wanted)?;
        let cannot = |error| Error::io(format_args!("create {}", path.display()), error);
        std::fs::create_dir_all(&self.folder).map_err(cannot)?;
        let draft = tempfile::Builder::new()
            .prefix(".repository-")
            .tempdir_in(&self.folder)
            .map_err(cannot)?;
        let made = || {
            let description = extract_escaped_first_line(&wanted.description);
            let repository = init_bare_repository(draft.path(), &wanted.branch, &description)?;
            repository
                .config()?
                .set_str(RUN_ID_GIT_CONFIG_KEY, &wanted.run)
        };
        made().map_err(|error: git2::Error| {
            cannot(std::io::Error::other(error.message().to_owned()))
        })?;
        // A rename doesn't replace a folder with files, so only one of two runs gets the name.
        match std::fs::rename(draft.path(), &path) {
            Err(_) if path.exists() => Err(self.name_taken_error(&wanted.name)),
            renamed => renamed
                .map(|()| CreatedRepository::default())
                .map_err(cannot),
        }
    }
}

/// The command that deletes the repository at the path `location`.
pub(super) fn format_delete_repository_command(location: &str) -> String {
    format!("rm -r '{}'", location.replace('\'', r"'\''"))
}

/// The configuration key for the run that created a repository.
const RUN_ID_GIT_CONFIG_KEY: &str = "idp.run";

/// The run that created the repository at `path`.
fn read_creator_run_id(path: &Path) -> Option<String> {
    let config = Repository::open_bare(path).ok()?.config().ok()?;
    config.get_string(RUN_ID_GIT_CONFIG_KEY).ok()
}

/// git shows the file `description` as one line.
fn extract_escaped_first_line(text: &str) -> String {
    Printable(text.lines().next().unwrap_or_default()).to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::error::ErrorKind;

    fn repository_spec(run: &str) -> RepositorySpec {
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
            variables: BTreeMap::new(),
            has_site: false,
        }
    }

    #[test]
    fn a_name_is_taken_in_any_case() {
        let root = tempfile::tempdir().unwrap();
        let forge = LocalForge::new(root.path(), "acme");
        forge
            .ensure_can_create_repository(&repository_spec("1"))
            .unwrap();
        forge.create_repository(&repository_spec("1")).unwrap();
        let other = RepositorySpec {
            name: "Checkout".to_owned(),
            ..repository_spec("2")
        };
        for other in [other, repository_spec("2")] {
            assert_eq!(
                forge
                    .ensure_can_create_repository(&other)
                    .unwrap_err()
                    .kind(),
                ErrorKind::Conflict
            );
            assert_eq!(
                forge.create_repository(&other).unwrap_err().kind(),
                ErrorKind::Conflict
            );
        }
    }

    #[test]
    fn a_run_finds_what_it_made() {
        let root = tempfile::tempdir().unwrap();
        let forge = LocalForge::new(root.path(), "acme");
        let made = forge.create_repository(&repository_spec("1")).unwrap();
        forge.create_repository(&repository_spec("1")).unwrap();
        forge
            .verify_repository_identity(&repository_spec("1"), &made)
            .unwrap();
    }

    #[test]
    fn another_repository_of_the_same_name_is_not_what_a_run_made() {
        let root = tempfile::tempdir().unwrap();
        let forge = LocalForge::new(root.path(), "acme");
        let made = forge.create_repository(&repository_spec("1")).unwrap();
        std::fs::remove_dir_all(root.path().join("acme/checkout.git")).unwrap();
        let gone = forge
            .verify_repository_identity(&repository_spec("1"), &made)
            .unwrap_err();
        assert!(gone.message().contains("is gone"), "{gone}");
        forge.create_repository(&repository_spec("2")).unwrap();
        let other = forge
            .verify_repository_identity(&repository_spec("1"), &made)
            .unwrap_err();
        assert!(other.message().contains("another one"), "{other}");
    }
}
