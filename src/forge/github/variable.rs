//! Variables that workflows read, of a repository and of its environments.

use http::{Method, StatusCode};
use serde_json::json;

use super::effect::{Effect, effect};
use super::{GitHub, Ledger, RepositorySpec, part};
use crate::error::{Error, Result};

/// How often a variable is asked for whose fate is unclear.
const TRIES: u32 = 4;

impl GitHub {
    pub(super) fn variable_effect<'a>(
        &'a self,
        wanted: &'a RepositorySpec,
        ledger: &'a dyn Ledger,
        environment: Option<&'a str>,
        (name, value): (&'a str, &'a str),
    ) -> Effect<'a> {
        Box::pin(async move {
            let of = environment.map(|of| format!("{of}/")).unwrap_or_default();
            let set = self.set_variable(wanted, environment, name, value);
            effect(ledger, &format!("variable {of}{name}"), set).await
        })
    }

    /// Sets a variable of the repository or of one of its environments.
    pub(super) async fn set_variable(
        &self,
        wanted: &RepositorySpec,
        environment: Option<&str>,
        name: &str,
        value: &str,
    ) -> Result<Vec<String>> {
        let what = format!("set the variable {name}");
        let folder = match environment {
            Some(environment) => format!("{}/variables", self.environment(wanted, environment)),
            None => format!("{}/actions/variables", self.repository(&wanted.name)),
        };
        let body = json!({"name": name, "value": value});
        for _ in 0..TRIES {
            let made = self
                .sent((Method::POST, folder.clone(), body.clone()))
                .await?;
            if made.status == StatusCode::CONFLICT {
                let path = format!("{folder}/{}", part(name));
                self.asked(&what, (Method::PATCH, path, body)).await?;
                return Ok(Vec::new());
            }
            // Where it may be there, asking again says whether it is.
            if !made.is_unclear() {
                return self.client.done(&made, &what).map(|()| Vec::new());
            }
        }
        let name = self.client.host.name();
        Err(Error::remote(format!(
            "cannot {what}: {name} does not say whether it did"
        )))
    }
}
