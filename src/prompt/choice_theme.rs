//! The look of prompts, with a notice if no choice matches the search: dialoguer itself shows an empty list.

use std::fmt::{self, Write};

use dialoguer::theme::Theme;

/// Wraps another theme, for a prompt with these labels.
pub(super) struct ChoiceTheme<'t> {
    pub(super) theme: &'t dyn Theme,
    pub(super) labels: &'t [String],
}

impl Theme for ChoiceTheme<'_> {
    fn format_input_prompt_selection(
        &self,
        f: &mut dyn Write,
        prompt: &str,
        selection: &str,
    ) -> fmt::Result {
        self.theme
            .format_input_prompt_selection(f, prompt, selection)
    }

    fn format_fuzzy_select_prompt(
        &self,
        f: &mut dyn Write,
        prompt: &str,
        search: &str,
        cursor: usize,
    ) -> fmt::Result {
        self.theme
            .format_fuzzy_select_prompt(f, prompt, search, cursor)?;
        if self
            .labels
            .iter()
            .any(|label| matches_search(label, search))
        {
            Ok(())
        } else {
            f.write_str("  no match; press Backspace")
        }
    }
}

/// Whether dialoguer lists `label`: the letters of `search` occur in it in that order. Capitals match only capitals.
fn matches_search(label: &str, search: &str) -> bool {
    let exact = search.chars().any(char::is_uppercase);
    let fold = |letter: char| {
        let folded = if exact {
            None
        } else {
            letter.to_lowercase().next()
        };
        folded.unwrap_or(letter)
    };
    let mut letters = label.chars().map(fold);
    search
        .chars()
        .map(fold)
        .all(|wanted| letters.any(|letter| letter == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_matches_if_it_has_the_letters_in_order() {
        assert!(matches_search("payments  Payments", "pmt"));
        assert!(matches_search("payments  Payments", "P"));
        assert!(matches_search("payments", ""));
        assert!(!matches_search("payments", "Pa"));
        assert!(!matches_search("payments", "yp"));
    }
}
