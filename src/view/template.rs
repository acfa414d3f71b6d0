//! `idp template list`, `show` and `lint`.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::Report;
use super::SCHEMA_VERSION;
use super::diagnostic_item::{DiagnosticItem, serialize_findings};
use super::snippet::render_finding_snippet;
use super::table::render_table;
use super::{PlatformInfo, TextStyle};
use crate::count::CountedNoun;
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::Result;
use crate::printable::Printable;
use crate::template::{InputValue, Template, TemplatePack};

/// The templates there are.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp template list")]
pub struct TemplateList {
    /// 1.
    pub schema_version: u32,
    /// Where the templates come from; null for those of a directory.
    pub platform: Option<PlatformInfo>,
    /// Sorted by name.
    pub templates: Vec<TemplateItem>,
}

/// One template.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TemplateItem {
    /// What `idp new` takes.
    pub name: String,
    /// Such as `1.0.0`.
    pub version: String,
    /// A few words.
    pub title: String,
}

impl TemplateList {
    /// The list of `pack`.
    pub fn new(pack: &TemplatePack, platform: Option<PlatformInfo>) -> Result<Self> {
        let mut templates = Vec::new();
        for name in pack.template_names() {
            let template = pack.load_template(name)?;
            templates.push(TemplateItem {
                name: template.name().to_owned(),
                version: template.version().to_owned(),
                title: template.title().to_owned(),
            });
        }
        Ok(TemplateList {
            schema_version: SCHEMA_VERSION,
            platform,
            templates,
        })
    }
}

impl Report for TemplateList {
    /// A table.
    fn render_text(&self) -> String {
        let rows: Vec<[String; 3]> = self
            .templates
            .iter()
            .map(|item| {
                [&item.name, &item.version, &item.title].map(|cell| Printable(cell).to_string())
            })
            .collect();
        render_table(["NAME", "VERSION", "TITLE"], &rows)
    }
}

/// One template in full.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp template show")]
pub struct TemplateDetails {
    /// 1.
    pub schema_version: u32,
    /// Where the templates come from; null for those of a directory.
    pub platform: Option<PlatformInfo>,
    /// What `idp new` takes.
    pub name: String,
    /// Such as `1.0.0`.
    pub version: String,
    /// A few words.
    pub title: String,
    /// A sentence or two.
    pub description: String,
    /// What it asks.
    pub inputs: Vec<InputItem>,
    /// What is on unless opted out of.
    pub features: Vec<FeatureItem>,
}

/// An input of a template.
#[derive(Debug, Serialize, JsonSchema)]
pub struct InputItem {
    /// What `--set` takes.
    pub name: String,
    /// `string`, `integer`, `boolean`, `enum`, `list`, `group` or `system`.
    #[serde(rename = "type")]
    pub type_: &'static str,
    /// The question.
    pub title: String,
    /// What stands if it is not answered.
    pub default: Option<serde_json::Value>,
    /// The values to choose from; empty unless it is an enum.
    pub values: Vec<String>,
}

/// A feature of a template.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FeatureItem {
    /// What `--without` takes.
    pub name: String,
    /// A few words.
    pub title: String,
    /// What one would lose.
    pub description: String,
}

impl TemplateDetails {
    /// The page of `template`.
    pub fn new(template: &Template, platform: Option<PlatformInfo>) -> Self {
        let input = |input: &crate::template::Input| InputItem {
            name: input.name.clone(),
            type_: input.kind.name(),
            title: input.title.clone(),
            default: input.default.as_ref().map(InputValue::to_json),
            values: input.kind.enum_values().to_vec(),
        };
        let feature = |feature: &crate::template::Feature| FeatureItem {
            name: feature.name.clone(),
            title: feature.title.clone(),
            description: feature.description.clone(),
        };
        TemplateDetails {
            schema_version: SCHEMA_VERSION,
            platform,
            name: template.name().to_owned(),
            version: template.version().to_owned(),
            title: template.title().to_owned(),
            description: template.description().to_owned(),
            inputs: template.inputs().iter().map(input).collect(),
            features: template.features().iter().map(feature).collect(),
        }
    }
}

impl Report for TemplateDetails {
    /// The page for people.
    fn render_text(&self) -> String {
        let mut text = format!(
            "{} {} · {}\n",
            TextStyle::Strong.paint(Printable(&self.name)),
            self.version,
            Printable(&self.title)
        );
        let _ = writeln!(text, "{}", Printable(&self.description));
        if !self.inputs.is_empty() {
            let rows: Vec<[String; 4]> = self.inputs.iter().map(InputItem::to_table_row).collect();
            let _ = write!(
                text,
                "\n{}",
                render_table(["INPUT", "TYPE", "DEFAULT", ""], &rows)
            );
        }
        if !self.features.is_empty() {
            let row = |item: &FeatureItem| {
                [&item.name, &item.title, &item.description].map(|cell| Printable(cell).to_string())
            };
            let rows: Vec<[String; 3]> = self.features.iter().map(row).collect();
            let _ = write!(
                text,
                "\n{}",
                render_table(["FEATURE", "", "WITHOUT IT"], &rows)
            );
        }
        let _ = writeln!(
            text,
            "\nidp new {} <NAME> --owner <GROUP>",
            Printable(&self.name)
        );
        text
    }
}

impl InputItem {
    fn to_table_row(&self) -> [String; 4] {
        let kind = if self.values.is_empty() {
            self.type_.to_owned()
        } else {
            self.values.join(" | ")
        };
        let default = match &self.default {
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
            None => "-".to_owned(),
        };
        [self.name.clone(), kind, default, self.title.clone()]
            .map(|cell| Printable(&cell).to_string())
    }
}

/// What `idp template lint` found.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp template lint")]
pub struct TemplateLintReport {
    /// 1.
    pub schema_version: u32,
    /// Where the templates come from; null for those of a directory.
    pub platform: Option<PlatformInfo>,
    /// Every finding.
    #[serde(serialize_with = "serialize_findings")]
    #[schemars(with = "Vec<DiagnosticItem>")]
    pub diagnostics: Vec<Diagnostic>,
    #[serde(skip)]
    #[schemars(skip)]
    templates: usize,
}

impl TemplateLintReport {
    /// The report on `templates` templates.
    pub fn new(
        templates: usize,
        findings: Vec<Diagnostic>,
        platform: Option<PlatformInfo>,
    ) -> Self {
        TemplateLintReport {
            schema_version: SCHEMA_VERSION,
            platform,
            diagnostics: findings,
            templates,
        }
    }

    /// Whether something must be fixed.
    pub fn has_errors(&self) -> bool {
        self.count_errors() > 0
    }

    fn count_errors(&self) -> usize {
        let is_error = |finding: &&Diagnostic| finding.severity == Severity::Error;
        self.diagnostics.iter().filter(is_error).count()
    }
}

impl Report for TemplateLintReport {
    /// The findings as pictures, and the counts.
    fn render_text(&self) -> String {
        let pictures: String = self
            .diagnostics
            .iter()
            .map(render_finding_snippet)
            .collect();
        format!(
            "{pictures}{}, {}\n",
            CountedNoun(self.templates, "template"),
            CountedNoun(self.count_errors(), "error")
        )
    }
}
