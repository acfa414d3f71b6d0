//! What is a text by nature, for programs: a rule's page, a completion script.

use schemars::JsonSchema;
use serde::Serialize;

use super::json::VERSION;
use crate::rules::Rule;

/// What a finding means.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp explain")]
pub struct RulePage {
    /// 1.
    pub schema_version: u32,
    /// The rule.
    pub code: &'static str,
    /// `format`, `graph` or `policy`.
    pub tier: &'static str,
    /// `error`, `warning` or `off`, unless `idp.yaml` says otherwise.
    pub severity: &'static str,
    /// Markdown: why, what fails, what passes, how to fix.
    pub page: &'static str,
}

impl RulePage {
    /// The page of `rule`.
    pub fn new(rule: &Rule) -> Self {
        RulePage {
            schema_version: VERSION,
            code: rule.code,
            tier: rule.tier.name(),
            severity: rule.level.name(),
            page: rule.page,
        }
    }
}

/// A completion script.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp completions")]
pub struct CompletionScript {
    /// 1.
    pub schema_version: u32,
    /// `bash`, `zsh`, `fish`, `powershell` or `elvish`.
    pub shell: String,
    /// The script.
    pub script: String,
}

impl CompletionScript {
    /// The `script` of `shell`.
    pub fn new(shell: String, script: String) -> Self {
        CompletionScript {
            schema_version: VERSION,
            shell,
            script,
        }
    }
}
