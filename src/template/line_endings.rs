//! `template-line-endings`: files that Windows tools have changed so that they no longer work where services run.
//!
//! The kernel takes the first line of a script as it is: `/bin/sh` and a carriage return is the name of no program, and
//! behind a byte order mark there is no `#!` at all.

use std::borrow::Cow;

use super::file_tree::{FileTree, RenderedFile};
use super::template::Template;
use super::template_files::TemplateFile;
use crate::diagnostic::{Diagnostic, RuleTier, Severity};
use crate::source::{BYTE_ORDER_MARK, Place, SourceFile};

/// The findings for every stored file of `template`, rendered or not.
pub(super) fn check_stored_line_endings(template: &Template) -> Vec<Diagnostic> {
    let files = template.files.iter();
    files
        .filter_map(|file| {
            check_shebang_line(ScriptFile::from_stored_file(file))
                .or_else(|| check_mixed_line_endings(file))
        })
        .collect()
}

/// The findings for `tree`, rendered from `template`, that nothing stored shows: a comment or a condition may stand before
/// the first line of a script.
pub(super) fn check_rendered_line_endings(template: &Template, tree: &FileTree) -> Vec<Diagnostic> {
    let is_known = |file: &&RenderedFile| {
        let mut stored = template.files.iter();
        stored.any(|stored| {
            stored.path == file.path
                && check_shebang_line(ScriptFile::from_stored_file(stored)).is_some()
        })
    };
    let rendered = tree.files().iter().filter(|file| file.rendered);
    rendered
        .filter(|file| !is_known(file))
        .filter_map(|file| check_shebang_line(ScriptFile::from_rendered_file(file)))
        .collect()
}

/// A file that may be a script, stored or rendered.
#[derive(Clone, Copy)]
struct ScriptFile<'a> {
    name: &'a str,
    executable: bool,
    bytes: &'a [u8],
}

impl<'a> ScriptFile<'a> {
    fn from_stored_file(file: &'a TemplateFile) -> ScriptFile<'a> {
        ScriptFile {
            name: &file.stored_path,
            executable: file.executable,
            bytes: &file.bytes,
        }
    }

    fn from_rendered_file(file: &'a RenderedFile) -> ScriptFile<'a> {
        ScriptFile {
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
fn check_shebang_line(file: ScriptFile<'_>) -> Option<Diagnostic> {
    if file.is_utf16() {
        let message = "a script is UTF-16, so it can't be executed";
        return Some(
            build_line_ending_diagnostic(file.name, Cow::Borrowed(""), message)
                .with_help(SAVE_AS_LF_HELP),
        );
    }
    let has_mark = file.bytes.starts_with(BYTE_ORDER_MARK);
    let bytes = file
        .bytes
        .strip_prefix(BYTE_ORDER_MARK)
        .unwrap_or(file.bytes);
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
    Some(build_line_ending_diagnostic(file.name, line, message).with_help(SAVE_AS_LF_HELP))
}

/// What to do about a script that can't be executed.
const SAVE_AS_LF_HELP: &str = "save the file as UTF-8 without a byte order mark, with LF line endings; in git: `*.sh text eol=lf` in .gitattributes";

/// A text with both kinds of line endings. What holds a NUL byte is no text, as for git.
fn check_mixed_line_endings(file: &TemplateFile) -> Option<Diagnostic> {
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
    Some(
        build_line_ending_diagnostic(&file.stored_path, Cow::Borrowed(first), &message)
            .with_severity(Severity::Warning),
    )
}

/// At the first line of the file `name`, which is `line`.
fn build_line_ending_diagnostic(name: &str, line: Cow<'_, str>, message: &str) -> Diagnostic {
    let source = SourceFile::new(name, line.into_owned());
    let end = source.text.len();
    Diagnostic::new("template-line-endings", RuleTier::Template, message)
        .with_place(Place::new(&source, 0..end))
}
