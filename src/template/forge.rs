//! What a template's repositories need of the forge: checks that changes must pass, and a workflow that deploys.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use super::brief::Brief;
use super::condition::Condition;
use super::environment;
use super::spot::{Faults, Spot};
use super::tree::Tree;
use super::workflow::{FOLDER, Workflow};
use crate::diagnostic::Diagnostic;
use crate::nearest::{did_you_mean, nearest};
use crate::printable::Printable;

/// What the forge must know of a repository.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ForgeSpec {
    /// The checks that every change must pass, by the names of their jobs: names, or `{check: NAME, when: CONDITION}`.
    #[serde(default)]
    checks: Vec<Brief<CheckSpec>>,
    /// The file name of the workflow that deploys; `idp new` starts it once.
    deploy: Option<String>,
    /// The environments that it deploys to.
    #[serde(default)]
    environments: Vec<String>,
}

/// A check that is required always, or under a condition.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CheckSpec {
    /// The name of the job that reports it.
    check: String,
    /// When it is required.
    when: Option<String>,
}

impl From<String> for CheckSpec {
    fn from(check: String) -> CheckSpec {
        CheckSpec { check, when: None }
    }
}

/// What a template says that the forge must know, and where it says so.
#[derive(Clone, Debug, Default)]
pub(super) struct ForgeWants {
    pub(super) checks: Vec<WantedCheck>,
    deploy: Option<(String, Spot)>,
    environments: Vec<(String, Spot)>,
}

/// A required check.
#[derive(Clone, Debug)]
pub(super) struct WantedCheck {
    name: String,
    pub(super) when: Option<Condition>,
    spot: Spot,
}

/// What the forge must know of one repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepositoryNeeds {
    /// The checks that every change must pass, by the names of their jobs.
    pub checks: Vec<String>,
    /// The file name of the workflow that deploys.
    pub deploy: Option<String>,
    /// The environments that it deploys to.
    pub environments: Vec<String>,
}

const CODE: &str = "template-forge";

impl ForgeWants {
    /// What the block `forge` of the manifest at `spot` says.
    pub(super) fn read(spec: Option<&ForgeSpec>, spot: &Spot, faults: &mut Faults) -> ForgeWants {
        let Some(spec) = spec else {
            return ForgeWants::default();
        };
        let spot = spot.below("forge");
        let mut wants = ForgeWants::default();
        for (index, Brief(check)) in spec.checks.iter().enumerate() {
            let spot = spot.below("checks").below(index);
            wants.checks.push(WantedCheck {
                name: check.check.clone(),
                when: Condition::read(check.when.as_deref(), &spot, faults),
                spot,
            });
        }
        let deploy = spec.deploy.as_ref();
        wants.deploy = deploy.map(|file| (file.clone(), spot.below("deploy")));
        let environments = spec.environments.iter().enumerate();
        wants.environments = environments
            .map(|(index, name)| (name.clone(), spot.below("environments").below(index)))
            .collect();
        faults.extend(wants.impossible(&spot));
        wants
    }

    /// What no render could make right.
    fn impossible(&self, spot: &Spot) -> Faults {
        let mut faults = Faults::new();
        match (&self.deploy, self.environments.is_empty()) {
            (Some((_, spot)), true) => {
                let message = "`deploy` needs `environments` to deploy to";
                faults.push(spot.fault(CODE, message));
            }
            (None, false) => {
                let message = "`environments` need a workflow that deploys to them: `deploy`";
                faults.push(spot.below("environments").fault(CODE, message));
            }
            _ => {}
        }
        let is_file = |file: &str| file.ends_with(".yml") || file.ends_with(".yaml");
        if let Some((file, spot)) = &self.deploy
            && (file.contains('/') || !is_file(file))
        {
            let message = format!(
                "`{}` is no workflow: write the name of a file in {FOLDER}, such as deploy.yml",
                Printable(file)
            );
            faults.push(spot.fault(CODE, message));
        }
        for (name, spot) in &self.environments {
            if !environment::NAMES.contains(&name.as_str()) {
                let message = format!(
                    "no platform has an environment `{}`: there are {}",
                    Printable(name),
                    environment::NAMES.join(" and ")
                );
                faults.push(spot.fault(CODE, message));
            }
        }
        faults
    }

    /// What it comes to for these answers.
    pub(super) fn of(&self, values: &Json) -> RepositoryNeeds {
        let environments = self.environments.iter();
        RepositoryNeeds {
            checks: self
                .required(values)
                .map(|check| check.name.clone())
                .collect(),
            deploy: self.deploy.as_ref().map(|(file, _)| file.clone()),
            environments: environments.map(|(name, _)| name.clone()).collect(),
        }
    }

    fn required<'w>(&'w self, values: &'w Json) -> impl Iterator<Item = &'w WantedCheck> {
        let is_required =
            |check: &&WantedCheck| check.when.as_ref().is_none_or(|when| when.holds(values));
        self.checks.iter().filter(is_required)
    }

    /// Whether the workflows of `tree` are as it says.
    pub(super) fn check(&self, values: &Json, tree: &Tree) -> Faults {
        let is_workflow = |path: &str| path.starts_with(FOLDER);
        let files = tree
            .files()
            .iter()
            .filter(|file| is_workflow(file.path.as_str()));
        let workflows: Vec<(&str, Workflow)> = files
            .filter_map(|file| Some((file.path.as_str(), Workflow::read(&file.bytes)?)))
            .collect();
        let mut faults = Faults::new();
        let ask: Vec<&str> = workflows
            .iter()
            .filter(|(_, workflow)| workflow.runs_on("pull_request"))
            .flat_map(|(_, workflow)| workflow.checks())
            .collect();
        let unknown = self
            .required(values)
            .filter(|check| !ask.contains(&check.name.as_str()));
        faults.extend(unknown.map(|check| nobody_reports(check, &ask)));
        if let Some((file, spot)) = &self.deploy {
            let path = format!("{FOLDER}{file}");
            match workflows.iter().find(|(name, _)| *name == path) {
                Some((_, workflow)) => faults.extend(self.deploys(workflow, &path, spot)),
                None => {
                    let message = format!("the template renders no workflow {}", Printable(&path));
                    faults.push(spot.fault(CODE, message));
                }
            }
        }
        faults
    }

    fn deploys(&self, workflow: &Workflow, path: &str, spot: &Spot) -> Faults {
        let path = Printable(path);
        let named = workflow.environments();
        let mut faults = Faults::new();
        if !workflow.runs_on("workflow_dispatch") {
            let message = format!("`idp new` can't start {path}: it isn't `on: workflow_dispatch`");
            faults.push(spot.fault(CODE, message));
        }
        if !workflow.has_computed_environment() {
            let missing = self.environments.iter();
            let missing = missing.filter(|(name, _)| !named.contains(name.as_str()));
            faults.extend(missing.map(|(name, spot)| {
                let message = format!("no job of {path} has `environment: {}`", Printable(name));
                spot.fault(CODE, message)
            }));
        }
        let is_known = |name: &&&str| !self.environments.iter().any(|(known, _)| known == **name);
        faults.extend(named.iter().filter(is_known).map(|name| {
            let name = Printable(name);
            let message = format!("{path} deploys to `{name}`, which `environments` doesn't name");
            let help =
                "an environment that `idp new` doesn't make is open to everybody who may push";
            spot.fault(CODE, message).help(help)
        }));
        faults
    }
}

fn nobody_reports(check: &WantedCheck, reported: &[&str]) -> Diagnostic {
    let name = &check.name;
    let near = did_you_mean(&nearest(name, reported.iter().copied()));
    let message = format!(
        "no workflow that runs on `pull_request` has a job called `{}`",
        Printable(name)
    );
    let help = "a required check that nobody reports holds up every change; a job of a matrix, or one that `uses` a workflow, is reported under another name";
    check.spot.fault(CODE, message).label(near).help(help)
}
