//! `idp catalog import`: the proposed entities with their evidence, and what is left out.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;

use crate::count::CountedNoun;
use crate::error::Error;
use crate::ops::{
    Confidence, ImportPlan, ImportProblem, LeftOutEntity, ProposedEntity, ProposedField,
};
use crate::printable::Printable;
use crate::template::shell_quote;
use crate::view::catalog::edit::CatalogEditReport;
use crate::view::catalog::import_check::OutsideChangesReport;
use crate::view::table::{LastColumn, render_table};
use crate::view::{LineWidth, OutputFormat, Report, ReportWriter};

/// The output of `idp catalog import`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum CatalogImportOutput {
    /// An import.
    Import(Box<CatalogImportReport>),
    /// A check, with `--check`.
    Check(OutsideChangesReport),
}

impl Report for CatalogImportOutput {
    const FORMATS: &'static [(OutputFormat, ReportWriter<Self>)] = &[
        (OutputFormat::Sarif, |output, ui| match output {
            CatalogImportOutput::Check(report) => ui.write_stdout_json(&report.build_sarif_log()),
            CatalogImportOutput::Import(_) => Err(Error::usage("`-o sarif` requires `--check`")),
        }),
        (OutputFormat::Github, |output, ui| match output {
            CatalogImportOutput::Check(report) => {
                ui.write_stdout_text(&report.render_github_annotation_log())
            }
            CatalogImportOutput::Import(_) => output.write_text(ui),
        }),
    ];

    fn render_text(&self, width: LineWidth) -> String {
        match self {
            CatalogImportOutput::Import(report) => report.render_text(width),
            CatalogImportOutput::Check(report) => report.render_text(width),
        }
    }
}

/// The result of an import: the change, and the reasons for it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp catalog import")]
pub struct CatalogImportReport {
    /// The change, as `idp catalog add` reports it.
    #[serde(flatten)]
    pub change: CatalogEditReport,
    /// The number of repositories.
    pub repositories: RepositoryCounts,
    /// The proposed entities.
    pub proposals: Vec<ProposedEntityItem>,
    /// The entities that aren't added.
    pub left_out: Vec<LeftOutItem>,
    /// What couldn't be read.
    pub problems: Vec<ImportProblemItem>,
}

/// The number of repositories.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RepositoryCounts {
    /// Those that were read.
    pub read: usize,
    /// Those that the catalog contains already.
    pub known: usize,
    /// Archived ones, which aren't imported without `--archived`.
    pub archived: usize,
    /// Forks, which aren't imported without `--forks`.
    pub forks: usize,
    /// Those without commits.
    pub empty: usize,
}

/// A proposed entity.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProposedEntityItem {
    /// The full ref.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The repository.
    pub repository: String,
    /// The file of the repository that the document is copied from; null for a new document.
    pub file: Option<String>,
    /// The fields, with the reason for each.
    pub fields: Vec<ProposedFieldItem>,
}

/// A proposed value and the reason for it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProposedFieldItem {
    /// The field, as `idp catalog set` names it.
    pub field: String,
    /// The value.
    pub value: String,
    /// `high`, `medium` or `low`.
    pub confidence: &'static str,
    /// What the value is derived from.
    pub evidence: Vec<String>,
}

/// An entity, or a repository, that isn't added.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LeftOutItem {
    /// The repository.
    pub repository: String,
    /// The full ref; null if its name isn't known.
    #[serde(rename = "ref")]
    pub reference: Option<String>,
    /// The required fields that have no value.
    pub missing: Vec<&'static str>,
    /// The file of the repository with the definition of an API, if that is why it isn't added.
    pub definition_file: Option<String>,
    /// The fields that its file states, as `idp catalog add` takes them.
    #[serde(skip)]
    #[schemars(skip)]
    stated_fields: Vec<String>,
    /// Why it isn't added.
    pub reason: String,
}

/// Something that couldn't be read.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ImportProblemItem {
    /// The repository.
    pub repository: String,
    /// The file, with line and column if known; null if the problem concerns the whole repository.
    pub location: Option<String>,
    /// One sentence.
    pub message: String,
}

impl CatalogImportReport {
    /// The report of a `change` that was made according to `plan`.
    pub fn new(change: CatalogEditReport, plan: &ImportPlan) -> CatalogImportReport {
        CatalogImportReport {
            change,
            repositories: RepositoryCounts {
                read: plan.repository_count,
                known: plan.known_count,
                archived: plan.skipped.archived,
                forks: plan.skipped.forks,
                empty: plan.skipped.empty,
            },
            proposals: plan.entities.iter().map(build_proposal_item).collect(),
            left_out: plan.left_out.iter().map(build_left_out_item).collect(),
            problems: plan.problems.iter().map(build_problem_item).collect(),
        }
    }

    fn render_proposals(&self, width: LineWidth) -> String {
        if self.proposals.is_empty() {
            return String::new();
        }
        let rows = self.proposals.iter().map(|proposal| {
            let field = |name: &str| proposal.fields.iter().find(|field| field.field == name);
            let value = |name: &str| match field(name) {
                Some(field) if field.confidence == Confidence::Low.as_str() => {
                    format!("{}?", field.value)
                }
                Some(field) => field.value.clone(),
                None => "-".to_owned(),
            };
            let decisive = field("owner").or_else(|| field("name"));
            let evidence = decisive.map(|field| field.evidence.join("; "));
            [
                proposal.reference.clone(),
                value("owner"),
                value("type"),
                value("lifecycle"),
                evidence.unwrap_or_default(),
            ]
            .map(|cell| Printable(&cell).to_string())
        });
        let rows: Vec<[String; 5]> = rows.collect();
        let head = ["ENTITY", "OWNER", "TYPE", "LIFECYCLE", "EVIDENCE"];
        let table = render_table(head, &rows, LastColumn::Sentences, width);
        let is_uncertain = rows
            .iter()
            .any(|row| row.iter().any(|cell| cell.ends_with('?')));
        let legend = if is_uncertain {
            "?: a default or a guess\n"
        } else {
            ""
        };
        format!("{table}{legend}\n")
    }

    fn render_left_out(&self, width: LineWidth) -> String {
        if self.left_out.is_empty() {
            return String::new();
        }
        let rows = self.left_out.iter().map(|left_out| {
            let what = left_out.reference.as_ref().unwrap_or(&left_out.repository);
            [what.as_str(), &left_out.repository, &left_out.reason]
                .map(|cell| Printable(cell).to_string())
        });
        let rows: Vec<[String; 3]> = rows.collect();
        let head = ["LEFT OUT", "REPOSITORY", "REASON"];
        let table = render_table(head, &rows, LastColumn::Sentences, width);
        format!("{table}{}\n", self.render_advice())
    }

    /// What to do about entities that were left out.
    fn render_advice(&self) -> String {
        let mut advice = String::new();
        if self.left_out.iter().any(|one| !one.missing.is_empty()) {
            advice.push_str("to enter unknown values, run the import on a terminal,\nor add a catalog-info.yaml to the repository\n");
        }
        let with_file = self.left_out.iter().find_map(|one| {
            let name = one.reference.as_deref()?.rsplit('/').next()?;
            Some((name, one.definition_file.as_deref()?, &one.stated_fields))
        });
        if let Some((name, file, fields)) = with_file {
            let fields = fields.iter().map(|field| shell_quote(field));
            let fields: Vec<String> = fields.collect();
            let command = format!(
                "idp catalog add {name} --kind api {} definition=@<REPOSITORY>/{}",
                fields.join(" "),
                shell_quote(file)
            );
            let _ = writeln!(
                advice,
                "for an API whose definition is in a file:\n  {}",
                Printable(&command)
            );
        }
        advice
    }

    fn render_problems(&self) -> String {
        let mut text = String::new();
        for problem in &self.problems {
            let location = problem.location.as_deref();
            let location = location.map(|place| format!(", {}", Printable(place)));
            let _ = writeln!(
                text,
                "warning: {}{}: {}",
                Printable(&problem.repository),
                location.unwrap_or_default(),
                Printable(&problem.message)
            );
        }
        text
    }

    fn format_counts(&self) -> String {
        let counts = &self.repositories;
        let skipped = [
            (counts.archived, "archived"),
            (counts.forks, "forks"),
            (counts.empty, "empty"),
        ];
        let skipped = skipped.iter().filter(|(count, _)| *count > 0);
        let skipped: Vec<String> = skipped
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        let skipped = match skipped.as_slice() {
            [] => String::new(),
            skipped => format!("; not read: {}", skipped.join(", ")),
        };
        format!(
            "{}: {}, {} left out, {} already in the catalog{skipped}\n",
            CountedNoun(counts.read, "repository"),
            CountedNoun(self.proposals.len(), "new entity"),
            self.left_out.len(),
            counts.known
        )
    }
}

impl CatalogImportReport {
    /// Tables of proposals and of what is left out, counts, and the change that was made.
    fn render_text(&self, width: LineWidth) -> String {
        let change = if self.proposals.is_empty() {
            String::new()
        } else {
            self.change.render_summary(width)
        };
        format!(
            "{}{}{}{}{change}",
            self.render_proposals(width),
            self.render_left_out(width),
            self.render_problems(),
            self.format_counts()
        )
    }
}

fn build_proposal_item(entity: &ProposedEntity) -> ProposedEntityItem {
    let field = |field: &ProposedField| ProposedFieldItem {
        field: field.field.clone(),
        value: field.value.clone(),
        confidence: field.confidence.as_str(),
        evidence: field.evidence.clone(),
    };
    ProposedEntityItem {
        reference: entity.reference.to_string(),
        repository: entity.repository.clone(),
        file: entity.file.clone(),
        fields: entity.fields.iter().map(field).collect(),
    }
}

fn build_left_out_item(left_out: &LeftOutEntity) -> LeftOutItem {
    LeftOutItem {
        repository: left_out.repository.clone(),
        reference: left_out.entity.as_ref().map(ToString::to_string),
        missing: left_out.missing.clone(),
        definition_file: left_out.definition_file.clone(),
        stated_fields: left_out.stated_fields.clone(),
        reason: left_out.reason.clone(),
    }
}

fn build_problem_item(problem: &ImportProblem) -> ImportProblemItem {
    ImportProblemItem {
        repository: problem.repository.clone(),
        location: problem.location.clone(),
        message: problem.message.clone(),
    }
}
