//! The practice platform: three teams, five services and a local forge, created on first use.

use std::path::{Path, PathBuf};

use git2::build::TreeUpdateBuilder;
use git2::{FileMode, Signature, Time};

use super::IdpDirectories;
use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};
use crate::git::{PLACEHOLDER_IDENTITY, init_bare_repository};

const PRACTICE_FILES: &[(&str, &str)] = &[
    ("README.md", include_str!("README.md")),
    ("catalog-info.yaml", include_str!("catalog-info.yaml")),
    (
        "catalog/components/cart.yaml",
        include_str!("components/cart.yaml"),
    ),
    (
        "catalog/components/feature-flags.yaml",
        include_str!("components/feature-flags.yaml"),
    ),
    (
        "catalog/components/ledger.yaml",
        include_str!("components/ledger.yaml"),
    ),
    (
        "catalog/components/payouts.yaml",
        include_str!("components/payouts.yaml"),
    ),
    (
        "catalog/components/search.yaml",
        include_str!("components/search.yaml"),
    ),
    ("catalog/groups.yaml", include_str!("groups.yaml")),
    ("catalog/systems.yaml", include_str!("systems.yaml")),
    ("catalog/users.yaml", include_str!("users.yaml")),
    ("idp.yaml", include_str!("idp.yaml")),
];

/// Whether the practice platform was created before.
pub(super) fn practice_repository_exists(home: &IdpDirectories) -> bool {
    home.practice_repository().join("HEAD").is_file()
}

/// The bare repository of the practice platform. It is created atomically, so that no run sees an incomplete one.
pub(super) fn ensure_practice_repository(home: &IdpDirectories, clock: Clock) -> Result<PathBuf> {
    let place = home.practice_repository();
    if practice_repository_exists(home) {
        return Ok(place);
    }
    let cannot = |error: std::io::Error| {
        Error::io(format_args!("create {}", place.display()), error)
            .with_hint("set IDP_HOME to a directory that idp may write to")
    };
    std::fs::create_dir_all(&home.data).map_err(cannot)?;
    let draft = tempfile::Builder::new()
        .prefix(".platform-")
        .tempdir_in(&home.data)
        .map_err(cannot)?;
    commit_practice_platform_files(draft.path(), clock).map_err(|error| {
        Error::new(
            ErrorKind::Io,
            format!("cannot create {}: {}", place.display(), error.message()),
        )
        .with_source(error)
    })?;
    match std::fs::rename(draft.path(), &place) {
        // Another run was faster, which is fine.
        Err(_) if place.join("HEAD").is_file() => Ok(place),
        renamed => renamed.map(|()| place.clone()).map_err(cannot),
    }
}

fn commit_practice_platform_files(
    dir: &Path,
    clock: Clock,
) -> std::result::Result<(), git2::Error> {
    let repository = init_bare_repository(dir, "main", "The practice platform of idp")?;
    let empty = repository.treebuilder(None)?.write()?;
    let mut update = TreeUpdateBuilder::new();
    for (path, text) in PRACTICE_FILES {
        update.upsert(*path, repository.blob(text.as_bytes())?, FileMode::Blob);
    }
    let tree = update.create_updated(&repository, &repository.find_tree(empty)?)?;
    let who = Signature::new(
        PLACEHOLDER_IDENTITY.0,
        PLACEHOLDER_IDENTITY.1,
        &Time::new(clock.now().as_second(), 0),
    )?;
    let message = "platform: three teams, five services\n";
    repository.commit(
        Some("refs/heads/main"),
        &who,
        &who,
        message,
        &repository.find_tree(tree)?,
        &[],
    )?;
    Ok(())
}
