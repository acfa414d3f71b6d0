//! Git, in two halves: `git2` reads objects and builds blobs and trees; the system's `git` does everything that depends
//! on the user's configuration (commits with identity and signature, fetch, push). cargo and jj use the same split.

mod bare_repository;
mod command;
mod command_error;
mod commit;
mod commit_lookup;
mod credentials;
mod current_branch;
mod failure_reason;
mod file_url;
mod first_parent_history;
mod hosting;
mod identity;
mod index_file;
mod local_clone;
mod mirror;
mod open_repository;
mod partial_checkout;
mod partial_clone;
mod push;
mod recent_authors;
mod remote;
mod remote_urls;
mod repository;
mod revision;
mod shallow;
mod stderr_patterns;
mod tree_file;
mod url_credentials;
mod version;
mod work_tree_files;

pub use bare_repository::init_bare_repository;
pub use command::Deadline;
pub use command_error::GitFailureCause;
pub use commit::{CommitSpec, create_commit};
pub use commit_lookup::{find_merge_base, resolve_revision_or_date};
pub use credentials::GitCredentials;
pub use current_branch::{CurrentBranch, find_unchanged_head, read_head_commit};
pub use file_url::{file_url_to_path, path_to_file_url};
pub use first_parent_history::{ChangedFile, CommitInfo, FileVersion, FirstParentHistory};
pub use hosting::{OriginFolder, detect_hosted_repository};
pub use identity::{GitIdentity, PLACEHOLDER_IDENTITY};
pub use index_file::{PreparedGitIndex, path_of_pathspec_file};
pub use local_clone::{LocalClone, PathObstacle};
pub use mirror::{BranchTip, GitMirror};
pub use partial_checkout::PartialCheckout;
pub use partial_clone::disable_lazy_fetch;
pub use push::{PushOutcome, push_refs};
pub use recent_authors::{CommitAuthor, list_recent_authors};
pub use remote::{clone_repository, find_work_tree, query_default_branch, read_origin_url};
pub use remote_urls::{list_remote_urls, resolve_ssh_host};
pub use repository::{
    InitialCommitSpec, LocalServiceRepository, accept_pushes_to_current_branch,
    accepts_pushes_to_current_branch,
};
pub use revision::{Revision, TreeEdit};
pub use tree_file::TreeFile;
pub use url_credentials::strip_url_credentials;
pub use version::ensure_supported_git_version;
pub use work_tree_files::WorkTreeFiles;

use crate::error::{Error, ErrorKind};
use command_error::extract_command_advised_by_git;

/// Wraps a libgit2 error while doing `what`: `cannot <what>: <reason>`.
fn wrap_git2_error(what: impl std::fmt::Display) -> impl FnOnce(git2::Error) -> Error {
    move |source| {
        let kind = match source.class() {
            git2::ErrorClass::Net | git2::ErrorClass::Http | git2::ErrorClass::Ssh => {
                ErrorKind::Remote
            }
            _ => ErrorKind::Io,
        };
        let reason = crate::printable::Printable(source.message()).to_string();
        Error::new(kind, format!("cannot {what}: {reason}")).with_source(source)
    }
}
