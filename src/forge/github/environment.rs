//! Where a repository is rolled out to, from which branch, and after whose approval.

use http::{Method, StatusCode};
use serde_json::{Value as Json, json};

use super::{GitHub, Wanted};
use crate::error::Result;
use crate::forge::WantedEnvironment;

impl GitHub {
    /// The environment, with reviewers where they are wanted and there are such.
    pub(super) async fn set_environment(
        &self,
        wanted: &Wanted,
        environment: &WantedEnvironment,
    ) -> Result<Vec<String>> {
        let what = format!("make the environment {}", environment.name);
        let path = self.environment(wanted, &environment.name);
        let mut body = json!({
            "deployment_branch_policy": {"protected_branches": false, "custom_branch_policies": true},
        });
        if environment.approval {
            let team = self.team(&wanted.team).await?;
            let mut reviewed = body.clone();
            reviewed["reviewers"] = json!([{"type": "Team", "id": team.id}]);
            reviewed["prevent_self_review"] = json!(true);
            let answer = self.sent((Method::PUT, path.clone(), reviewed)).await?;
            if answer.status != StatusCode::UNPROCESSABLE_ENTITY {
                return self.client.done(&answer, &what).map(|()| Vec::new());
            }
            let note = format!(
                "deployments to {} wait for nobody: {}",
                environment.name,
                self.client.said(&answer)
            );
            body["reviewers"] = Json::Null;
            self.asked(&what, (Method::PUT, path, body)).await?;
            return Ok(vec![note]);
        }
        self.asked(&what, (Method::PUT, path, body)).await?;
        Ok(Vec::new())
    }

    /// Only what was merged is rolled out.
    pub(super) async fn set_branches(
        &self,
        wanted: &Wanted,
        environment: &WantedEnvironment,
    ) -> Result<Vec<String>> {
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
            StatusCode::SEE_OTHER => Ok(Vec::new()),
            _ => self.client.done(&answer, &what).map(|()| Vec::new()),
        }
    }
}
