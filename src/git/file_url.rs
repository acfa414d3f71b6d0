//! `file://` URLs for repositories on this machine.

use std::fmt::Write;
use std::path::Path;

/// The `file://` URL of an absolute path, percent-encoded as git decodes it.
pub fn file_url(path: &Path) -> String {
    let mut url = String::from("file://");
    if cfg!(windows) {
        url.push('/');
    }
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'\\' if cfg!(windows) => url.push('/'),
            b':' if cfg!(windows) => url.push(':'),
            b'/' | b'-' | b'_' | b'.' | b'~' => url.push(char::from(*byte)),
            byte if byte.is_ascii_alphanumeric() => url.push(char::from(*byte)),
            byte => {
                let _ = write!(url, "%{byte:02X}");
            }
        }
    }
    url
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_a_url_cannot_hold_is_encoded() {
        assert_eq!(
            file_url(Path::new("/home/o'brien/50% off/é.git")),
            "file:///home/o%27brien/50%25%20off/%C3%A9.git"
        );
    }
}
