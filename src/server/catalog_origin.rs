//! Where Backstage would read this catalog: a repository on GitHub, or a directory of this machine.

use std::fmt;
use std::path::{MAIN_SEPARATOR, Path};

use serde_json::Value;

use super::text_hash::sha1_hex;
use crate::catalog::GitHubCatalogLocation;
use crate::platform::{Platform, PlatformSnapshot};

/// The place of a catalog, as far as Backstage could read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CatalogOrigin {
    /// On GitHub. The annotations of the entities name it already.
    GitHub(GitHubCatalogLocation),
    /// A directory with a root file.
    Directory {
        /// The absolute path of the directory.
        directory: String,
        /// The path of the root file in it, with `/`.
        root_file: String,
    },
}

/// A location in the configuration of a backend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RootLocation {
    /// `url` or `file`.
    pub(super) type_: &'static str,
    /// The URL or path.
    pub(super) target: String,
}

impl CatalogOrigin {
    /// The catalog with this root file in a directory.
    pub(super) fn in_directory(directory: &Path, root_file: &str) -> CatalogOrigin {
        CatalogOrigin::Directory {
            directory: directory.display().to_string(),
            root_file: root_file.to_owned(),
        }
    }

    /// The place of the catalog in `snapshot` of `platform`; `None` if Backstage couldn't read it.
    pub(super) fn of_snapshot(
        platform: &Platform,
        snapshot: &PlatformSnapshot,
    ) -> Option<CatalogOrigin> {
        if snapshot.is_loose_catalog() {
            return None;
        }
        if let Some(location) = platform.find_github_location(snapshot) {
            return Some(CatalogOrigin::GitHub(location));
        }
        let files = snapshot.files();
        let root_file = snapshot.config.catalog.find_catalog_root_file(&*files);
        let directory = platform.directory()?;
        Some(CatalogOrigin::in_directory(directory, &root_file))
    }

    /// The location on GitHub.
    pub(super) fn github_location(&self) -> Option<&GitHubCatalogLocation> {
        match self {
            CatalogOrigin::GitHub(location) => Some(location),
            CatalogOrigin::Directory { .. } => None,
        }
    }

    /// The location that leads to the whole catalog.
    pub(super) fn root_location(&self) -> RootLocation {
        match self {
            CatalogOrigin::GitHub(location) => RootLocation {
                type_: "url",
                target: location.root_file_url(),
            },
            CatalogOrigin::Directory {
                directory,
                root_file,
            } => RootLocation {
                type_: "file",
                target: join_path(directory, root_file),
            },
        }
    }

    /// The annotations that Backstage sets on the entities of the file at `path`, unless they are set already.
    pub(super) fn file_annotations(&self, path: &str) -> Vec<(String, Value)> {
        match self {
            CatalogOrigin::GitHub(_) => Vec::new(),
            CatalogOrigin::Directory { directory, .. } => {
                let file = format!("file:{}", join_path(directory, path));
                vec![
                    ("backstage.io/managed-by-location".to_owned(), file.into()),
                    (
                        "backstage.io/managed-by-origin-location".to_owned(),
                        self.root_location().to_string().into(),
                    ),
                ]
            }
        }
    }
}

impl RootLocation {
    /// The name of the Location that the backend generates.
    pub(super) fn entity_name(&self) -> String {
        format!("generated-{}", sha1_hex(&self.to_string()))
    }

    /// The ref of that Location.
    pub(super) fn entity_ref(&self) -> String {
        format!("location:default/{}", self.entity_name())
    }
}

impl fmt::Display for RootLocation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.type_, self.target)
    }
}

fn join_path(directory: &str, path: &str) -> String {
    let directory = directory.trim_end_matches(MAIN_SEPARATOR);
    let path = path.replace('/', std::path::MAIN_SEPARATOR_STR);
    format!("{directory}{MAIN_SEPARATOR}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_location_of_a_directory_has_the_name_that_backstage_generates() {
        let origin = CatalogOrigin::in_directory(Path::new("/data/platform"), "catalog-info.yaml");
        // The SHA-1 of `file:/data/platform/catalog-info.yaml`.
        assert_eq!(
            origin.root_location().entity_ref(),
            "location:default/generated-470e3997bac748f875584e735537494dd0e90ce2"
        );
        let annotations = origin.file_annotations("catalog/a.yaml");
        assert_eq!(annotations[0].1, "file:/data/platform/catalog/a.yaml");
    }
}
