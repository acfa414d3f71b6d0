//! The last step of all output: even if a view forgets to escape text from outside, that text can't control a terminal
//! or a CI runner.
//!
//! Views make such text printable field by field. Everything they write also passes through here: of all control sequences
//! only our own colours remain, and nothing is read as a workflow command of GitHub Actions.

use std::borrow::Cow;

use crate::printable::{push_escaped_char, should_escape};

/// Commands that a GitHub Actions runner recognises at the start of a line, after whitespace.
/// Source: actions/runner, `ActionCommand.TryParseV2`.
const WORKFLOW_COMMAND_PREFIX: &str = "::";
/// Commands that it recognises anywhere in a line. Source: actions/runner, `ActionCommand.TryParse`.
const LEGACY_WORKFLOW_COMMAND_PREFIX: &str = "##[";

/// Escapes text for people. With `annotates`, lines that start with an annotation are kept.
pub(super) fn escape_terminal_text(text: &str, annotates: bool) -> Cow<'_, str> {
    if !needs_terminal_escaping(text) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 64);
    for line in text.split_inclusive('\n') {
        let indent = indent_length(line);
        let obeyed =
            match_prefix_ignoring_colours(WORKFLOW_COMMAND_PREFIX, &line[indent..]).is_some();
        if obeyed && !(annotates && is_github_workflow_command(line)) {
            push_escaped(&mut safe, &line[..indent]);
            safe.push('\\');
            push_escaped(&mut safe, &line[indent..]);
        } else {
            push_escaped(&mut safe, line);
        }
    }
    Cow::Owned(safe)
}

/// Equivalent JSON in which every character that could control a terminal is written as an escape.
pub(super) fn escape_json_for_terminal(json: &str) -> Cow<'_, str> {
    let harmless = |character| character < '\x7f' || !should_escape(character);
    if json.chars().all(harmless) && !json.contains(LEGACY_WORKFLOW_COMMAND_PREFIX) {
        return Cow::Borrowed(json);
    }
    let mut safe = String::with_capacity(json.len() + 64);
    for character in json
        .replace(LEGACY_WORKFLOW_COMMAND_PREFIX, "##\\u005b")
        .chars()
    {
        if harmless(character) {
            safe.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                safe.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    Cow::Owned(safe)
}

/// The fast path: most text needs no escaping.
fn needs_terminal_escaping(text: &str) -> bool {
    let act = |character| character != '\n' && should_escape(character);
    text.contains(WORKFLOW_COMMAND_PREFIX)
        || text.contains(LEGACY_WORKFLOW_COMMAND_PREFIX)
        || text.chars().any(act)
}

/// The length of the whitespace at the start of `line`, including our own colours: they may be stripped later, so that the
/// text after them starts the line.
fn indent_length(line: &str) -> usize {
    let mut rest = line;
    loop {
        rest = rest.trim_start();
        match colour_sequence_length(rest) {
            Some(length) => rest = &rest[length..],
            None => return line.len() - rest.len(),
        }
    }
}

/// The length of the start of `text` that reads as `command` once our own colours are stripped.
fn match_prefix_ignoring_colours(command: &str, text: &str) -> Option<usize> {
    let mut rest = text;
    for character in command.chars() {
        while let Some(length) = colour_sequence_length(rest) {
            rest = &rest[length..];
        }
        rest = rest.strip_prefix(character)?;
    }
    Some(text.len() - rest.len())
}

fn is_github_workflow_command(line: &str) -> bool {
    ["::error ", "::warning ", "::notice "]
        .iter()
        .any(|command| line.starts_with(command))
}

fn push_escaped(safe: &mut String, text: &str) {
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let kept = allowed_control_prefix_length(rest, character);
        if kept > 0 {
            safe.push_str(&rest[..kept]);
            rest = &rest[kept..];
            continue;
        }
        if let Some(command) = match_prefix_ignoring_colours(LEGACY_WORKFLOW_COMMAND_PREFIX, rest) {
            safe.push_str(&rest[..command - "[".len()]);
            safe.push_str("\\[");
            rest = &rest[command..];
            continue;
        }
        push_escaped_char(safe, character);
        rest = &rest[character.len_utf8()..];
    }
}

/// The number of bytes at the start of `rest` that are allowed control characters: line ends, tabs and our own colours.
fn allowed_control_prefix_length(rest: &str, character: char) -> usize {
    match character {
        '\n' | '\t' => 1,
        '\r' if rest[1..].starts_with('\n') => 2,
        '\x1b' => colour_sequence_length(rest).unwrap_or(0),
        _ => 0,
    }
}

/// The length of the sequence at the start of `text`, if it only sets a colour or weight that we use. Sequences that hide
/// text, make it blink or set the background aren't ours.
fn colour_sequence_length(text: &str) -> Option<usize> {
    let parameters = text.strip_prefix("\x1b[")?;
    let end = parameters.find('m').filter(|end| *end <= 16)?;
    let mut numbers = parameters[..end].split(';');
    while let Some(number) = numbers.next() {
        match number.parse::<u8>().ok()? {
            0..=4 | 22..=24 | 30..=37 | 39 | 90..=97 => {}
            38 if numbers.next() == Some("5") => {
                numbers.next()?.parse::<u8>().ok()?;
            }
            _ => return None,
        }
    }
    Some("\x1b[".len() + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::TextStyle;

    fn escape_for_people(text: &str) -> String {
        escape_terminal_text(text, false).into_owned()
    }

    #[test]
    fn only_our_own_colours_reach_the_terminal() {
        for style in [
            TextStyle::Good,
            TextStyle::Bad,
            TextStyle::Hint,
            TextStyle::Strong,
            TextStyle::Faint,
        ] {
            let ours = style.paint("über").to_string() + "\n\tx\r\n";
            assert_eq!(escape_for_people(&ours), ours);
        }
        assert_eq!(
            escape_for_people(
                "\x1b]52;c;eA==\x07 \x1b[2J \x1b[8mhidden \x1b[31;8mx \x1b[38;5;300m \r \u{9b}"
            ),
            r"^[]52;c;eA==^G ^[[2J ^[[8mhidden ^[[31;8mx ^[[38;5;300m ^M \u{9b}"
        );
        assert_eq!(
            escape_for_people("a\u{202e}b\u{2028}c\x08"),
            r"a\u{202e}b\u{2028}c^H"
        );
    }

    #[test]
    fn a_runner_finds_no_command() {
        assert_eq!(
            escape_for_people("x\n  ::set-output name=x::y\n::error::z\nstd::io\n"),
            "x\n  \\::set-output name=x::y\n\\::error::z\nstd::io\n"
        );
        assert_eq!(
            escape_for_people("a ##[set-output name=x;]y"),
            r"a ##\[set-output name=x;]y"
        );
        let ours = "::error file=a::b\n";
        assert_eq!(escape_terminal_text(ours, true), ours);
        assert_eq!(
            escape_terminal_text("::set-env name=a::b", true),
            r"\::set-env name=a::b"
        );
    }

    #[test]
    fn colour_in_front_of_a_command_does_not_hide_it() {
        let strong = TextStyle::Strong.paint("::error::t").to_string();
        let faint = TextStyle::Faint.paint(&format!("  {strong}\n")).to_string();
        for coloured in [strong, faint, ":\x1b[0m:error::t".to_owned()] {
            let plain = anstream::adapter::strip_str(&escape_for_people(&coloured)).to_string();
            assert_eq!(plain.trim(), r"\::error::t", "{coloured:?}");
        }
        let old = TextStyle::Bad.paint("##").to_string() + "[error]";
        let plain = anstream::adapter::strip_str(&escape_for_people(&old)).to_string();
        assert_eq!(plain, r"##\[error]");
    }

    #[test]
    fn json_means_the_same() {
        for hostile in [
            "\u{9b}31m",
            "a\u{202e}b",
            "\u{7f}",
            "##[error]x",
            "\u{e0001}",
            "naïve 🚀",
        ] {
            let json = serde_json::to_string(&[hostile]).unwrap();
            let safe = escape_json_for_terminal(&json);
            assert!(!safe.contains(['\u{9b}', '\u{202e}', '\u{7f}', '\u{e0001}']));
            assert!(!safe.contains("##["));
            let back: Vec<String> = serde_json::from_str(&safe).unwrap();
            assert_eq!(back, [hostile]);
        }
    }
}
