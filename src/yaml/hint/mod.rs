//! What people usually get wrong in YAML, in words for people: from the parser's error and the text around it to a
//! message, what to do, and the edit where there is exactly one right answer.
//!
//! Where the fault is, and whether there is one, is the parser's to say.

mod bracket;
mod quote;
mod spot;
mod structure;
mod value;

use std::ops::Range;

use granit_parser::ErrorKind;

use spot::Spot;

/// A mistake in words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Hint {
    /// What is wrong.
    pub(super) message: String,
    /// What to do about it.
    pub(super) help: Option<String>,
    /// What makes it right: bytes of the document, and what comes in their place.
    pub(super) fix: Option<(Range<usize>, String)>,
}

impl Hint {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Hint {
        Hint {
            message: message.into(),
            help: Some(help.into()),
            fix: None,
        }
    }

    fn fix(mut self, fix: Option<(Range<usize>, String)>) -> Hint {
        self.fix = fix;
        self
    }
}

/// Recognises one mistake.
type Mistake = fn(&Spot<'_>) -> Option<Hint>;

/// The first that fits is the one; what is sure stands before what is likely.
const MISTAKES: &[Mistake] = &[
    structure::byte_order_mark,
    structure::template_syntax,
    value::control_character,
    quote::typographic,
    value::non_breaking_space,
    structure::tab,
    structure::dashes,
    structure::directive,
    value::reserved_start,
    value::alias_start,
    value::anchor_or_tag_start,
    value::block_scalar_header,
    value::list_on_the_line_of_its_key,
    value::question_mark,
    quote::unclosed,
    quote::inside,
    quote::escape,
    quote::comment_without_space,
    bracket::unclosed,
    bracket::mismatched,
    bracket::unopened,
    bracket::text_after,
    bracket::separator,
    value::colon_inside,
    structure::space_after_colon,
    structure::space_after_dash,
    structure::text_not_indented,
    structure::comment_in_value,
    structure::item_among_keys,
    structure::key_among_items,
    structure::colon_missing,
    structure::indentation,
    structure::after_the_end,
];

/// The hint for the error `kind` at byte `at` of `text`; the parser's own words where the mistake is not a usual one.
pub(super) fn hint(text: &str, at: usize, kind: &ErrorKind) -> Hint {
    let spot = Spot::new(text, at, kind);
    let mut mistakes = MISTAKES.iter();
    let found = mistakes.find_map(|mistake| mistake(&spot));
    found.unwrap_or_else(|| Hint {
        message: kind.to_string(),
        help: None,
        fix: None,
    })
}

#[cfg(test)]
mod tests;
