//! Writes text as a YAML scalar that every parser reads back as the same text.

use std::fmt::Write;

/// Writes `text` plain if no parser of YAML 1.1 or 1.2 could interpret it differently; otherwise double-quoted.
pub fn quote_yaml_if_needed(text: &str) -> String {
    if can_be_plain_scalar(text) {
        text.to_owned()
    } else {
        double_quote(text)
    }
}

/// Whether the text starts with a letter, isn't a keyword, and contains only words and punctuation without a special
/// meaning in YAML or between its brackets.
fn can_be_plain_scalar(text: &str) -> bool {
    const RESERVED_YAML_WORDS: [&str; 9] =
        ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    let harmless = |character: char| {
        character.is_alphanumeric()
            || matches!(
                character,
                ' ' | '-' | '_' | '.' | '/' | '(' | ')' | '@' | '+'
            )
    };
    let inner = |text: &str| {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once(':') {
            if after.is_empty() || after.starts_with(' ') {
                return false;
            }
            rest = after;
        }
        true
    };
    text.starts_with(|first: char| first.is_alphabetic())
        && !text.ends_with(' ')
        && text
            .chars()
            .all(|character| harmless(character) || character == ':')
        && inner(text)
        && !RESERVED_YAML_WORDS
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word))
}

/// In double quotes, with every escape that it needs.
pub fn double_quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            ' '..='~'
            | '\u{a1}'..='\u{2027}'
            | '\u{202f}'..='\u{d7ff}'
            | '\u{10000}'..='\u{10ffff}' => quoted.push(character),
            character if (character as u32) <= 0xffff => {
                let _ = write!(quoted, "\\u{:04x}", character as u32);
            }
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

/// `text` in the style of `written`, if that style can represent it.
pub fn quote_like(written: &str, text: &str) -> String {
    let plain = |character: char| !character.is_control() && character != '\'';
    match written.chars().next() {
        Some('\'') if text.chars().all(plain) => format!("'{text}'"),
        Some('\'' | '"') => double_quote(text),
        _ => quote_yaml_if_needed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_could_be_something_else_is_quoted() {
        for text in [
            "yes",
            "1.10",
            "",
            "~",
            "a: b",
            "a #b",
            "- a",
            "@x",
            "null",
            "x ",
            "2026-01-01",
            "a:",
            "a, b",
        ] {
            assert!(quote_yaml_if_needed(text).starts_with('"'), "{text}");
        }
        for text in [
            "group:default/payments",
            "Takes money",
            "until 2027-02-21",
            "a#b".trim_end_matches("#b"),
        ] {
            assert_eq!(quote_yaml_if_needed(text), text);
        }
    }

    proptest! {
        #[test]
        fn any_text_reads_back(text in any::<String>()) {
            let yaml = format!("key: {}\n", quote_yaml_if_needed(&text));
            let (tree, faults) = crate::yaml::parse_yaml_document(&yaml).unwrap();
            prop_assert!(faults.is_empty());
            prop_assert_eq!(tree.root().unwrap().get("key").unwrap().as_str(), Some(text.as_str()));
            let theirs: std::collections::BTreeMap<String, String> = serde_yaml::from_str(&yaml).unwrap();
            prop_assert_eq!(&theirs["key"], &text);
        }
    }
}
