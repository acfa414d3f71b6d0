//! What a run works with, and what it gives back.

use crate::cancellation::CancellationToken;
use crate::clock::Clock;
use crate::forge::Forge;
use crate::git::GitIdentity;
use crate::ops::register::RegisteredEntity;
use crate::platform::Upstream;
use crate::run::{CompletedStep, PlannedService, RunProgress, RunStore};

/// What a run acts on.
pub struct RunContext<'a> {
    /// Who makes the repository.
    pub forge: &'a dyn Forge,
    /// The platform's tip and the way to add to it.
    pub platform: &'a mut Upstream,
    /// In whose name commits are made.
    pub identity: &'a GitIdentity,
    /// Where runs are recorded.
    pub runs: &'a RunStore,
    /// The one clock.
    pub clock: Clock,
    /// Set when the user wants it to stop; the call in flight is finished.
    pub stop: &'a CancellationToken,
}

/// Hears of every step of a run.
pub type ProgressCallback<'a> = &'a mut dyn FnMut(RunProgress<'_>);

/// A service that exists now.
#[derive(Clone, Debug)]
pub struct CreatedService {
    /// The name of the run.
    pub run: String,
    /// What was made.
    pub service: PlannedService,
    /// The first commit, which is the pristine render.
    pub commit: String,
    /// Where the entity went.
    pub registered: RegisteredEntity,
    /// How a cloud knows the workflows of the repository, where the forge gives them a name.
    pub oidc_subject: Option<String>,
    /// Where to watch the first deploy.
    pub deploy: Option<String>,
    /// What people should know.
    pub notes: Vec<String>,
    /// Every step, in order.
    pub steps: Vec<CompletedStep>,
}
