//! GitHub: github.com, GHE.com and Enterprise Server.

mod attempt;
mod check;
mod client;
mod deploy;
mod dispatch;
mod effect;
mod environment;
mod gh;
mod host;
mod means;
mod problem;
mod promoter;
mod pull_request;
mod refusal;
mod repository;
mod route;
mod ruleset;
mod scopes;
mod settings;
mod standing;
mod subject;
mod token;
mod unsigned;
mod variable;

use std::cell::{Cell, OnceCell};
use std::num::NonZeroU64;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

pub use attempt::Attempt;
use check::Known;
use client::Client;
pub use client::RequestObserver;
pub use gh::gh_token;
pub use host::Host;
pub use means::{Means, Needs};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
pub use route::{Proxies, Route};
pub use token::{HOSTED, SERVER, SignIn, Token};
pub use unsigned::Unsigned;

use super::{
    Forge, HealthCheck, Ledger, Made, Order, Proposal, Proposed, Report, RepositorySpec,
    Unsupported, Workflow,
};
use crate::error::{Error, Result};
use crate::git::Credentials;

/// An organisation on a GitHub, signed in to.
pub struct GitHub {
    client: Client,
    organisation: String,
    manner: RepositoryDefaults,
    credentials: Credentials,
    /// The organisation, once it was asked.
    known: OnceCell<Known>,
    /// When this run made its repository: what was just made may not be seen everywhere at once.
    made_at: Cell<Option<Instant>>,
}

/// How repositories are made.
#[derive(Clone, Copy, Debug)]
pub struct RepositoryDefaults {
    /// Who may see a new one: `private`, `internal` or `public`.
    pub visibility: &'static str,
    /// Whether a workflow makes them, so that the token needs not be allowed to.
    pub by_workflow: bool,
    /// The number of the App that proposes deployments, where only it may.
    pub promoter: Option<NonZeroU64>,
}

impl GitHub {
    /// The repositories of `organisation` on the GitHub that `route` leads to, made in this `manner`. `stop` ends a wait.
    ///
    /// # Errors
    /// Io (7) where this machine gives no connection to anything.
    pub fn new(
        route: Route,
        token: Token,
        organisation: &str,
        manner: RepositoryDefaults,
        stop: &'static AtomicBool,
        tell: RequestObserver,
    ) -> Result<GitHub> {
        let credentials = token.credentials(&route.host);
        Ok(GitHub {
            client: Client::new(route, token, stop, tell)?,
            organisation: organisation.to_owned(),
            manner,
            credentials,
            known: OnceCell::new(),
            made_at: Cell::new(None),
        })
    }

    /// The path of the repository `name` in the API.
    fn repository(&self, name: &str) -> String {
        format!("/repos/{}/{}", part(&self.organisation), part(name))
    }

    /// `acme/checkout`.
    fn slug(&self, name: &str) -> String {
        format!("{}/{name}", self.organisation)
    }
}

impl Forge for GitHub {
    fn url(&self, name: &str) -> String {
        format!("{}.git", self.place(name))
    }

    fn place(&self, name: &str) -> String {
        format!("{}/{}", self.client.host.web(), self.slug(name))
    }

    fn credentials(&self) -> Option<&Credentials> {
        Some(&self.credentials)
    }

    fn explained(&self, url: &str, error: Error) -> Error {
        let attempt = Attempt {
            host: &self.client.host,
            url,
            by: Means::Token(self.client.token.source()),
            needs: Needs::WriteWorkflows,
            scopes: self.known.get().and_then(Known::scopes),
            proxy: self.client.proxy.as_deref(),
        };
        attempt.explained(error)
    }

    fn annotations(&self, name: &str) -> Vec<(&'static str, String)> {
        let place = self.place(name);
        vec![
            ("github.com/project-slug", self.slug(name)),
            ("backstage.io/source-location", format!("url:{place}/")),
            ("backstage.io/techdocs-ref", format!("url:{place}")),
        ]
    }

    fn changes(&self, wanted: &RepositorySpec) -> Vec<String> {
        let mut changes = vec![format!("POST /orgs/{}/repos", part(&self.organisation))];
        changes.extend(self.setting_changes(wanted));
        changes.extend(self.deploy_changes(wanted));
        changes
    }

    fn check(&self, wanted: &RepositorySpec) -> Result<()> {
        self.client.run(self.checked(wanted))
    }

    fn unsupported(&self) -> Result<Unsupported> {
        self.client.run(self.lacking())
    }

    fn promoter(&self) -> Result<Option<String>> {
        self.client.run(self.promoter_there())
    }

    fn create(&self, wanted: &RepositorySpec) -> Result<Made> {
        self.client.run(self.created(wanted))
    }

    fn still_there(&self, wanted: &RepositorySpec, made: &Made) -> Result<()> {
        self.client.run(self.is_still_there(wanted, made))
    }

    fn is_shared(&self) -> bool {
        true
    }

    fn visibility(&self) -> Option<&'static str> {
        Some(self.manner.visibility)
    }

    fn has_settings(&self) -> bool {
        true
    }

    fn set_up(&self, wanted: &RepositorySpec, ledger: &dyn Ledger) -> Result<Report> {
        self.client.run(self.all_set(wanted, ledger))
    }

    fn deploy(&self, wanted: &RepositorySpec, ledger: &dyn Ledger) -> Result<Option<String>> {
        self.client.run(self.deployed(wanted, ledger))
    }

    fn takes_proposals_for(&self, url: &str) -> bool {
        self.client.host.slug(url).is_some()
    }

    fn propose(&self, proposal: &Proposal<'_>) -> Result<Proposed> {
        self.client.run(self.proposed(proposal))
    }

    fn order(&self, order: &Order<'_>) -> Result<Workflow> {
        self.client.run(self.ordered(order))
    }

    fn follow(
        &self,
        url: &str,
        workflow: &Workflow,
        seen: &mut dyn FnMut(&str, bool),
    ) -> Result<()> {
        self.client.run(self.followed(url, workflow, seen))
    }

    fn signs(&self) -> Vec<HealthCheck> {
        self.client.run(self.looked_at())
    }

    fn repositories(&self) -> Result<Vec<String>> {
        self.client.run(self.listed())
    }

    fn requests(&self) -> Option<usize> {
        Some(self.client.requests())
    }
}

/// What may stand in a part of a path as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// One part of a path, encoded: a name with a slash would lead to another address.
fn part(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}
