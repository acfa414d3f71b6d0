//! Resolves the URLs of remotes, whose host may be an alias in the user's ssh configuration.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use hashbrown::HashMap;

use crate::catalog::{self, WebLocation};
use crate::git;

/// Hosts that aren't looked up as aliases, because asking ssh takes longer than the rest of the query.
const WELL_KNOWN_GIT_HOSTS: [&str; 4] =
    ["github.com", "gitlab.com", "bitbucket.org", "dev.azure.com"];

/// The hosts of ssh aliases; ssh is asked only once for each.
pub(super) struct SshAliases {
    /// Where the user's ssh configuration is.
    home: Option<PathBuf>,
    known: RefCell<HashMap<String, Option<String>>>,
}

impl SshAliases {
    pub(super) fn new(home: Option<&Path>) -> SshAliases {
        SshAliases {
            home: home.map(Path::to_owned),
            known: RefCell::default(),
        }
    }

    /// Every repository that these remote URLs may refer to, most likely first.
    pub(super) fn resolve_remotes_to_web_locations(&self, urls: &[String]) -> Vec<WebLocation> {
        let mut locations: Vec<WebLocation> = Vec::new();
        for url in urls {
            for location in WebLocation::parse_remote_url(url) {
                let real = self.resolve_ssh_alias_location(url, &location);
                for location in std::iter::once(location).chain(real) {
                    if !locations.contains(&location) {
                        locations.push(location);
                    }
                }
            }
        }
        locations
    }

    /// The same location on the real host of the alias in `url`; `None` if it's not an alias.
    pub(super) fn resolve_ssh_alias_location(
        &self,
        url: &str,
        location: &WebLocation,
    ) -> Option<WebLocation> {
        let alias = catalog::parse_ssh_host(url)?;
        let (host, path) = location.repository.split_once('/')?;
        if WELL_KNOWN_GIT_HOSTS.contains(&host) || !alias.eq_ignore_ascii_case(host) {
            return None;
        }
        let host = self.resolve_ssh_alias_host(alias)?;
        WebLocation::parse(&format!("https://{host}/{path}"))
    }

    fn resolve_ssh_alias_host(&self, alias: &str) -> Option<String> {
        if let Some(known) = self.known.borrow().get(alias) {
            return known.clone();
        }
        let home = self.home.as_deref();
        let host = home.and_then(|home| git::resolve_ssh_host(alias, home));
        self.known
            .borrow_mut()
            .insert(alias.to_owned(), host.clone());
        host
    }
}
