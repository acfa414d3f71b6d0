//! Bare repositories that `idp` creates: for the local forge and the practice platform.

use std::path::Path;

use git2::{Repository, RepositoryInitOptions};

/// Creates an empty bare repository at `dir` with `branch` as its (unborn) branch.
///
/// It uses no template directory and only its own hooks: the user's `core.hooksPath` is meant for their own clones, and
/// would otherwise run for every push to it.
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
