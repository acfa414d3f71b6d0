//! Something in a repository that can't be read. The other repositories are still imported.

use crate::printable::escape_and_truncate;
use crate::source::Place;

/// A file or value of a repository that can't be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportProblem {
    /// The repository.
    pub repository: String,
    /// The file in the repository, with line and column if known; `None` if the problem concerns the whole repository.
    pub location: Option<String>,
    /// One sentence: lower case, no full stop, printable.
    pub message: String,
}

impl ImportProblem {
    /// A problem with a whole repository.
    pub(super) fn with_repository(repository: &str, message: &str) -> ImportProblem {
        ImportProblem {
            repository: repository.to_owned(),
            location: None,
            message: message.to_owned(),
        }
    }

    /// A problem with a whole file.
    pub(super) fn with_file(repository: &str, file: &str, message: &str) -> ImportProblem {
        ImportProblem {
            location: Some(escape_and_truncate(file)),
            ..ImportProblem::with_repository(repository, message)
        }
    }

    /// A problem at a place in a file.
    pub(super) fn at_place(repository: &str, place: &Place, message: &str) -> ImportProblem {
        ImportProblem {
            location: Some(place.to_string()),
            ..ImportProblem::with_repository(repository, message)
        }
    }
}
