//! What hosts repositories.

mod local;

pub use local::LocalForge;

use git2::Oid;

use crate::error::Result;

/// A place where repositories can be made, spoken to in git's own protocol afterwards.
pub trait Forge {
    /// What `git clone` takes for the repository of this name, whether it exists or not.
    fn url(&self, name: &str) -> String;

    /// Where people look at the repository; a short text for the terminal.
    fn place(&self, name: &str) -> String;

    /// Whether a repository of this name, in whatever case, is already there.
    fn exists(&self, name: &str) -> Result<bool>;

    /// Makes the empty repository `name`.
    ///
    /// # Errors
    /// Conflict (6) when it is already there.
    fn create(&self, name: &str, description: &str) -> Result<()>;

    /// Takes back [`create`](Forge::create) after a failed run that pushed nothing but `commit`. A forge that must never
    /// delete refuses.
    ///
    /// # Errors
    /// Conflict (6) when somebody else's commits are in it: then it stays.
    fn abandon(&self, name: &str, commit: Option<Oid>) -> Result<()>;
}
