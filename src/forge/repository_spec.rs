//! A repository as it is to be, in words that every forge can understand.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::template::NAMESPACE_VARIABLE;

/// A repository that a run makes, and what it is to get.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RepositorySpec {
    /// Its name.
    pub name: String,
    /// One sentence.
    pub description: String,
    /// The run that makes it: what bears this mark, the run may take as its own.
    pub run: String,
    /// The branch that people work on.
    pub branch: String,
    /// What the forge calls the team that owns it.
    pub team: String,
    /// Words to find it by; lower-case letters, digits and `-`.
    pub topics: Vec<String>,
    /// The checks that a change must pass, by the names that the forge shows.
    pub checks: Vec<String>,
    /// Where it is rolled out to, in this order.
    pub environments: Vec<EnvironmentSpec>,
    /// The workflow that rolls it out; `None` where the render has none.
    pub deploy: Option<String>,
    /// Whether what goes to production is proposed by pull request, on a branch `promote/…`.
    pub is_promoted: bool,
}

/// A place that a repository is rolled out to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EnvironmentSpec {
    /// Such as `production`.
    pub name: String,
    /// What workflows read there, by name.
    pub variables: BTreeMap<String, String>,
    /// Whether each deployment waits for a review by the owning team.
    pub reviewers: bool,
}

impl RepositorySpec {
    /// Whether every environment says where it is, so that a first deploy can succeed; a namespace alone doesn't.
    pub fn can_deploy(&self) -> bool {
        let ready = |environment: &EnvironmentSpec| {
            let mut variables = environment.variables.keys();
            variables.any(|variable| variable != NAMESPACE_VARIABLE)
        };
        self.deploy.is_some()
            && !self.environments.is_empty()
            && self.environments.iter().all(ready)
    }

    /// The variables that have the same value in every environment: those of the repository.
    pub(super) fn common_variables(&self) -> BTreeMap<&str, &str> {
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

    /// The variables of `environment` that are its own.
    pub(super) fn environment_specific_variables<'e>(
        &self,
        environment: &'e EnvironmentSpec,
    ) -> Vec<(&'e str, &'e str)> {
        let common = self.common_variables();
        let own = environment
            .variables
            .iter()
            .filter(|(name, _)| !common.contains_key(name.as_str()));
        own.map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    }
}
