//! GitHub without a token: what a run would do there, as far as nobody has to be asked.

use super::token::missing;
use super::{
    Forge, GitHub, HealthCheck, Host, Ledger, Made, Proxies, Report, RepositoryDefaults,
    RepositorySpec, RequestObserver, Route, Token, Unsupported,
};
use crate::error::{Error, Result};

/// An organisation on a GitHub that nothing is sent to: enough for a plan, and for nothing that has an effect.
pub struct Unsigned {
    github: GitHub,
}

impl Unsigned {
    /// As [`GitHub::new`], for who has no token.
    ///
    /// # Errors
    /// Io (7) where this machine gives no connection to anything.
    pub fn new(
        host: Host,
        organisation: &str,
        manner: RepositoryDefaults,
        stop: &'static std::sync::atomic::AtomicBool,
        tell: RequestObserver,
    ) -> Result<Unsigned> {
        let route = Route::to(host, &Proxies::default())?;
        let github = GitHub::new(route, Token::none(), organisation, manner, stop, tell)?;
        Ok(Unsigned { github })
    }

    fn missing(&self) -> Error {
        missing(&self.github.client.host)
    }
}

impl Forge for Unsigned {
    fn url(&self, name: &str) -> String {
        self.github.url(name)
    }

    fn place(&self, name: &str) -> String {
        self.github.place(name)
    }

    fn annotations(&self, name: &str) -> Vec<(&'static str, String)> {
        self.github.annotations(name)
    }

    fn changes(&self, wanted: &RepositorySpec) -> Vec<String> {
        self.github.changes(wanted)
    }

    fn check(&self, _wanted: &RepositorySpec) -> Result<()> {
        Ok(())
    }

    fn unchecked(&self, wanted: &RepositorySpec) -> Vec<String> {
        let organisation = &self.github.organisation;
        vec![
            format!("the name {} is free", self.github.slug(&wanted.name)),
            format!(
                "the team {} of {organisation} exists and is visible",
                wanted.team
            ),
            format!("a token may create repositories in {organisation}"),
            format!("the plan of {organisation} has environments and reviewers"),
        ]
    }

    fn unsupported(&self) -> Result<Unsupported> {
        Ok(Unsupported {
            reviewers: Some("without a token the plan is not known".to_owned()),
            reviewers_assumed: true,
            ..Unsupported::default()
        })
    }

    fn create(&self, _wanted: &RepositorySpec) -> Result<Made> {
        Err(self.missing())
    }

    fn still_there(&self, _wanted: &RepositorySpec, _made: &Made) -> Result<()> {
        Err(self.missing())
    }

    fn is_shared(&self) -> bool {
        true
    }

    fn has_settings(&self) -> bool {
        true
    }

    fn set_up(&self, _wanted: &RepositorySpec, _ledger: &dyn Ledger) -> Result<Report> {
        Err(self.missing())
    }

    fn signs(&self) -> Vec<HealthCheck> {
        vec![("token", Err(self.missing()))]
    }

    fn repositories(&self) -> Result<Vec<String>> {
        Err(self.missing())
    }
}
