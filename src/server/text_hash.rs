//! The hash that Backstage uses for names and entity tags.

use sha1::{Digest, Sha1};

/// The SHA-1 of `text` in hexadecimal digits.
pub(super) fn sha1_hex(text: &str) -> String {
    format!("{:x}", Sha1::digest(text.as_bytes()))
}
