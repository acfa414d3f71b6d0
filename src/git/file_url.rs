//! `file://` URLs for repositories on this machine.

use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The `file://` URL of an absolute path, percent-encoded as git decodes it.
pub fn path_to_file_url(path: &Path) -> String {
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

/// The path that a `file://` URL names, decoded as git decodes it; `None` for any other URL.
pub fn file_url_to_path(url: &str) -> Option<PathBuf> {
    let mut rest = url.strip_prefix("file://")?.as_bytes();
    let mut decoded = Vec::new();
    while let [first, after @ ..] = rest {
        let encoded = match rest {
            [b'%', high, low, ..] => std::str::from_utf8(&[*high, *low])
                .ok()
                .and_then(|digits| u8::from_str_radix(digits, 16).ok()),
            _ => None,
        };
        decoded.push(encoded.unwrap_or(*first));
        rest = if encoded.is_some() { &rest[3..] } else { after };
    }
    String::from_utf8(decoded).ok().map(PathBuf::from)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_path_comes_back_from_its_url(path in "/[^\0]{0,40}") {
            proptest::prop_assert_eq!(file_url_to_path(&path_to_file_url(Path::new(&path))), Some(PathBuf::from(path)));
        }
    }

    #[test]
    fn what_a_url_cannot_hold_is_encoded() {
        assert_eq!(
            path_to_file_url(Path::new("/home/o'brien/50% off/é.git")),
            "file:///home/o%27brien/50%25%20off/%C3%A9.git"
        );
    }
}
