//! Where Backstage reads the catalog on GitHub, and the annotations with which it records that on every entity.
//!
//! `catalog.locations` names the root file by its `blob` URL. Backstage resolves that, like the targets of every Location, to a `tree`
//! URL, as `GithubIntegration.resolveUrl` of `@backstage/integration` 2 does. Only the origin stays as it is written.

use url::Url;

use super::web_location::{GithubHosts, WebLocation};

/// The root file of a catalog in a repository on GitHub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitHubCatalogLocation {
    /// The page of the repository, without a slash at the end.
    repository_url: String,
    branch: String,
    /// The folder of the repository that contains the catalog's files; empty for its root.
    folder: String,
    /// The path of the root file from that folder.
    root_file: String,
}

/// The page of the repository that git fetches from `remote`, without a slash at the end; `None` if that isn't on one of `hosts`.
pub fn find_github_repository_page(remote: &str, hosts: &GithubHosts) -> Option<String> {
    let repositories = WebLocation::parse_remote_url(remote).into_iter();
    let repository = repositories
        .map(|location| location.repository)
        .find(|repository| {
            let host = repository.split('/').next().unwrap_or_default();
            hosts.is_github_host(host) && repository.split('/').count() == 3
        })?;
    Some(format!("https://{}", restore_case(&repository, remote)))
}

impl GitHubCatalogLocation {
    /// The location of `root_file` in the repository that git fetches from `remote`; `None` if that isn't one of `hosts`.
    pub fn from_remote_url(
        remote: &str,
        hosts: &GithubHosts,
        branch: &str,
        folder: &str,
        root_file: &str,
    ) -> Option<GitHubCatalogLocation> {
        let repository_url = find_github_repository_page(remote, hosts)?;
        Some(GitHubCatalogLocation {
            repository_url,
            branch: branch.to_owned(),
            folder: folder.to_owned(),
            root_file: root_file.to_owned(),
        })
    }

    /// The page of the root file, which `catalog.locations` of Backstage names.
    pub fn root_file_url(&self) -> String {
        self.build_file_url("blob", &self.root_file)
    }

    /// The page of the repository, without a slash at the end.
    pub fn repository_url(&self) -> &str {
        &self.repository_url
    }

    /// The page of the file at `path` in a commit.
    pub fn file_page_url(&self, commit: &str, path: &str) -> String {
        let at_commit = GitHubCatalogLocation {
            branch: commit.to_owned(),
            ..self.clone()
        };
        at_commit.build_file_url("blob", path)
    }

    /// The annotations that Backstage sets on the entities of the file at `path`, in place of what the file says.
    pub(super) fn required_annotations(&self, path: &str) -> [(&'static str, String); 2] {
        [
            (
                "backstage.io/managed-by-location",
                format!("url:{}", self.build_read_url(path)),
            ),
            (
                "backstage.io/managed-by-origin-location",
                format!("url:{}", self.root_file_url()),
            ),
        ]
    }

    /// The annotations that Backstage sets on the entities of the file at `path` unless the file sets them.
    pub(super) fn default_annotations(&self, path: &str) -> [(&'static str, String); 3] {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let folder = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        let source = self.build_file_url("tree", &folder);
        [
            ("backstage.io/view-url", self.build_read_url(path)),
            ("backstage.io/edit-url", self.build_file_url("edit", path)),
            ("backstage.io/source-location", format!("url:{source}")),
        ]
    }

    /// The URL from which Backstage reads the file at `path`.
    fn build_read_url(&self, path: &str) -> String {
        self.build_file_url("tree", path)
    }

    fn build_file_url(&self, page: &str, path: &str) -> String {
        let folder = if self.folder.is_empty() {
            String::new()
        } else {
            format!("{}/", self.folder)
        };
        let plain = format!(
            "{}/{page}/{}/{folder}{path}",
            self.repository_url, self.branch
        );
        let Ok(mut url) = Url::parse(&self.repository_url) else {
            return plain;
        };
        url.set_path(&format!(
            "{}/{page}/{}/{folder}{path}",
            url.path(),
            self.branch
        ));
        url.into()
    }
}

/// `repository`, such as `github.com/acme/platform`, with its owner and name written as in `remote`.
fn restore_case(repository: &str, remote: &str) -> String {
    let remote = remote.trim_end_matches('/');
    let remote = remote.strip_suffix(".git").unwrap_or(remote);
    let end = remote.len().checked_sub(repository_path(repository).len());
    let written = end.and_then(|start| remote.get(start..));
    match written.filter(|written| written.eq_ignore_ascii_case(repository_path(repository))) {
        Some(written) => {
            let host = repository.split('/').next().unwrap_or_default();
            format!("{host}/{written}")
        }
        None => repository.to_owned(),
    }
}

/// The owner and the name of a repository, without its host.
fn repository_path(repository: &str) -> &str {
    repository.split_once('/').map_or("", |(_, path)| path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locate(remote: &str) -> Option<GitHubCatalogLocation> {
        let hosts = GithubHosts::new(["github.acme.example"]);
        GitHubCatalogLocation::from_remote_url(remote, &hosts, "main", "", "catalog-info.yaml")
    }

    #[test]
    fn entities_record_the_urls_that_backstage_reads() {
        let location = locate("git@github.com:Acme/Platform.git").unwrap();
        assert_eq!(
            location.root_file_url(),
            "https://github.com/Acme/Platform/blob/main/catalog-info.yaml"
        );
        assert_eq!(
            location
                .required_annotations("catalog/a b#c.yaml")
                .map(|(_, value)| value),
            [
                "url:https://github.com/Acme/Platform/tree/main/catalog/a%20b%23c.yaml",
                "url:https://github.com/Acme/Platform/blob/main/catalog-info.yaml",
            ]
        );
        assert_eq!(
            location
                .default_annotations("catalog/a.yaml")
                .map(|(_, value)| value),
            [
                "https://github.com/Acme/Platform/tree/main/catalog/a.yaml",
                "https://github.com/Acme/Platform/edit/main/catalog/a.yaml",
                "url:https://github.com/Acme/Platform/tree/main/catalog/",
            ]
        );
        let [view, edit, source] = location
            .default_annotations("catalog-info.yaml")
            .map(|(_, value)| value);
        assert_eq!(
            view,
            "https://github.com/Acme/Platform/tree/main/catalog-info.yaml"
        );
        assert_eq!(
            edit,
            "https://github.com/Acme/Platform/edit/main/catalog-info.yaml"
        );
        assert_eq!(source, "url:https://github.com/Acme/Platform/tree/main/");
    }

    #[test]
    fn only_github_has_such_urls() {
        assert!(locate("https://github.acme.example/acme/platform").is_some());
        assert!(locate("https://gitlab.com/acme/platform.git").is_none());
        assert!(locate("/srv/git/platform.git").is_none());
    }
}
