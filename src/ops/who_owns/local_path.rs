//! Resolves a path to a location on this machine, including paths from stack traces and from other branches.

use std::path::{Component, Path, PathBuf};
use std::rc::Rc;

use super::OwnershipHandleKind;
use super::checkout::LocalCheckout;
use super::query_origin::{QueryOrigin, slash_path_below_root};

/// Where images keep the files of a repository: the golden image, the official images of Node.js and Go, and common practice.
const CONTAINER_DIRECTORIES: [&str; 6] = [
    "/app",
    "/usr/src/app",
    "/home/node/app",
    "/go/src/app",
    "/workspace",
    "/srv/app",
];

/// A file or folder, with its clone if it's in one.
pub(super) struct LocalPath {
    /// Absolute, with the links in its folders resolved.
    pub(super) path: PathBuf,
    pub(super) is_dir: bool,
    /// Whether it exists; a file from another branch may not.
    pub(super) exists: bool,
    /// The clone and the path relative to it.
    pub(super) checkout: Option<(Rc<LocalCheckout>, String)>,
}

/// Whether `text` is an absolute path of Windows, such as `C:\work\cart\a.ts`, on another system: it isn't below the working directory.
fn is_windows_path_elsewhere(text: &str) -> bool {
    let starts_with_drive = match text.as_bytes() {
        [drive, b':', b'\\', ..] => drive.is_ascii_alphabetic(),
        _ => false,
    };
    starts_with_drive && !cfg!(windows)
}

impl LocalPath {
    /// Resolves `text` relative to `query_origin`; `None` if it neither exists nor looks like a path. If `only` says that it's a
    /// path, it needn't look like one.
    pub(super) fn resolve(
        query_origin: &QueryOrigin,
        text: &str,
        only: Option<OwnershipHandleKind>,
    ) -> Option<LocalPath> {
        if text.is_empty() || text.contains('\0') || is_windows_path_elsewhere(text) {
            return None;
        }
        let text = text.strip_prefix("file://").unwrap_or(text);
        let bare = strip_line_position(text);
        for candidate in [text, bare] {
            if let Some(place) = LocalPath::resolve_existing_path(query_origin, candidate) {
                return Some(place);
            }
        }
        LocalPath::resolve_container_path(query_origin, bare).or_else(|| {
            let is_path = only == Some(OwnershipHandleKind::Path);
            LocalPath::resolve_missing_path(query_origin, bare, is_path)
        })
    }

    /// A file of this clone, as a stack trace from its container names it.
    fn resolve_container_path(query_origin: &QueryOrigin, text: &str) -> Option<LocalPath> {
        let mut inside = CONTAINER_DIRECTORIES
            .iter()
            .filter_map(|directory| text.strip_prefix(directory)?.strip_prefix('/'))
            .filter(|inside| !inside.split('/').any(|part| matches!(part, "" | "..")));
        let checkout = query_origin.find_checkout_of_folder(query_origin.working_directory())?;
        inside.find_map(|inside| {
            let file = checkout.root().join(inside);
            LocalPath::resolve_existing_path(query_origin, file.to_str()?)
        })
    }

    fn resolve_existing_path(query_origin: &QueryOrigin, text: &str) -> Option<LocalPath> {
        let path = query_origin.working_directory().join(text);
        let meta = path.metadata().ok();
        // A link belongs to the folder that contains it, unless it points to a folder.
        let is_dir = meta.as_ref().is_some_and(std::fs::Metadata::is_dir);
        let path = match (path.parent(), path.file_name()) {
            (Some(folder), Some(name)) if !is_dir && path.symlink_metadata().is_ok() => {
                folder.canonicalize().ok()?.join(name)
            }
            _ => path.canonicalize().ok()?,
        };
        let folder = if is_dir { &path } else { path.parent()? };
        let checkout = find_checkout_containing_path(query_origin, folder, &path);
        Some(LocalPath {
            is_dir,
            exists: true,
            checkout,
            path,
        })
    }

    /// A file that isn't in this checkout, but whose path is plausible: below an existing folder, or with a file extension.
    /// `acme/next.js` is a repository, unless CODEOWNERS has a line for `acme/`, or `is_path` says otherwise.
    fn resolve_missing_path(
        query_origin: &QueryOrigin,
        text: &str,
        is_path: bool,
    ) -> Option<LocalPath> {
        if text.contains("://") || text.starts_with(['@', '#', '-']) {
            return None;
        }
        let first = text
            .split('/')
            .next()
            .filter(|first| first.len() < text.len());
        let is_below =
            first.is_some_and(|first| query_origin.working_directory().join(first).is_dir());
        if !is_path && !is_below && !has_any_file_extension(text) {
            return None;
        }
        let path = normalize_file_path(&query_origin.working_directory().join(text))?;
        let there = path.ancestors().skip(1).find(|folder| folder.is_dir())?;
        let rest = path.strip_prefix(there).ok()?.to_owned();
        let there = there.canonicalize().ok()?;
        let (checkout, way) =
            find_checkout_containing_path(query_origin, &there, &there.join(&rest))?;
        // The root of another clone is a path; this clone's own name is rather an organisation.
        let is_inside = query_origin
            .working_directory()
            .starts_with(checkout.root());
        let is_below = is_below && (there != checkout.root() || !is_inside);
        let is_ruled = || {
            let folder = way.split('/').next().unwrap_or_default();
            checkout
                .match_codeowners(&way, false)
                .is_some_and(|ruling| ruling.is_pattern_under_folder(folder))
        };
        let is_file =
            has_any_file_extension(text) && (text.matches('/').count() != 1 || is_ruled());
        let fits = (is_path || is_below || is_file) && !way.split('/').any(|part| part == ".git");
        fits.then(|| LocalPath {
            path: there.join(rest),
            is_dir: text.ends_with('/'),
            exists: false,
            checkout: Some((checkout, way)),
        })
    }
}

fn find_checkout_containing_path(
    query_origin: &QueryOrigin,
    folder: &Path,
    path: &Path,
) -> Option<(Rc<LocalCheckout>, String)> {
    let checkout = query_origin.find_checkout_of_folder(folder)?;
    let way = slash_path_below_root(checkout.root(), path)?;
    Some((checkout, way))
}

/// `path` without `.` and `..`; `None` if it leads above the root.
fn normalize_file_path(path: &Path) -> Option<PathBuf> {
    let mut clean = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                if !clean.pop() {
                    return None;
                }
            }
            other => clean.push(other),
        }
    }
    Some(clean)
}

/// Whether the last part has a file extension, such as `.ts` or `.yaml`.
fn has_any_file_extension(text: &str) -> bool {
    let name = text.rsplit('/').next().unwrap_or(text);
    let Some((stem, ending)) = name.rsplit_once('.') else {
        return false;
    };
    let short =
        (1..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    !stem.is_empty() && short && ending.starts_with(|first: char| first.is_ascii_alphabetic())
}

/// Removes the line and column that compilers, stack traces and GitHub add to a path: `a.ts:12:3`, `a.ts#L12-L20`,
/// `a.ts(12,3)`.
pub(super) fn strip_line_position(text: &str) -> &str {
    let text = text.trim_end_matches([':', ',', ';']);
    let is_position = |position: &str| {
        let mut digits = position
            .bytes()
            .filter(|byte| !b"LC:,-".contains(byte))
            .peekable();
        digits.peek().is_some() && digits.all(|byte| byte.is_ascii_digit())
    };
    if let Some((path, position)) = text.split_once('#')
        && is_position(position)
    {
        return path;
    }
    if let Some((path, position)) = text
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once('('))
        && is_position(position)
    {
        return path;
    }
    let mut path = text;
    for _ in 0..2 {
        match path.rsplit_once(':') {
            Some((before, position)) if is_position(position) && !before.is_empty() => {
                path = before
            }
            _ => break,
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_and_a_column_are_no_part_of_a_path() {
        for text in [
            "src/a.ts",
            "src/a.ts:12",
            "src/a.ts:12:3",
            "src/a.ts:12-20",
            "src/a.ts#L12",
            "src/a.ts#L12-L20",
            "src/a.ts#L12C3-L20C5",
            "src/a.ts(12,3)",
            "src/a.ts:12:3:",
            "src/a.ts:",
        ] {
            assert_eq!(strip_line_position(text), "src/a.ts", "{text}");
        }
        for text in ["C#/a", "a:b", "src/(group)", ":12", "x#y"] {
            assert_eq!(strip_line_position(text), text);
        }
    }

    #[test]
    fn files_have_endings() {
        for text in ["a.ts", "x/y.yaml", "page.test.tsx"] {
            assert!(has_any_file_extension(text), "{text}");
        }
        for text in ["a", "v1.2", ".gitignore", "x/chekout", "a.longending"] {
            assert!(!has_any_file_extension(text), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[ -~é]{0,30}") {
            let _ = (strip_line_position(&text), has_any_file_extension(&text));
        }
    }
}
