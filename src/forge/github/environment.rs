//! Where a repository is rolled out to, from which branch, and after whose approval.

use http::{Method, StatusCode};
use serde_json::json;

use super::standing::Standing;
use super::{GitHub, Ledger, RepositorySpec};
use crate::error::Result;
use crate::forge::EnvironmentSpec;

/// The effect of making `environment`, in the ledger.
pub(super) fn effect_of(environment: &EnvironmentSpec) -> String {
    format!("environment {}", environment.name)
}

/// How `environment` stands, as that effect noted in `ledger`.
pub(super) fn standing(environment: &EnvironmentSpec, ledger: &dyn Ledger) -> Option<Standing> {
    Standing::noted(&effect_of(environment), ledger)
}

impl GitHub {
    /// The environment, and the one branch that is rolled out to it. Where reviewers are wanted and GitHub refuses them, it
    /// lets no branch in: what should have waited for somebody would wait for nobody.
    pub(super) async fn set_environment(
        &self,
        wanted: &RepositorySpec,
        environment: &EnvironmentSpec,
    ) -> Result<Standing> {
        let what = format!("make the environment {}", environment.name);
        let path = self.environment(wanted, &environment.name);
        let plain = json!({
            "deployment_branch_policy": {"protected_branches": false, "custom_branch_policies": true},
        });
        let mut refusal = None;
        if environment.reviewers {
            let team = self.team(&wanted.team).await?;
            let mut reviewed = plain.clone();
            reviewed["reviewers"] = json!([{"type": "Team", "id": team.id}]);
            reviewed["prevent_self_review"] = json!(true);
            let answer = self.sent((Method::PUT, path.clone(), reviewed)).await?;
            let is_refused = answer.status == StatusCode::UNPROCESSABLE_ENTITY;
            if !is_refused && !answer.is_about_plan() {
                self.client.done(&answer, &what)?;
                return self.set_branches(wanted, environment).await;
            }
            refusal = Some(self.client.said(&answer));
        }
        let answer = self.sent((Method::PUT, path, plain)).await?;
        let name = &environment.name;
        if answer.is_about_plan() {
            let said = self.client.said(&answer);
            return Ok(Standing::Missing(format!(
                "the organisation's plan leaves out the environment {name}: {said}"
            )));
        }
        self.client.done(&answer, &what)?;
        match refusal {
            None => self.set_branches(wanted, environment).await,
            Some(said) => Ok(Standing::Shut(format!(
                "{name} lets no branch in, as {} cannot review what goes there: {said}",
                wanted.team
            ))),
        }
    }

    /// Only what was merged is rolled out.
    async fn set_branches(
        &self,
        wanted: &RepositorySpec,
        environment: &EnvironmentSpec,
    ) -> Result<Standing> {
        let what = format!("restrict {} to {}", environment.name, wanted.branch);
        let path = format!(
            "{}/deployment-branch-policies",
            self.environment(wanted, &environment.name)
        );
        let body = json!({"name": wanted.branch, "type": "branch"});
        let mut answer = self
            .sent((Method::POST, path.clone(), body.clone()))
            .await?;
        if answer.is_unclear() {
            answer = self.sent((Method::POST, path, body)).await?;
        }
        // "See other" says that it is there already.
        match answer.status {
            StatusCode::SEE_OTHER => Ok(Standing::Made),
            _ => self.client.done(&answer, &what).map(|()| Standing::Made),
        }
    }
}
