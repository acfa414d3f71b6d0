//! The handles to look up: given as arguments, or read from stdin.

use std::io::Read;

use crate::error::{Error, Result};
use crate::source::decode_utf8_text;

/// A larger input isn't a list of handles.
const MAX_STDIN_BYTES: u64 = 16 * 1024 * 1024;

/// The given handles, with `-` replaced by those from stdin: one per line, without blank lines and comments. A comment is `#` and a space; a
/// channel has no space after its `#`.
pub(super) fn expand_handle_args_from_stdin(typed: &[String]) -> Result<Vec<String>> {
    let mut handles = Vec::new();
    for handle in typed {
        match handle.as_str() {
            "-" => handles.extend(read_ownership_handles_from_stdin()?),
            handle => handles.push(handle.to_owned()),
        }
    }
    Ok(handles)
}

fn read_ownership_handles_from_stdin() -> Result<Vec<String>> {
    let mut bytes = Vec::new();
    let mut input = std::io::stdin().lock().take(MAX_STDIN_BYTES + 1);
    input
        .read_to_end(&mut bytes)
        .map_err(|error| Error::io("read stdin", error))?;
    if bytes.len() as u64 > MAX_STDIN_BYTES {
        return Err(Error::usage("stdin is larger than 16 MiB"));
    }
    let text = decode_utf8_text(bytes).map_err(|is| Error::usage(format!("stdin {is}")))?;
    let lines = text.lines().map(str::trim);
    let is_comment = |line: &str| line == "#" || line.starts_with("# ") || line.starts_with("##");
    let handles = lines.filter(|line| !line.is_empty() && !is_comment(line));
    Ok(handles.map(str::to_owned).collect())
}
