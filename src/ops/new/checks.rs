//! What a change must pass, by the names that the forge shows: the jobs of the workflow that checks changes.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_yaml::Value as Yaml;

/// A workflow, as far as it says which checks there will be.
#[derive(Deserialize)]
struct Workflow {
    jobs: BTreeMap<String, Job>,
}

#[derive(Deserialize)]
struct Job {
    name: Option<String>,
    strategy: Option<Strategy>,
    uses: Option<Yaml>,
}

#[derive(Deserialize)]
struct Strategy {
    matrix: Option<Yaml>,
}

/// The checks that the jobs of `workflow` report, in no particular order.
///
/// A required check that nobody reports holds up every change for ever. So only jobs are named that are known by their
/// own name: not those of a matrix, which GitHub calls `Name (value)`, nor those of another workflow, which it calls
/// `Name / Other`, nor those whose name is an expression.
pub(super) fn checks(workflow: &[u8]) -> Vec<String> {
    let parsed: Option<Workflow> = serde_yaml::from_slice(workflow).ok();
    let jobs = parsed.map(|workflow| workflow.jobs).unwrap_or_default();
    jobs.into_iter().filter_map(check).collect()
}

fn check((id, job): (String, Job)) -> Option<String> {
    let is_many = job
        .strategy
        .is_some_and(|strategy| strategy.matrix.is_some());
    let name = job.name.unwrap_or(id);
    (!is_many && job.uses.is_none() && !name.contains("${{")).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_reported_under_its_own_name_is_a_check() {
        let workflow = "on: [pull_request]\njobs:\n  test: {runs-on: x}\n  lint: {name: Lint, strategy: {fail-fast: true}}\n  chart: {name: Chart, strategy: {matrix: {environment: [a, b]}}}\n  deploy: {uses: ./.github/workflows/x.yml}\n  named: {name: 'On ${{ github.ref }}'}\n";
        assert_eq!(checks(workflow.as_bytes()), ["Lint", "test"]);
        assert!(checks(b"no workflow").is_empty());
    }
}
