//! Bare repositories of our own making: the local forge, the practice platform.

use std::path::Path;

use git2::{Repository, RepositoryInitOptions};

/// Makes an empty bare repository at `dir` with `branch` as its (unborn) branch.
///
/// No template directory, and its hooks are its own: a `core.hooksPath` of the user's is about their work, and would
/// otherwise run for every push to it.
pub fn init_bare_repository(
    dir: &Path,
    branch: &str,
    description: &str,
) -> std::result::Result<Repository, git2::Error> {
    let mut options = RepositoryInitOptions::new();
    options
        .bare(true)
        .external_template(false)
        .initial_head(branch)
        .description(description);
    let repository = Repository::init_opts(dir, &options)?;
    repository.config()?.set_str("core.hooksPath", "hooks")?;
    Ok(repository)
}
