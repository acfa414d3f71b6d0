//! Partial clones (`git clone --filter`): git fetches missing files when it needs them. libgit2 doesn't, so missing
//! files would look unreadable.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};

use git2::{Oid, Repository};

use super::TreeFile;
use super::command::{git_command, git_start_error, stdout_or_error};
use crate::count::CountedNoun;
use crate::error::{Error, ErrorKind, Result};
use crate::printable::Printable;
use crate::remedy::Remedy;
use crate::template::shell_quote_path;

/// Whether the network must not be used.
static OFFLINE: AtomicBool = AtomicBool::new(false);

/// Stops this process from fetching missing objects of partial clones.
pub fn disable_lazy_fetch() {
    OFFLINE.store(true, Ordering::Relaxed);
}

/// The remote from which a partial clone fetches missing objects; `None` for a full clone.
pub(super) fn find_promisor_remote(repository: &Repository) -> Option<String> {
    let config = repository.config().ok()?.snapshot().ok()?;
    if let Ok(name) = config.get_str("extensions.partialclone") {
        return Some(name.to_owned());
    }
    let mut entries = config.entries(Some(r"^remote\..*\.promisor$")).ok()?;
    let entry = entries.next()?.ok()?;
    let name = entry.name().ok()?;
    let name = name.strip_prefix("remote.")?.strip_suffix(".promisor")?;
    Some(name.to_owned())
}

/// Fetches `tree` and all trees below it, if the clone lacks them.
///
/// # Errors
/// As [`fetch_missing_files`].
pub(super) fn fetch_missing_tree(
    dir: &Path,
    repository: &Repository,
    remote: &str,
    tree: Oid,
) -> Result<()> {
    if repository
        .odb()
        .map_err(super::wrap_git2_error("open the objects"))?
        .exists(tree)
    {
        Ok(())
    } else {
        fetch_missing_objects(dir, repository, remote, &[tree])
    }
}

/// Fetches the `files` that the clone `dir` lacks, all at once, as git does before a checkout.
///
/// # Errors
/// Remote (5) if they can't be fetched; usage (2) if offline.
pub(super) fn fetch_missing_files(
    dir: &Path,
    repository: &Repository,
    remote: &str,
    files: &[TreeFile],
) -> Result<()> {
    let odb = repository
        .odb()
        .map_err(super::wrap_git2_error("open the objects"))?;
    let missing: Vec<Oid> = files
        .iter()
        .filter(|file| is_catalog_or_template_file(&file.path) && !odb.exists(file.blob))
        .map(|file| file.blob)
        .collect();
    fetch_missing_objects(dir, repository, remote, &missing)
}

/// Fetches `missing` objects, if there are any.
///
/// # Errors
/// As [`fetch_missing_files`].
pub(super) fn fetch_missing_objects(
    dir: &Path,
    repository: &Repository,
    remote: &str,
    missing: &[Oid],
) -> Result<()> {
    if missing.is_empty() {
        return Ok(());
    }
    let shown = Printable(&dir.display().to_string()).to_string();
    let everything = format!(
        "fetch everything: git -C {} fetch --refetch --no-filter {}",
        shell_quote_path(dir),
        shell_quote_path(Path::new(remote))
    );
    if OFFLINE.load(Ordering::Relaxed) {
        let message = format!(
            "{shown} is a partial clone that lacks {} of the requested commit",
            CountedNoun(missing.len(), "file")
        );
        return Err(Error::usage(message)
            .with_hint(Remedy::GoOnline)
            .with_hint(everything));
    }
    fetch_objects(dir, remote, missing).map_err(|error| error.with_hint(everything))?;
    let odb = repository
        .odb()
        .map_err(super::wrap_git2_error("open the objects"))?;
    odb.refresh()
        .map_err(super::wrap_git2_error("open the objects"))
}

/// Whether a file may belong to a catalog, settings or a template. Other files are not fetched.
fn is_catalog_or_template_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.starts_with("templates/")
        || name == "CODEOWNERS"
        || [".yaml", ".yml", ".json", ".md"]
            .iter()
            .any(|end| name.ends_with(end))
}

fn fetch_objects(dir: &Path, remote: &str, missing: &[Oid]) -> Result<()> {
    let mut command = git_command(dir);
    command
        .args(["-c", "fetch.negotiationAlgorithm=noop", "fetch", "--quiet"])
        .args(["--no-tags", "--no-write-fetch-head", "--filter=blob:none"])
        .args(["--recurse-submodules=no", "--stdin", "--", remote])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(git_start_error)?;
    let list: String = missing.iter().map(|id| format!("{id}\n")).collect();
    if let Some(mut input) = child.stdin.take() {
        // If git has already exited, its output says why.
        let _ = input.write_all(list.as_bytes());
    }
    let output = child.wait_with_output().map_err(git_start_error)?;
    stdout_or_error(
        &output,
        "fetch the files missing from the partial clone",
        ErrorKind::Remote,
    )
    .map(drop)
}
