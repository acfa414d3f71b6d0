//! Escapes untrusted text for the terminal.
//!
//! Catalogs, templates, server responses and arguments may hold escape sequences, text-direction overrides or invisible
//! characters. Unescaped, they can rewrite the screen or imitate another name.

use std::fmt;

/// Displays `0` with control characters and invisible characters escaped: control characters in caret notation (`^[`),
/// others as `\u{202e}`.
#[derive(Clone, Copy, Debug)]
pub struct Printable<'a>(pub &'a str);

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .chars()
            .try_for_each(|character| write_escaped_char(f, character))
    }
}

/// Adds `character` to `text`, as [`Printable`] shows it.
pub fn push_escaped_char(text: &mut String, character: char) {
    // Writing to a string can't fail.
    let _ = write_escaped_char(text, character);
}

/// Whether [`Printable`] escapes `character`, because it controls the terminal or is invisible.
pub fn should_escape(character: char) -> bool {
    character.is_ascii_control() || is_invisible_or_bidi(character)
}

fn write_escaped_char(out: &mut impl fmt::Write, character: char) -> fmt::Result {
    match character {
        '\0'..='\x1f' => write!(out, "^{}", char::from(character as u8 + b'@')),
        '\x7f' => out.write_str("^?"),
        _ if is_invisible_or_bidi(character) => write!(out, "\\u{{{:x}}}", character as u32),
        _ => out.write_char(character),
    }
}

/// C1 controls, invisible and text-direction characters, line separators, tags, private use.
/// Source: Unicode 17, general categories Cc, Cf, Zl, Zp, Co, and Hangul fillers such as U+115F and U+3164.
fn is_invisible_or_bidi(character: char) -> bool {
    matches!(character,
        '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{e000}'..='\u{f8ff}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..='\u{10ffff}')
}

/// Escapes and truncates untrusted text for a message.
pub fn escape_and_truncate(text: &str) -> String {
    truncate_chars(&Printable(text).to_string(), 80)
}

/// The first character that doesn't belong in handwritten text: control characters except line feeds and tabs, and
/// bidirectional overrides, which can disguise code (CVE-2021-42574).
pub fn find_control_or_bidi_char(text: &str) -> Option<char> {
    text.chars().find(|character| {
        (character.is_control() && !matches!(character, '\n' | '\t'))
            || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

/// The first `limit` characters of `text`, followed by `…` if it was truncated.
pub fn truncate_chars(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminal_sequences_and_invisible_characters_are_spelt_out() {
        let hostile = "a\x1b]52;c;x\x07\n\u{202e}b\u{200b}\u{9b}";
        assert_eq!(
            Printable(hostile).to_string(),
            r"a^[]52;c;x^G^J\u{202e}b\u{200b}\u{9b}"
        );
    }

    #[test]
    fn ordinary_text_of_any_script_stays() {
        assert_eq!(
            Printable("Zahlungen für 東京 🚀").to_string(),
            "Zahlungen für 東京 🚀"
        );
    }

    #[test]
    fn what_turns_the_direction_is_unwelcome_and_other_scripts_are_not() {
        assert_eq!(find_control_or_bidi_char("a\u{202e}b"), Some('\u{202e}'));
        assert_eq!(find_control_or_bidi_char("a\x1bb"), Some('\x1b'));
        assert_eq!(find_control_or_bidi_char("שלום\n\tעולם"), None);
    }

    #[test]
    fn shortening_counts_characters() {
        assert_eq!(truncate_chars("äöü", 2), "äö…");
        assert_eq!(truncate_chars("äöü", 3), "äöü");
    }
}
