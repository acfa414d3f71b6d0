//! Escapes JSON while it is written, so that a report of many megabytes is never held in memory as one string.

use std::io::{Error, Result, Write};

use super::escape::escape_json_for_terminal;

/// The buffer size.
const CHUNK_SIZE: usize = 64 << 10;

/// Writes pretty-printed JSON in whole lines, each escaped with [`escape_json_for_terminal`]. JSON strings don't contain
/// line ends, so no character or workflow command is ever split.
pub(super) struct EscapedJsonWriter<W: Write> {
    out: W,
    pending: Vec<u8>,
}

impl<W: Write> EscapedJsonWriter<W> {
    pub(super) fn new(out: W) -> Self {
        EscapedJsonWriter {
            out,
            pending: Vec::with_capacity(CHUNK_SIZE),
        }
    }

    /// Ends the last line and writes everything that is pending.
    pub(super) fn finish(mut self) -> Result<()> {
        self.pending.push(b'\n');
        self.write_pending_lines()?;
        self.out.flush()
    }

    fn write_pending_lines(&mut self) -> Result<()> {
        let text = std::str::from_utf8(&self.pending).map_err(Error::other)?;
        self.out
            .write_all(escape_json_for_terminal(text).as_bytes())?;
        self.pending.clear();
        Ok(())
    }
}

impl<W: Write> Write for EscapedJsonWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        let is_full = self.pending.len() + bytes.len() > CHUNK_SIZE;
        let line_end = memchr::memrchr(b'\n', bytes).filter(|_| is_full);
        let (lines, rest) = bytes.split_at(line_end.map_or(0, |line_end| line_end + 1));
        if line_end.is_some() {
            self.pending.extend_from_slice(lines);
            self.write_pending_lines()?;
        }
        self.pending.extend_from_slice(rest);
        Ok(bytes.len())
    }

    /// An incomplete line stays in the buffer.
    fn flush(&mut self) -> Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn write_value(value: &Value) -> String {
        let mut out = Vec::new();
        let mut lines = EscapedJsonWriter::new(&mut out);
        serde_json::to_writer_pretty(&mut lines, value).unwrap();
        lines.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_line_longer_than_a_chunk_is_escaped_as_a_whole() {
        let long = format!("{}##[error]\u{9b}é", "x".repeat(3 * CHUNK_SIZE));
        let value = json!({"a": 1, "long": long, "z": [long]});
        let text = write_value(&value);
        assert_eq!(
            text,
            format!("{}\n", escape_json_for_terminal(&format!("{value:#}")))
        );
        assert!(!text.contains("##[") && !text.contains('\u{9b}'));
    }

    #[test]
    fn an_error_of_the_reader_is_given_on() {
        struct GoneReader;
        impl Write for GoneReader {
            fn write(&mut self, _: &[u8]) -> Result<usize> {
                Err(std::io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> Result<()> {
                Ok(())
            }
        }
        let mut lines = EscapedJsonWriter::new(GoneReader);
        let many = vec!["x"; CHUNK_SIZE];
        let error = serde_json::to_writer_pretty(&mut lines, &many).unwrap_err();
        assert_eq!(error.io_error_kind(), Some(std::io::ErrorKind::BrokenPipe));
        let finished = EscapedJsonWriter::new(GoneReader).finish();
        assert_eq!(finished.unwrap_err().kind(), std::io::ErrorKind::BrokenPipe);
    }

    proptest! {
        #[test]
        fn it_comes_out_as_if_escaped_in_one_piece(
            texts in proptest::collection::vec("(##\\[|\\PC|\\x1b|\\n|[a-z]{0,9}){0,40}", 0..40),
            repeated in 1_usize..200,
        ) {
            let value = json!(vec![texts; repeated]);
            let whole = format!("{value:#}\n");
            prop_assert_eq!(write_value(&value), escape_json_for_terminal(&whole));
        }
    }
}
