//! The input and the result of a run.

use crate::cancellation::CancellationToken;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::forge::{Forge, Pipelines};
use crate::git::GitIdentity;
use crate::ops::register::EntityRegistrationOutcome;
use crate::platform::UpstreamPlatform;
use crate::remedy::Remedy;
use crate::run::{CompletedStep, PlannedService, RunProgressEvent, RunStore};

/// What a run needs.
pub struct RunContext<'a> {
    /// The forge that creates the repository.
    pub forge: &'a dyn Forge,
    /// The platform's tip, which the registration is pushed to.
    pub platform: &'a mut UpstreamPlatform,
    /// The author of commits.
    pub identity: &'a GitIdentity,
    /// Where runs are recorded.
    pub runs: &'a RunStore,
    /// The clock.
    pub clock: Clock,
    /// Cancelled when the user wants to stop; a pending call is still completed.
    pub stop: &'a CancellationToken,
}

/// Called for every step of a run.
pub type ProgressCallback<'a> = &'a mut dyn FnMut(RunProgressEvent<'_>);

/// A service that was created.
#[derive(Clone, Debug)]
pub struct CreatedService {
    /// The name of the run.
    pub run: String,
    /// The service.
    pub service: PlannedService,
    /// The first commit, which contains exactly the rendered files.
    pub commit: String,
    /// The registration of the entity.
    pub registered: EntityRegistrationOutcome,
    /// The OIDC subject of the repository's workflows, if the forge has one.
    pub oidc_subject: Option<String>,
    /// Where to watch the first deploy.
    pub deploy: Option<String>,
    /// Notes for the user.
    pub notes: Vec<String>,
    /// Every step, in order.
    pub steps: Vec<CompletedStep>,
}

/// The pipelines of the forge. `create: dispatch` in `idp.yaml` is rejected for a forge without any.
pub(super) fn require_forge_pipelines(forge: &dyn Forge) -> Result<&dyn Pipelines> {
    forge.pipelines().ok_or_else(|| {
        Error::usage("the platform's forge doesn't support workflows")
            .with_hint(Remedy::CreateDirectly)
    })
}
