//! The confirmation prompt before a change to a shared platform.

use std::fmt::Write;

use crate::count::CountedNoun;
use crate::ops::{CatalogEdit, EditProposal};
use crate::platform::Platform;
use crate::printable::Printable;
use crate::text_layout::wrap_value;
use crate::view::LineWidth;

/// The maximum number of files to list.
const MAX_LISTED_FILES: usize = 10;

/// A confirmation prompt for a change that others will see.
#[derive(Clone, Copy, Debug)]
pub struct EditConfirmationPrompt<'a> {
    proposal: &'a EditProposal,
    base: &'a str,
    branch: Option<&'a str>,
}

impl<'a> EditConfirmationPrompt<'a> {
    /// The prompt for a push to `base`, or for a pull request from `branch` to `base`.
    pub fn new(proposal: &'a EditProposal, base: &'a str, branch: Option<&'a str>) -> Self {
        EditConfirmationPrompt {
            proposal,
            base,
            branch,
        }
    }

    /// The platform and the destination.
    pub fn format_platform_line(&self, platform: &Platform, width: LineWidth) -> String {
        let platform = platform.to_string();
        let value = format!(
            "{} · {}",
            Printable(&platform),
            self.format_push_destination()
        );
        format_labelled_line("platform", &value, width)
    }

    /// The summary to show before the question.
    pub fn render_text(&self, platform: &Platform, edit: &CatalogEdit, width: LineWidth) -> String {
        let EditProposal {
            changes, entities, ..
        } = self.proposal;
        let mut text = format!("{}\n", self.format_platform_line(platform, width));
        let subject = Printable(&edit.commit_subject(entities)).to_string();
        let _ = writeln!(text, "{}", format_labelled_line("commit", &subject, width));
        for (number, (change, _)) in changes.iter().take(MAX_LISTED_FILES).enumerate() {
            let head = if number == 0 { "files" } else { "" };
            let path = Printable(&change.path).to_string();
            let _ = writeln!(text, "{}", format_labelled_line(head, &path, width));
        }
        if let Some(more) = changes
            .len()
            .checked_sub(MAX_LISTED_FILES)
            .filter(|more| *more > 0)
        {
            let more = format!("and {}", CountedNoun(more, "more file"));
            let _ = writeln!(text, "{}", format_labelled_line("", &more, width));
        }
        text
    }

    /// The question.
    pub fn confirmation_question(&self) -> &'static str {
        if self.branch.is_some() {
            "Open this pull request?"
        } else {
            "Push this change?"
        }
    }

    fn format_push_destination(&self) -> String {
        let base = Printable(self.base);
        match self.branch {
            Some(branch) => format!("pull request from {branch} to {base}"),
            None => format!("push to {base}"),
        }
    }
}

fn format_labelled_line(label: &str, value: &str, width: LineWidth) -> String {
    let head = format!("{label:<10}");
    wrap_value(&head, value, head.len(), width)
}
