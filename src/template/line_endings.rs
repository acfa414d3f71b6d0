//! `template-line-endings`: files that Windows tools have changed so that they no longer work where services run.
//!
//! The kernel takes the first line of a script as it is: `/bin/sh` and a carriage return is the name of no program, and
//! behind a byte order mark there is no `#!` at all.

use std::borrow::Cow;

use super::sources::TemplateFile;
use super::template::Template;
use super::tree::{File, Tree};
use crate::diagnostic::{Diagnostic, Severity, Tier};
use crate::source::{MARK, Place, Source};

/// The findings for every stored file of `template`, rendered or not.
pub(super) fn check(template: &Template) -> Vec<Diagnostic> {
    let files = template.sources.iter();
    files
        .filter_map(|file| broken_interpreter(Script::stored(file)).or_else(|| mixed(file)))
        .collect()
}

/// The findings for `tree`, rendered from `template`, that nothing stored shows: a comment or a condition may stand before
/// the first line of a script.
pub(super) fn check_rendered(template: &Template, tree: &Tree) -> Vec<Diagnostic> {
    let is_known = |file: &&File| {
        let mut stored = template.sources.iter();
        stored.any(|stored| {
            stored.path == file.path && broken_interpreter(Script::stored(stored)).is_some()
        })
    };
    let rendered = tree.files().iter().filter(|file| file.rendered);
    rendered
        .filter(|file| !is_known(file))
        .filter_map(|file| broken_interpreter(Script::rendered(file)))
        .collect()
}

/// A file that may be a script, stored or rendered.
#[derive(Clone, Copy)]
struct Script<'a> {
    name: &'a str,
    executable: bool,
    bytes: &'a [u8],
}

impl<'a> Script<'a> {
    fn stored(file: &'a TemplateFile) -> Script<'a> {
        Script {
            name: &file.origin,
            executable: file.executable,
            bytes: &file.bytes,
        }
    }

    fn rendered(file: &'a File) -> Script<'a> {
        Script {
            name: file.path.as_str(),
            executable: file.executable,
            bytes: &file.bytes,
        }
    }

    /// Whether it has two bytes for each character, which no kernel takes for `#!`.
    fn is_utf16(self) -> bool {
        let marks: [&[u8]; 2] = [&[0xff, 0xfe], &[0xfe, 0xff]];
        let rest = marks.iter().find_map(|mark| self.bytes.strip_prefix(*mark));
        let text = rest.unwrap_or(self.bytes);
        let is_script = text.starts_with(b"#\0!\0") || text.starts_with(b"\0#\0!");
        is_script || rest.is_some() && self.executable
    }
}

/// A script whose first line names no program.
fn broken_interpreter(file: Script<'_>) -> Option<Diagnostic> {
    if file.is_utf16() {
        let message = "a script is UTF-16, so it can't be executed";
        return Some(finding(file.name, Cow::Borrowed(""), message).help(SAVE));
    }
    let has_mark = file.bytes.starts_with(MARK);
    let bytes = file.bytes.strip_prefix(MARK).unwrap_or(file.bytes);
    let line = bytes.split(|byte| *byte == b'\n').next()?;
    let returns = line.ends_with(b"\r");
    if !line.starts_with(b"#!") || !(returns || has_mark && file.executable) {
        return None;
    }
    let line = String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(line));
    let message = if has_mark {
        "a script starts with a byte order mark, so it can't be executed"
    } else {
        "the line that names the interpreter ends with a carriage return, so the script can't be executed"
    };
    Some(finding(file.name, line, message).help(SAVE))
}

/// What to do about a script that can't be executed.
const SAVE: &str = "save the file as UTF-8 without a byte order mark, with LF line endings; in git: `*.sh text eol=lf` in .gitattributes";

/// A text with both kinds of line endings. What holds a NUL byte is no text, as for git.
fn mixed(file: &TemplateFile) -> Option<Diagnostic> {
    let text = std::str::from_utf8(&file.bytes).ok()?;
    if text.contains('\0') {
        return None;
    }
    let is_windows = |line: &&str| line.ends_with("\r\n");
    let mut lines = text
        .split_inclusive('\n')
        .filter(|line| line.ends_with('\n'));
    let (windows, unix): (Vec<&str>, Vec<&str>) = lines.by_ref().partition(is_windows);
    if windows.is_empty() || unix.is_empty() {
        return None;
    }
    let message = format!(
        "the file has both kinds of line endings: {} of its {} lines end with a carriage return",
        windows.len(),
        windows.len() + unix.len()
    );
    let first = text.lines().next().unwrap_or_default();
    Some(finding(&file.origin, Cow::Borrowed(first), &message).severity(Severity::Warning))
}

/// At the first line of the file `name`, which is `line`.
fn finding(name: &str, line: Cow<'_, str>, message: &str) -> Diagnostic {
    let source = Source::new(name, line.into_owned());
    let end = source.text.len();
    Diagnostic::new("template-line-endings", Tier::Template, message)
        .at(Place::new(&source, 0..end))
}
