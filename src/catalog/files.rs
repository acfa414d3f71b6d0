//! The files of a repository, wherever they lie: a directory, a commit, a commit with one change.

use std::path::Path;

use crate::error::{Error, Result};
use crate::walk::walk;

/// How to read a file: its bytes, or nothing when it is not there.
pub type Reader = Box<dyn Fn(&str) -> Result<Option<Vec<u8>>> + Send + Sync>;

/// What can be read, by path from the root of the repository, `/` between parts.
pub struct Files {
    /// Every regular file, sorted.
    pub paths: Vec<String>,
    /// How to read one.
    pub read: Reader,
}

/// Larger files are refused: the largest catalog known has 47 MB for 100,000 entities.
const LARGEST: u64 = 64 * 1024 * 1024;

impl Files {
    /// The files below `root`. Symbolic links are not followed, `.git` is left out.
    pub fn directory(root: &Path) -> Result<Files> {
        let mut paths = Vec::new();
        for entry in walk(root) {
            let entry = entry?;
            if entry.file_type().is_file()
                && let Some(path) = entry.path().strip_prefix(root).ok().and_then(Path::to_str)
            {
                paths.push(path.replace('\\', "/"));
            }
        }
        paths.sort_unstable();
        let root = root.to_owned();
        Ok(Files {
            paths,
            read: Box::new(move |path| read(&root.join(path))),
        })
    }

    /// Whether there is a folder of this path, with a file in it.
    pub fn has_folder(&self, path: &str) -> bool {
        let prefix = format!("{path}/");
        let at = self.paths.partition_point(|known| *known < prefix);
        self.paths
            .get(at)
            .is_some_and(|known| known.starts_with(&prefix))
    }

    /// Whether there is a file of this path.
    pub fn has(&self, path: &str) -> bool {
        self.paths
            .binary_search_by(|known| known.as_str().cmp(path))
            .is_ok()
    }
}

fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    let cannot = |error| Error::io(format_args!("read {}", path.display()), error);
    match path.symlink_metadata() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(cannot(error)),
        Ok(meta) if !meta.is_file() => Ok(None),
        Ok(meta) if meta.len() > LARGEST => Err(Error::usage(format!(
            "{} is larger than 64 MiB",
            path.display()
        ))),
        Ok(_) => std::fs::read(path).map(Some).map_err(cannot),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed_and_git_is_left_out() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(root.path().join(".git")).unwrap();
        std::fs::write(root.path().join(".git/config"), "x").unwrap();
        std::fs::write(root.path().join("a.yaml"), "a").unwrap();
        std::os::unix::fs::symlink("/etc/passwd", root.path().join("b.yaml")).unwrap();
        let files = Files::directory(root.path()).unwrap();
        assert_eq!(files.paths, ["a.yaml"]);
        assert_eq!((files.read)("b.yaml").unwrap(), None);
    }
}
