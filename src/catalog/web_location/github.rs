//! GitHub's addresses: which hosts are GitHub, and which part of a page's address names the repository.

use super::WebLocation;
use super::parsed_url::{ParsedUrl, strip_git_suffix, trim_punctuation};
use crate::catalog::CodeOwner;

/// What an address leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebTarget {
    /// A repository, or a file in it.
    Repository(WebLocation),
    /// A team or a person.
    Account(CodeOwner),
}

/// The hosts that are known to be GitHub: github.com, the tenants of GHE.com, and those that an organisation names.
#[derive(Clone, Debug, Default)]
pub struct GithubHosts {
    extra: Vec<String>,
}

/// Pages whose address continues with a branch and a path.
pub(super) const GITHUB_PAGES_WITH_PATH: [&str; 9] = [
    "tree", "blob", "raw", "blame", "edit", "commits", "new", "delete", "upload",
];

/// First parts of the addresses of GitHub's own pages, which no account can have as its name.
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

/// Whether GitHub has pages of its own below this.
pub(super) fn is_reserved_github_name(owner: &str) -> bool {
    GITHUB_RESERVED_NAMES
        .iter()
        .any(|one| one.eq_ignore_ascii_case(owner))
}

/// The repository that a package of `orgs/<owner>/packages/<kind>/package/<name>` is called after.
fn find_package_repository(parts: &[String]) -> Option<[String; 2]> {
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match parts.as_slice() {
        ["orgs" | "users", owner, "packages", _, "package", name, ..] => {
            let name = name.split('/').next().unwrap_or(name);
            Some([(*owner).to_owned(), name.to_owned()])
        }
        _ => None,
    }
}

/// `bill` of `bill@v1`. A colon makes it the digest of an image, and what starts with an `@` is a scope.
fn strip_version_suffix(text: &str) -> &str {
    match text.split_once('@') {
        Some((name, version)) if !version.contains(':') && !name.ends_with('/') => name,
        _ => text,
    }
}

/// How a host shows repositories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GithubHostKind {
    /// Pages for people.
    Web,
    /// `repos/…`.
    Api,
    /// Files: branch and path follow the repository directly.
    Raw,
    /// Sites, whose owner is part of the host.
    Pages,
}

/// Hosts of GitHub's own, and what each shows of github.com.
const KNOWN_GITHUB_HOSTS: [(&str, GithubHostKind); 6] = [
    ("github.dev", GithubHostKind::Web),
    ("redirect.github.com", GithubHostKind::Web),
    ("uploads.github.com", GithubHostKind::Api),
    ("raw.githubusercontent.com", GithubHostKind::Raw),
    ("media.githubusercontent.com", GithubHostKind::Raw),
    ("vscode.dev", GithubHostKind::Web),
];

/// What stands before the name of any GitHub's host.
const GITHUB_SUBDOMAINS: [(&str, GithubHostKind); 6] = [
    ("www", GithubHostKind::Web),
    ("ssh", GithubHostKind::Web),
    ("codeload", GithubHostKind::Web),
    ("api", GithubHostKind::Api),
    ("raw", GithubHostKind::Raw),
    ("media", GithubHostKind::Raw),
];

/// An address on GitHub, whatever host showed it.
struct GithubPage {
    /// The host of the repository.
    host: String,
    /// The path there.
    parts: Vec<String>,
    host_kind: GithubHostKind,
}

impl GithubHosts {
    /// These hosts, besides those that GitHub runs; ports are ignored.
    pub fn new<S: AsRef<str>>(more: impl IntoIterator<Item = S>) -> GithubHosts {
        let name = |host: S| {
            let name = host.as_ref().split(':').next().unwrap_or_default();
            name.to_lowercase()
        };
        GithubHosts {
            extra: more.into_iter().map(name).collect(),
        }
    }

    fn is_github_host(&self, host: &str) -> bool {
        host == "github.com"
            || host.ends_with(".ghe.com")
            || self.extra.iter().any(|one| one == host)
    }

    /// Whether `address` is one of GitHub's.
    pub(super) fn is_github_url(&self, address: &ParsedUrl) -> bool {
        self.parse_github_page(address).is_some()
    }

    /// The repository that a page is about.
    pub(super) fn find_github_repository(&self, address: &ParsedUrl) -> Option<WebLocation> {
        let page = self.parse_github_page(address)?;
        if let Some(repository) = find_package_repository(&page.parts) {
            return WebLocation::new(&page.host, &repository, &[]);
        }
        let [owner, name, rest @ ..] = page.parts.as_slice() else {
            return None;
        };
        if page.host_kind == GithubHostKind::Web && is_reserved_github_name(owner) {
            return None;
        }
        let name = strip_git_suffix(strip_version_suffix(name));
        let name = name.strip_suffix(".wiki").unwrap_or(name);
        let repository = [owner.clone(), name.to_owned()];
        let head = "HEAD".to_owned();
        let below = match rest {
            rest if page.host_kind == GithubHostKind::Raw => rest.to_vec(),
            [contents, path @ ..]
                if page.host_kind == GithubHostKind::Api && contents == "contents" =>
            {
                [std::slice::from_ref(&head), path].concat()
            }
            [kind, below @ ..] if GITHUB_PAGES_WITH_PATH.contains(&kind.as_str()) => below.to_vec(),
            _ => Vec::new(),
        };
        WebLocation::new(&page.host, &repository, &below)
    }

    /// The team or the person that a page is about.
    pub(super) fn find_github_account(&self, address: &ParsedUrl) -> Option<CodeOwner> {
        let page = self.parse_github_page(address)?;
        match page.parts.as_slice() {
            [orgs, organisation, teams, team, ..] if orgs == "orgs" && teams == "teams" => {
                CodeOwner::parse(&format!("@{organisation}/{team}"))
            }
            [login] if page.host_kind == GithubHostKind::Web && !is_reserved_github_name(login) => {
                CodeOwner::parse(&format!("@{login}"))
            }
            _ => None,
        }
    }

    /// `owner/name` as `gh` takes it, on every GitHub there is; `owner/name#12` is an issue of it, `owner/name@v1` a
    /// version, and `owner/name/path` a file.
    pub(super) fn parse_repository_shorthand(&self, text: &str) -> Vec<WebTarget> {
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
        found.map(WebTarget::Repository).collect()
    }

    fn parse_github_page(&self, address: &ParsedUrl) -> Option<GithubPage> {
        let (host, service) = self.resolve_github_host(&address.host)?;
        let parts: Vec<&str> = address.parts.iter().map(String::as_str).collect();
        let (service, rest) = match (service, parts.as_slice()) {
            (GithubHostKind::Api, ["repos", rest @ ..]) => (service, rest),
            (GithubHostKind::Web, ["api", "v3", "repos", rest @ ..]) => (GithubHostKind::Api, rest),
            (GithubHostKind::Web, ["api", "v3", rest @ ..]) => (GithubHostKind::Api, rest),
            (GithubHostKind::Web, ["raw", rest @ ..]) if host != "github.com" => {
                (GithubHostKind::Raw, rest)
            }
            (GithubHostKind::Raw, ["media", rest @ ..]) => (service, rest),
            (GithubHostKind::Web, ["github", rest @ ..]) if address.host == "vscode.dev" => {
                (service, rest)
            }
            (_, rest) => (service, rest),
        };
        let mut parts: Vec<String> = rest.iter().map(|part| (*part).to_owned()).collect();
        if service == GithubHostKind::Pages {
            let owner = address.host.split('.').next().unwrap_or_default();
            parts.truncate(1);
            parts.insert(0, owner.to_owned());
        }
        Some(GithubPage {
            host,
            parts,
            host_kind: service,
        })
    }

    /// The GitHub whose repositories `host` shows, and how.
    fn resolve_github_host(&self, host: &str) -> Option<(String, GithubHostKind)> {
        if let Some((_, service)) = KNOWN_GITHUB_HOSTS.iter().find(|(front, _)| *front == host) {
            return Some(("github.com".to_owned(), *service));
        }
        if host.ends_with(".github.io") {
            return Some(("github.com".to_owned(), GithubHostKind::Pages));
        }
        let named = self.extra.iter().any(|one| one == host);
        if let Some((subdomain, rest)) = host.split_once('.').filter(|_| !named)
            && let Some((_, service)) = GITHUB_SUBDOMAINS.iter().find(|(one, _)| *one == subdomain)
            && self.is_github_host(rest)
        {
            return Some((rest.to_owned(), *service));
        }
        self.is_github_host(host)
            .then(|| (host.to_owned(), GithubHostKind::Web))
    }
}
