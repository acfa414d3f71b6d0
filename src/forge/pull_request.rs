//! A change that others are to accept: a pull request.

/// A pull request that is wanted.
#[derive(Clone, Copy, Debug)]
pub struct PullRequestSpec<'a> {
    /// The URL of the repository.
    pub url: &'a str,
    /// The branch with the change, which is there already.
    pub branch: &'a str,
    /// The commit that the branch is at.
    pub commit: &'a str,
    /// The branch that is to take it.
    pub base: &'a str,
    /// One line.
    pub title: &'a str,
    /// Markdown.
    pub body: &'a str,
}

/// A pull request that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullRequest {
    /// Where people look at it.
    pub url: String,
}
