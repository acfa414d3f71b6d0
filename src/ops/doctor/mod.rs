//! `idp doctor`: is everything there that a run will need? Each answer says what was found, or how to mend it.

mod cluster;
mod organisation;

use std::path::Path;

pub use organisation::{Orphans, strays};

use super::approval;
use crate::clock::Clock;
use crate::count::Count;
use crate::diagnostic::Severity;
use crate::error::{Error, Result};
use crate::git::{Identity, check_version};
use crate::platform::{Forge, Platform, Snapshot, Upstream, Visibility, unpushed};
use crate::printable::Printable;
use crate::rules;
use crate::run::Runs;
use crate::template::{Approval, Environment, Registry};

/// One thing that was looked at.
#[derive(Debug)]
pub struct Check {
    /// Such as `git`.
    pub name: &'static str,
    /// What was found.
    pub finding: Finding,
}

/// What was found.
#[derive(Debug)]
pub enum Finding {
    /// It is as it should be.
    Well(String),
    /// It works, and something about it should be known.
    Remark(Error),
    /// It is not as it should be; hints say how to mend it.
    Fault(Error),
    /// It was not looked at, and why.
    Unseen(String),
}

impl Check {
    /// What was found under `name`, or what is wrong.
    pub fn of(name: &'static str, found: Result<String>) -> Check {
        let finding = match found {
            Ok(words) => Finding::Well(words),
            Err(error) => Finding::Fault(error),
        };
        Check { name, finding }
    }

    fn remark(name: &'static str, error: Error) -> Check {
        Check {
            name,
            finding: Finding::Remark(error),
        }
    }

    fn unseen(name: &'static str, why: &str) -> Check {
        Check {
            name,
            finding: Finding::Unseen(why.to_owned()),
        }
    }
}

/// What this machine has: git, a name for commits, runs that are not over.
pub fn of_machine(directory: &Path, practice: bool, runs: &Runs) -> Vec<Check> {
    let identity = Identity::find(directory, practice).map(|identity| identity.to_string());
    let mut checks = vec![
        Check::of("git", check_version()),
        Check::of("name", identity),
    ];
    checks.push(match runs.list() {
        Err(error) => Check::of("runs", Err(error)),
        Ok(found) => {
            let over = |run_record: &crate::run::RunRecord| run_record.is_finished();
            let open = found
                .iter()
                .find(|found| !found.alive && !found.run_record.as_ref().is_ok_and(over));
            match open {
                None => Check::of("runs", Ok("none waits to be gone on with".to_owned())),
                Some(open) => Check::remark(
                    "runs",
                    Error::conflict(format!("the run {} is not over", open.run))
                        .hint(format!("idp runs show {}", open.run)),
                ),
            }
        }
    });
    checks
}

/// What the platform is like.
pub fn of_platform(platform: &Platform, fresh: &Upstream, clock: Clock) -> Vec<Check> {
    let found = format!(
        "{}, {} at {:.7}",
        Printable(&platform.to_string()),
        fresh.tip.branch,
        fresh.tip.commit
    );
    let mut checks = vec![
        Check::of("platform", Ok(found)),
        Check::of("catalog", catalog(&fresh.snapshot, clock)),
    ];
    // Most verbs go by the files as they are, and these need not be what the branch has.
    if platform.is_directory() {
        let files = platform.current().and_then(|here| catalog(&here, clock));
        let files = files.map_err(|error| {
            let told = !error.hints().is_empty();
            error.hint_if((!told).then(|| "idp catalog validate".to_owned()))
        });
        checks.push(Check::of("files", files));
        let unpushed = unpushed(platform, fresh).into_iter();
        checks.extend(unpushed.map(|error| Check::remark("unpushed", error)));
    }
    checks
}

fn catalog(snapshot: &Snapshot, clock: Clock) -> Result<String> {
    let catalog = snapshot.catalog()?;
    let settings = snapshot.settings(clock.today())?;
    let findings = rules::check(&catalog, &settings);
    let errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error);
    match errors.count() {
        0 => {
            let entities = Count(catalog.entities.len(), "entity");
            Ok(format!("{entities}, 0 errors"))
        }
        errors => {
            Err(Error::usage(format!("it has {}", Count(errors, "error")))
                .hint("idp catalog validate"))
        }
    }
}

/// What the forge lets one do.
pub fn of_forge(forge: &dyn crate::forge::Forge) -> Vec<Check> {
    let signs = forge.signs().into_iter();
    signs.map(|(name, found)| Check::of(name, found)).collect()
}

/// Whether deployments can be approved as the platform wants it; nothing where nobody has to, or nothing is deployed.
pub fn of_approval(fresh: &Upstream, forge: &dyn crate::forge::Forge) -> Option<Check> {
    // What cannot be asked is said of the forge.
    let unsupported = forge.unsupported().ok()?;
    let environments = &fresh.snapshot.config.environments;
    let (settled, _) = approval::settled(environments, forge).ok()?;
    if unsupported.environments.is_some() {
        return None;
    }
    if let Err(error) = approval::check(&settled, &unsupported) {
        return Some(Check::of("approval", Err(error)));
    }
    let by_pull_request = settled.production.approval == Approval::PullRequest;
    by_pull_request.then(|| match forge.promoter() {
        Ok(None) => Check::unseen(
            "approval",
            "only owners of the organisation see whether an App proposes deployments, with a token of the scope admin:org",
        ),
        found => Check::of("approval", found.map(Option::unwrap_or_default)),
    })
}

/// Whether clusters can pull the images of services; nothing if the platform says how, or deploys nothing.
pub fn of_images(fresh: &Upstream) -> Option<Check> {
    let config = &fresh.snapshot.config;
    let deploys = |(_, environment): (_, &Environment)| !environment.variables.is_empty();
    let is_private = config.forge == Forge::Github
        && config.github.visibility != Visibility::Public
        && config.registry == Registry::Ghcr
        && config.pull_secrets.is_empty();
    let deploys = config.environments.by_name().into_iter().any(deploys);
    (is_private && deploys).then(|| {
        Check::remark(
            "images",
            Error::usage("new images are private, and idp.yaml names no Secret to pull them")
                .hint("set `pullSecrets`, or `registry` to one that the nodes can pull from: docs/guide/clouds.md")
                .hint("ignore this if the nodes sign in to the registry themselves"),
        )
    })
}

/// What the cluster has that services count on, if `kubectl` leads to one.
pub fn of_cluster() -> Vec<Check> {
    cluster::checks()
}
