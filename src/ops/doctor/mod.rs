//! `idp doctor`: is everything there that a run will need? Each answer says what was found, or how to fix it.

mod cluster;
mod organisation;

use std::path::Path;

pub use organisation::{RepositoryMismatches, compare_catalog_with_repositories};

use super::approval;
use crate::clock::Clock;
use crate::count::CountedNoun;
use crate::diagnostic::Severity;
use crate::error::{Error, Result};
use crate::forge::{DeploymentPromoterStatus, Forge};
use crate::git::{GitIdentity, ensure_supported_git_version};
use crate::platform::{Platform, PlatformSnapshot, Upstream, find_unpushed_platform_changes};
use crate::printable::Printable;
use crate::rules;
use crate::run::RunStore;
use crate::template::{DeploymentApproval, Environment, ImageRegistry};

/// One thing that was looked at.
#[derive(Debug)]
pub struct DoctorCheck {
    /// Such as `git`.
    pub name: &'static str,
    /// What was found.
    pub status: DoctorCheckStatus,
}

/// What was found.
#[derive(Debug)]
pub enum DoctorCheckStatus {
    /// It is as it should be.
    Passed(String),
    /// It works, and something about it should be known.
    Warning(Error),
    /// It is not as it should be; hints say how to fix it.
    Failed(Error),
    /// It was not looked at, and why.
    Skipped(String),
}

impl DoctorCheck {
    /// What was found under `name`, or what is wrong.
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

/// What this machine has: git, a name for commits, runs that are not over.
pub fn check_machine(directory: &Path, practice: bool, runs: &RunStore) -> Vec<DoctorCheck> {
    let identity =
        GitIdentity::resolve_git_identity(directory, practice).map(|identity| identity.to_string());
    let mut checks = vec![
        DoctorCheck::from_result("git", ensure_supported_git_version()),
        DoctorCheck::from_result("name", identity),
    ];
    checks.push(match runs.list_runs() {
        Err(error) => DoctorCheck::from_result("runs", Err(error)),
        Ok(found) => {
            let over = |run_record: &crate::run::RunRecord| run_record.is_finished();
            let open = found
                .iter()
                .find(|found| !found.is_running && !found.run_record.as_ref().is_ok_and(over));
            match open {
                None => {
                    DoctorCheck::from_result("runs", Ok("none waits to be gone on with".to_owned()))
                }
                Some(open) => DoctorCheck::new_warning_check(
                    "runs",
                    Error::conflict(format!("the run {} is not over", open.run))
                        .with_hint(format!("idp runs show {}", open.run)),
                ),
            }
        }
    });
    checks
}

/// What the platform is like.
pub fn check_platform(platform: &Platform, fresh: &Upstream, clock: Clock) -> Vec<DoctorCheck> {
    let found = format!(
        "{}, {} at {:.7}",
        Printable(&platform.to_string()),
        fresh.tip.branch,
        fresh.tip.commit
    );
    let mut checks = vec![
        DoctorCheck::from_result("platform", Ok(found)),
        DoctorCheck::from_result("catalog", check_catalog(&fresh.snapshot, clock)),
    ];
    // Most verbs go by the files as they are, and these need not be what the branch has.
    if platform.is_directory() {
        let files = platform
            .read_current_snapshot()
            .and_then(|here| check_catalog(&here, clock));
        let files = files.map_err(|error| {
            let told = !error.hints().is_empty();
            error.with_optional_hint((!told).then(|| "idp catalog validate".to_owned()))
        });
        checks.push(DoctorCheck::from_result("files", files));
        let unpushed = find_unpushed_platform_changes(platform, fresh).into_iter();
        checks.extend(unpushed.map(|error| DoctorCheck::new_warning_check("unpushed", error)));
    }
    checks
}

fn check_catalog(snapshot: &PlatformSnapshot, clock: Clock) -> Result<String> {
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
            Error::usage(format!("it has {}", CountedNoun(errors, "error")))
                .with_hint("idp catalog validate"),
        ),
    }
}

/// What the forge lets one do.
pub fn check_forge(forge: &dyn Forge) -> Vec<DoctorCheck> {
    let signs = forge.run_health_checks().into_iter();
    signs
        .map(|(name, found)| DoctorCheck::from_result(name, found))
        .collect()
}

/// Whether deployments can be approved as the platform wants it; nothing where nobody has to, or nothing is deployed.
pub fn check_deployment_approvals(fresh: &Upstream, forge: &dyn Forge) -> Option<DoctorCheck> {
    // What cannot be asked is said of the forge.
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
    let by_pull_request = settled.production.approval == DeploymentApproval::PullRequest;
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

/// Whether clusters can pull the images of services; nothing if the platform says how, or deploys nothing.
pub fn check_container_image_access(fresh: &Upstream, forge: &dyn Forge) -> Option<DoctorCheck> {
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
            Error::usage("new images are private, and idp.yaml names no Secret to pull them")
                .with_hint("set `pullSecrets`, or `registry` to one that the nodes can pull from: docs/guide/clouds.md")
                .with_hint("ignore this if the nodes sign in to the registry themselves"),
        )
    })
}

/// What the cluster has that services count on, if `kubectl` leads to one.
pub fn check_kubernetes_cluster() -> Vec<DoctorCheck> {
    cluster::run_kubernetes_checks()
}
