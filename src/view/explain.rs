//! What is a text by nature, for programs: the pages of rules, a completion script.

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA_VERSION;
use super::csv::render_csv;
use super::table::render_table;
use super::{OutputFormat, Report, ReportWriter};
use crate::rules::Rule;

/// What a finding means.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp explain")]
pub struct RuleExplanation {
    /// 1.
    pub schema_version: u32,
    /// The rule.
    pub code: &'static str,
    /// `format`, `graph` or `policy`.
    pub tier: &'static str,
    /// `error`, `warning` or `off`, unless `idp.yaml` says otherwise.
    pub severity: &'static str,
    /// One sentence.
    #[serde(skip)]
    summary: &'static str,
    /// Markdown: why, what fails, what passes, how to fix.
    pub page: &'static str,
}

impl RuleExplanation {
    /// The page of `rule`.
    pub fn new(rule: &Rule) -> Self {
        RuleExplanation {
            schema_version: SCHEMA_VERSION,
            code: rule.code,
            tier: rule.tier.as_str(),
            severity: rule.level.name(),
            summary: rule.rule_summary(),
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
            tier: rule.tier.as_str(),
            severity: rule.level.name(),
            summary: rule.rule_summary(),
        };
        RuleList {
            schema_version: SCHEMA_VERSION,
            rules: rules.iter().map(item).collect(),
        }
    }

    fn render_rule_table(&self) -> String {
        let rows = self.rules.iter();
        let rows: Vec<[String; 4]> = rows
            .map(|rule| [rule.code, rule.tier, rule.severity, rule.summary].map(str::to_owned))
            .collect();
        render_table(["CODE", "TIER", "SEVERITY", "ABOUT"], &rows)
    }
}

/// What `idp explain` answers.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ExplainReport {
    /// One code.
    One(RuleExplanation),
    /// Every code.
    All(RuleList),
}

impl Report for ExplainReport {
    const FORMATS: &'static [(OutputFormat, ReportWriter<Self>)] =
        &[(OutputFormat::Csv, |report, ui| {
            ui.write_stdout_text(&report.render_csv())
        })];

    fn render_text(&self) -> String {
        match self {
            ExplainReport::One(rule) => rule.page.to_owned(),
            ExplainReport::All(rules) => rules.render_rule_table(),
        }
    }
}

impl ExplainReport {
    /// One line for each code, for spreadsheets.
    fn render_csv(&self) -> String {
        let rows: Vec<[&str; 4]> = match self {
            ExplainReport::One(rule) => vec![[rule.code, rule.tier, rule.severity, rule.summary]],
            ExplainReport::All(rules) => {
                let rows = rules.rules.iter();
                rows.map(|rule| [rule.code, rule.tier, rule.severity, rule.summary])
                    .collect()
            }
        };
        render_csv(
            &["code", "tier", "severity", "about"],
            rows.into_iter().map(|row| row.map(str::to_owned)),
        )
    }
}

impl Report for CompletionScript {
    fn render_text(&self) -> String {
        self.script.clone()
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
            schema_version: SCHEMA_VERSION,
            shell,
            script,
        }
    }
}
