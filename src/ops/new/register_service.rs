//! The step in which the catalog gets the new service: by a push, or in a pull request where the platform wants one or its
//! branch is protected.

use super::context::RunContext;
use crate::catalog::OIDC_SUBJECT_ANNOTATION;
use crate::error::{Error, Result};
use crate::forge::Proposals;
use crate::ops::publish::{PublishOptions, PublishOutcome};
use crate::ops::register::{
    CatalogRegistrationRequest, PlannedChange, RegisteredEntity, open_registration_pull_request,
    register_entity,
};
use crate::platform::RegistrationMode;
use crate::run::PlannedService;

/// Registers `service`, whose workflows a cloud knows as `oidc_subject`; where it went, and what people should know about it.
/// `planned` is the change for the service without a subject.
///
/// # Errors
/// What [`register_entity`] and [`open_registration_pull_request`] say.
pub(super) fn register_service_in_catalog(
    service: &PlannedService,
    oidc_subject: Option<&str>,
    planned: Option<PlannedChange<'_>>,
    message: &str,
    context: &mut RunContext<'_>,
) -> Result<(RegisteredEntity, Option<String>)> {
    let planned = planned.filter(|_| oidc_subject.is_none());
    let mut entity = service.entity.clone();
    let subject =
        oidc_subject.map(|subject| (OIDC_SUBJECT_ANNOTATION.to_owned(), subject.to_owned()));
    entity.annotations.extend(subject);
    let request = CatalogRegistrationRequest {
        entity: &entity,
        planned,
        options: PublishOptions {
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
            .ok_or_else(no_pull_requests_error)?;
        return open_registration_pull_request(platform, request, proposals)
            .map(|done| (done, None));
    }
    match register_entity(platform, request)? {
        PublishOutcome::Done(registered) => Ok((registered, None)),
        PublishOutcome::Protected(refusal) => {
            let accepts = |proposals: &&dyn Proposals| {
                proposals.handles_repository_url(platform.mirror.url())
            };
            let proposals = context.forge.proposals().filter(accepts).ok_or(refusal)?;
            let note = format!(
                "{} is protected, so the registration waits in a pull request; `registration: pull-request` in idp.yaml says so at once",
                platform.tip.branch
            );
            open_registration_pull_request(platform, request, proposals)
                .map(|done| (done, Some(note)))
        }
        PublishOutcome::Unknown(error) => Err(error.with_hint(format!(
            "it may be registered: idp who-owns {}",
            service.name
        ))),
    }
}

/// `registration: pull-request` on a forge that has none; `idp.yaml` is refused for it before.
fn no_pull_requests_error() -> Error {
    Error::usage("the platform's forge has no pull requests")
        .with_hint("set `registration: push` in idp.yaml")
}
