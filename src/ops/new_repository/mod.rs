//! What every new repository needs, whether a service or a platform: a draft near its directory, its first commit, and the move into
//! place.

mod draft_folder;
mod first_commit;

pub(super) use draft_folder::{
    RepositoryDraftFolder, canonicalize_path_allowing_missing, discard_draft_after_error,
    is_free_directory, move_draft_into_place, validate_chosen_directory,
};
pub(super) use first_commit::{
    NewRepositoryRemote, init_repository_with_first_commit, push_first_commit,
};

/// The branch of a new repository.
pub(super) const DEFAULT_BRANCH: &str = "main";

/// The first seven digits of a commit id, as git shows it.
pub(super) fn shorten_commit_id(id: &str) -> &str {
    id.get(..7).unwrap_or(id)
}
