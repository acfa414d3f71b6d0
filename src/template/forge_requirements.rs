//! What a template's repositories need of the forge: checks that changes must pass, and a workflow that deploys.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use super::condition::Condition;
use super::environment;
use super::file_tree::FileTree;
use super::manifest_location::{Diagnostics, ManifestLocation};
use super::name_or_object::NameOrObject;
use super::workflow_file::{WORKFLOWS_FOLDER, WorkflowFile};
use crate::diagnostic::Diagnostic;
use crate::printable::Printable;
use crate::similar_names::{find_similar_names, format_did_you_mean};

/// What the forge must know of a repository.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ForgeSpec {
    /// The checks that every change must pass, by the names of their jobs: names, or `{check: NAME, when: CONDITION}`.
    #[serde(default)]
    checks: Vec<NameOrObject<RequiredCheckSpec>>,
    /// The file name of the workflow that deploys; `idp new` starts it once.
    deploy: Option<String>,
    /// The environments that it deploys to.
    #[serde(default)]
    environments: Vec<String>,
}

/// A check that is required always, or under a condition.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RequiredCheckSpec {
    /// The name of the job that reports it.
    check: String,
    /// When it is required.
    when: Option<String>,
}

impl From<String> for RequiredCheckSpec {
    fn from(check: String) -> RequiredCheckSpec {
        RequiredCheckSpec { check, when: None }
    }
}

/// What a template says that the forge must know, and where it says so.
#[derive(Clone, Debug, Default)]
pub(super) struct ForgeRequirements {
    pub(super) checks: Vec<RequiredCheck>,
    deploy: Option<(String, ManifestLocation)>,
    environments: Vec<(String, ManifestLocation)>,
}

/// A required check.
#[derive(Clone, Debug)]
pub(super) struct RequiredCheck {
    name: String,
    pub(super) when: Option<Condition>,
    location: ManifestLocation,
}

/// What the forge must know of one repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepositoryRequirements {
    /// The checks that every change must pass, by the names of their jobs.
    pub checks: Vec<String>,
    /// The file name of the workflow that deploys.
    pub deploy: Option<String>,
    /// The environments that it deploys to.
    pub environments: Vec<String>,
}

const RULE_CODE: &str = "template-forge";

impl ForgeRequirements {
    /// What the block `forge` of the manifest at `spot` says.
    pub(super) fn from_spec(
        spec: Option<&ForgeSpec>,
        spot: &ManifestLocation,
        faults: &mut Diagnostics,
    ) -> ForgeRequirements {
        let Some(spec) = spec else {
            return ForgeRequirements::default();
        };
        let spot = spot.child_location("forge");
        let mut wants = ForgeRequirements::default();
        for (index, NameOrObject(check)) in spec.checks.iter().enumerate() {
            let spot = spot.child_location("checks").child_location(index);
            wants.checks.push(RequiredCheck {
                name: check.check.clone(),
                when: Condition::parse_optional_condition(check.when.as_deref(), &spot, faults),
                location: spot,
            });
        }
        let deploy = spec.deploy.as_ref();
        wants.deploy = deploy.map(|file| (file.clone(), spot.child_location("deploy")));
        let environments = spec.environments.iter().enumerate();
        wants.environments = environments
            .map(|(index, name)| {
                (
                    name.clone(),
                    spot.child_location("environments").child_location(index),
                )
            })
            .collect();
        faults.extend(wants.check_forge_spec(&spot));
        wants
    }

    /// What no render could make right.
    fn check_forge_spec(&self, spot: &ManifestLocation) -> Diagnostics {
        let mut faults = Diagnostics::new();
        match (&self.deploy, self.environments.is_empty()) {
            (Some((_, spot)), true) => {
                let message = "`deploy` needs `environments` to deploy to";
                faults.push(spot.build_diagnostic(RULE_CODE, message));
            }
            (None, false) => {
                let message = "`environments` need a workflow that deploys to them: `deploy`";
                faults.push(
                    spot.child_location("environments")
                        .build_diagnostic(RULE_CODE, message),
                );
            }
            _ => {}
        }
        let is_file = |file: &str| file.ends_with(".yml") || file.ends_with(".yaml");
        if let Some((file, spot)) = &self.deploy
            && (file.contains('/') || !is_file(file))
        {
            let message = format!(
                "`{}` is no workflow: write the name of a file in {WORKFLOWS_FOLDER}, such as deploy.yml",
                Printable(file)
            );
            faults.push(spot.build_diagnostic(RULE_CODE, message));
        }
        for (name, spot) in &self.environments {
            if !environment::ENVIRONMENT_NAMES.contains(&name.as_str()) {
                let message = format!(
                    "no platform has an environment `{}`: there are {}",
                    Printable(name),
                    environment::ENVIRONMENT_NAMES.join(" and ")
                );
                faults.push(spot.build_diagnostic(RULE_CODE, message));
            }
        }
        faults
    }

    /// What it comes to for these answers.
    pub(super) fn resolve_for_values(&self, values: &Json) -> RepositoryRequirements {
        let environments = self.environments.iter();
        RepositoryRequirements {
            checks: self
                .required_checks(values)
                .map(|check| check.name.clone())
                .collect(),
            deploy: self.deploy.as_ref().map(|(file, _)| file.clone()),
            environments: environments.map(|(name, _)| name.clone()).collect(),
        }
    }

    fn required_checks<'w>(&'w self, values: &'w Json) -> impl Iterator<Item = &'w RequiredCheck> {
        let is_required =
            |check: &&RequiredCheck| check.when.as_ref().is_none_or(|when| when.is_met(values));
        self.checks.iter().filter(is_required)
    }

    /// Whether the workflows of `tree` are as it says.
    pub(super) fn check_workflows(&self, values: &Json, tree: &FileTree) -> Diagnostics {
        let is_workflow = |path: &str| path.starts_with(WORKFLOWS_FOLDER);
        let files = tree
            .files()
            .iter()
            .filter(|file| is_workflow(file.path.as_str()));
        let workflows: Vec<(&str, WorkflowFile)> = files
            .filter_map(|file| Some((file.path.as_str(), WorkflowFile::parse(&file.bytes)?)))
            .collect();
        let mut faults = Diagnostics::new();
        let ask: Vec<&str> = workflows
            .iter()
            .filter(|(_, workflow)| workflow.is_triggered_by("pull_request"))
            .flat_map(|(_, workflow)| workflow.reported_check_names())
            .collect();
        let unknown = self
            .required_checks(values)
            .filter(|check| !ask.contains(&check.name.as_str()));
        faults.extend(unknown.map(|check| build_unreported_check_diagnostic(check, &ask)));
        if let Some((file, spot)) = &self.deploy {
            let path = format!("{WORKFLOWS_FOLDER}{file}");
            match workflows.iter().find(|(name, _)| *name == path) {
                Some((_, workflow)) => {
                    faults.extend(self.check_deploy_workflow(workflow, &path, spot))
                }
                None => {
                    let message = format!("the template renders no workflow {}", Printable(&path));
                    faults.push(spot.build_diagnostic(RULE_CODE, message));
                }
            }
        }
        faults
    }

    fn check_deploy_workflow(
        &self,
        workflow: &WorkflowFile,
        path: &str,
        spot: &ManifestLocation,
    ) -> Diagnostics {
        let path = Printable(path);
        let named = workflow.job_environment_names();
        let mut faults = Diagnostics::new();
        if !workflow.is_triggered_by("workflow_dispatch") {
            let message = format!("`idp new` can't start {path}: it isn't `on: workflow_dispatch`");
            faults.push(spot.build_diagnostic(RULE_CODE, message));
        }
        if !workflow.has_computed_environment() {
            let missing = self.environments.iter();
            let missing = missing.filter(|(name, _)| !named.contains(name.as_str()));
            faults.extend(missing.map(|(name, spot)| {
                let message = format!("no job of {path} has `environment: {}`", Printable(name));
                spot.build_diagnostic(RULE_CODE, message)
            }));
        }
        let is_known = |name: &&&str| !self.environments.iter().any(|(known, _)| known == **name);
        faults.extend(named.iter().filter(is_known).map(|name| {
            let name = Printable(name);
            let message = format!("{path} deploys to `{name}`, which `environments` doesn't name");
            let help =
                "an environment that `idp new` doesn't make is open to everybody who may push";
            spot.build_diagnostic(RULE_CODE, message).with_help(help)
        }));
        faults
    }
}

fn build_unreported_check_diagnostic(check: &RequiredCheck, reported: &[&str]) -> Diagnostic {
    let name = &check.name;
    let near = format_did_you_mean(&find_similar_names(name, reported.iter().copied()));
    let message = format!(
        "no workflow that runs on `pull_request` has a job called `{}`",
        Printable(name)
    );
    let help = "a required check that nobody reports holds up every change; a job of a matrix, or one that `uses` a workflow, is reported under another name";
    check
        .location
        .build_diagnostic(RULE_CODE, message)
        .with_label(near)
        .with_help(help)
}
