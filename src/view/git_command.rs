//! The git command that comes next in a clone. It's shown only if it works as it is: in a clone without a remote, or on a detached
//! `HEAD`, `git push` would fail.

use std::path::Path;

use crate::git::{CurrentBranch, find_work_tree, read_origin_url};
use crate::printable::Printable;
use crate::run::path_relative_to;
use crate::template::{shell_quote, shell_quote_path};

/// A clone, and the directory of the user's shell.
#[derive(Clone, Copy, Debug)]
pub struct CloneInShell<'a> {
    /// A directory of the clone.
    pub clone: &'a Path,
    /// The directory of the user's shell.
    pub shell_directory: &'a Path,
}

impl CloneInShell<'_> {
    /// The command that brings what was pushed to `branch` of `origin` into the clone; `None` without a remote, on a detached `HEAD`,
    /// or on a branch that follows another one, which only its author may rebase.
    pub fn format_pull_command(self, branch: &str) -> Option<String> {
        read_origin_url(self.clone).ok().flatten()?;
        let current = CurrentBranch::find_current_branch(self.clone)?;
        // git refuses to guess how to combine commits of both sides.
        let command = match current.upstream.as_deref() {
            Some(upstream) if upstream != branch => return None,
            Some(_) if current.is_ahead => format_rebase(&current),
            Some(_) => "pull".to_owned(),
            None => format!("{} origin {}", format_rebase(&current), shell_quote(branch)),
        };
        Some(self.format_git_command(&command))
    }

    /// The command that publishes a commit, or on a detached `HEAD` the one that keeps it; `None` without a remote. A platform that
    /// requires pull requests gets a branch.
    pub fn format_push_command(self, requires_pull_request: bool) -> Option<String> {
        let Some(current) = CurrentBranch::find_current_branch(self.clone) else {
            return Some(self.format_git_command("switch -c <BRANCH>"));
        };
        read_origin_url(self.clone).ok().flatten()?;
        let push = match &current.upstream {
            _ if requires_pull_request && current.pushes_to_default_branch() => {
                return Some(self.format_git_command("push origin HEAD:refs/heads/<BRANCH>"));
            }
            None => format!("push -u origin {}", shell_quote(&current.name)),
            Some(upstream) if *upstream != current.name => {
                format!("push origin HEAD:{}", shell_quote(upstream))
            }
            Some(_) => "push".to_owned(),
        };
        let push = self.format_git_command(&push);
        if !current.is_behind {
            return Some(push);
        }
        Some(format!(
            "{} && {push}",
            self.format_git_command(&format_rebase(&current))
        ))
    }

    /// The command that shows changes, or also which files are new or removed; `None` outside a repository.
    pub fn format_review_command(self, has_new_files: bool) -> Option<String> {
        find_work_tree(self.clone)?;
        let command = if has_new_files { "status" } else { "diff" };
        Some(self.format_git_command(command))
    }

    fn format_git_command(self, command: &str) -> String {
        let is_in_clone = find_work_tree(self.shell_directory) == find_work_tree(self.clone);
        if is_in_clone && self.shell_directory.starts_with(self.clone) {
            return format!("git {command}");
        }
        let clone = path_relative_to(self.shell_directory, self.clone);
        let clone = shell_quote_path(&clone);
        format!("git -C {} {command}", Printable(&clone))
    }
}

/// The command that rebases the commits of a branch.
fn format_rebase(current: &CurrentBranch) -> String {
    let stash = if current.has_changes {
        " --autostash"
    } else {
        ""
    };
    format!("pull --rebase{stash}")
}
