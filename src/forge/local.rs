//! A forge that is a folder of bare repositories: `<root>/<organisation>/<name>.git`.

use std::path::{Path, PathBuf};

use git2::{Oid, Repository};

use super::Forge;
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
}

impl Forge for LocalForge {
    fn url(&self, name: &str) -> String {
        file_url(&self.repository(name))
    }

    fn place(&self, name: &str) -> String {
        self.repository(name).display().to_string()
    }

    fn exists(&self, name: &str) -> Result<bool> {
        let entries = match std::fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
            Err(error) => {
                return Err(Error::io(
                    format_args!("read {}", self.folder.display()),
                    error,
                ));
            }
        };
        let wanted = format!("{name}.git");
        let mut names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        Ok(names.any(|taken| taken.eq_ignore_ascii_case(&wanted)))
    }

    fn create(&self, name: &str, description: &str) -> Result<()> {
        let path = self.repository(name);
        let cannot = |error| Error::io(format_args!("create {}", path.display()), error);
        std::fs::create_dir_all(&self.folder).map_err(cannot)?;
        // Creating the folder is the lock: of two runs, one gets it.
        std::fs::create_dir(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => taken(name),
            _ => cannot(error),
        })?;
        init_bare(&path, "main", &printable_line(description))
            .map(drop)
            .map_err(|error| {
                let _ = std::fs::remove_dir_all(&path);
                cannot(std::io::Error::other(error.message().to_owned()))
            })
    }

    fn abandon(&self, name: &str, commit: Option<Oid>) -> Result<()> {
        let path = self.repository(name);
        if !holds_only(&path, commit) {
            return Err(Error::conflict("somebody else pushed to it"));
        }
        std::fs::remove_dir_all(&path)
            .map_err(|error| Error::io(format_args!("remove {}", path.display()), error))
    }
}

/// Whether every ref of the repository at `path` points at `commit`.
fn holds_only(path: &Path, commit: Option<Oid>) -> bool {
    let refs = || -> std::result::Result<Vec<Option<Oid>>, git2::Error> {
        let repository = Repository::open_bare(path)?;
        let targets = repository.references()?.map(|found| Ok(found?.target()));
        targets.collect()
    };
    refs().is_ok_and(|targets| targets.iter().all(|target| *target == commit))
}

fn taken(name: &str) -> Error {
    Error::conflict(format!(
        "a repository called `{}` is already there",
        Printable(name)
    ))
    .hint("choose another name")
}

/// git shows the file `description` as one line.
fn printable_line(text: &str) -> String {
    Printable(text.lines().next().unwrap_or_default()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    #[test]
    fn a_name_is_taken_in_any_case() {
        let root = tempfile::tempdir().unwrap();
        let forge = LocalForge::new(root.path(), "acme");
        assert!(!forge.exists("checkout").unwrap());
        forge.create("checkout", "Takes money").unwrap();
        assert!(forge.exists("Checkout").unwrap());
        assert_eq!(
            forge.create("checkout", "").unwrap_err().kind(),
            Kind::Conflict
        );
    }

    #[test]
    fn what_somebody_else_pushed_stays() {
        let root = tempfile::tempdir().unwrap();
        let forge = LocalForge::new(root.path(), "acme");
        forge.create("checkout", "").unwrap();
        let repository = Repository::open_bare(root.path().join("acme/checkout.git")).unwrap();
        let blob = repository.blob(b"theirs").unwrap();
        repository
            .reference("refs/tags/x", blob, false, "")
            .unwrap();
        assert_eq!(
            forge.abandon("checkout", None).unwrap_err().kind(),
            Kind::Conflict
        );
        assert!(forge.exists("checkout").unwrap());
    }

    #[test]
    fn an_abandoned_repository_is_gone() {
        let root = tempfile::tempdir().unwrap();
        let forge = LocalForge::new(root.path(), "acme");
        forge.create("checkout", "").unwrap();
        forge.abandon("checkout", None).unwrap();
        assert!(!forge.exists("checkout").unwrap());
    }
}
