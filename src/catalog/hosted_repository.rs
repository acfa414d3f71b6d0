//! The repository that hosts files, and the file that a URL names. URLs are parsed as in the npm package
//! `git-url-parse` 15, which Backstage uses.

use percent_encoding::percent_decode_str;
use url::Url;

use super::web_location::WebLocation;

/// The separators between the name of a repository and a branch.
const BRANCH_URL_SEGMENTS: [&str; 5] = ["raw", "src", "blob", "tree", "edit"];
/// Page names that can't be repository names.
const RESERVED_URL_SEGMENTS: [&str; 8] = [
    "-", "blob", "tree", "commit", "issues", "src", "raw", "edit",
];
/// The hosts that every Backstage can read. A placeholder may name a file there only in its entity's own repository.
const INTEGRATION_HOSTS: [&str; 7] = [
    "github.com",
    "gitlab.com",
    "bitbucket.org",
    "dev.azure.com",
    "amazonaws.com",
    "blob.core.windows.net",
    "storage.cloud.google.com",
];
const RAW_GITHUB_HOST: &str = "raw.githubusercontent.com";

/// The repository on a forge that contains the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostedRepository {
    /// Host and path in lower case; a clone may have several remotes.
    repositories: Vec<String>,
    /// The branches that the files represent.
    branches: Vec<String>,
    /// The folder of the repository that contains the files; empty for its root.
    folder: String,
}

/// The target of a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum UrlRelationToRepository {
    /// A file at this path from the root of the files.
    LocalFile(String),
    /// Another part of the same repository: another branch, another folder, or a page that isn't a file.
    SameRepository,
    /// Part of another repository, on a host that Backstage knows.
    OtherRepository,
    /// Anything else.
    UnknownHost,
}

/// The page of a file.
struct RepositoryUrlParts {
    host: String,
    /// Owner and name.
    repository: String,
    branch: String,
    path: String,
}

impl HostedRepository {
    /// Creates a repository from its URLs, with the files in `folder`; `None` if no URL is on a forge.
    pub fn new<'u>(
        remotes: impl IntoIterator<Item = &'u str>,
        branches: Vec<String>,
        folder: &str,
    ) -> Option<HostedRepository> {
        let mut repositories = Vec::new();
        for remote in remotes {
            let locations = WebLocation::parse_remote_url(remote).into_iter();
            repositories.extend(locations.map(|location| location.repository));
        }
        // Local paths have no host.
        repositories.retain(|repository| !repository.starts_with('/'));
        (!repositories.is_empty()).then(|| HostedRepository {
            repositories,
            branches,
            folder: folder.trim_matches('/').to_owned(),
        })
    }

    /// Creates a repository with an unknown default branch.
    pub fn from_remote_url(url: &str) -> Option<HostedRepository> {
        HostedRepository::new([url], ["main", "master"].map(str::to_owned).to_vec(), "")
    }

    fn is_hosted_on(&self, host: &str) -> bool {
        let hosts = self
            .repositories
            .iter()
            .filter_map(|one| one.split_once('/'));
        hosts
            .into_iter()
            .any(|(own, _)| own.eq_ignore_ascii_case(host))
    }

    fn contains_url(&self, page: &RepositoryUrlParts) -> bool {
        let full = format!("{}/{}", page.host, page.repository).to_lowercase();
        self.repositories.contains(&full)
    }

    /// Converts the path of a file in the repository to its path from the root of the files.
    fn strip_repository_folder(&self, path: &str) -> Option<String> {
        // An encoded `..` that URL parsing misses would still take effect in a file system.
        if path
            .split(['/', '\\'])
            .any(|part| matches!(part, "" | "." | ".."))
        {
            return None;
        }
        match self.folder.as_str() {
            "" => Some(path.to_owned()),
            folder => Some(path.strip_prefix(folder)?.strip_prefix('/')?.to_owned()),
        }
    }

    fn has_branch(&self, branch: &str) -> bool {
        branch == "HEAD" || self.branches.iter().any(|own| own == branch)
    }

    /// The folder or file of a source location in this repository; a folder ends with `/`.
    pub(super) fn source_location_to_path(&self, location: &str) -> Option<String> {
        let url = Url::parse(location).ok()?;
        let page = parse_repository_url(&url)?;
        let is_whole = page.branch.is_empty();
        if !self.contains_url(&page) || !(is_whole || self.has_branch(&page.branch)) {
            return None;
        }
        let is_folder = url.path().ends_with('/');
        match (is_whole, is_folder, page.path.as_str()) {
            (true, false, _) => None,
            (_, true, "") => Some(String::new()),
            (_, true, path) => Some(format!("{path}/")),
            (_, false, path) => Some(path.to_owned()),
        }
    }
}

/// Classifies `url` relative to files in this repository.
pub(super) fn classify_url_by_repository(
    hosting: Option<&HostedRepository>,
    url: &str,
) -> UrlRelationToRepository {
    let Ok(url) = Url::parse(url) else {
        return UrlRelationToRepository::UnknownHost;
    };
    let page = parse_repository_url(&url);
    let host = host_with_port(&url);
    if let (Some(hosting), Some(page)) = (hosting, &page)
        && hosting.contains_url(page)
    {
        if !hosting.has_branch(&page.branch) || page.path.is_empty() {
            return UrlRelationToRepository::SameRepository;
        }
        let path = hosting.strip_repository_folder(&page.path);
        return path.map_or(
            UrlRelationToRepository::SameRepository,
            UrlRelationToRepository::LocalFile,
        );
    }
    let is_own_host = hosting.is_some_and(|hosting| hosting.is_hosted_on(&host));
    if is_own_host || INTEGRATION_HOSTS.contains(&host.as_str()) {
        UrlRelationToRepository::OtherRepository
    } else {
        UrlRelationToRepository::UnknownHost
    }
}

fn host_with_port(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// Parses `url` as a page; the branch and the path are empty for a repository page.
fn parse_repository_url(url: &Url) -> Option<RepositoryUrlParts> {
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let host = url.host_str()?.to_owned();
    let path = percent_decode_str(url.path()).decode_utf8().ok()?;
    let path = path.strip_prefix('/').unwrap_or(&path);
    let path = path.strip_suffix('/').unwrap_or(path);
    let path = path.strip_suffix(".git").unwrap_or(path);
    let parts: Vec<&str> = path.split('/').collect();
    let (name, file) = match host.as_str() {
        RAW_GITHUB_HOST => return parse_raw_github_path(&parts),
        "dev.azure.com" => return parse_azure_url(url, path),
        _ => split_url_path_after_repository(&parts)?,
    };
    let (branch, file) = match file {
        [kind, branch, rest @ ..] if BRANCH_URL_SEGMENTS.contains(kind) => {
            ((*branch).to_owned(), rest.join("/"))
        }
        _ => (String::new(), String::new()),
    };
    Some(RepositoryUrlParts {
        host,
        repository: name.join("/"),
        branch,
        path: file,
    })
}

/// Splits the parts that name the repository from the rest.
fn split_url_path_after_repository<'p, 'u>(
    parts: &'p [&'u str],
) -> Option<(&'p [&'u str], &'p [&'u str])> {
    let find = |page: &str| {
        parts
            .iter()
            .skip(2)
            .position(|part| *part == page)
            .map(|at| at + 2)
    };
    let blob_or_tree = || match (find("blob"), find("tree")) {
        (Some(blob), Some(tree)) => Some(blob.min(tree)),
        (Some(blob), None) => Some(blob),
        (None, tree) => find("issues").or(tree),
    };
    let end = find(RESERVED_URL_SEGMENTS[0]).or_else(blob_or_tree);
    let end = end.or_else(|| {
        RESERVED_URL_SEGMENTS[3..]
            .iter()
            .find_map(|page| find(page))
    });
    let Some(end) = end else {
        return Some((parts, &[]));
    };
    let (name, file) = parts.split_at_checked(end)?;
    let skipped = usize::from(file.first() == Some(&"-"));
    Some((name, &file[skipped..]))
}

/// `/owner/name/branch/path`, or with `refs/heads/` before the branch.
fn parse_raw_github_path(parts: &[&str]) -> Option<RepositoryUrlParts> {
    let (branch, path) = match parts.get(2..)? {
        ["refs", "heads", branch, path @ ..] | [branch, path @ ..] => (branch, path),
        [] => return None,
    };
    Some(RepositoryUrlParts {
        host: INTEGRATION_HOSTS[0].to_owned(),
        repository: parts[..2].join("/"),
        branch: (*branch).to_owned(),
        path: path.join("/"),
    })
}

/// `/organisation/project/_git/name?path=/…&version=GB…`
fn parse_azure_url(url: &Url, repository: &str) -> Option<RepositoryUrlParts> {
    let query = |name: &str| {
        url.query_pairs()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    };
    let path = query("path")?;
    let branch = query("version");
    let branch = branch.as_deref().map_or("HEAD", |version| {
        version.strip_prefix("GB").unwrap_or(version)
    });
    Some(RepositoryUrlParts {
        host: url.host_str()?.to_owned(),
        repository: repository.to_owned(),
        branch: branch.to_owned(),
        path: path.trim_start_matches('/').to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn test_repository() -> HostedRepository {
        let remotes = [
            "git@github.com:Me/mine.git",
            "https://gitlab.acme.example/a/b/c.git",
        ];
        HostedRepository::new(remotes, vec!["main".to_owned()], "").unwrap()
    }

    fn local_file(url: &str) -> Option<String> {
        match classify_url_by_repository(Some(&test_repository()), url) {
            UrlRelationToRepository::LocalFile(path) => Some(path),
            _ => None,
        }
    }

    #[test]
    fn every_page_of_a_file_is_that_file() {
        for url in [
            "https://github.com/me/mine/blob/main/svc/a%20b.yaml",
            "https://github.com/Me/Mine/tree/main/svc/a%20b.yaml/",
            "https://github.com/me/mine/raw/main/svc/a b.yaml",
            "https://github.com/me/mine/blob/main/svc/a%20b.yaml?plain=1#L3",
            "https://github.com/me/mine/blob/HEAD/svc/a%20b.yaml",
            "https://raw.githubusercontent.com/me/mine/main/svc/a%20b.yaml",
            "https://raw.githubusercontent.com/me/mine/refs/heads/main/svc/a%20b.yaml",
            "https://gitlab.acme.example/a/b/c/-/blob/main/svc/a%20b.yaml",
            "https://gitlab.acme.example/a/b/c/-/raw/main/svc/a%20b.yaml",
        ] {
            assert_eq!(local_file(url).as_deref(), Some("svc/a b.yaml"), "{url}");
        }
    }

    #[test]
    fn another_branch_is_the_same_repository_and_no_file_here() {
        for url in [
            "https://github.com/me/mine/blob/next/a.yaml",
            "https://github.com/me/mine",
            "https://github.com/me/mine/issues/3",
        ] {
            assert_eq!(
                classify_url_by_repository(Some(&test_repository()), url),
                UrlRelationToRepository::SameRepository,
                "{url}"
            );
        }
    }

    #[test]
    fn other_repositories_are_told_from_the_rest_of_the_web() {
        let other = "https://github.com/me/other/blob/main/a.yaml";
        assert_eq!(
            classify_url_by_repository(Some(&test_repository()), other),
            UrlRelationToRepository::OtherRepository
        );
        assert_eq!(
            classify_url_by_repository(None, other),
            UrlRelationToRepository::OtherRepository
        );
        let same_host = "https://gitlab.acme.example/a/b/d/-/blob/main/a.yaml";
        assert_eq!(
            classify_url_by_repository(Some(&test_repository()), same_host),
            UrlRelationToRepository::OtherRepository
        );
        assert_eq!(
            classify_url_by_repository(None, same_host),
            UrlRelationToRepository::UnknownHost
        );
        for url in [
            "https://acme.example/a.yaml",
            "file:///etc/passwd",
            "https://[::1]:8080/a",
        ] {
            assert_eq!(
                classify_url_by_repository(Some(&test_repository()), url),
                UrlRelationToRepository::UnknownHost,
                "{url}"
            );
        }
    }

    #[test]
    fn files_of_a_folder_are_named_from_there() {
        let remote = ["https://github.com/me/mine"];
        let hosting = HostedRepository::new(remote, vec!["main".to_owned()], "platform").unwrap();
        let file = |path: &str| format!("https://github.com/me/mine/blob/main/{path}");
        let found = classify_url_by_repository(Some(&hosting), &file("platform/a.yaml"));
        assert_eq!(
            found,
            UrlRelationToRepository::LocalFile("a.yaml".to_owned())
        );
        assert_eq!(
            classify_url_by_repository(Some(&hosting), &file("a.yaml")),
            UrlRelationToRepository::SameRepository
        );
    }

    #[test]
    fn a_source_location_is_a_folder_or_a_file() {
        let source = |location: &str| test_repository().source_location_to_path(location);
        assert_eq!(source("https://github.com/me/mine/").as_deref(), Some(""));
        assert_eq!(
            source("https://github.com/me/mine/tree/main/a/").as_deref(),
            Some("a/")
        );
        assert_eq!(
            source("https://github.com/me/mine/tree/main/a").as_deref(),
            Some("a")
        );
        assert_eq!(source("https://github.com/me/mine"), None);
        assert_eq!(source("https://github.com/me/other/"), None);
    }

    #[test]
    fn what_lies_on_this_machine_is_hosted_nowhere() {
        assert_eq!(
            HostedRepository::new(["file:///srv/platform.git"], Vec::new(), ""),
            None
        );
    }

    proptest! {
        #[test]
        fn no_url_makes_it_panic(rest in "[a-z/%.?#@:2-]{0,40}", folder in "[a-z/]{0,6}") {
            let hosting = HostedRepository::new(["https://github.com/me/mine"], vec!["main".to_owned()], &folder);
            let _ = classify_url_by_repository(hosting.as_ref(), &format!("https://github.com/{rest}"));
            let _ = classify_url_by_repository(hosting.as_ref(), &format!("https://github.com/me/mine/{rest}"));
            let _ = classify_url_by_repository(hosting.as_ref(), &rest);
        }
    }
}
