//! What is a text by nature, for programs: the pages of rules, a completion script.

use schemars::JsonSchema;
use serde::Serialize;

use super::VERSION;
use super::csv::csv;
use super::table::table;
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

/// Every code, in short.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp explain --all")]
pub struct RuleList {
    /// 1.
    pub schema_version: u32,
    /// Sorted by code.
    pub rules: Vec<RuleItem>,
}

/// A rule, in short.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RuleItem {
    /// The rule; `idp explain <code>` tells more.
    pub code: &'static str,
    /// `format`, `graph`, `policy` or `template`.
    pub tier: &'static str,
    /// `error`, `warning` or `off`, unless `idp.yaml` says otherwise.
    pub severity: &'static str,
    /// One sentence.
    pub summary: &'static str,
}

impl RuleList {
    /// The list of `rules`.
    pub fn new(rules: &[Rule]) -> Self {
        let item = |rule: &Rule| RuleItem {
            code: rule.code,
            tier: rule.tier.name(),
            severity: rule.level.name(),
            summary: rule.summary(),
        };
        RuleList {
            schema_version: VERSION,
            rules: rules.iter().map(item).collect(),
        }
    }

    /// A table.
    pub fn text(&self) -> String {
        let cells = |rule: &RuleItem| {
            [rule.code, rule.tier, rule.severity, rule.summary].map(str::to_owned)
        };
        let rows: Vec<[String; 4]> = self.rules.iter().map(cells).collect();
        table(["CODE", "TIER", "SEVERITY", "ABOUT"], &rows)
    }

    /// The same for spreadsheets.
    pub fn csv(&self) -> String {
        let cells = |rule: &RuleItem| {
            [rule.code, rule.tier, rule.severity, rule.summary].map(str::to_owned)
        };
        csv(
            &["code", "tier", "severity", "about"],
            self.rules.iter().map(cells),
        )
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
