//! A parsed URL: host and path, without scheme, user and port.

/// A host and the parts of a path on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ParsedUrl {
    /// In lower case, without user and port; empty for a local path.
    pub(super) host: String,
    /// The decoded parts; none is empty, `.` or `..`.
    pub(super) parts: Vec<String>,
    /// The text after the `?`, as written.
    query: String,
}

/// Hosts that forges provide to get git through firewalls, and the forge of each.
const SSH_HOST_ALIASES: [(&str, &str); 3] = [
    ("ssh.github.com", "github.com"),
    ("altssh.gitlab.com", "gitlab.com"),
    ("altssh.bitbucket.org", "bitbucket.org"),
];

/// Punctuation around URLs in prose, chats and code.
const SURROUNDING_PUNCTUATION: &[char] = &[
    '<', '>', '(', ')', '[', ']', '{', '}', '"', '\'', '`', ',', ';', '!', '“', '”', '\u{feff}',
    '\u{200b}', '\u{a0}',
];

/// `text` without characters that are often copied along with a URL or a name: quotes, brackets, punctuation.
pub fn trim_punctuation(text: &str) -> &str {
    let text = text.trim().trim_matches(SURROUNDING_PUNCTUATION).trim();
    // `..` is a path.
    let bare = text
        .trim_end_matches(['.', ':', ','])
        .trim_end_matches(SURROUNDING_PUNCTUATION);
    if bare.is_empty() { text } else { bare }
}

impl ParsedUrl {
    /// Parses a URL with a scheme, or git's short ssh form.
    pub(super) fn parse(text: &str) -> Option<ParsedUrl> {
        let text = text.trim();
        let text = text.strip_prefix("git+").unwrap_or(text);
        let (text, query) = split_url_query_string(text);
        let (host, path) = match text.split_once("://") {
            Some(("file", path)) => ("", path),
            Some((_, rest)) => rest.split_once('/')?,
            None => split_scp_like_url(text)?,
        };
        ParsedUrl::from_parts(host, path, query)
    }

    /// Parses the URL of a remote as git does: without a scheme it names a host if a colon comes before the first
    /// slash.
    pub(super) fn parse_remote_url(url: &str) -> Option<ParsedUrl> {
        if url.contains("://") {
            return ParsedUrl::parse(url);
        }
        let (host, path) = split_scp_url(url)?;
        ParsedUrl::from_parts(host, path, "")
    }

    /// The same for pasted text, which may have punctuation around it or lack its scheme.
    pub(super) fn parse_pasted_url(text: &str) -> Option<ParsedUrl> {
        let text = trim_punctuation(text);
        if let Some(address) = ParsedUrl::parse(text) {
            return Some(address);
        }
        if text.contains("://") || text.contains(char::is_whitespace) {
            return None;
        }
        let (text, query) = split_url_query_string(text);
        let (host, path) = text.split_once('/')?;
        let inside = host.trim_matches('.');
        let named = inside == host && host.contains('.') && !path.is_empty();
        named
            .then(|| ParsedUrl::from_parts(host, path, query))
            .flatten()
    }

    /// The same without a version after its last part: `lib@v1`, `lib.git@main`.
    pub(super) fn without_version_suffix(&self) -> Option<ParsedUrl> {
        let (last, above) = self.parts.split_last()?;
        let (name, _) = last.split_once('@').filter(|(name, _)| !name.is_empty())?;
        Some(ParsedUrl {
            parts: [above, &[name.to_owned()]].concat(),
            ..self.clone()
        })
    }

    /// The parts of the path that a parameter of the query names.
    pub(super) fn path_from_query(&self, name: &str) -> Option<Vec<String>> {
        let mut parameters = self.query.split('&').filter_map(|one| one.split_once('='));
        let (_, path) = parameters.find(|(key, _)| *key == name)?;
        normalize_url_path(&percent_decode(path))
    }

    /// `None` if an encoded slash hides a `..`.
    fn from_parts(host: &str, path: &str, query: &str) -> Option<ParsedUrl> {
        let host = host.rsplit('@').next().unwrap_or(host);
        // The port doesn't identify the host.
        let host = match host.strip_prefix('[') {
            Some(rest) => rest.split(']').next().unwrap_or(rest),
            None => host.split(':').next().unwrap_or(host),
        };
        let host = host.trim_end_matches('.').to_lowercase();
        let aliased = SSH_HOST_ALIASES.iter().find(|(alias, _)| *alias == host);
        Some(ParsedUrl {
            host: aliased.map_or(host.as_str(), |(_, host)| host).to_owned(),
            parts: normalize_url_path(path)?,
            query: query.to_owned(),
        })
    }
}

/// Splits a URL from its query, without the fragment.
fn split_url_query_string(text: &str) -> (&str, &str) {
    let text = text.split('#').next().unwrap_or_default();
    text.split_once('?').unwrap_or((text, ""))
}

/// The host of an ssh remote URL, as written, because ssh aliases are case-sensitive.
pub fn parse_ssh_host(url: &str) -> Option<&str> {
    let host = match url.split_once("://") {
        Some(("ssh" | "git+ssh" | "ssh+git", rest)) => rest.split('/').next()?,
        Some(_) => return None,
        None => split_scp_url(url)?.0,
    };
    let host = host.rsplit('@').next().unwrap_or(host);
    host.split(':').next().filter(|host| !host.is_empty())
}

/// Splits `[user@]host:path`, distinguished from a local path as in git. A single letter is a drive.
fn split_scp_url(url: &str) -> Option<(&str, &str)> {
    let (host, path) = url.split_once(':')?;
    let is_transport = path.starts_with(':');
    let fits = host.len() > 1 && !host.contains('/') && !path.is_empty() && !is_transport;
    fits.then_some((host, path))
}

/// Splits `user@host:path` in ambiguous text. Without a user the host must have a dot, because a ref such as
/// `component:default/cart` would match, and no port may follow.
fn split_scp_like_url(text: &str) -> Option<(&str, &str)> {
    let (host, path) = text.split_once(':')?;
    let is_plain_host = || {
        let first = path.split('/').next().unwrap_or(path);
        let is_port = first.bytes().all(|byte| byte.is_ascii_digit());
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
        host.contains('.')
            && host.trim_matches(['.', '-']) == host
            && host.bytes().all(is_name)
            && path.contains('/')
            && !is_port
    };
    let fits = !host.contains('/') && !path.is_empty();
    (fits && (host.contains('@') || is_plain_host())).then_some((host, path))
}

/// Decodes the parts of a path and resolves `.` and `..` as browsers do, encoded or not.
fn normalize_url_path(path: &str) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        let part = percent_decode(part);
        match part.as_str() {
            "." => {}
            ".." => {
                parts.pop();
            }
            _ if part.split('/').any(|part| part == "..") => return None,
            _ => parts.push(part),
        }
    }
    Some(parts)
}

/// `name` without the suffix `.git`, ignoring case.
pub(super) fn strip_git_suffix(name: &str) -> &str {
    let start = name.len().saturating_sub(".git".len());
    match name.get(start..) {
        Some(ending) if ending.eq_ignore_ascii_case(".git") => &name[..start],
        _ => name,
    }
}

/// Percent-decodes; invalid encoding is left unchanged.
fn percent_decode(part: &str) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let [first, after @ ..] = rest {
        let byte = after
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    match String::from_utf8(bytes) {
        Ok(text) if !text.contains(char::is_control) => text,
        _ => part.to_owned(),
    }
}
