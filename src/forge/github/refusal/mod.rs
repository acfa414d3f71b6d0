//! Refusals that say why, in words only: the same in the API and to git alike, so the words are read. Each comes with the
//! page or the command that changes something about it; a page is named only where its address is known.

mod organisation;
mod repository;

use super::token::GH_CLI_TOKEN_SOURCE;
use super::{GitHubHost, RequiredAccess, SignInMethod};
use crate::printable::{Printable, truncate_chars};

/// The longest address that is shown.
const MAX_URL_LENGTH: usize = 300;

/// Who was refused, where.
#[derive(Clone, Copy)]
pub(super) struct AccessRefusal<'a> {
    /// The server.
    pub(super) host: &'a GitHubHost,
    /// What signed in.
    pub(super) sign_in_method: SignInMethod<'a>,
    /// The repository, such as `acme/platform`, where it is known.
    pub(super) repository: Option<&'a str>,
    /// What it takes.
    pub(super) required_access: RequiredAccess,
    /// What the server said.
    pub(super) message: &'a str,
    /// The page where the token is let in by single sign-on, where the server named one.
    pub(super) sso_url: Option<&'a str>,
}

impl AccessRefusal<'_> {
    /// What to do about it; nothing where the words say no reason that is known.
    pub(super) fn build_error_hints(self) -> Vec<String> {
        let hints = self.build_organisation_error_hints();
        if hints.is_empty() {
            self.build_repository_error_hints()
        } else {
            hints
        }
    }

    fn uses_gh_cli_token(self) -> bool {
        matches!(
            self.sign_in_method,
            SignInMethod::Token(GH_CLI_TOKEN_SOURCE)
        )
    }

    /// The variable that may hold another token.
    fn token_env_var_name(self) -> &'static str {
        let server = ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"];
        let hosted = ["IDP_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"];
        let named = hosted.iter().chain(&server).find(
            |name| matches!(self.sign_in_method, SignInMethod::Token(source) if source == **name),
        );
        named.copied().unwrap_or("IDP_GITHUB_TOKEN")
    }

    /// The first address of this host in the words that has `part` in it.
    fn find_url_containing(self, part: &str) -> Option<String> {
        let home = format!("{}/", self.host.web_url());
        let mut words = self.message.split_whitespace();
        let found = words.find(|word| word.starts_with(&home) && word.contains(part))?;
        Some(escape_and_truncate_url(
            found.trim_end_matches(['.', ',', ')']),
        ))
    }

    /// The name that stands in quotes or backticks before "organization", as the server writes it.
    fn parse_organisation_name(self) -> Option<String> {
        let (before, _) = self.message.split_once(" organization")?;
        let name = before
            .rsplit(' ')
            .next()?
            .trim_matches(['\'', '`', '"', '’', '‘']);
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        (!name.is_empty() && name.bytes().all(is_name)).then(|| name.to_owned())
    }
}

fn escape_and_truncate_url(url: &str) -> String {
    truncate_chars(&Printable(url).to_string(), MAX_URL_LENGTH)
}
