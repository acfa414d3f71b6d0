//! GitHub Actions variables of a repository and its environments.

use http::{Method, StatusCode};
use serde_json::json;

use super::setting_outcome::EffectFuture;
use super::{GitHub, RepositorySpec, encode_path_segment};
use crate::effect::{EffectKey, EffectLedger, run_effect_once_async};
use crate::error::{Error, Result};

/// The maximum number of attempts to create a variable while the outcome is unknown.
const MAX_VARIABLE_ATTEMPTS: u32 = 4;

impl GitHub {
    pub(super) fn build_actions_variable_effect<'a>(
        &'a self,
        wanted: &'a RepositorySpec,
        ledger: &'a dyn EffectLedger,
        environment: Option<&'a str>,
        (name, value): (&'a str, &'a str),
    ) -> EffectFuture<'a> {
        Box::pin(async move {
            let effect = EffectKey::for_workflow_variable(environment, name);
            run_effect_once_async(ledger, effect, async |_| {
                self.upsert_actions_variable(wanted, environment, name, value)
                    .await
            })
            .await
        })
    }

    /// Sets a variable of the repository or of one of its environments.
    pub(super) async fn upsert_actions_variable(
        &self,
        wanted: &RepositorySpec,
        environment: Option<&str>,
        name: &str,
        value: &str,
    ) -> Result<Vec<String>> {
        let what = format!("set the variable {name}");
        let folder = match environment {
            Some(environment) => format!(
                "{}/variables",
                self.environment_api_path(wanted, environment)
            ),
            None => format!(
                "{}/actions/variables",
                self.repository_api_path(&wanted.name)
            ),
        };
        let body = json!({"name": name, "value": value});
        for _ in 0..MAX_VARIABLE_ATTEMPTS {
            let made = self
                .send_retrying_not_found((Method::POST, folder.clone(), body.clone()))
                .await?;
            if made.status == StatusCode::CONFLICT {
                let path = format!("{folder}/{}", encode_path_segment(name));
                self.send_expecting_success(&what, (Method::PATCH, path, body))
                    .await?;
                return Ok(Vec::new());
            }
            // If the outcome is unknown, creating it again tells whether it exists.
            if !made.has_unknown_outcome() {
                return self
                    .client
                    .ensure_success_status(&made, &what)
                    .map(|()| Vec::new());
            }
        }
        let name = self.client.host.name();
        Err(Error::remote(format!(
            "cannot {what}: {name} did not confirm it"
        )))
    }
}
