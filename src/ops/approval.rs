//! How deployments are approved: what `idp.yaml` asks for, and what the forge supports.

use crate::error::{Error, Result};
use crate::forge::{ForgeRepositories, UnsupportedRepositoryFeatures};
use crate::template::{DeploymentApprovalPolicy, DeploymentEnvironments};

/// Resolves how the owning team approves deployments to each environment. Also returns why it can't review production, if it can't.
///
/// # Errors
/// Those of [`ForgeRepositories::find_unsupported_repository_features`], which is called only if needed.
pub(super) fn resolve_deployment_approvals(
    environments: &DeploymentEnvironments,
    repositories: &dyn ForgeRepositories,
) -> Result<(DeploymentEnvironments, Option<String>)> {
    let mut all = environments.named_environments().into_iter();
    let lacking =
        if all.any(|(_, environment)| environment.approval == DeploymentApprovalPolicy::Owner) {
            repositories
                .find_unsupported_repository_features()?
                .reviewers
        } else {
            None
        };
    let settled = environments.with_resolved_approvals(lacking.is_none());
    let by_owner = environments.production.approval == DeploymentApprovalPolicy::Owner;
    Ok((settled, lacking.filter(|_| by_owner)))
}

/// Rejects reviewers if the forge is known not to support them; otherwise the forge would reject them in the middle of a run.
///
/// # Errors
/// Usage (2): the platform's settings are invalid.
pub(super) fn validate_reviewer_support(
    settled: &DeploymentEnvironments,
    unsupported: &UnsupportedRepositoryFeatures,
) -> Result<()> {
    let mut all = settled.named_environments().into_iter();
    let reviewed =
        all.find(|(_, environment)| environment.approval == DeploymentApprovalPolicy::Reviewers);
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
    Err(Error::usage(format!(
        "deployments to {name} can't require reviewers: {why}"
    ))
    .with_hint(format!(
        "set `environments.{name}.approval` in idp.yaml to {otherwise}"
    )))
}
