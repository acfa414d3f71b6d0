//! `idp explain` and `idp completions`: reports whose content is text.

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA_VERSION;
use super::csv::render_csv;
use super::markdown::reflow_markdown;
use super::table::{LastColumn, render_table};
use super::{LineWidth, OutputFormat, Report, ReportWriter};
use crate::rules::Rule;

/// The explanation of a rule.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp explain")]
pub struct RuleExplanation {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The code of the rule.
    pub code: &'static str,
    /// The tier: `format`, `graph`, `policy` or `template`.
    pub tier: &'static str,
    /// The default severity: `error`, `warning`, `note` or `off`.
    pub severity: &'static str,
    /// A summary in one sentence.
    #[serde(skip)]
    summary: &'static str,
    /// The explanation in Markdown: why the rule exists, what fails, what passes, and how to fix it.
    pub page: &'static str,
}

impl RuleExplanation {
    /// The explanation of `rule`.
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

/// All rules.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp explain --all")]
pub struct RuleList {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The rules, sorted by code.
    pub rules: Vec<RuleItem>,
}

/// A rule, in brief.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RuleItem {
    /// The code of the rule; `idp explain <code>` explains it.
    pub code: &'static str,
    /// The tier: `format`, `graph`, `policy` or `template`.
    pub tier: &'static str,
    /// The default severity: `error`, `warning`, `note` or `off`.
    pub severity: &'static str,
    /// A summary in one sentence.
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

    fn render_rule_table(&self, width: LineWidth) -> String {
        let rows = self.rules.iter();
        let rows: Vec<[String; 4]> = rows
            .map(|rule| [rule.code, rule.tier, rule.severity, rule.summary].map(str::to_owned))
            .collect();
        let head = ["CODE", "TIER", "SEVERITY", "SUMMARY"];
        render_table(head, &rows, LastColumn::Sentences, width)
    }
}

/// The output of `idp explain`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ExplainReport {
    /// One rule.
    One(RuleExplanation),
    /// All rules.
    All(RuleList),
}

impl Report for ExplainReport {
    const FORMATS: &'static [(OutputFormat, ReportWriter<Self>)] =
        &[(OutputFormat::Csv, |report, ui| {
            ui.write_stdout_text(&report.render_csv())
        })];

    fn render_text(&self, width: LineWidth) -> String {
        match self {
            ExplainReport::One(rule) => reflow_markdown(rule.page, width),
            ExplainReport::All(rules) => rules.render_rule_table(width),
        }
    }
}

impl ExplainReport {
    /// CSV with one line for each rule.
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
    fn render_text(&self, _width: LineWidth) -> String {
        self.script.clone()
    }
}

/// A completion script.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp completions")]
pub struct CompletionScript {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The shell: `bash`, `zsh`, `fish`, `powershell` or `elvish`.
    pub shell: String,
    /// The script.
    pub script: String,
}

impl CompletionScript {
    /// The completion `script` for `shell`.
    pub fn new(shell: String, script: String) -> Self {
        CompletionScript {
            schema_version: SCHEMA_VERSION,
            shell,
            script,
        }
    }
}
