//! Where code lies on a forge, whatever way its address is written.

/// A repository of a forge, and perhaps a folder in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebLocation {
    /// Host and path in lower case, such as `github.com/acme/checkout`; forges tell no cases apart.
    pub repository: String,
    /// Without `/` at either end; empty for the whole repository.
    pub folder: String,
}

/// What stands between the path of a repository and a branch: GitHub, GitLab, Bitbucket.
const BETWEEN: [&str; 6] = ["/-/tree/", "/-/blob/", "/tree/", "/blob/", "/raw/", "/src/"];

impl WebLocation {
    /// Reads `https://…`, `ssh://…`, `user@host:path`, `file://…`, with `url:` before it or not; `None` for what is no
    /// address of a repository.
    pub fn parse(text: &str) -> Option<WebLocation> {
        let text = text.strip_prefix("url:").unwrap_or(text).trim();
        let text = text.split(['?', '#']).next().unwrap_or_default();
        let (host, path) = match text.split_once("://") {
            Some(("file", path)) => ("", path),
            Some((_, rest)) => rest.split_once('/')?,
            None => short(text)?,
        };
        let host = host.rsplit('@').next().unwrap_or(host);
        // A port says how to reach the host, not which it is.
        let host = host.split(':').next().unwrap_or(host);
        let cut = BETWEEN.iter().find_map(|between| path.split_once(between));
        let (path, below) = cut.unwrap_or((path, ""));
        let folder = below.split_once('/').map_or("", |(_branch, folder)| folder);
        let path = path.trim_matches('/').trim_end_matches(".git");
        let named = !path.is_empty() && !path.contains(char::is_whitespace);
        named.then(|| WebLocation {
            repository: format!("{host}/{path}").to_lowercase(),
            folder: folder.trim_matches('/').to_owned(),
        })
    }
}

/// `user@host:path`, git's short form of ssh.
fn short(text: &str) -> Option<(&str, &str)> {
    let (host, path) = text.split_once(':')?;
    (host.contains('@') && !host.contains('/') && !path.is_empty()).then_some((host, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_repository_has_many_addresses() {
        for text in [
            "https://github.com/Acme/checkout",
            "https://github.com/acme/checkout.git",
            "https://user:token@github.com/acme/checkout/",
            "git@github.com:acme/checkout.git",
            "ssh://git@github.com:22/acme/checkout.git",
            "url:https://github.com/acme/checkout/tree/main/",
            "https://github.com/acme/checkout?tab=readme#top",
        ] {
            let location = WebLocation::parse(text).unwrap();
            assert_eq!(location.repository, "github.com/acme/checkout", "{text}");
            assert_eq!(location.folder, "");
        }
        let deep = WebLocation::parse("https://gitlab.example/a/b/c/-/blob/main/x/y.ts").unwrap();
        assert_eq!(
            (deep.repository.as_str(), deep.folder.as_str()),
            ("gitlab.example/a/b/c", "x/y.ts")
        );
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
        ] {
            assert_eq!(WebLocation::parse(text), None, "{text}");
        }
    }
}
