//! The desired state of a repository, independent of the forge.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::template::NAMESPACE_VARIABLE;

/// A repository that a run creates, with its settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RepositorySpec {
    /// Its name.
    pub name: String,
    /// One sentence.
    pub description: String,
    /// The ID of the run that creates it, by which the run recognises it.
    pub run: String,
    /// The default branch.
    pub branch: String,
    /// The name of the owning team on the forge.
    pub team: String,
    /// Search topics: lower-case letters, digits and `-`.
    pub topics: Vec<String>,
    /// The required checks, by their names on the forge.
    pub checks: Vec<String>,
    /// The environments to deploy to, in order.
    pub environments: Vec<RepositoryEnvironmentSpec>,
    /// The deploy workflow; `None` if the template has none.
    pub deploy: Option<String>,
    /// Whether production deployments are proposed by pull request, on a branch `promote/…`.
    pub is_promoted: bool,
    /// The variables for workflows that no environment has, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub variables: BTreeMap<String, String>,
    /// Whether a workflow publishes a site.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_site: bool,
}

/// An environment that a repository is deployed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RepositoryEnvironmentSpec {
    /// Such as `production`.
    pub name: String,
    /// The variables for workflows, by name.
    pub variables: BTreeMap<String, String>,
    /// Whether each deployment requires a review by the owning team.
    pub reviewers: bool,
}

impl RepositorySpec {
    /// Whether every environment has a target, so that a first deploy can succeed. A namespace alone isn't a target.
    pub fn can_start_first_deploy(&self) -> bool {
        let ready = |environment: &RepositoryEnvironmentSpec| {
            let mut variables = environment.variables.keys();
            variables.any(|variable| variable != NAMESPACE_VARIABLE)
        };
        self.deploy.is_some()
            && !self.environments.is_empty()
            && self.environments.iter().all(ready)
    }

    /// The variables with the same value in every environment. They are set on the repository.
    pub(super) fn variables_equal_in_all_environments(&self) -> BTreeMap<&str, &str> {
        let [first, rest @ ..] = &*self.environments else {
            return BTreeMap::new();
        };
        let shared = |(name, value): &(&String, &String)| {
            rest.iter()
                .all(|other| other.variables.get(*name) == Some(*value))
        };
        let common = first.variables.iter().filter(shared);
        common
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    }

    /// The variables that are set on the repository.
    pub(super) fn repository_variables(&self) -> BTreeMap<&str, &str> {
        let own = self.variables.iter();
        let mut all = self.variables_equal_in_all_environments();
        all.extend(own.map(|(name, value)| (name.as_str(), value.as_str())));
        all
    }

    /// The variables that only `environment` has with this value.
    pub(super) fn environment_specific_variables<'e>(
        &self,
        environment: &'e RepositoryEnvironmentSpec,
    ) -> Vec<(&'e str, &'e str)> {
        let common = self.variables_equal_in_all_environments();
        let own = environment
            .variables
            .iter()
            .filter(|(name, _)| !common.contains_key(name.as_str()));
        own.map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    }
}
