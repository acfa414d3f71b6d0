//! `template-line-endings`: files that Windows tools changed so that they no longer work where services run.
//!
//! The kernel reads the first line of a script literally: `/bin/sh` followed by a carriage return isn't the name of a
//! program, and after a byte order mark it doesn't recognise `#!`.

use std::borrow::Cow;

use super::file_tree::{RenderedFile, RenderedFileTree};
use super::template::Template;
use super::template_files::TemplateFile;
use crate::diagnostic::{Diagnostic, RuleTier, Severity};
use crate::source::{BYTE_ORDER_MARK, Place, SourceFile};

/// The findings for every stored file of `template`, rendered or not.
pub(super) fn check_template_file_line_endings(template: &Template) -> Vec<Diagnostic> {
    let files = template.files.iter();
    files
        .filter_map(|file| {
            detect_unusable_shebang(ScriptCandidate::from_template_file(file))
                .or_else(|| check_mixed_line_endings(file))
        })
        .collect()
}

/// The findings for `tree`, rendered from `template`, that the stored files don't show: a comment or condition can come
/// before the first line of a script.
pub(super) fn find_unrunnable_rendered_scripts(
    template: &Template,
    tree: &RenderedFileTree,
) -> Vec<Diagnostic> {
    let is_known = |file: &&RenderedFile| {
        let mut stored = template.files.iter();
        stored.any(|stored| {
            stored.path == file.path
                && detect_unusable_shebang(ScriptCandidate::from_template_file(stored)).is_some()
        })
    };
    let rendered = tree.files().iter().filter(|file| file.rendered);
    rendered
        .filter(|file| !is_known(file))
        .filter_map(|file| detect_unusable_shebang(ScriptCandidate::from_rendered_file(file)))
        .collect()
}

/// A stored or rendered file that may be a script.
#[derive(Clone, Copy)]
struct ScriptCandidate<'a> {
    name: &'a str,
    executable: bool,
    bytes: &'a [u8],
}

impl<'a> ScriptCandidate<'a> {
    fn from_template_file(file: &'a TemplateFile) -> ScriptCandidate<'a> {
        ScriptCandidate {
            name: &file.stored_path,
            executable: file.executable,
            bytes: &file.bytes,
        }
    }

    fn from_rendered_file(file: &'a RenderedFile) -> ScriptCandidate<'a> {
        ScriptCandidate {
            name: file.path.as_str(),
            executable: file.executable,
            bytes: &file.bytes,
        }
    }

    /// Whether it is UTF-16, in which the kernel doesn't recognise `#!`.
    fn is_utf16(self) -> bool {
        let marks: [&[u8]; 2] = [&[0xff, 0xfe], &[0xfe, 0xff]];
        let rest = marks.iter().find_map(|mark| self.bytes.strip_prefix(*mark));
        let text = rest.unwrap_or(self.bytes);
        let is_script = text.starts_with(b"#\0!\0") || text.starts_with(b"\0#\0!");
        is_script || rest.is_some() && self.executable
    }
}

/// Detects a script whose first line the kernel can't use.
fn detect_unusable_shebang(file: ScriptCandidate<'_>) -> Option<Diagnostic> {
    if file.is_utf16() {
        let message = "the script is UTF-16, so it can't be executed";
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
        "the script starts with a byte order mark, so it can't be executed"
    } else {
        "the line that names the interpreter ends with a carriage return, so the script can't be executed"
    };
    Some(build_line_ending_diagnostic(file.name, line, message).with_help(SAVE_AS_LF_HELP))
}

/// Help for a script that can't be executed.
const SAVE_AS_LF_HELP: &str = "save the file as UTF-8 without a byte order mark, with LF line endings; in git: `*.sh text eol=lf` in .gitattributes";

/// Detects a text file with mixed line endings. As in git, a file with a NUL byte isn't text.
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
        "the file has mixed line endings: {} of its {} lines end with a carriage return",
        windows.len(),
        windows.len() + unix.len()
    );
    let first = text.lines().next().unwrap_or_default();
    Some(
        build_line_ending_diagnostic(&file.stored_path, Cow::Borrowed(first), &message)
            .with_severity(Severity::Warning),
    )
}

/// A finding at the first line of the file `name`, whose text is `line`.
fn build_line_ending_diagnostic(name: &str, line: Cow<'_, str>, message: &str) -> Diagnostic {
    let source = SourceFile::new(name, line.into_owned());
    let end = source.text.len();
    Diagnostic::new("template-line-endings", RuleTier::Template, message)
        .with_place(Place::new(&source, 0..end))
}
