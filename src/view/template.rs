//! `idp template list`, `show` and `lint`.

use std::fmt::Write;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA_VERSION;
use super::diagnostic_item::{DiagnosticItem, serialize_findings};
use super::snippet::render_finding_snippet;
use super::table::{LastColumn, render_table};
use super::template_layers::{TemplateLayerItem, render_template_layers};
use super::{LineWidth, PlatformInfo, Report, TextStyle};
use crate::count::CountedNoun;
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::Error;
use crate::printable::Printable;
use crate::template::{InputValue, Template, TemplatePack, shell_quote_path};
use crate::text_layout::{wrap_command, wrap_lines};

/// The available templates.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp template list")]
pub struct TemplateList {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The platform that the templates come from; null for templates in a directory.
    pub platform: Option<PlatformInfo>,
    /// The templates, sorted by name.
    pub templates: Vec<TemplateItem>,
}

/// One template.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TemplateItem {
    /// The name for `idp new`.
    pub name: String,
    /// The version, for example `1.0.0`.
    pub version: String,
    /// A short title.
    pub title: String,
}

impl TemplateList {
    /// The list of the templates in `pack`, and the errors of those that can't be loaded.
    pub fn new(pack: &TemplatePack, platform: Option<PlatformInfo>) -> (Self, Vec<Error>) {
        let (mut templates, mut errors) = (Vec::new(), Vec::new());
        for name in pack.template_names() {
            match pack.load_template(name) {
                Ok(template) => templates.push(TemplateItem {
                    name: template.name().to_owned(),
                    version: template.version().to_owned(),
                    title: template.title().to_owned(),
                }),
                Err(error) => errors.push(error),
            }
        }
        let list = TemplateList {
            schema_version: SCHEMA_VERSION,
            platform,
            templates,
        };
        (list, errors)
    }
}

impl Report for TemplateList {
    /// A table.
    fn render_text(&self, width: LineWidth) -> String {
        let rows: Vec<[String; 3]> = self
            .templates
            .iter()
            .map(|item| {
                [&item.name, &item.version, &item.title].map(|cell| Printable(cell).to_string())
            })
            .collect();
        let head = ["NAME", "VERSION", "TITLE"];
        render_table(head, &rows, LastColumn::Sentences, width)
    }
}

/// The details of a template.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp template show")]
pub struct TemplateDetails {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The platform that the templates come from; null for templates in a directory.
    pub platform: Option<PlatformInfo>,
    /// The name for `idp new`.
    pub name: String,
    /// The version, for example `1.0.0`.
    pub version: String,
    /// A short title.
    pub title: String,
    /// One or two sentences.
    pub description: String,
    /// The inputs of the template.
    pub inputs: Vec<TemplateInputItem>,
    /// The features, enabled unless a service opts out.
    pub features: Vec<TemplateFeatureItem>,
    /// The layers that the template uses, in order.
    pub layers: Vec<TemplateLayerItem>,
    /// Whether `idp new` creates services from it; `idp init` renders the template `platform`.
    pub creates_service: bool,
    /// The local directory that it was read from.
    #[serde(skip)]
    template_path: Option<PathBuf>,
}

/// An input of a template.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TemplateInputItem {
    /// The name for `--set`.
    pub name: String,
    /// The type: `string`, `integer`, `boolean`, `enum`, `list`, `group` or `system`.
    #[serde(rename = "type")]
    pub type_: &'static str,
    /// The question that `idp new` asks.
    pub title: String,
    /// A one-line explanation.
    pub help: Option<String>,
    /// The value if none is given.
    pub default: Option<serde_json::Value>,
    /// The allowed values of an enum; empty for other types.
    pub values: Vec<String>,
}

/// A feature of a template.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TemplateFeatureItem {
    /// The name for `--without`.
    pub name: String,
    /// A short title.
    pub title: String,
    /// What a service loses without it.
    pub description: String,
}

impl TemplateDetails {
    /// The details of `template`.
    pub fn new(template: &Template, platform: Option<PlatformInfo>) -> Self {
        let input = |input: &crate::template::TemplateInput| TemplateInputItem {
            name: input.name.clone(),
            type_: input.kind.name(),
            title: input.title.clone(),
            help: input.help.clone(),
            default: input.default.as_ref().map(InputValue::to_json),
            values: input.kind.enum_values().to_vec(),
        };
        let feature = |feature: &crate::template::Feature| TemplateFeatureItem {
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
            layers: template
                .layers()
                .iter()
                .map(TemplateLayerItem::from)
                .collect(),
            creates_service: template.component_spec().is_ok(),
            template_path: None,
        }
    }

    /// The same details; `idp new` needs `path` to find the template.
    #[must_use]
    pub fn with_template_path(self, path: Option<PathBuf>) -> Self {
        TemplateDetails {
            template_path: path,
            ..self
        }
    }
}

impl Report for TemplateDetails {
    /// The details as text.
    fn render_text(&self, width: LineWidth) -> String {
        let about = format!(
            "{} {} · {}\n{}\n",
            TextStyle::Strong.paint(Printable(&self.name)),
            self.version,
            Printable(&self.title),
            Printable(&self.description)
        );
        let mut text = wrap_lines(&about, width);
        for table in [
            self.render_inputs(width),
            self.render_features(width),
            render_template_layers(&self.layers, width),
        ] {
            if !table.is_empty() {
                let _ = write!(text, "\n{table}");
            }
        }
        let command = if self.creates_service {
            let place = self.template_path.as_ref().map(|path| {
                let path = shell_quote_path(path);
                format!(" --template {}", Printable(&path))
            });
            let name = Printable(&self.name);
            format!(
                "idp new {name} <NAME> --owner <GROUP>{}",
                place.unwrap_or_default()
            )
        } else {
            "idp init <DIR>".to_owned()
        };
        let _ = writeln!(text, "\n{}", wrap_command("", &command, 2, width));
        text
    }
}

impl TemplateDetails {
    fn render_inputs(&self, width: LineWidth) -> String {
        if self.inputs.is_empty() {
            return String::new();
        }
        let rows = self
            .inputs
            .iter()
            .flat_map(TemplateInputItem::to_table_rows);
        let rows: Vec<[String; 4]> = rows.collect();
        render_table(
            ["INPUT", "TYPE", "DEFAULT", ""],
            &rows,
            LastColumn::Sentences,
            width,
        )
    }

    fn render_features(&self, width: LineWidth) -> String {
        if self.features.is_empty() {
            return String::new();
        }
        let row = |item: &TemplateFeatureItem| {
            [&item.name, &item.title, &item.description].map(|cell| Printable(cell).to_string())
        };
        let rows: Vec<[String; 3]> = self.features.iter().map(row).collect();
        render_table(
            ["FEATURE", "", "WITHOUT IT"],
            &rows,
            LastColumn::Sentences,
            width,
        )
    }
}

impl TemplateInputItem {
    /// The input, and its help below the title.
    fn to_table_rows(&self) -> Vec<[String; 4]> {
        let below = self.help.as_ref().map(|help| {
            let help = TextStyle::Faint.paint(Printable(help)).to_string();
            [String::new(), String::new(), String::new(), help]
        });
        std::iter::once(self.to_table_row()).chain(below).collect()
    }

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

/// The result of `idp template lint`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp template lint")]
pub struct TemplateLintReport {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The platform that the templates come from; null for templates in a directory.
    pub platform: Option<PlatformInfo>,
    /// All findings.
    #[serde(serialize_with = "serialize_findings")]
    #[schemars(with = "Vec<DiagnosticItem>")]
    pub diagnostics: Vec<Diagnostic>,
    #[serde(skip)]
    #[schemars(skip)]
    templates: usize,
}

impl TemplateLintReport {
    /// Builds the report for `templates` templates.
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

    /// Whether there are errors.
    pub fn has_errors(&self) -> bool {
        self.count_errors() > 0
    }

    fn count_errors(&self) -> usize {
        let is_error = |finding: &&Diagnostic| finding.severity == Severity::Error;
        self.diagnostics.iter().filter(is_error).count()
    }
}

impl Report for TemplateLintReport {
    /// The findings as snippets, and the counts.
    fn render_text(&self, width: LineWidth) -> String {
        let pictures: String = self
            .diagnostics
            .iter()
            .map(|finding| render_finding_snippet(finding, width))
            .collect();
        format!(
            "{pictures}{}, {}\n",
            CountedNoun(self.templates, "template"),
            CountedNoun(self.count_errors(), "error")
        )
    }
}
