//! The step that registers the new service in the catalog: with a push, or in a pull request if the platform requires one or its
//! branch is protected.

use super::context::RunContext;
use crate::catalog::OIDC_SUBJECT_ANNOTATION;
use crate::error::{Error, Result};
use crate::forge::Proposals;
use crate::ops::publish::{CatalogPushOutcome, PublishCommitOptions};
use crate::ops::register::{
    CatalogRegistrationRequest, EntityRegistrationOutcome, ValidatedCatalogChange,
    open_registration_pull_request, register_entity,
};
use crate::platform::RegistrationMode;
use crate::run::PlannedService;

/// Registers `service`, whose workflows have the OIDC subject `oidc_subject`. Returns the registration and a note for the user.
/// `planned` is the change for the service without a subject.
///
/// # Errors
/// Those of [`register_entity`] and [`open_registration_pull_request`].
pub(super) fn register_service_in_catalog(
    service: &PlannedService,
    oidc_subject: Option<&str>,
    planned: Option<ValidatedCatalogChange<'_>>,
    message: &str,
    context: &mut RunContext<'_>,
) -> Result<(EntityRegistrationOutcome, Option<String>)> {
    let planned = planned.filter(|_| oidc_subject.is_none());
    let mut entity = service.entity.clone();
    let subject =
        oidc_subject.map(|subject| (OIDC_SUBJECT_ANNOTATION.to_owned(), subject.to_owned()));
    entity.annotations.extend(subject);
    let request = CatalogRegistrationRequest {
        entity: &entity,
        planned,
        options: PublishCommitOptions {
            action: "register",
            message,
            identity: context.identity,
            clock: context.clock,
            stop: context.stop,
        },
    };
    let platform = &mut *context.platform;
    if platform.snapshot.config.registration == RegistrationMode::PullRequest {
        let proposals = context
            .forge
            .proposals()
            .ok_or_else(pull_requests_unsupported_error)?;
        return open_registration_pull_request(platform, request, proposals)
            .map(|done| (done, None));
    }
    match register_entity(platform, request)? {
        CatalogPushOutcome::Done(registered) => Ok((registered, None)),
        CatalogPushOutcome::Protected(refusal) => {
            let accepts = |proposals: &&dyn Proposals| {
                proposals.handles_repository_url(platform.mirror.url())
            };
            let proposals = context.forge.proposals().filter(accepts).ok_or(refusal)?;
            let note = format!(
                "{} is protected, so the registration is waiting in a pull request; set `registration: pull-request` in idp.yaml to skip the push",
                platform.tip.branch
            );
            open_registration_pull_request(platform, request, proposals)
                .map(|done| (done, Some(note)))
        }
        CatalogPushOutcome::Unknown(error) => Err(error.with_hint(format!(
            "check whether it was registered: idp who-owns {}",
            service.name
        ))),
    }
}

/// `registration: pull-request` on a forge without pull requests. `idp.yaml` is normally rejected earlier.
fn pull_requests_unsupported_error() -> Error {
    Error::usage("the platform's forge doesn't support pull requests")
        .with_hint("set `registration: push` in idp.yaml")
}
