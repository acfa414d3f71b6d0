//! The location of code on a forge, however its URL is written.

mod azure;
mod bitbucket;
mod github;
mod parsed_url;

pub use github::{GithubHosts, RepositoryOrAccount};
use parsed_url::ParsedUrl;
pub use parsed_url::{parse_ssh_host, trim_punctuation};

/// A repository on a forge, and optionally a folder or file in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebLocation {
    /// Host and path in lower case, such as `github.com/acme/checkout`; forges are case-insensitive.
    pub repository: String,
    /// Branch and path, such as `main/services/cart`; empty for the whole repository. If a branch has a slash, the URL
    /// doesn't show where the branch ends.
    pub branch_and_path: String,
}

/// The separator between a repository's path and a branch, on forges with nested groups.
const BRANCH_URL_SEGMENTS: [&str; 4] = ["tree", "blob", "raw", "src"];

/// Branches that can't have branches below them: git can't store `main/x` beside `main`.
const TRUNK_BRANCHES: [&str; 9] = [
    "main",
    "master",
    "trunk",
    "develop",
    "HEAD",
    "-",
    "staging",
    "production",
    "gh-pages",
];

/// First parts of branch names that have more parts by convention, and the number of parts such a name has.
const BRANCH_PREFIXES: [(&str, usize); 36] = [
    ("feature", 2),
    ("features", 2),
    ("feat", 2),
    ("fix", 2),
    ("fixes", 2),
    ("bug", 2),
    ("bugfix", 2),
    ("hotfix", 2),
    ("release", 2),
    ("releases", 2),
    ("support", 2),
    ("chore", 2),
    ("docs", 2),
    ("doc", 2),
    ("refactor", 2),
    ("test", 2),
    ("tests", 2),
    ("ci", 2),
    ("build", 2),
    ("perf", 2),
    ("style", 2),
    ("revert", 2),
    ("backport", 2),
    ("task", 2),
    ("topic", 2),
    ("wip", 2),
    ("spike", 2),
    ("experiment", 2),
    ("stable", 2),
    ("renovate", 2),
    ("snyk", 2),
    ("copilot", 2),
    ("user", 3),
    ("users", 3),
    ("gh-readonly-queue", 3),
    ("dependabot", MAX_BRANCH_PARTS),
];

/// The number of parts of a branch, as far as its first part shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BranchPartCount {
    /// A trunk, a version or a commit: git can't store another branch below it.
    One,
    /// By convention, up to this many parts: `feature/x`.
    Usually(usize),
    /// Unknown: `cart-2`, or `ada/cart-2`.
    Unknown,
}

impl WebLocation {
    /// Parses `https://…`, `ssh://…`, `user@host:path` and `file://…`, with or without a `url:` prefix; `None` if it
    /// isn't the URL of a repository.
    pub fn parse(text: &str) -> Option<WebLocation> {
        let address = ParsedUrl::parse(text.strip_prefix("url:").unwrap_or(text))?;
        WebLocation::from_url(&address)
    }

    /// The repositories that a remote URL may mean, most likely first. Unlike [`parse`](WebLocation::parse), it assumes
    /// that the text is a URL: `work:acme/bill` isn't a ref, but a host in the user's ssh configuration.
    pub fn parse_remote_url(url: &str) -> Vec<WebLocation> {
        let Some(address) = ParsedUrl::parse_remote_url(url) else {
            return Vec::new();
        };
        let locations = WebLocation::from_url(&address).into_iter();
        locations
            .chain(bitbucket::find_bitbucket_clone_repository(&address))
            .collect()
    }

    /// Everything that a pasted URL may mean, most likely first: on GitHub the first two parts of a path are the
    /// repository; elsewhere it may be any number of parts, and only a catalog can tell.
    pub fn parse_pasted_url_candidates(
        text: &str,
        hosts: &GithubHosts,
    ) -> Vec<RepositoryOrAccount> {
        let Some(address) = ParsedUrl::parse_pasted_url(text) else {
            return hosts.parse_repository_shorthand(text);
        };
        if let Some(account) = hosts.find_account_in_url(&address) {
            return vec![RepositoryOrAccount::Account(account)];
        }
        if hosts.is_github_url(&address) {
            let location = hosts.find_github_repository(&address);
            return location
                .map(RepositoryOrAccount::Repository)
                .into_iter()
                .collect();
        }
        let mut found = Vec::from_iter(WebLocation::from_non_github_forge(&address));
        found.extend(bitbucket::find_bitbucket_clone_repository(&address));
        let unversioned = address.without_version_suffix();
        found.extend(unversioned.and_then(|address| WebLocation::from_non_github_forge(&address)));
        // The rest may be any page of an unknown forge.
        for end in (2..address.parts.len()).rev() {
            let location = WebLocation::new(&address.host, &address.parts[..end], &[]);
            let location = location.filter(|location| !found.contains(location));
            found.extend(location);
        }
        found
            .into_iter()
            .map(RepositoryOrAccount::Repository)
            .collect()
    }

    /// The same repository, and the `path` in a checkout of it.
    #[must_use]
    pub fn with_path(&self, path: &str) -> WebLocation {
        let below = if path.is_empty() {
            String::new()
        } else {
            format!("HEAD/{path}")
        };
        WebLocation {
            repository: self.repository.clone(),
            branch_and_path: below,
        }
    }

    /// The beginning of `url` up to the end of the repository, with its letters in their case; `None` if the URL writes the
    /// repository differently.
    pub fn find_repository_in_url<'u>(&self, url: &'u str) -> Option<&'u str> {
        let (scheme, rest) = url.split_once("://")?;
        let repository = rest.get(..self.repository.len())?;
        let is_same = repository.to_lowercase() == self.repository;
        let is_whole = matches!(rest.as_bytes().get(repository.len()), None | Some(b'/'));
        (is_same && is_whole).then(|| &url[..scheme.len() + "://".len() + repository.len()])
    }

    /// The path in the repository, assuming a branch without a slash; empty for the whole repository.
    pub fn path_in_repository(&self) -> &str {
        self.branch_and_path
            .split_once('/')
            .map_or("", |(_, folder)| folder)
    }

    /// Every path it may mean, depending on the end of its branch: the shortest branch first.
    pub fn possible_paths(&self) -> impl Iterator<Item = &str> {
        let most = match self.branch_part_count() {
            BranchPartCount::One => 1,
            BranchPartCount::Usually(_) | BranchPartCount::Unknown => MAX_BRANCH_PARTS,
        };
        let slashes = self.branch_and_path.match_indices('/');
        slashes
            .map(|(slash, _)| &self.branch_and_path[slash + 1..])
            .take(most)
    }

    /// The first part of the branch; empty for the whole repository.
    pub fn first_branch_part(&self) -> &str {
        self.branch_and_path.split('/').next().unwrap_or_default()
    }

    /// The number of parts of the branch, as far as its first part shows.
    pub fn branch_part_count(&self) -> BranchPartCount {
        let start = self.first_branch_part();
        if TRUNK_BRANCHES.contains(&start) || is_commit_hash(start) || is_version_branch_name(start)
        {
            return BranchPartCount::One;
        }
        let known = BRANCH_PREFIXES.iter().find(|(name, _)| *name == start);
        known.map_or(BranchPartCount::Unknown, |(_, parts)| {
            BranchPartCount::Usually(*parts)
        })
    }

    fn from_url(address: &ParsedUrl) -> Option<WebLocation> {
        let on_github = GithubHosts::default().find_github_repository(address);
        on_github.or_else(|| WebLocation::from_non_github_forge(address))
    }

    /// Parses a URL on a forge other than GitHub.
    fn from_non_github_forge(address: &ParsedUrl) -> Option<WebLocation> {
        azure::find_azure_repository(address)
            .or_else(|| bitbucket::find_bitbucket_repository(address))
            .or_else(|| WebLocation::from_generic_forge(address))
    }

    /// Parses a URL on a forge with nested groups.
    fn from_generic_forge(address: &ParsedUrl) -> Option<WebLocation> {
        let parts = &address.parts;
        // In a local path, any folder may be named `src`.
        if address.host.is_empty() {
            return WebLocation::new("", parts, &[]);
        }
        if let Some(mark) = parts.iter().position(|part| part == "-") {
            // `/-/issues/3` isn't a path, `/-/blob/main/a.ts` has one.
            let page = parts.get(mark + 1).map(String::as_str);
            let has_path = page.is_some_and(|page| github::GITHUB_PAGES_WITH_PATH.contains(&page));
            let below = parts.get(mark + 2..).filter(|_| has_path).unwrap_or(&[]);
            return WebLocation::new(&address.host, &parts[..mark], below);
        }
        let mut numbered = parts.iter().enumerate();
        let mark =
            numbered.position(|(at, part)| at >= 2 && BRANCH_URL_SEGMENTS.contains(&part.as_str()));
        let Some(mark) = mark else {
            return WebLocation::new(&address.host, parts, &[]);
        };
        let below = match (
            parts[mark].as_str(),
            parts.get(mark + 1).map(String::as_str),
        ) {
            // Gitea: `src/branch/main/a.ts`.
            ("src", Some("branch" | "commit" | "tag")) => &parts[mark + 2..],
            _ => &parts[mark + 1..],
        };
        WebLocation::new(&address.host, &parts[..mark], below)
    }

    fn new(host: &str, repository: &[String], below: &[String]) -> Option<WebLocation> {
        let path = repository.join("/");
        let path = parsed_url::strip_git_suffix(&path);
        let below = match below {
            [refs, kind, rest @ ..] if refs == "refs" && (kind == "heads" || kind == "tags") => {
                rest
            }
            _ => below,
        };
        let named = !path.is_empty() && !path.contains(char::is_whitespace);
        named.then(|| WebLocation {
            repository: format!("{host}/{path}").to_lowercase(),
            branch_and_path: below.join("/"),
        })
    }
}

/// The maximum number of parts of a branch.
const MAX_BRANCH_PARTS: usize = 8;

/// A commit hash, abbreviated or not.
fn is_commit_hash(text: &str) -> bool {
    (7..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// `v1`, `1.2.3`, `v1.2.3-rc.1`, `release-1`, `1.x`.
fn is_version_branch_name(text: &str) -> bool {
    let number = text.strip_prefix("release-").unwrap_or(text);
    let number = number.strip_prefix('v').unwrap_or(number);
    let number = number.split(['-', '+']).next().unwrap_or_default();
    let mut parts = number.split('.');
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.next().is_some_and(is_number) && parts.all(|part| part == "x" || is_number(part))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalog::CodeOwner;

    #[test]
    fn one_repository_has_many_addresses() {
        for text in [
            "https://github.com/Acme/checkout",
            "https://github.com/acme/checkout.git",
            "https://user:token@github.com/acme/checkout/",
            "git@github.com:acme/checkout.git",
            "org-123@github.com:acme/checkout.git",
            "ssh://git@github.com:22/acme/checkout.git",
            "ssh://git@ssh.github.com:443/acme/checkout.git",
            "https://redirect.github.com/acme/checkout/pull/12",
            "https://github.com/orgs/acme/packages/container/package/checkout",
            "https://github.com/acme/checkout@v1.2.3",
            "git+ssh://git@github.com/acme/checkout.git#main",
            "git://github.com/acme/checkout.git",
            "url:https://github.com/acme/checkout/tree/main/",
            "https://github.com/acme/checkout?tab=readme#top",
            "https://www.github.com/acme/checkout",
            "https://github.com/acme/checkout.GIT",
            "github.com:acme/checkout.git",
        ] {
            let location = WebLocation::parse(text).unwrap();
            assert_eq!(location.repository, "github.com/acme/checkout", "{text}");
            assert_eq!(location.path_in_repository(), "", "{text}");
        }
        let deep = WebLocation::parse("https://gitlab.example/a/b/c/-/blob/main/x/y.ts").unwrap();
        assert_eq!(
            (deep.repository.as_str(), deep.path_in_repository()),
            ("gitlab.example/a/b/c", "x/y.ts")
        );
        let local = WebLocation::parse("file:///home/ada/src/bill.git").unwrap();
        assert_eq!(local.repository, "/home/ada/src/bill");
        let alternative = WebLocation::parse("ssh://git@altssh.gitlab.com:443/a/b.git").unwrap();
        assert_eq!(alternative.repository, "gitlab.com/a/b");
    }

    #[test]
    fn a_repository_of_azure_has_many_addresses() {
        for (text, folder) in [
            ("https://dev.azure.com/acme/proj/_git/az", ""),
            ("https://acme@dev.azure.com/Acme/proj/_git/az", ""),
            ("https://dev.azure.com/acme/proj/_git/az/pullrequest/3", ""),
            (
                "https://dev.azure.com/acme/proj/_git/az?path=/x/y.ts&version=GBmain",
                "x/y.ts",
            ),
            (
                "https://dev.azure.com/acme/proj/_git/az?version=GBmain&path=%2Fx%2Fy.ts#a",
                "x/y.ts",
            ),
            ("https://acme.visualstudio.com/proj/_git/az", ""),
            (
                "https://acme.visualstudio.com/DefaultCollection/proj/_git/az",
                "",
            ),
            ("git@ssh.dev.azure.com:v3/acme/proj/az", ""),
            ("ssh://git@ssh.dev.azure.com/v3/acme/proj/az", ""),
            ("acme@vs-ssh.visualstudio.com:v3/acme/proj/az", ""),
        ] {
            let location = WebLocation::parse(text).unwrap();
            let name = location.repository.as_str();
            assert_eq!(name, "dev.azure.com/acme/proj/_git/az", "{text}");
            assert_eq!(location.path_in_repository(), folder, "{text}");
        }
        let short = WebLocation::parse("https://dev.azure.com/acme/_git/a%20b").unwrap();
        assert_eq!(short.repository, "dev.azure.com/acme/a%20b/_git/a%20b");
    }

    #[test]
    fn a_repository_of_bitbucket_server_has_many_addresses() {
        for (text, folder) in [
            ("https://bb.example/projects/PAY/repos/bill", ""),
            ("https://bb.example/projects/PAY/repos/bill/browse", ""),
            (
                "https://bb.example/bitbucket/projects/PAY/repos/bill/pull-requests/3/overview",
                "",
            ),
            (
                "https://bb.example/projects/PAY/repos/bill/browse/x/y.ts?at=refs%2Fheads%2Fmain",
                "x/y.ts",
            ),
            ("ssh://git@bb.example:7999/pay/bill.git", ""),
        ] {
            let location = WebLocation::parse(text).unwrap();
            assert_eq!(location.repository, "bb.example/pay/bill", "{text}");
            assert_eq!(location.path_in_repository(), folder, "{text}");
        }
        let clone = WebLocation::parse_remote_url("https://ada@bb.example/scm/pay/bill.git");
        let names: Vec<&str> = clone.iter().map(|one| one.repository.as_str()).collect();
        assert_eq!(names, ["bb.example/scm/pay/bill", "bb.example/pay/bill"]);
        let own = WebLocation::parse("https://bb.example/users/ada/repos/bill/browse").unwrap();
        assert_eq!(own.repository, "bb.example/~ada/bill");
    }

    #[test]
    fn the_url_of_a_remote_is_read_as_git_reads_it() {
        let name = |url: &str| {
            let first = WebLocation::parse_remote_url(url).into_iter().next();
            first.map(|location| location.repository)
        };
        for (url, expected) in [
            ("work:acme/bill.git", Some("work/acme/bill")),
            ("git@work:/acme/bill.git", Some("work/acme/bill")),
            ("ssh://forge/acme/bill", Some("forge/acme/bill")),
            ("github.com:acme/bill", Some("github.com/acme/bill")),
            ("https://github.com/acme/bill", Some("github.com/acme/bill")),
            ("../bill", None),
            ("./a:b/c", None),
            ("C:/src/bill", None),
            ("ext::sh -c true", None),
            ("bill", None),
        ] {
            assert_eq!(name(url).as_deref(), expected, "{url}");
        }
        for (url, host) in [
            ("git@GitHub-Work:acme/bill.git", Some("GitHub-Work")),
            ("work:acme/bill", Some("work")),
            ("ssh://git@Work:22/acme/bill", Some("Work")),
            ("https://github.com/acme/bill", None),
            ("/srv/bill.git", None),
        ] {
            assert_eq!(parse_ssh_host(url), host, "{url}");
        }
    }

    #[test]
    fn what_is_no_address_is_none() {
        for text in [
            "",
            "checkout",
            "group:default/a",
            "https://github.com",
            "https://",
            "a b",
            "@:x y",
            "component:default/a",
            "a.ts:12:3",
            "registry.example:5000/a",
            "https://github.com/a/b/blob/main/x%2f..%2fy",
        ] {
            assert_eq!(WebLocation::parse(text), None, "{text}");
        }
    }

    /// The repository and path of the first interpretation.
    fn format_first_target(text: &str) -> String {
        match WebLocation::parse_pasted_url_candidates(
            text,
            &GithubHosts::new(["git.acme.example"]),
        )
        .first()
        {
            Some(RepositoryOrAccount::Repository(location)) => {
                format!("{} {}", location.repository, location.branch_and_path)
            }
            Some(RepositoryOrAccount::Account(CodeOwner::Team { slug })) => format!("team {slug}"),
            Some(RepositoryOrAccount::Account(owner)) => format!("{owner:?}"),
            None => String::new(),
        }
    }

    #[test]
    fn every_page_of_a_repository_leads_to_it() {
        for page in [
            "",
            "/",
            ".git",
            "/pull/12",
            "/pull/12/files#diff-1",
            "/issues/3",
            "/discussions/4",
            "/actions/runs/1/job/2",
            "/commit/abc1234",
            "/compare/main...feature/x",
            "/releases/tag/v1",
            "/settings/access",
            "/wiki/Home",
            ".wiki.git",
            "/security/dependabot",
            "/pkgs/container/bill",
            "?tab=readme",
        ] {
            let text = format!("https://github.com/Acme/bill{page}");
            assert_eq!(
                format_first_target(&text),
                "github.com/acme/bill ",
                "{text}"
            );
        }
        for text in [
            "github.com/acme/bill/pull/12",
            "www.github.com/acme/bill",
            "<https://github.com/acme/bill>",
            "(https://github.com/acme/bill).",
            "https://github.com/acme/bill/pull/12,",
            "https://api.github.com/repos/acme/bill/pulls/3",
            "https://codeload.github.com/acme/bill/zip/refs/heads/main",
            "https://acme.github.io/bill/",
        ] {
            assert_eq!(format_first_target(text), "github.com/acme/bill ", "{text}");
        }
    }

    #[test]
    fn owner_and_name_are_a_repository_of_every_github() {
        for text in [
            "acme/bill",
            "Acme/bill#12",
            "github:acme/bill",
            "gh:acme/bill",
            "`acme/bill`",
            "acme/bill@v1",
            "acme/bill@abc1234",
            "acme/bill@feature/x",
        ] {
            let targets = WebLocation::parse_pasted_url_candidates(
                text,
                &GithubHosts::new(["git.acme.example:8443"]),
            );
            let names = targets.iter().map(|target| match target {
                RepositoryOrAccount::Repository(location) => location.repository.as_str(),
                RepositoryOrAccount::Account(_) => "an account",
            });
            let names: Vec<&str> = names.collect();
            assert_eq!(
                names,
                ["git.acme.example/acme/bill", "github.com/acme/bill"],
                "{text}"
            );
        }
        for text in [
            "a/",
            "/b",
            "a//b",
            "a/b/../c",
            "a/..",
            "../a",
            "a b/c",
            "x:a/b",
            "a/b@sha256:0a",
        ] {
            assert!(
                WebLocation::parse_pasted_url_candidates(text, &GithubHosts::default()).is_empty(),
                "{text}"
            );
        }
    }

    #[test]
    fn owner_name_and_path_are_a_file() {
        for (text, expected) in [
            ("a/b/c", "HEAD/c"),
            ("a/b/c/d.ts", "HEAD/c/d.ts"),
            ("a/b/c/", "HEAD/c"),
            ("a/b/", ""),
            (
                "a/b/.github/workflows/ci.yml@main",
                "HEAD/.github/workflows/ci.yml",
            ),
            ("a/b/@scope/c", "HEAD/@scope/c"),
            ("a/b/tree/v1/c", "v1/c"),
        ] {
            let targets = WebLocation::parse_pasted_url_candidates(text, &GithubHosts::default());
            let [RepositoryOrAccount::Repository(location)] = targets.as_slice() else {
                panic!("{text}: {targets:?}");
            };
            assert_eq!(location.repository, "github.com/a/b", "{text}");
            assert_eq!(location.branch_and_path, expected, "{text}");
        }
    }

    #[test]
    fn pages_of_files_say_which() {
        for (text, expected) in [
            ("https://github.com/a/b/blob/main/x/y.ts#L3", "main/x/y.ts"),
            ("https://github.com/a/b/blame/main/x/y.ts", "main/x/y.ts"),
            ("https://github.com/a/b/edit/main/x/y.ts", "main/x/y.ts"),
            ("https://github.com/a/b/commits/main/x", "main/x"),
            ("https://github.com/a/b/raw/refs/heads/main/x", "main/x"),
            ("https://raw.githubusercontent.com/a/b/main/x", "main/x"),
            (
                "https://raw.githubusercontent.com/a/b/refs/heads/main/x",
                "main/x",
            ),
            (
                "https://api.github.com/repos/a/b/contents/x/y?ref=z",
                "HEAD/x/y",
            ),
            ("https://github.dev/a/b/blob/main/x", "main/x"),
            ("https://github.com/a/b/blob/main/x%20y/z", "main/x y/z"),
            ("https://github.com/a/b/blob/main/x/../y", "main/y"),
            ("https://github.com/a/b/blob/main/x/%2e%2E/y", "main/y"),
            ("https://github.com/a/b/blob/main/./x/.%2e/y", "main/y"),
        ] {
            assert_eq!(
                format_first_target(text),
                format!("github.com/a/b {expected}"),
                "{text}"
            );
        }
    }

    #[test]
    fn other_hosts_of_github_and_other_forges() {
        for (text, expected) in [
            (
                "https://git.acme.example/a/b/pull/1",
                "git.acme.example/a/b ",
            ),
            (
                "https://git.acme.example/api/v3/repos/a/b/issues",
                "git.acme.example/a/b ",
            ),
            (
                "https://git.acme.example/raw/a/b/main/x",
                "git.acme.example/a/b main/x",
            ),
            ("https://acme.ghe.com/a/b/actions", "acme.ghe.com/a/b "),
            ("https://api.acme.ghe.com/repos/a/b", "acme.ghe.com/a/b "),
            (
                "https://gitlab.com/a/b/c/-/merge_requests/4",
                "gitlab.com/a/b/c ",
            ),
            (
                "https://gitlab.com/a/b/c/-/tree/main/x",
                "gitlab.com/a/b/c main/x",
            ),
            (
                "https://bitbucket.org/a/b/src/main/x/",
                "bitbucket.org/a/b main/x",
            ),
            (
                "https://gitea.example/a/b/src/branch/main/x",
                "gitea.example/a/b main/x",
            ),
            (
                "https://github.com/orgs/acme/teams/web/members",
                "team acme/web",
            ),
        ] {
            assert_eq!(format_first_target(text), expected, "{text}");
        }
        let unknown = WebLocation::parse_pasted_url_candidates(
            "https://forge.example/a/b/pull/1",
            &GithubHosts::default(),
        );
        assert!(unknown.iter().any(|target| matches!(
            target,
            RepositoryOrAccount::Repository(location) if location.repository == "forge.example/a/b"
        )));
    }

    #[test]
    fn a_branch_may_have_a_slash() {
        let folders = |text: &str| -> Vec<String> {
            let location = WebLocation::parse(text).unwrap();
            location.possible_paths().map(str::to_owned).collect()
        };
        assert_eq!(
            folders("https://github.com/a/b/blob/feature/x/lib/y.ts"),
            ["x/lib/y.ts", "lib/y.ts", "y.ts"]
        );
        assert_eq!(
            folders("https://github.com/a/b/blob/main/lib/y.ts"),
            ["lib/y.ts"]
        );
    }

    #[test]
    fn the_first_part_of_a_branch_tells_how_many_there_are() {
        let parts = |branch: &str| {
            let text = format!("https://github.com/a/b/blob/{branch}/x/y.ts");
            WebLocation::parse(&text).unwrap().branch_part_count()
        };
        for branch in [
            "main",
            "staging",
            "v1",
            "1.2.3",
            "v1.2.3-rc.1",
            "release-1",
            "release-1.2",
            "2.x",
            "1a2b3c4",
            "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567",
        ] {
            assert_eq!(parts(branch), BranchPartCount::One, "{branch}");
        }
        for branch in ["abc12", "cart-2", "vx", "v", "v1.", "release-", "ada"] {
            assert_eq!(parts(branch), BranchPartCount::Unknown, "{branch}");
        }
        assert_eq!(parts("feature"), BranchPartCount::Usually(2));
        assert_eq!(parts("users"), BranchPartCount::Usually(3));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[ -~é\\u{0}]{0,60}") {
            let hosts = GithubHosts::new(["git.acme.example"]);
            let _ = WebLocation::parse_pasted_url_candidates(&text, &hosts);
            let _ = WebLocation::parse(&text);
            let _ = WebLocation::parse_remote_url(&text);
            let _ = parse_ssh_host(&text);
        }

        #[test]
        fn the_first_two_parts_are_the_repository(owner in "[a-z][a-z0-9-]{0,9}", name in "[a-z0-9_-]{1,12}", rest in "[a-z0-9/.%?#-]{0,30}") {
            prop_assume!(!github::is_reserved_github_name(&owner));
            prop_assume!(!["orgs", "api", "raw", "repos"].contains(&owner.as_str()));
            prop_assume!(!rest.contains(".."));
            let text = format!("https://github.com/{owner}/{name}/{rest}");
            let expected = format!("github.com/{owner}/{name} ");
            prop_assert!(format_first_target(&text).starts_with(&expected), "{text}: {}", format_first_target(&text));
        }
    }
}
