//! The description of an import, for its commit and its pull request: everything that a reviewer needs to decide.

use std::fmt::Write;

use super::plan::ImportPlan;
use super::proposed_entity::{Confidence, ProposedField};
use crate::count::CountedNoun;
use crate::printable::{Printable, truncate_chars};

/// How many entities, and how many reasons, the description lists: GitHub accepts 65,536 characters.
const MAX_LISTED_ITEMS: usize = 100;
/// The longest cell of the table, in characters.
const MAX_CELL_LENGTH: usize = 120;

impl ImportPlan {
    /// The description in Markdown. Text from repositories is always in backquotes, so that it mentions nobody and links nowhere.
    pub fn to_review_markdown(&self) -> String {
        let mut text = format!(
            "Imported from {}.\n\n| entity | owner | evidence for the owner | please check |\n|---|---|---|---|\n",
            CountedNoun(self.repository_count, "repository")
        );
        for entity in self.entities.iter().take(MAX_LISTED_ITEMS) {
            let owner = entity.field("owner");
            let evidence = owner.map(|owner| owner.evidence.join("; "));
            let check = entity
                .fields
                .iter()
                .filter(|field| field.confidence != Confidence::High)
                .map(format_uncertain_field);
            let check: Vec<String> = check.collect();
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} |",
                code(&entity.reference.to_string()),
                owner.map(|owner| code(&owner.value)).unwrap_or_default(),
                evidence.map(|evidence| code(&evidence)).unwrap_or_default(),
                check.join(", ")
            );
        }
        push_more(&mut text, self.entities.len());
        if !self.left_out.is_empty() {
            text.push_str("\nLeft out:\n\n");
        }
        for left_out in self.left_out.iter().take(MAX_LISTED_ITEMS) {
            let _ = writeln!(
                text,
                "- {}: {}",
                code(&left_out.repository),
                code(&left_out.reason)
            );
        }
        push_more(&mut text, self.left_out.len());
        text
    }
}

fn format_uncertain_field(field: &ProposedField) -> String {
    let why = field.evidence.first().map_or("", String::as_str);
    code(&format!("{}: {} ({why})", field.field, field.value))
}

fn push_more(text: &mut String, count: usize) {
    if let Some(more @ 1..) = count.checked_sub(MAX_LISTED_ITEMS) {
        let _ = writeln!(text, "\nand {more} more");
    }
}

/// `text` as code in a cell of a table.
fn code(text: &str) -> String {
    let text = Printable(text).to_string();
    let text = text.replace('`', "'").replace('|', "¦");
    format!("`{}`", truncate_chars(&text, MAX_CELL_LENGTH))
}
