//! `idp doctor`: checks everything that a run needs. Each check reports what was found, or how to fix it.

mod cluster;
mod organisation;

use std::collections::BTreeSet;
use std::path::Path;

pub use organisation::{
    RepositoryMismatches, check_organisation, compare_catalog_with_repositories,
};

use super::approval;
use crate::clock::Clock;
use crate::count::CountedNoun;
use crate::diagnostic::Severity;
use crate::error::{Error, Result};
use crate::forge::{DeploymentPromoterStatus, Forge};
use crate::git::{GitIdentity, ensure_supported_git_version};
use crate::platform::{
    Platform, PlatformSnapshot, UpstreamPlatform, find_unpushed_platform_changes,
};
use crate::printable::Printable;
use crate::rules;
use crate::run::RunStore;
use crate::template::{DeploymentApprovalPolicy, Environment, ImageRegistry};

/// One check.
#[derive(Debug)]
pub struct DoctorCheck {
    /// What is checked, such as `git`.
    pub name: &'static str,
    /// The result of a check.
    pub status: DoctorCheckStatus,
}

/// The result of a check.
#[derive(Debug)]
pub enum DoctorCheckStatus {
    /// The check passed.
    Passed(String),
    /// It works, with a caveat.
    Warning(Error),
    /// The check failed; hints say how to fix it.
    Failed(Error),
    /// The check was skipped, with the reason.
    Skipped(String),
}

impl DoctorCheck {
    /// The check `name` with its result or its error.
    pub fn from_result(name: &'static str, found: Result<String>) -> DoctorCheck {
        let status = match found {
            Ok(words) => DoctorCheckStatus::Passed(words),
            Err(error) => DoctorCheckStatus::Failed(error),
        };
        DoctorCheck { name, status }
    }

    fn new_warning_check(name: &'static str, error: Error) -> DoctorCheck {
        DoctorCheck {
            name,
            status: DoctorCheckStatus::Warning(error),
        }
    }

    fn new_skipped_check(name: &'static str, why: &str) -> DoctorCheck {
        DoctorCheck {
            name,
            status: DoctorCheckStatus::Skipped(why.to_owned()),
        }
    }
}

/// Checks this machine: git, the commit identity, unfinished runs.
pub fn check_git_and_runs(directory: &Path, practice: bool, runs: &RunStore) -> Vec<DoctorCheck> {
    let identity =
        GitIdentity::resolve_git_identity(directory, practice).map(|identity| identity.to_string());
    let mut checks = vec![
        DoctorCheck::from_result("git", ensure_supported_git_version()),
        DoctorCheck::from_result("name", identity),
    ];
    checks.push(match runs.list_runs() {
        Err(error) => DoctorCheck::from_result("runs", Err(error)),
        Ok(found) => {
            let unfinished = found
                .iter()
                .filter(|found| !found.is_running && found.is_unfinished());
            let unfinished: Vec<&str> = unfinished.map(|found| found.run.as_str()).collect();
            check_for_unfinished_runs(&unfinished)
        }
    });
    checks
}

/// Runs to resume or to abandon.
fn check_for_unfinished_runs(unfinished: &[&str]) -> DoctorCheck {
    let error = match unfinished {
        [] => return DoctorCheck::from_result("runs", Ok("no unfinished runs".to_owned())),
        [only] => Error::conflict(format!("run {only} is unfinished"))
            .with_hint(format!("idp runs show {only}")),
        more => Error::conflict(format!("{} runs are unfinished", more.len()))
            .with_hint("idp runs list"),
    };
    DoctorCheck::new_warning_check("runs", error)
}

/// Checks the platform.
pub fn run_platform_health_checks(
    platform: &Platform,
    fresh: &UpstreamPlatform,
    clock: Clock,
    working_directory: &Path,
) -> Vec<DoctorCheck> {
    let found = format!(
        "{}, {} at {:.7}",
        Printable(&platform.to_string()),
        fresh.tip.branch,
        fresh.tip.commit
    );
    let mut checks = vec![
        DoctorCheck::from_result("platform", Ok(found)),
        DoctorCheck::from_result(
            "catalog",
            check_catalog_has_no_errors(&fresh.snapshot, clock),
        ),
    ];
    if !platform.is_practice() {
        checks.push(check_backstage_kinds(&fresh.snapshot));
    }
    // Most commands use the files in the working directory, which may differ from the branch.
    if platform.is_working_directory() {
        let files = platform
            .read_current_snapshot()
            .and_then(|here| check_catalog_has_no_errors(&here, clock));
        let files = files.map_err(|error| {
            let told = !error.hints().is_empty();
            error.with_optional_hint((!told).then(|| "idp catalog validate".to_owned()))
        });
        checks.push(DoctorCheck::from_result("files", files));
        let unpushed = find_unpushed_platform_changes(platform, fresh, working_directory);
        let unpushed = unpushed.into_iter();
        checks.extend(unpushed.map(|error| DoctorCheck::new_warning_check("unpushed", error)));
    }
    checks
}

fn check_catalog_has_no_errors(snapshot: &PlatformSnapshot, clock: Clock) -> Result<String> {
    let catalog = snapshot.read_catalog()?;
    let settings = snapshot.load_rule_settings(clock.today())?;
    let findings = rules::check_catalog(&catalog, &settings);
    let errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error);
    match errors.count() {
        0 => {
            let entities = CountedNoun(catalog.entities.len(), "entity");
            Ok(format!("{entities}, 0 errors"))
        }
        errors => Err(
            Error::usage(format!("the catalog has {}", CountedNoun(errors, "error")))
                .with_hint("idp catalog validate"),
        ),
    }
}

/// Checks that the organisation's Backstage allows every kind: one that it doesn't hides the whole catalog there.
fn check_backstage_kinds(snapshot: &PlatformSnapshot) -> DoctorCheck {
    let name = "backstage";
    let Some(allowed) = &snapshot.config.catalog.kinds else {
        return DoctorCheck::new_skipped_check(
            name,
            "`catalog.kinds` isn't set, so kinds that would hide the catalog in Backstage aren't reported: idp explain kind-not-allowed",
        );
    };
    let checked = snapshot.read_catalog().map(|catalog| {
        let kinds: BTreeSet<String> = catalog
            .entities
            .iter()
            .map(|entity| entity.entity_ref().kind.to_owned())
            .filter(|kind| !allowed.iter().any(|one| one.eq_ignore_ascii_case(kind)))
            .collect();
        kinds.into_iter().collect::<Vec<_>>().join(", ")
    });
    match checked {
        Err(error) => DoctorCheck::from_result(name, Err(error)),
        Ok(others) if others.is_empty() => DoctorCheck::from_result(
            name,
            Ok("`catalog.kinds` lists every kind in the catalog".to_owned()),
        ),
        Ok(others) => DoctorCheck::new_warning_check(
            name,
            Error::usage(format!(
                "`catalog.kinds` lacks {}; one such entity hides the whole catalog in Backstage",
                Printable(&others)
            ))
            .with_hint("idp explain kind-not-allowed"),
        ),
    }
}

/// Checks access to the forge.
pub fn check_forge(forge: &dyn Forge) -> Vec<DoctorCheck> {
    let signs = forge.run_health_checks().into_iter();
    signs
        .map(|(name, found)| DoctorCheck::from_result(name, found))
        .collect()
}

/// Checks whether deployments can be approved as the platform requires; `None` if no approval is needed or nothing is deployed.
pub fn check_deployment_approval_support(
    fresh: &UpstreamPlatform,
    forge: &dyn Forge,
) -> Option<DoctorCheck> {
    // The forge check reports it if the forge can't be reached.
    let unsupported = forge
        .repositories()
        .find_unsupported_repository_features()
        .ok()?;
    let environments = &fresh.snapshot.config.environments;
    let (settled, _) =
        approval::resolve_deployment_approvals(environments, forge.repositories()).ok()?;
    if unsupported.environments.is_some() {
        return None;
    }
    if let Err(error) = approval::validate_reviewer_support(&settled, &unsupported) {
        return Some(DoctorCheck::from_result("approval", Err(error)));
    }
    let by_pull_request = settled.production.approval == DeploymentApprovalPolicy::PullRequest;
    let pipelines = forge.pipelines().filter(|_| by_pull_request)?;
    Some(match pipelines.fetch_promoter_status() {
        Ok(DeploymentPromoterStatus::Ready(found)) => {
            DoctorCheck::from_result("approval", Ok(found))
        }
        Ok(DeploymentPromoterStatus::NotVisible(why)) => {
            DoctorCheck::new_skipped_check("approval", &why)
        }
        Err(error) => DoctorCheck::from_result("approval", Err(error)),
    })
}

/// Checks whether clusters can pull the images of services; `None` if the platform configures it, or deploys nothing.
pub fn check_image_pull_secret_settings(
    fresh: &UpstreamPlatform,
    forge: &dyn Forge,
) -> Option<DoctorCheck> {
    let config = &fresh.snapshot.config;
    let deploys = |(_, environment): (_, &Environment)| !environment.variables.is_empty();
    let visibility = forge.repositories().default_visibility();
    let is_private = visibility.is_some_and(|visibility| visibility != "public")
        && config.registry == ImageRegistry::Ghcr
        && config.pull_secrets.is_empty();
    let deploys = config
        .environments
        .named_environments()
        .into_iter()
        .any(deploys);
    (is_private && deploys).then(|| {
        DoctorCheck::new_warning_check(
            "images",
            Error::usage("new images are private, but idp.yaml sets no pull secret")
                .with_hint("set `pullSecrets`, or set `registry` to one your nodes can pull from: docs/guide/clouds.md")
                .with_hint("ignore this if your nodes authenticate to the registry"),
        )
    })
}

/// Checks whether `kubectl`'s current cluster, if any, has what services need.
pub fn check_cluster_datadog_setup(offline: bool) -> Vec<DoctorCheck> {
    if offline {
        vec![DoctorCheck::new_skipped_check("cluster", "offline")]
    } else {
        cluster::run_datadog_setup_checks()
    }
}
