//! Encodes a value for the language of a file and the value's position in it.

use std::fmt::Write;
use std::path::Path;

use serde_json::Value as Json;

use super::file_format::FileFormat;
use crate::yaml::quote_yaml_if_needed;

/// The error for a value with a line feed in a Dockerfile.
const NO_LINE_FEED: &str = "a value in a Dockerfile can't contain a line feed";

/// Encodes a standalone value: keeps its type and adds the quotes it needs.
///
/// # Errors
/// A message if the language can't express the value.
pub(super) fn encode_value_for_file_format(
    format: FileFormat,
    value: &Json,
) -> Result<String, String> {
    match (format, value) {
        (FileFormat::Yaml | FileFormat::Workflow, Json::String(text)) => {
            Ok(quote_yaml_if_needed(text))
        }
        (FileFormat::Yaml | FileFormat::Workflow, Json::Array(items)) => {
            let items: Result<Vec<String>, String> = items
                .iter()
                .map(|item| encode_value_for_file_format(format, item))
                .collect();
            Ok(format!("[{}]", items?.join(", ")))
        }
        (FileFormat::Json | FileFormat::Script, value) => Ok(encode_script_safe_json(value)),
        (FileFormat::Shell, Json::String(text)) => Ok(shell_quote(text)),
        (FileFormat::Dockerfile, Json::String(text)) if text.contains('\n') => {
            Err(NO_LINE_FEED.to_owned())
        }
        (FileFormat::Dockerfile, Json::String(text)) => Ok(format!(
            "\"{}\"",
            escape_with_backslash(text, &['\\', '"', '$'])
        )),
        (FileFormat::Markdown, Json::String(text)) => Ok(escape_markdown(text)),
        (_, value) => Ok(json_to_plain_text(value)),
    }
}

/// Encodes a value for the inside of a double-quoted string.
///
/// # Errors
/// A message if the language has no double-quoted strings.
pub(super) fn encode_for_double_quoted_string(
    format: FileFormat,
    value: &Json,
) -> Result<String, String> {
    let text = json_to_plain_text(value);
    match format {
        FileFormat::Yaml | FileFormat::Workflow | FileFormat::Json | FileFormat::Script => {
            let quoted = encode_script_safe_json(&Json::String(text));
            Ok(quoted[1..quoted.len() - 1].to_owned())
        }
        FileFormat::Dockerfile if text.contains('\n') => Err(NO_LINE_FEED.to_owned()),
        FileFormat::Dockerfile => Ok(escape_with_backslash(&text, &['\\', '"', '$'])),
        FileFormat::Shell => Ok(escape_with_backslash(&text, &['\\', '"', '$', '`'])),
        FileFormat::Markdown | FileFormat::Plain => {
            Err(format!("{} has no double-quoted strings", format.name()))
        }
    }
}

/// The value as plain text, not encoded.
pub(super) fn json_to_plain_text(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// JSON that is also safe in JavaScript, in an HTML `<script>`, and in a double-quoted YAML string.
fn encode_script_safe_json(value: &Json) -> String {
    let mut escaped = String::new();
    for character in value.to_string().chars() {
        match character {
            '<' => escaped.push_str("\\u003c"),
            '\u{7f}'..='\u{a0}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{feff}'
            | '\u{fffe}'
            | '\u{ffff}' => {
                let _ = write!(escaped, "\\u{:04x}", character as u32);
            }
            character => escaped.push(character),
        }
    }
    escaped
}

/// Quotes a directory for use after `cd` in a shell.
pub fn shell_quote_path(directory: &Path) -> String {
    shell_quote(&directory.display().to_string())
}

/// Quotes text as a single argument of a shell command.
pub fn shell_quote(text: &str) -> String {
    let tame = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || matches!(
                byte,
                b'.' | b'_' | b'-' | b'/' | b':' | b'@' | b'=' | b'+' | b','
            )
    };
    // zsh expands a leading `=`.
    if !text.is_empty() && !text.starts_with('=') && text.bytes().all(tame) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

fn escape_with_backslash(text: &str, special: &[char]) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if special.contains(&character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// Escapes text so that CommonMark and GitHub show it exactly as typed.
fn escape_markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (index, character) in text.char_indices() {
        let always = matches!(
            character,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '$' | '#'
        );
        let at_start = index == 0 && matches!(character, '+' | '-' | '=' | ':' | '!');
        let after_number = matches!(character, '.' | ')')
            && index > 0
            && text[..index].bytes().all(|byte| byte.is_ascii_digit());
        match character {
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            _ if always || at_start || after_number => {
                escaped.push('\\');
                escaped.push(character);
            }
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOSTILE: &str = "O'Brien & Sons: \"50%\" #1 ${{ secrets.X }} {{x}}";

    #[test]
    fn one_text_in_every_language() {
        let text = Json::from(HOSTILE);
        insta::assert_snapshot!(encode_value_for_file_format(FileFormat::Yaml, &text).unwrap(), @r#""O'Brien & Sons: \"50%\" #1 ${{ secrets.X }} {{x}}""#);
        insta::assert_snapshot!(encode_value_for_file_format(FileFormat::Script, &text).unwrap(), @r#""O'Brien & Sons: \"50%\" #1 ${{ secrets.X }} {{x}}""#);
        insta::assert_snapshot!(encode_value_for_file_format(FileFormat::Shell, &text).unwrap(), @r#"'O'\''Brien & Sons: "50%" #1 ${{ secrets.X }} {{x}}'"#);
        insta::assert_snapshot!(encode_value_for_file_format(FileFormat::Dockerfile, &text).unwrap(), @r#""O'Brien & Sons: \"50%\" #1 \${{ secrets.X }} {{x}}""#);
        insta::assert_snapshot!(encode_value_for_file_format(FileFormat::Markdown, &text).unwrap(), @r#"O'Brien \& Sons: "50%" \#1 \${{ secrets.X }} {{x}}"#);
    }

    #[test]
    fn types_survive() {
        assert_eq!(
            encode_value_for_file_format(FileFormat::Yaml, &Json::from(3000)).unwrap(),
            "3000"
        );
        assert_eq!(
            encode_value_for_file_format(FileFormat::Yaml, &Json::from("3000")).unwrap(),
            "\"3000\""
        );
        assert_eq!(
            encode_value_for_file_format(FileFormat::Yaml, &serde_json::json!(["a", "yes"]))
                .unwrap(),
            "[a, \"yes\"]"
        );
    }

    proptest! {
        #[test]
        fn any_text_reads_back_from_json_and_from_double_quotes(text in any::<String>()) {
            let value = Json::from(text.clone());
            let json: String = serde_json::from_str(&encode_value_for_file_format(FileFormat::Json, &value).unwrap()).unwrap();
            prop_assert_eq!(&json, &text);
            let yaml = format!("a: \"x{}y\"\n", encode_for_double_quoted_string(FileFormat::Yaml, &value).unwrap());
            let (tree, _) = crate::yaml::parse_yaml_document(&yaml).unwrap();
            let read = tree.root().unwrap().get("a").unwrap().as_str().unwrap().to_owned();
            prop_assert_eq!(read, format!("x{text}y"));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_shell_reads_its_word_back() {
        for text in [HOSTILE, "", "$(touch x) `id`", "a\nb", "'"] {
            let script = format!(
                "printf %s {}",
                encode_value_for_file_format(FileFormat::Shell, &Json::from(text)).unwrap()
            );
            let output = std::process::Command::new("sh")
                .args(["-c", &script])
                .output()
                .unwrap();
            assert_eq!(String::from_utf8(output.stdout).unwrap(), text);
        }
    }
}
