//! Explains common YAML mistakes: turns the parser's error and the text around it into a message, a help text, and the
//! edit if there is exactly one correct fix.
//!
//! Only the parser decides whether there is an error, and where.

mod bracket;
mod error_context;
mod quote;
mod structure;
mod value;

use std::ops::Range;

use granit_parser::ErrorKind;

use error_context::ParseErrorContext;

/// The explanation of a mistake.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SyntaxHint {
    /// The message.
    pub(super) message: String,
    /// The help.
    pub(super) help: Option<String>,
    /// The fix: bytes of the document, and their replacement.
    pub(super) fix: Option<(Range<usize>, String)>,
}

impl SyntaxHint {
    fn new(message: impl Into<String>, help: impl Into<String>) -> SyntaxHint {
        SyntaxHint {
            message: message.into(),
            help: Some(help.into()),
            fix: None,
        }
    }

    fn with_fix(mut self, fix: Option<(Range<usize>, String)>) -> SyntaxHint {
        self.fix = fix;
        self
    }
}

/// Recognises one mistake.
type HintDetector = fn(&ParseErrorContext<'_>) -> Option<SyntaxHint>;

/// The first match wins, so certain matches come before likely ones.
const HINT_DETECTORS: &[HintDetector] = &[
    structure::detect_byte_order_mark,
    structure::detect_template_syntax,
    value::detect_control_character,
    quote::detect_typographic_quote,
    value::detect_non_breaking_space,
    structure::detect_misplaced_tab,
    structure::detect_wrong_dash_count,
    structure::detect_stray_directive,
    value::detect_reserved_first_char,
    value::detect_unknown_alias,
    value::detect_invalid_anchor_or_tag,
    value::detect_text_beside_block_header,
    value::detect_list_on_key_line,
    value::detect_leading_question_mark,
    quote::detect_unclosed_quote,
    quote::detect_quote_inside_quotes,
    quote::detect_invalid_escape,
    quote::detect_comment_without_space,
    bracket::detect_unclosed_bracket,
    bracket::detect_mismatched_bracket,
    bracket::detect_unmatched_closing_bracket,
    bracket::detect_text_after_bracket,
    bracket::detect_missing_flow_separator,
    value::detect_colon_in_value,
    structure::detect_missing_space_after_colon,
    structure::detect_missing_dash_space,
    structure::detect_unindented_block_text,
    structure::detect_comment_between_value_lines,
    structure::detect_item_among_keys,
    structure::detect_key_among_items,
    structure::detect_missing_colon,
    structure::detect_wrong_indentation,
    structure::detect_text_after_document,
];

/// The hint for the error `kind` at byte `at` of `text`; the parser's own message if the mistake isn't a common one.
pub(super) fn explain_parse_error(text: &str, at: usize, kind: &ErrorKind) -> SyntaxHint {
    let spot = ParseErrorContext::new(text, at, kind);
    let mut mistakes = HINT_DETECTORS.iter();
    let found = mistakes.find_map(|mistake| mistake(&spot));
    found.unwrap_or_else(|| SyntaxHint {
        message: kind.to_string(),
        help: None,
        fix: None,
    })
}

#[cfg(test)]
mod tests;
