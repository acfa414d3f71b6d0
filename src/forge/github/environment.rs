//! Where a repository is rolled out to, from which branch, and after whose approval.

use http::{Method, StatusCode};
use serde_json::json;

use super::{GitHub, Wanted};
use crate::error::Result;
use crate::forge::WantedEnvironment;

impl GitHub {
    /// The environment, and the one branch that is rolled out to it. Where reviewers are wanted and GitHub refuses them, it
    /// lets no branch in: what should have waited for somebody would wait for nobody.
    pub(super) async fn set_environment(
        &self,
        wanted: &Wanted,
        environment: &WantedEnvironment,
    ) -> Result<Vec<String>> {
        let what = format!("make the environment {}", environment.name);
        let path = self.environment(wanted, &environment.name);
        let plain = json!({
            "deployment_branch_policy": {"protected_branches": false, "custom_branch_policies": true},
        });
        if !environment.reviewers {
            self.asked(&what, (Method::PUT, path, plain)).await?;
            return self.set_branches(wanted, environment).await;
        }
        let team = self.team(&wanted.team).await?;
        let mut reviewed = plain.clone();
        reviewed["reviewers"] = json!([{"type": "Team", "id": team.id}]);
        reviewed["prevent_self_review"] = json!(true);
        let answer = self.sent((Method::PUT, path.clone(), reviewed)).await?;
        if answer.status != StatusCode::UNPROCESSABLE_ENTITY {
            self.client.done(&answer, &what)?;
            return self.set_branches(wanted, environment).await;
        }
        self.asked(&what, (Method::PUT, path, plain)).await?;
        Ok(vec![format!(
            "nothing is deployed to {} before you let branches in there, as {} cannot review it: {}",
            environment.name,
            wanted.team,
            self.client.said(&answer)
        )])
    }

    /// Only what was merged is rolled out.
    async fn set_branches(
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
