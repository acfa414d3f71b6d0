//! Refusals that say why, in words only: the same in the API and to git alike, so the words are read. Each comes with the
//! page or the command that changes something about it; a page is named only where its address is known.

mod organisation;
mod repository;

use super::token::GH;
use super::{Host, Means, Needs};
use crate::printable::{Printable, shortened};

/// The longest address that is shown.
const LONGEST: usize = 300;

/// Who was refused, where.
#[derive(Clone, Copy)]
pub(super) struct Refused<'a> {
    /// The server.
    pub(super) host: &'a Host,
    /// What signed in.
    pub(super) by: Means<'a>,
    /// The repository, such as `acme/platform`, where it is known.
    pub(super) repository: Option<&'a str>,
    /// What it takes.
    pub(super) needs: Needs,
    /// What the server said.
    pub(super) words: &'a str,
    /// The page where the token is let in by single sign-on, where the server named one.
    pub(super) sso: Option<&'a str>,
}

impl Refused<'_> {
    /// What to do about it; nothing where the words say no reason that is known.
    pub(super) fn hints(self) -> Vec<String> {
        let hints = self.of_organisation();
        match hints.is_empty() {
            true => self.of_repository(),
            false => hints,
        }
    }

    fn is_of_gh(self) -> bool {
        matches!(self.by, Means::Token(GH))
    }

    /// The variable that may hold another token.
    fn variable(self) -> &'static str {
        let server = ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"];
        let hosted = ["IDP_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"];
        let named = hosted
            .iter()
            .chain(&server)
            .find(|name| matches!(self.by, Means::Token(source) if source == **name));
        named.copied().unwrap_or("IDP_GITHUB_TOKEN")
    }

    /// The first address of this host in the words that has `part` in it.
    fn address(self, part: &str) -> Option<String> {
        let home = format!("{}/", self.host.web());
        let mut words = self.words.split_whitespace();
        let found = words.find(|word| word.starts_with(&home) && word.contains(part))?;
        Some(shown(found.trim_end_matches(['.', ',', ')'])))
    }

    /// The name that stands in quotes or backticks before "organization", as the server writes it.
    fn organisation(self) -> Option<String> {
        let (before, _) = self.words.split_once(" organization")?;
        let name = before
            .rsplit(' ')
            .next()?
            .trim_matches(['\'', '`', '"', '’', '‘']);
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        (!name.is_empty() && name.bytes().all(is_name)).then(|| name.to_owned())
    }
}

fn shown(url: &str) -> String {
    shortened(&Printable(url).to_string(), LONGEST)
}
