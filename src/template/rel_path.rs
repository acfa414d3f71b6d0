//! Paths in a rendered repository: relative, portable, and never outside it.

use std::fmt;

use icu_normalizer::ComposingNormalizerBorrowed;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::printable::Printable;

/// A relative path with `/` as separator that is safe on every operating system `idp` runs on.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String")]
pub struct RelPath(String);

/// Names that Windows reserves for devices, with any extension.
const WINDOWS_DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

impl RelPath {
    /// Validates `text`.
    ///
    /// # Errors
    /// Usage (2) for absolute paths, `.`, `..`, any spelling of `.git`, names that Windows reserves, and characters that
    /// aren't portable.
    pub fn parse(text: &str) -> Result<RelPath> {
        match text.split('/').find_map(check_path_component) {
            None => Ok(RelPath(text.to_owned())),
            Some(fault) => Err(Error::usage(format!(
                "invalid path `{}`: {fault}",
                Printable(text)
            ))),
        }
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// A key that is equal for paths that collide on a case-insensitive or Unicode-normalising file system.
    pub(super) fn path_collision_key(path: &str) -> String {
        let nfc = ComposingNormalizerBorrowed::new_nfc();
        nfc.normalize(&nfc.normalize(path).to_lowercase())
            .into_owned()
    }
}

impl TryFrom<String> for RelPath {
    type Error = Error;

    fn try_from(text: String) -> Result<RelPath> {
        RelPath::parse(&text)
    }
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn check_path_component(part: &str) -> Option<&'static str> {
    let foreign = |character: char| {
        character.is_control()
            || matches!(character, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
    };
    match part {
        "" => Some("it has an empty component"),
        "." | ".." => Some("`.` and `..` are not allowed"),
        _ if is_git_folder_name(part) => Some("`.git` is reserved for git"),
        _ if is_windows_device(part) => Some("the name is reserved on Windows"),
        _ if part.contains(foreign) => Some("it has a character that some systems don't allow"),
        _ if part.ends_with(['.', ' ']) => Some("a component ends with a dot or a space"),
        _ => None,
    }
}

/// `.git` as case-insensitive, NTFS and HFS+ file systems see it.
fn is_git_folder_name(part: &str) -> bool {
    let ignorable = |character: &char| !matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let seen: String = part
        .chars()
        .filter(ignorable)
        .collect::<String>()
        .to_lowercase();
    let bare = seen.trim_end_matches(['.', ' ']);
    bare == ".git" || bare == "git~1" || bare.starts_with(".git:")
}

/// Whether Windows reserves this name for a device. Also used for names that become folder names.
pub(super) fn is_windows_device(part: &str) -> bool {
    let stem = part
        .split('.')
        .next()
        .unwrap_or(part)
        .trim_end()
        .to_ascii_lowercase();
    let numbered = ["com", "lpt"].iter().any(|device| {
        stem.strip_prefix(device)
            .is_some_and(|number| matches!(number.as_bytes(), [b'1'..=b'9']))
    });
    WINDOWS_DEVICES.contains(&stem.as_str()) || numbered
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_leads_out_or_means_something_else_is_refused() {
        let bad = [
            "",
            "/etc/x",
            "a//b",
            "../x",
            "a/../b",
            ".",
            ".git/config",
            ".GIT",
            "git~1",
            ".g\u{200b}it",
            "aux.txt",
            "COM1",
            "a\\b",
            "a:b",
            "a.",
            "a ",
            "a\nb",
        ];
        for path in bad {
            assert!(RelPath::parse(path).is_err(), "{path}");
        }
        for path in [
            ".gitignore",
            "src/app/[id]/page.tsx",
            ".github/workflows/ci.yml",
            "a b",
            "console.ts",
        ] {
            assert!(RelPath::parse(path).is_ok(), "{path}");
        }
    }

    proptest! {
        #[test]
        fn no_path_leads_out(text in "[./a\\\\ ]{0,12}") {
            if RelPath::parse(&text).is_ok() {
                prop_assert!(!text.starts_with('/') && !text.split('/').any(|part| part == ".."));
            }
        }
    }
}
