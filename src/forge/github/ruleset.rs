//! The rules of the default branch.

use std::collections::BTreeMap;

use http::Method;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::client::{Answer, Call};
use super::{GitHub, Ledger, Wanted};
use crate::error::{Error, Result};

/// The name of our ruleset; by it one that is there already is found.
const RULESET: &str = "idp: default branch";
/// The effect of making it, in the ledger.
pub(super) const EFFECT: &str = "ruleset";

/// Whether there are rules for the default branch, as their effect noted in `ledger`.
pub(super) fn is_protected(ledger: &dyn Ledger) -> bool {
    ledger.outcome(EFFECT) == Some(json!([]))
}

/// A ruleset in a list.
#[derive(Debug, Deserialize)]
struct Ruleset {
    id: u64,
    name: String,
}

impl GitHub {
    /// The rules of the default branch. Making them twice would make two, so what may be there is looked for first.
    pub(super) async fn set_ruleset(
        &self,
        wanted: &Wanted,
        mut may_be_there: bool,
    ) -> Result<Vec<String>> {
        let what = "protect the default branch";
        let path = format!("{}/rulesets", self.repository(&wanted.name));
        let body = ruleset(wanted);
        let mut unclear = None;
        for _ in 0..2 {
            let answer = self.ruled(&path, &body, may_be_there).await?;
            may_be_there = true;
            if answer.is_about_plan() {
                let said = self.client.said(&answer);
                return Ok(vec![format!("nothing protects {}: {said}", wanted.branch)]);
            }
            if !answer.is_unclear() {
                return self.client.done(&answer, what).map(|()| Vec::new());
            }
            unclear = Some(self.client.problem(&answer, what));
        }
        Err(unclear.unwrap_or_else(|| Error::remote(format!("cannot {what}"))))
    }

    /// Changes the ruleset that is there, or makes one; the answer to that, or the refusal even to look.
    async fn ruled(&self, path: &str, body: &Json, may_be_there: bool) -> Result<Answer> {
        let mut ours = None;
        if may_be_there {
            let call = Call::get(path).of_new(self.made_at.get());
            let answer = self.client.send(&call).await?;
            if answer.is_about_plan() {
                return Ok(answer);
            }
            let there: Vec<Ruleset> = self.client.body(&answer, "look at the rules")?;
            ours = there.into_iter().find(|ruleset| ruleset.name == RULESET);
        }
        let (method, path) = match ours {
            Some(Ruleset { id, .. }) => (Method::PUT, format!("{path}/{id}")),
            None => (Method::POST, path.to_owned()),
        };
        self.sent((method, path, body.clone())).await
    }
}

/// A change is reviewed by who owns it, has passed its checks, and cannot be undone by force.
fn ruleset(wanted: &Wanted) -> Json {
    let checks: Vec<Json> = wanted
        .checks
        .iter()
        .map(|check| json!({"context": check}))
        .collect();
    let mut rules = vec![
        json!({"type": "deletion"}),
        json!({"type": "non_fast_forward"}),
        json!({"type": "pull_request", "parameters": {
            "required_approving_review_count": 1,
            "require_code_owner_review": true,
            "dismiss_stale_reviews_on_push": true,
            // Who pushed last does not approve: the author of a proposal for production is an App, and approves nothing.
            "require_last_push_approval": true,
            "required_review_thread_resolution": true,
        }}),
    ];
    if !checks.is_empty() {
        rules.push(json!({"type": "required_status_checks", "parameters": {
            "required_status_checks": checks,
            "strict_required_status_checks_policy": false,
            "do_not_enforce_on_create": true,
        }}));
    }
    let conditions = BTreeMap::from([("include", vec!["~DEFAULT_BRANCH"]), ("exclude", vec![])]);
    json!({
        "name": RULESET,
        "target": "branch",
        "enforcement": "active",
        "conditions": {"ref_name": conditions},
        "rules": rules,
    })
}
