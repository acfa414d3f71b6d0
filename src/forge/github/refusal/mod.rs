//! Recognises refusals by their message, since GitHub gives no code for them and uses the same wording in the API and
//! for git. Each hint names the page or command that helps; a page is named only if its URL is known.

mod organisation;
mod repository;

use super::token::GH_CLI_TOKEN_SOURCE;
use super::{GitHubHost, RequiredAccess, SignInMethod};
use crate::printable::{Printable, truncate_chars};

/// The maximum length of a URL in a hint.
const MAX_URL_LENGTH: usize = 300;

/// A refused request.
#[derive(Clone, Copy)]
pub(super) struct AccessRefusal<'a> {
    /// The server.
    pub(super) host: &'a GitHubHost,
    /// The credential that was used.
    pub(super) sign_in_method: SignInMethod<'a>,
    /// The repository, such as `acme/platform`, if known.
    pub(super) repository: Option<&'a str>,
    /// The access that is required.
    pub(super) required_access: RequiredAccess,
    /// The message of the server.
    pub(super) message: &'a str,
    /// The page that authorises the token for single sign-on, if the server named one.
    pub(super) sso_url: Option<&'a str>,
}

impl AccessRefusal<'_> {
    /// The hints for this refusal; empty if the reason is unknown.
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

    /// The variable to set to another token.
    fn token_env_var_to_set(self) -> &'static str {
        let server = ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"];
        let hosted = ["IDP_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"];
        let named = hosted.iter().chain(&server).find(
            |name| matches!(self.sign_in_method, SignInMethod::Token(source) if source == **name),
        );
        named.copied().unwrap_or("IDP_GITHUB_TOKEN")
    }

    /// The first URL of this host in the message that contains `part`.
    fn find_url_in_message(self, part: &str) -> Option<String> {
        let home = format!("{}/", self.host.web_url());
        let mut words = self.message.split_whitespace();
        let found = words.find(|word| word.starts_with(&home) && word.contains(part))?;
        Some(escape_and_truncate_url(
            found.trim_end_matches(['.', ',', ')']),
        ))
    }

    /// The name before "organization" in the message, in quotes or backticks.
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
