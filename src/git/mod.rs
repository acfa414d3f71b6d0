//! Git, in two halves: `git2` reads objects and builds blobs and trees; the system's `git` does what users see or
//! have configured (commits with their identity and signature, fetch, push). cargo and jj came to the same split.

mod bare;
mod checkout;
mod command;
mod commit;
mod credentials;
mod failure;
mod file_url;
mod first_parents;
mod hosting;
mod identity;
mod index_file;
mod local_clone;
mod mirror;
mod moment;
mod open;
mod partial;
mod push;
mod reason;
mod remote;
mod remotes;
mod revision;
mod service;
mod tree_file;
mod version;
mod visible_files;
mod wordings;

pub use bare::init_bare;
pub use checkout::PartialCheckout;
pub use command::Deadline;
pub use commit::{Commit, commit};
pub use credentials::Credentials;
pub use file_url::{file_path, file_url};
pub use first_parents::{Commitment, FirstParents, Version};
pub use hosting::hosting;
pub use identity::{Identity, STAND_IN};
pub use index_file::{NextIndex, paths_of};
pub use local_clone::{LocalClone, Obstacle};
pub use mirror::{Mirror, Tip};
pub use moment::{commit_at, merge_base};
pub use partial::stay_offline;
pub use push::{Pushed, push};
pub use remote::{clone, default_branch, origin, work_tree_of};
pub use remotes::{remotes, ssh_host};
pub use revision::{Edit, Revision};
pub use service::{FirstCommit, Service};
pub use tree_file::TreeFile;
pub use version::check_version;
pub use visible_files::VisibleFiles;

use crate::error::{Error, Kind};
use failure::advised_command;

/// A failure of libgit2 while doing `what`: `cannot <what>: <reason>`.
fn failed(what: impl std::fmt::Display) -> impl FnOnce(git2::Error) -> Error {
    move |source| {
        let kind = match source.class() {
            git2::ErrorClass::Net | git2::ErrorClass::Http | git2::ErrorClass::Ssh => Kind::Remote,
            _ => Kind::Io,
        };
        let reason = crate::printable::Printable(source.message()).to_string();
        Error::new(kind, format!("cannot {what}: {reason}")).caused_by(source)
    }
}
