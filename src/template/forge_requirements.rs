//! What a template's repositories require of the forge: checks for pull requests, and a deploy workflow.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use super::condition::Condition;
use super::environment;
use super::file_tree::RenderedFileTree;
use super::manifest_location::{Diagnostics, ManifestValueLocation};
use super::name_or_object::NameOrObject;
use super::workflow_file::{WORKFLOWS_FOLDER, WorkflowFile};
use crate::diagnostic::Diagnostic;
use crate::printable::Printable;
use crate::similar_names::{find_similar_names, format_did_you_mean};

/// The settings that the forge needs for each repository.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TemplateForgeSpec {
    /// The checks that every pull request must pass, by job name: names, or `{check: NAME, when: CONDITION}`.
    #[serde(default)]
    checks: Vec<NameOrObject<RequiredCheckSpec>>,
    /// The file name of the deploy workflow; `idp new` starts it once.
    deploy: Option<String>,
    /// The environments that the workflow deploys to.
    #[serde(default)]
    environments: Vec<String>,
}

/// A check that is required, always or under a condition.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RequiredCheckSpec {
    /// The name of the job that reports the check.
    check: String,
    /// The condition under which the check is required. Default: always.
    when: Option<String>,
}

impl From<String> for RequiredCheckSpec {
    fn from(check: String) -> RequiredCheckSpec {
        RequiredCheckSpec { check, when: None }
    }
}

/// The forge settings of a template, and where they are declared.
#[derive(Clone, Debug, Default)]
pub(super) struct TemplateForgeRequirements {
    pub(super) checks: Vec<RequiredCheck>,
    deploy: Option<(String, ManifestValueLocation)>,
    environments: Vec<(String, ManifestValueLocation)>,
}

/// A required check.
#[derive(Clone, Debug)]
pub(super) struct RequiredCheck {
    name: String,
    pub(super) when: Option<Condition>,
    location: ManifestValueLocation,
}

/// The forge settings of one repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequiredRepositorySettings {
    /// The checks that every pull request must pass, by job name.
    pub checks: Vec<String>,
    /// The file name of the deploy workflow.
    pub deploy: Option<String>,
    /// The environments that the workflow deploys to.
    pub environments: Vec<String>,
}

const RULE_CODE: &str = "template-forge";

impl TemplateForgeRequirements {
    /// Reads the `forge` block of the manifest at `spot`.
    pub(super) fn from_manifest_forge_spec(
        spec: Option<&TemplateForgeSpec>,
        spot: &ManifestValueLocation,
        faults: &mut Diagnostics,
    ) -> TemplateForgeRequirements {
        let Some(spec) = spec else {
            return TemplateForgeRequirements::default();
        };
        let spot = spot.join_key_or_index("forge");
        let mut wants = TemplateForgeRequirements::default();
        for (index, NameOrObject(check)) in spec.checks.iter().enumerate() {
            let spot = spot.join_key_or_index("checks").join_key_or_index(index);
            wants.checks.push(RequiredCheck {
                name: check.check.clone(),
                when: Condition::parse_optional_condition(check.when.as_deref(), &spot, faults),
                location: spot,
            });
        }
        let deploy = spec.deploy.as_ref();
        wants.deploy = deploy.map(|file| (file.clone(), spot.join_key_or_index("deploy")));
        let environments = spec.environments.iter().enumerate();
        wants.environments = environments
            .map(|(index, name)| {
                (
                    name.clone(),
                    spot.join_key_or_index("environments")
                        .join_key_or_index(index),
                )
            })
            .collect();
        faults.extend(wants.check_deploy_and_environments(&spot));
        wants
    }

    /// Errors that don't depend on the rendered files.
    fn check_deploy_and_environments(&self, spot: &ManifestValueLocation) -> Diagnostics {
        let mut faults = Diagnostics::new();
        match (&self.deploy, self.environments.is_empty()) {
            (Some((_, spot)), true) => {
                let message = "`deploy` requires `environments`";
                faults.push(spot.build_diagnostic(RULE_CODE, message));
            }
            (None, false) => {
                let message = "`environments` requires a `deploy` workflow";
                faults.push(
                    spot.join_key_or_index("environments")
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
                "invalid workflow `{}`: use the name of a file in {WORKFLOWS_FOLDER}, such as deploy.yml",
                Printable(file)
            );
            faults.push(spot.build_diagnostic(RULE_CODE, message));
        }
        for (name, spot) in &self.environments {
            if !environment::ENVIRONMENT_NAMES.contains(&name.as_str()) {
                let message = format!(
                    "unknown environment `{}`: use {}",
                    Printable(name),
                    environment::ENVIRONMENT_NAMES.join(" or ")
                );
                faults.push(spot.build_diagnostic(RULE_CODE, message));
            }
        }
        faults
    }

    /// Resolves the settings for these values.
    pub(super) fn resolve_for_values(&self, values: &Json) -> RequiredRepositorySettings {
        let environments = self.environments.iter();
        RequiredRepositorySettings {
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

    /// Checks the workflows of `tree` against the settings.
    pub(super) fn check_workflows(&self, values: &Json, tree: &RenderedFileTree) -> Diagnostics {
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
        spot: &ManifestValueLocation,
    ) -> Diagnostics {
        let path = Printable(path);
        let named = workflow.job_environment_names();
        let mut faults = Diagnostics::new();
        if !workflow.is_triggered_by("workflow_dispatch") {
            let message =
                format!("`idp new` can't start {path}: it has no `on: workflow_dispatch`");
            faults.push(spot.build_diagnostic(RULE_CODE, message));
        }
        if !workflow.has_computed_environment() {
            let missing = self.environments.iter();
            let missing = missing.filter(|(name, _)| !named.contains(name.as_str()));
            faults.extend(missing.map(|(name, spot)| {
                let message = format!("no job in {path} has `environment: {}`", Printable(name));
                spot.build_diagnostic(RULE_CODE, message)
            }));
        }
        let is_known = |name: &&&str| !self.environments.iter().any(|(known, _)| known == **name);
        faults.extend(named.iter().filter(is_known).map(|name| {
            let name = Printable(name);
            let message = format!("{path} deploys to `{name}`, which isn't in `environments`");
            let help =
                "add it to `environments`: otherwise anyone with push access can deploy to it";
            spot.build_diagnostic(RULE_CODE, message).with_help(help)
        }));
        faults
    }
}

fn build_unreported_check_diagnostic(check: &RequiredCheck, reported: &[&str]) -> Diagnostic {
    let name = &check.name;
    let near = format_did_you_mean(&find_similar_names(name, reported.iter().copied()));
    let message = format!(
        "no workflow that runs on `pull_request` has a job named `{}`",
        Printable(name)
    );
    let help = "a required check that no job reports blocks every pull request; matrix jobs and jobs with `uses` are reported under other names";
    check
        .location
        .build_diagnostic(RULE_CODE, message)
        .with_label(near)
        .with_help(help)
}
