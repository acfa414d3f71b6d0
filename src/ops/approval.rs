//! How deployments are approved: what `idp.yaml` wants, and what the forge has for that.

use crate::error::{Error, Result};
use crate::forge::{Repositories, UnsupportedRepositoryFeatures};
use crate::template::{DeploymentApproval, Environments};

/// The environments, where it is settled how the owning team approves, and why it does not as a reviewer of production.
///
/// # Errors
/// Those of [`Repositories::find_unsupported_repository_features`], which is asked only where it matters.
pub(super) fn resolve_deployment_approvals(
    environments: &Environments,
    repositories: &dyn Repositories,
) -> Result<(Environments, Option<String>)> {
    let mut all = environments.named_environments().into_iter();
    let lacking = if all.any(|(_, environment)| environment.approval == DeploymentApproval::Owner) {
        repositories
            .find_unsupported_repository_features()?
            .reviewers
    } else {
        None
    };
    let settled = environments.with_resolved_approvals(lacking.is_none());
    let by_owner = environments.production.approval == DeploymentApproval::Owner;
    Ok((settled, lacking.filter(|_| by_owner)))
}

/// Refuses reviewers whom the forge is known not to have: the forge would refuse them in the middle of a run.
///
/// # Errors
/// Usage (2): the platform is at fault.
pub(super) fn validate_reviewer_support(
    settled: &Environments,
    unsupported: &UnsupportedRepositoryFeatures,
) -> Result<()> {
    let mut all = settled.named_environments().into_iter();
    let reviewed =
        all.find(|(_, environment)| environment.approval == DeploymentApproval::Reviewers);
    let (Some((name, _)), Some(why), false) = (
        reviewed,
        &unsupported.reviewers,
        unsupported.reviewers_assumed,
    ) else {
        return Ok(());
    };
    let otherwise = match name {
        "production" => "pull-request or none",
        _ => "none",
    };
    Err(
        Error::usage(format!("nobody can review what goes to {name}: {why}")).with_hint(format!(
            "in the platform's idp.yaml, environments.{name}.approval: {otherwise}"
        )),
    )
}
