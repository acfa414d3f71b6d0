//! Reads clones on this machine: one, or a folder of them. Only committed files are read, and links are never followed; files that
//! aren't in a clone are read from the folder.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::facts::{ImportedRepository, RepositoryAddress};
use super::problem::ImportProblem;
use super::read_files::{is_description_file, read_repository_files};
use crate::catalog::{DirectoryFiles, Files, GithubHosts};
use crate::error::{Error, ErrorKind, Result};
use crate::git::{CommitAuthor, Revision, find_work_tree, list_recent_authors, list_remote_urls};
use crate::input_file::path_not_found_error;

/// How many commits show who works on a repository.
pub(super) const HISTORY_LENGTH: usize = 20;
/// How deep clones may be in a folder: `<owner>/<name>`.
const MAX_CLONE_DEPTH: usize = 2;

/// Reads the repositories at `path`: the clones in a folder, or below its folders; one clone; or one file.
///
/// # Errors
/// Usage (2) if nothing is at that path; not found (3) if no repository is.
pub fn read_local_repositories(
    path: &Path,
    hosts: &GithubHosts,
) -> Result<Vec<ImportedRepository>> {
    let Ok(meta) = path.metadata() else {
        return Err(path_not_found_error(path));
    };
    if meta.is_file() {
        return Ok(vec![read_single_file(path, hosts)?]);
    }
    let mut found = Vec::new();
    find_repositories(path, "", MAX_CLONE_DEPTH, &mut found)?;
    if found.is_empty() {
        return Err(
            Error::not_found(format!("no repositories in {}", path.display())).with_hint(
                "name a folder that contains clones, a clone, or a file such as opslevel.yml",
            ),
        );
    }
    found.sort();
    let read = |(name, folder): &(String, PathBuf)| read_repository(name, folder, hosts);
    Ok(found.par_iter().map(read).collect())
}

/// Adds the repositories at and below `folder` to `found`, with their names.
fn find_repositories(
    folder: &Path,
    name: &str,
    depth: usize,
    found: &mut Vec<(String, PathBuf)>,
) -> Result<()> {
    let is_clone = is_clone(folder);
    let before = found.len();
    let mut is_described = false;
    if !is_clone {
        let entries = std::fs::read_dir(folder)
            .map_err(|error| Error::io(format_args!("read {}", folder.display()), error))?;
        for entry in entries.flatten() {
            let name_of_entry = entry.file_name();
            // A link may lead out of the folder.
            let (Some(base), Ok(kind)) = (name_of_entry.to_str(), entry.file_type()) else {
                continue;
            };
            is_described |= kind.is_file() && is_description_file(base);
            if kind.is_dir() && depth > 0 && !base.starts_with('.') {
                let below = if name.is_empty() {
                    base.to_owned()
                } else {
                    format!("{name}/{base}")
                };
                find_repositories(&entry.path(), &below, depth - 1, found)?;
            }
        }
    }
    if is_clone || is_described && found.len() == before {
        found.push((repository_name(name, folder), folder.to_owned()));
    }
    Ok(())
}

fn is_clone(folder: &Path) -> bool {
    folder.join(".git").symlink_metadata().is_ok()
}

/// The path of the repository below the folder of clones; for that folder itself, its name.
fn repository_name(path: &str, folder: &Path) -> String {
    if !path.is_empty() {
        return path.to_owned();
    }
    let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let base = real.file_name().map(|base| base.to_string_lossy());
    base.unwrap_or_default().into_owned()
}

fn read_repository(name: &str, folder: &Path, hosts: &GithubHosts) -> ImportedRepository {
    let is_clone = is_clone(folder);
    let mut repository = start_repository(name, is_clone.then_some(folder), hosts);
    let read = if is_clone {
        read_commit(&mut repository, folder)
    } else {
        read_folder(&mut repository, folder)
    };
    if let Err(error) = read {
        let problem = ImportProblem::with_repository(&repository.name, error.message());
        repository.problems.push(problem);
    }
    repository
}

/// A repository with its name and its address.
fn start_repository(name: &str, clone: Option<&Path>, hosts: &GithubHosts) -> ImportedRepository {
    let urls = clone.map_or_else(Vec::new, |clone| {
        list_remote_urls(clone).unwrap_or_default()
    });
    let mut addresses = urls
        .iter()
        .filter_map(|url| RepositoryAddress::from_remote_url(url, hosts));
    let address = addresses.next();
    let slug = address
        .as_ref()
        .and_then(|address| address.github_slug.clone());
    ImportedRepository {
        name: slug.unwrap_or_else(|| name.to_owned()),
        address,
        ..ImportedRepository::default()
    }
}

fn read_commit(repository: &mut ImportedRepository, clone: &Path) -> Result<()> {
    let head = match Revision::open_head(clone) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(Error::not_found("the repository has no commits"));
        }
        head => head?,
    };
    let files = head.files()?;
    let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let described: Vec<&str> = paths
        .iter()
        .copied()
        .filter(|path| is_description_file(path))
        .collect();
    read_repository_files(repository, &head, &paths, &described);
    let authors = list_recent_authors(clone, head.commit_id(), HISTORY_LENGTH)?;
    repository.authors = authors
        .into_iter()
        .filter(|author: &CommitAuthor| !author.is_bot())
        .collect();
    Ok(())
}

fn read_folder(repository: &mut ImportedRepository, folder: &Path) -> Result<()> {
    let files = DirectoryFiles::new(folder);
    let paths = files.list_files_recursively("")?;
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let described: Vec<&str> = paths
        .iter()
        .copied()
        .filter(|path| is_description_file(path))
        .collect();
    read_repository_files(repository, &files, &paths, &described);
    Ok(())
}

/// Reads one description, with what its clone says besides.
fn read_single_file(path: &Path, hosts: &GithubHosts) -> Result<ImportedRepository> {
    let real = path
        .canonicalize()
        .map_err(|error| Error::io(format_args!("read {}", path.display()), error))?;
    let folder = real.parent().unwrap_or(&real);
    let clone = find_work_tree(folder).and_then(|clone| clone.canonicalize().ok());
    let root = clone.as_deref().unwrap_or(folder);
    let described = real.strip_prefix(root).unwrap_or(&real);
    let described = described.display().to_string().replace('\\', "/");
    if !is_description_file(&described) {
        return Err(Error::usage(format!("unknown format: {}", path.display())).with_hint(
            "known files: catalog-info.yaml, opslevel.yml, cortex.yaml, entity.datadog.yaml, service.datadog.yaml, compass.yml",
        ));
    }
    let name = repository_name("", root);
    let mut repository = start_repository(&name, clone.as_deref(), hosts);
    let files = DirectoryFiles::new(root);
    let paths = files.list_files_recursively("")?;
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    read_repository_files(&mut repository, &files, &paths, &[&described]);
    Ok(repository)
}
