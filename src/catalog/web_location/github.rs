//! GitHub URLs: which hosts are GitHub, and which part of a page's URL names the repository.

use super::WebLocation;
use super::parsed_url::{ParsedUrl, strip_git_suffix, trim_punctuation};
use crate::catalog::CodeOwner;

/// The target of a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RepositoryOrAccount {
    /// A repository, or a file in it.
    Repository(WebLocation),
    /// A team or a person.
    Account(CodeOwner),
}

/// The hosts that are known to be GitHub: github.com, the tenants of GHE.com, and those that an organisation
/// configures.
#[derive(Clone, Debug, Default)]
pub struct GithubHosts {
    extra: Vec<String>,
}

/// Pages whose URL continues with a branch and a path.
pub(super) const GITHUB_PAGES_WITH_PATH: [&str; 9] = [
    "tree", "blob", "raw", "blame", "edit", "commits", "new", "delete", "upload",
];

/// First path parts of GitHub's own pages, which can't be account names.
const GITHUB_RESERVED_NAMES: [&str; 40] = [
    "about",
    "apps",
    "codespaces",
    "collections",
    "contact",
    "customer-stories",
    "dashboard",
    "enterprise",
    "enterprises",
    "events",
    "explore",
    "features",
    "issues",
    "join",
    "login",
    "logout",
    "marketplace",
    "mobile",
    "new",
    "notifications",
    "organizations",
    "orgs",
    "pricing",
    "pulls",
    "readme",
    "search",
    "security",
    "sessions",
    "settings",
    "signup",
    "site",
    "solutions",
    "sponsors",
    "stars",
    "team",
    "topics",
    "trending",
    "users",
    "watching",
    "why-github",
];

/// Whether GitHub has pages of its own under this path part.
pub(super) fn is_reserved_github_name(owner: &str) -> bool {
    GITHUB_RESERVED_NAMES
        .iter()
        .any(|one| one.eq_ignore_ascii_case(owner))
}

/// The repository with the same name as a package in `orgs/<owner>/packages/<kind>/package/<name>`.
fn repository_from_github_package_path(parts: &[String]) -> Option<[String; 2]> {
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match parts.as_slice() {
        ["orgs" | "users", owner, "packages", _, "package", name, ..] => {
            let name = name.split('/').next().unwrap_or(name);
            Some([(*owner).to_owned(), name.to_owned()])
        }
        _ => None,
    }
}

/// Returns `bill` for `bill@v1`. A colon means the digest of an image, and a leading `@` is a scope.
fn strip_version_suffix(text: &str) -> &str {
    match text.split_once('@') {
        Some((name, version)) if !version.contains(':') && !name.ends_with('/') => name,
        _ => text,
    }
}

/// The URL layout of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GithubServiceKind {
    /// Web pages.
    Web,
    /// The API: `repos/…`.
    Api,
    /// Raw files: branch and path follow the repository directly.
    Raw,
    /// GitHub Pages, whose owner is part of the host.
    Pages,
}

/// GitHub's own hosts, and the layout of each.
const KNOWN_GITHUB_HOSTS: [(&str, GithubServiceKind); 6] = [
    ("github.dev", GithubServiceKind::Web),
    ("redirect.github.com", GithubServiceKind::Web),
    ("uploads.github.com", GithubServiceKind::Api),
    ("raw.githubusercontent.com", GithubServiceKind::Raw),
    ("media.githubusercontent.com", GithubServiceKind::Raw),
    ("vscode.dev", GithubServiceKind::Web),
];

/// Host prefixes of any GitHub instance.
const GITHUB_SUBDOMAINS: [(&str, GithubServiceKind); 6] = [
    ("www", GithubServiceKind::Web),
    ("ssh", GithubServiceKind::Web),
    ("codeload", GithubServiceKind::Web),
    ("api", GithubServiceKind::Api),
    ("raw", GithubServiceKind::Raw),
    ("media", GithubServiceKind::Raw),
];

/// A GitHub URL, whatever its host.
struct ParsedGithubUrl {
    /// The host of the repository.
    host: String,
    /// The path on that host.
    parts: Vec<String>,
    host_kind: GithubServiceKind,
}

impl GithubHosts {
    /// Creates the set of these hosts and those that GitHub runs; ports are ignored.
    pub fn new<S: AsRef<str>>(more: impl IntoIterator<Item = S>) -> GithubHosts {
        let name = |host: S| {
            let name = host.as_ref().split(':').next().unwrap_or_default();
            name.to_lowercase()
        };
        GithubHosts {
            extra: more.into_iter().map(name).collect(),
        }
    }

    /// Whether `host`, in lower case, is one of them.
    pub(in crate::catalog) fn is_github_host(&self, host: &str) -> bool {
        host == "github.com"
            || host.ends_with(".ghe.com")
            || self.extra.iter().any(|one| one == host)
    }

    /// Whether `address` is on GitHub.
    pub(super) fn is_github_url(&self, address: &ParsedUrl) -> bool {
        self.parse_github_page(address).is_some()
    }

    /// The repository of a page.
    pub(super) fn find_github_repository(&self, address: &ParsedUrl) -> Option<WebLocation> {
        let page = self.parse_github_page(address)?;
        if let Some(repository) = repository_from_github_package_path(&page.parts) {
            return WebLocation::new(&page.host, &repository, &[]);
        }
        let [owner, name, rest @ ..] = page.parts.as_slice() else {
            return None;
        };
        if page.host_kind == GithubServiceKind::Web && is_reserved_github_name(owner) {
            return None;
        }
        let name = strip_git_suffix(strip_version_suffix(name));
        let name = name.strip_suffix(".wiki").unwrap_or(name);
        let repository = [owner.clone(), name.to_owned()];
        let head = "HEAD".to_owned();
        let below = match rest {
            rest if page.host_kind == GithubServiceKind::Raw => rest.to_vec(),
            [contents, path @ ..]
                if page.host_kind == GithubServiceKind::Api && contents == "contents" =>
            {
                [std::slice::from_ref(&head), path].concat()
            }
            [kind, below @ ..] if GITHUB_PAGES_WITH_PATH.contains(&kind.as_str()) => below.to_vec(),
            _ => Vec::new(),
        };
        WebLocation::new(&page.host, &repository, &below)
    }

    /// The team or the user of a page.
    pub(super) fn find_account_in_url(&self, address: &ParsedUrl) -> Option<CodeOwner> {
        let page = self.parse_github_page(address)?;
        match page.parts.as_slice() {
            [orgs, organisation, teams, team, ..] if orgs == "orgs" && teams == "teams" => {
                CodeOwner::parse(&format!("@{organisation}/{team}"))
            }
            [login]
                if page.host_kind == GithubServiceKind::Web && !is_reserved_github_name(login) =>
            {
                CodeOwner::parse(&format!("@{login}"))
            }
            _ => None,
        }
    }

    /// Parses `owner/name` as `gh` does, on every known GitHub host; `owner/name#12` is an issue, `owner/name@v1` a
    /// version, and `owner/name/path` a file.
    pub(super) fn parse_repository_shorthand(&self, text: &str) -> Vec<RepositoryOrAccount> {
        let text = trim_punctuation(text);
        let bare = ["github:", "gh:"]
            .iter()
            .find_map(|one| text.strip_prefix(one));
        let bare = bare.unwrap_or(text).split('#').next().unwrap_or_default();
        let bare = strip_version_suffix(bare);
        let named = |part: &str| {
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
            !matches!(part, "" | "." | "..") && part.bytes().all(fits)
        };
        let parts: Vec<&str> = bare.strip_suffix('/').unwrap_or(bare).split('/').collect();
        let [owner, name, path @ ..] = parts.as_slice() else {
            return Vec::new();
        };
        let in_path =
            |part: &&str| !matches!(*part, "" | "." | "..") && !part.contains(char::is_whitespace);
        if !named(owner) || !named(name) || !path.iter().all(in_path) {
            return Vec::new();
        }
        let repository = [(*owner).to_owned(), (*name).to_owned()];
        let below: Vec<String> = match path {
            [] => Vec::new(),
            ["tree" | "blob", below @ ..] => below.iter().map(ToString::to_string).collect(),
            path => ["HEAD"]
                .iter()
                .chain(path)
                .map(ToString::to_string)
                .collect(),
        };
        let hosts = self.extra.iter().map(String::as_str).chain(["github.com"]);
        let found = hosts.filter_map(|host| WebLocation::new(host, &repository, &below));
        found.map(RepositoryOrAccount::Repository).collect()
    }

    fn parse_github_page(&self, address: &ParsedUrl) -> Option<ParsedGithubUrl> {
        let (host, service) = self.resolve_github_host_and_service(&address.host)?;
        let parts: Vec<&str> = address.parts.iter().map(String::as_str).collect();
        let (service, rest) = match (service, parts.as_slice()) {
            (GithubServiceKind::Api, ["repos", rest @ ..]) => (service, rest),
            (GithubServiceKind::Web, ["api", "v3", "repos", rest @ ..]) => {
                (GithubServiceKind::Api, rest)
            }
            (GithubServiceKind::Web, ["api", "v3", rest @ ..]) => (GithubServiceKind::Api, rest),
            (GithubServiceKind::Web, ["raw", rest @ ..]) if host != "github.com" => {
                (GithubServiceKind::Raw, rest)
            }
            (GithubServiceKind::Raw, ["media", rest @ ..]) => (service, rest),
            (GithubServiceKind::Web, ["github", rest @ ..]) if address.host == "vscode.dev" => {
                (service, rest)
            }
            (_, rest) => (service, rest),
        };
        let mut parts: Vec<String> = rest.iter().map(|part| (*part).to_owned()).collect();
        if service == GithubServiceKind::Pages {
            let owner = address.host.split('.').next().unwrap_or_default();
            parts.truncate(1);
            parts.insert(0, owner.to_owned());
        }
        Some(ParsedGithubUrl {
            host,
            parts,
            host_kind: service,
        })
    }

    /// The GitHub instance of `host`, and its URL layout.
    fn resolve_github_host_and_service(&self, host: &str) -> Option<(String, GithubServiceKind)> {
        if let Some((_, service)) = KNOWN_GITHUB_HOSTS.iter().find(|(front, _)| *front == host) {
            return Some(("github.com".to_owned(), *service));
        }
        if host.ends_with(".github.io") {
            return Some(("github.com".to_owned(), GithubServiceKind::Pages));
        }
        let named = self.extra.iter().any(|one| one == host);
        if let Some((subdomain, rest)) = host.split_once('.').filter(|_| !named)
            && let Some((_, service)) = GITHUB_SUBDOMAINS.iter().find(|(one, _)| *one == subdomain)
            && self.is_github_host(rest)
        {
            return Some((rest.to_owned(), *service));
        }
        self.is_github_host(host)
            .then(|| (host.to_owned(), GithubServiceKind::Web))
    }
}
