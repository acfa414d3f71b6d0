//! The messages of a run's commits, which record the run and the template.

use crate::git::GitIdentity;
use crate::run::PlannedService;

/// The message of the first commit of `service`, created by the run `run`.
pub(super) fn format_first_commit_message(service: &PlannedService, run: &str) -> String {
    let (template, version) = &service.template;
    let trailers = format_commit_trailers(service, run);
    format!("{}: {template} {version}\n\n{trailers}", service.name)
}

/// The message of the commit that registers `service`; `actor` is the user that the run acts for.
pub(super) fn format_registration_commit_message(
    service: &PlannedService,
    run: &str,
    actor: &GitIdentity,
) -> String {
    format!(
        "catalog: add {}\n\n{}Idp-Actor: {actor}\n",
        service.reference,
        format_commit_trailers(service, run),
    )
}

fn format_commit_trailers(service: &PlannedService, run: &str) -> String {
    let (template, version) = &service.template;
    format!("Idp-Run: {run}\nIdp-Template: {template}@{version}\n")
}
