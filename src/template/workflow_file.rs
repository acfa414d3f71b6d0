//! The parts of a workflow that define its checks and the environments it deploys to.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_yaml::Value as Yaml;

/// A parsed workflow.
#[derive(Deserialize)]
pub(super) struct WorkflowFile {
    on: Yaml,
    jobs: BTreeMap<String, WorkflowJob>,
}

#[derive(Deserialize)]
struct WorkflowJob {
    name: Option<String>,
    strategy: Option<JobStrategy>,
    uses: Option<Yaml>,
    environment: Option<Yaml>,
}

#[derive(Deserialize)]
struct JobStrategy {
    matrix: Option<Yaml>,
}

/// The folder in which GitHub looks for workflows.
pub(super) const WORKFLOWS_FOLDER: &str = ".github/workflows/";

impl WorkflowFile {
    /// Parses a workflow; `None` if the file isn't one.
    pub(super) fn parse(bytes: &[u8]) -> Option<WorkflowFile> {
        serde_yaml::from_slice(bytes).ok()
    }

    /// Whether `event` triggers it.
    pub(super) fn is_triggered_by(&self, event: &str) -> bool {
        match &self.on {
            Yaml::String(one) => one == event,
            Yaml::Sequence(all) => all.iter().any(|one| one.as_str() == Some(event)),
            Yaml::Mapping(all) => all.keys().any(|one| one.as_str() == Some(event)),
            _ => false,
        }
    }

    /// The checks that its jobs report, by the names that the forge shows.
    ///
    /// A required check that no job reports blocks every pull request forever. So this includes only jobs that report under
    /// their own name: not matrix jobs, which GitHub calls `Name (value)`, nor jobs of another workflow, which it calls
    /// `Name / Other`, nor jobs whose name is an expression.
    pub(super) fn reported_check_names(&self) -> impl Iterator<Item = &str> {
        self.jobs.iter().filter_map(|(id, job)| {
            let strategy = job.strategy.as_ref();
            let is_many = strategy.is_some_and(|strategy| strategy.matrix.is_some());
            let name = job.name.as_deref().unwrap_or(id);
            (!is_many && job.uses.is_none() && !name.contains("${{")).then_some(name)
        })
    }

    /// The environments that its jobs name; expressions are left out.
    pub(super) fn job_environment_names(&self) -> BTreeSet<&str> {
        let names = self
            .jobs
            .values()
            .filter_map(WorkflowJob::job_environment_name);
        names.filter(|name| !name.contains("${{")).collect()
    }

    /// Whether a job names its environment with an expression.
    pub(super) fn has_computed_environment(&self) -> bool {
        let mut names = self
            .jobs
            .values()
            .filter_map(WorkflowJob::job_environment_name);
        names.any(|name| name.contains("${{"))
    }
}

impl WorkflowJob {
    fn job_environment_name(&self) -> Option<&str> {
        let environment = self.environment.as_ref()?;
        environment.get("name").unwrap_or(environment).as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_reported_under_its_own_name_is_a_check() {
        let text = "on: [pull_request]\njobs:\n  test: {runs-on: x}\n  lint: {name: Lint, strategy: {fail-fast: true}}\n  chart: {name: Chart, strategy: {matrix: {environment: [a, b]}}}\n  deploy: {uses: ./.github/workflows/x.yml}\n  named: {name: 'On ${{ github.ref }}'}\n";
        let workflow = WorkflowFile::parse(text.as_bytes()).unwrap();
        assert_eq!(
            workflow.reported_check_names().collect::<Vec<_>>(),
            ["Lint", "test"]
        );
        assert!(workflow.is_triggered_by("pull_request") && !workflow.is_triggered_by("push"));
        assert!(WorkflowFile::parse(b"no workflow").is_none());
    }

    #[test]
    fn an_environment_is_named_in_two_ways_or_computed() {
        let text = "on: {push: {branches: [main]}}\njobs:\n  a: {environment: staging}\n  b: {environment: {name: production, url: x}}\n";
        let workflow = WorkflowFile::parse(text.as_bytes()).unwrap();
        assert!(workflow.is_triggered_by("push") && !workflow.has_computed_environment());
        assert_eq!(
            Vec::from_iter(workflow.job_environment_names()),
            ["production", "staging"]
        );
        let computed = text.replace("staging", "'${{ inputs.where }}'");
        let workflow = WorkflowFile::parse(computed.as_bytes()).unwrap();
        assert!(workflow.has_computed_environment());
        assert_eq!(
            Vec::from_iter(workflow.job_environment_names()),
            ["production"]
        );
    }
}
