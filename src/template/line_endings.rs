//! `template-line-endings`: files that Windows tools have changed so that they no longer work where services run.
//!
//! The kernel takes the first line of a script as it is: `/bin/sh` and a carriage return is the name of no program, and
//! behind a byte order mark there is no `#!` at all.

use std::borrow::Cow;

use super::golden::{Template, TemplateFile};
use crate::diagnostic::{Diagnostic, Severity, Tier};
use crate::source::{MARK, Place, Source};

/// The findings for every stored file of `template`, rendered or not.
pub(super) fn check(template: &Template) -> Vec<Diagnostic> {
    let files = template.sources.iter();
    files
        .filter_map(|file| broken_interpreter(file).or_else(|| mixed(file)))
        .collect()
}

/// A script whose first line names no program.
fn broken_interpreter(file: &TemplateFile) -> Option<Diagnostic> {
    let has_mark = file.bytes.starts_with(MARK);
    let bytes = file.bytes.strip_prefix(MARK).unwrap_or(&file.bytes);
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
    Some(finding(file, line, message).help("save the file as UTF-8 without a byte order mark, with LF line endings; in git: `*.sh text eol=lf` in .gitattributes"))
}

/// A text with both kinds of line endings.
fn mixed(file: &TemplateFile) -> Option<Diagnostic> {
    let text = std::str::from_utf8(&file.bytes).ok()?;
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
    Some(finding(file, Cow::Borrowed(first), &message).severity(Severity::Warning))
}

/// At the first line of `file`, which is `line`.
fn finding(file: &TemplateFile, line: Cow<'_, str>, message: &str) -> Diagnostic {
    let source = Source::new(file.origin.as_str(), line.into_owned());
    let end = source.text.len();
    Diagnostic::new("template-line-endings", Tier::Template, message)
        .at(Place::new(&source, 0..end))
}
