//! A change of a shared platform, before a person agrees to it.

use std::fmt::Write;

use crate::count::Count;
use crate::ops::{CatalogEdit, Proposal};
use crate::platform::Platform;
use crate::printable::Printable;

/// So many files are named.
const NAMED: usize = 10;

/// What others will get.
#[derive(Clone, Copy, Debug)]
pub struct EditPlan<'a> {
    proposal: &'a Proposal,
    base: &'a str,
    branch: Option<&'a str>,
}

impl<'a> EditPlan<'a> {
    /// Of a push to `base`, or of a pull request from `branch` to `base`.
    pub fn new(proposal: &'a Proposal, base: &'a str, branch: Option<&'a str>) -> Self {
        EditPlan {
            proposal,
            base,
            branch,
        }
    }

    /// Where it goes, in a line.
    pub fn line(&self, platform: &Platform) -> String {
        format!(
            "platform  {} · {}",
            Printable(&platform.to_string()),
            self.way()
        )
    }

    /// What a person reads before the question.
    pub fn text(&self, platform: &Platform, deed: &CatalogEdit) -> String {
        let Proposal {
            changes, entities, ..
        } = self.proposal;
        let mut text = format!("{}\n", self.line(platform));
        let subject = deed.subject(entities);
        let _ = writeln!(text, "commit    {}", Printable(&subject));
        for (number, (change, _)) in changes.iter().take(NAMED).enumerate() {
            let head = if number == 0 { "files" } else { "" };
            let _ = writeln!(text, "{head:<10}{}", Printable(&change.path));
        }
        if let Some(more) = changes.len().checked_sub(NAMED).filter(|more| *more > 0) {
            let _ = writeln!(text, "{:<10}and {}", "", Count(more, "more file"));
        }
        text
    }

    /// What is asked.
    pub fn question(&self) -> &'static str {
        if self.branch.is_some() {
            "Open this pull request?"
        } else {
            "Push this change?"
        }
    }

    fn way(&self) -> String {
        let base = Printable(self.base);
        match self.branch {
            Some(branch) => format!("pull request from {branch} to {base}"),
            None => format!("push to {base}"),
        }
    }
}
