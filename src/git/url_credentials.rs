//! Removes credentials from URLs before they are shown, stored or passed to other programs.

/// `https://user:token@host/…?token=…` without secrets. ssh needs the user, but no password. Queries and fragments are
/// removed too: no server needs them to identify a repository.
pub fn strip_url_credentials(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let rest = match scheme {
        "http" | "https" | "ssh" => rest.split(['?', '#']).next().unwrap_or_default(),
        _ => rest,
    };
    let end = rest.find('/').unwrap_or(rest.len());
    let Some((user, _)) = rest[..end].rsplit_once('@') else {
        return format!("{scheme}://{rest}");
    };
    let host = &rest[user.len() + 1..];
    let name = user.split(':').next().unwrap_or_default();
    match scheme {
        "ssh" if !name.is_empty() => format!("ssh://{name}@{host}"),
        _ => format!("{scheme}://{host}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_in_a_url_is_not_written_down() {
        assert_eq!(
            strip_url_credentials("https://x:t0ken@git.example/a@b.git"),
            "https://git.example/a@b.git"
        );
        assert_eq!(
            strip_url_credentials("https://git.example/a.git?token=t0ken#t0ken"),
            "https://git.example/a.git"
        );
        assert_eq!(
            strip_url_credentials("ssh://git:t0ken@git.example/a.git"),
            "ssh://git@git.example/a.git"
        );
        assert_eq!(
            strip_url_credentials("git@git.example:acme/platform.git"),
            "git@git.example:acme/platform.git"
        );
    }
}
