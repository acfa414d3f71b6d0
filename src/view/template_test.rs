//! `idp template test` and `idp template new`.

use std::fmt::Write;
use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA_VERSION;
use super::table::{LastColumn, render_table};
use super::unified_diff::render_diff;
use super::{LineWidth, PlatformInfo, Report, TextStyle};
use crate::count::CountedNoun;
use crate::ops::{CreatedTemplate, FileMismatch, TestCaseResult, TestFileContent};
use crate::printable::Printable;
use crate::template::{shell_quote, shell_quote_path};
use crate::text_layout::wrap_command;

/// The results of `idp template test`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp template test")]
pub struct TemplateTestReport {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// All test cases, sorted by template and name.
    pub cases: Vec<TestCaseItem>,
    #[serde(skip)]
    #[schemars(skip)]
    rendered_diffs: String,
    /// The command that accepts the rendered files.
    #[serde(skip)]
    #[schemars(skip)]
    update_command: String,
}

/// A test case of a template.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TestCaseItem {
    /// The name of the template.
    pub template: String,
    /// The name of the test case.
    pub case: String,
    /// `ok`, `differs`, `new` (no expected files yet) or `written`.
    pub result: &'static str,
    /// The number of rendered files.
    pub files: usize,
    /// The files that differ from the expected ones.
    pub differences: Vec<FileMismatchItem>,
}

/// A file that differs from the expected one.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FileMismatchItem {
    /// The path from the root of the rendered files.
    pub path: String,
    /// `added`, `removed`, `mode` or `changed`, compared with the expected files.
    pub change: &'static str,
}

impl TemplateTestReport {
    /// Builds the report of `tested`, the templates in `path`; `only` are the selected cases. `program` is how a command starts that
    /// runs in the same directory.
    pub fn new(
        tested: &[TestCaseResult],
        path: &Path,
        only: &[String],
        program: &str,
    ) -> TemplateTestReport {
        let found = tested.iter().filter_map(|tested| {
            let found = tested.mismatches.as_ref()?.iter();
            let place = format!("{}/tests/{}/expected", tested.template, tested.case);
            Some(
                found
                    .map(|found| render_file_mismatch(&place, found))
                    .collect::<String>(),
            )
        });
        TemplateTestReport {
            schema_version: SCHEMA_VERSION,
            cases: tested.iter().map(TestCaseItem::from).collect(),
            rendered_diffs: found.collect(),
            update_command: format_update_command(program, path, only),
        }
    }

    /// Whether a test case failed and wasn't updated.
    pub fn has_failures(&self) -> bool {
        self.cases
            .iter()
            .any(|case| matches!(case.result, "differs" | "new"))
    }
}

fn format_update_command(program: &str, path: &Path, only: &[String]) -> String {
    let mut command = format!("{program} template test");
    if path != Path::new(".") {
        let _ = write!(command, " {}", shell_quote_path(path));
    }
    for case in only {
        let _ = write!(command, " --case {}", shell_quote(case));
    }
    command + " --update"
}

impl Report for TemplateTestReport {
    /// The diffs, followed by a table.
    fn render_text(&self, width: LineWidth) -> String {
        let row = |item: &TestCaseItem| {
            let result = match item.result {
                "ok" | "written" => TextStyle::Good.paint(item.result).to_string(),
                result => TextStyle::Bad.paint(result).to_string(),
            };
            let files = CountedNoun(item.files, "file");
            let files = match item.differences.len() {
                0 => files.to_string(),
                1 => format!("{files}, 1 differs"),
                several => format!("{files}, {several} differ"),
            };
            let [template, case] =
                [&item.template, &item.case].map(|name| Printable(name).to_string());
            [template, case, result, files]
        };
        let rows: Vec<[String; 4]> = self.cases.iter().map(row).collect();
        let mut text = self.rendered_diffs.clone();
        if !text.is_empty() {
            text.push('\n');
        }
        let head = ["TEMPLATE", "CASE", "RESULT", ""];
        text += &render_table(head, &rows, LastColumn::Sentences, width);
        if self.has_failures() {
            let _ = writeln!(
                text,
                "\nto accept the rendered files: {}",
                TextStyle::Hint.paint(Printable(&self.update_command))
            );
        }
        text
    }
}

impl From<&TestCaseResult> for TestCaseItem {
    fn from(tested: &TestCaseResult) -> TestCaseItem {
        let mismatches = tested.mismatches.as_deref();
        TestCaseItem {
            template: tested.template.clone(),
            case: tested.case.clone(),
            result: match (tested.is_updated, mismatches) {
                (true, _) => "written",
                (false, None) => "new",
                (false, Some([])) => "ok",
                (false, Some(_)) => "differs",
            },
            files: tested.files,
            differences: mismatches
                .unwrap_or_default()
                .iter()
                .map(FileMismatchItem::from)
                .collect(),
        }
    }
}

impl From<&FileMismatch> for FileMismatchItem {
    fn from(mismatch: &FileMismatch) -> FileMismatchItem {
        FileMismatchItem {
            path: mismatch.path.clone(),
            change: match (&mismatch.expected, &mismatch.rendered) {
                (None, _) => "added",
                (_, None) => "removed",
                (Some(before), Some(after)) if before.bytes == after.bytes => "mode",
                _ => "changed",
            },
        }
    }
}

/// A file of the tree `place` that differs from the expected one, in the format of `git diff`.
fn render_file_mismatch(place: &str, mismatch: &FileMismatch) -> String {
    let path = &format!("{place}/{}", mismatch.path);
    let content = |content: &Option<TestFileContent>| content.clone().unwrap_or_default();
    let (before, after) = (content(&mismatch.expected), content(&mismatch.rendered));
    let mut text = String::new();
    if mismatch.expected.is_some()
        && mismatch.rendered.is_some()
        && before.executable != after.executable
    {
        let mode = |content: &TestFileContent| {
            if content.executable {
                "100755"
            } else {
                "100644"
            }
        };
        let change = format!(
            "{}: mode {} → {}",
            Printable(path),
            mode(&before),
            mode(&after)
        );
        let _ = writeln!(text, "{}", TextStyle::Strong.paint(change));
    }
    text + &match (
        std::str::from_utf8(&before.bytes),
        std::str::from_utf8(&after.bytes),
    ) {
        (Ok(before), Ok(after)) => render_diff(path, before, after),
        _ => format!(
            "{}\n",
            TextStyle::Strong.paint(format_args!("{}: binary files differ", Printable(path)))
        ),
    }
}

/// A new template.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp template new")]
pub struct NewTemplateReport {
    /// The version of this schema: 1.
    pub schema_version: u32,
    /// The platform that the copied template comes from; null without `--from`.
    pub platform: Option<PlatformInfo>,
    /// The name of the template.
    pub template: String,
    /// The template that was copied; null without `--from`.
    pub from: Option<String>,
    /// The directory, as given on the command line.
    pub directory: String,
    /// The created files, not including the expected files of the test cases.
    pub files: Vec<String>,
    /// The layers that the template uses. They are shared with other templates, not copied.
    pub layers: Vec<String>,
    /// How a command starts that runs in the same directory.
    #[serde(skip)]
    #[schemars(skip)]
    program: String,
    /// Whether the directory of the command is in a repository, where a new service would be in the way.
    #[serde(skip)]
    #[schemars(skip)]
    is_in_repository: bool,
}

impl NewTemplateReport {
    /// Builds the report of `created` in the directory `place`; `platform` is the source of a copy.
    pub fn new(
        created: &CreatedTemplate,
        place: &Path,
        platform: Option<PlatformInfo>,
    ) -> NewTemplateReport {
        NewTemplateReport {
            schema_version: SCHEMA_VERSION,
            platform,
            template: created.name.clone(),
            from: created.copied_from.clone(),
            directory: place.display().to_string(),
            files: created.files.clone(),
            layers: created.layers.clone(),
            program: "idp".to_owned(),
            is_in_repository: false,
        }
    }

    /// Says that the directory of the command is in a repository.
    #[must_use]
    pub fn with_repository_around(self, is_in_repository: bool) -> NewTemplateReport {
        NewTemplateReport {
            is_in_repository,
            ..self
        }
    }

    /// Shows commands that start with `program`, such as `idp -C platform`.
    #[must_use]
    pub fn with_program(self, program: String) -> NewTemplateReport {
        NewTemplateReport { program, ..self }
    }
}

impl Report for NewTemplateReport {
    /// The files and the next commands.
    fn render_text(&self, width: LineWidth) -> String {
        let (program, place) = (Printable(&self.program), Printable(&self.directory));
        let mut text = String::new();
        for file in &self.files {
            let file = Printable(file);
            let _ = writeln!(text, "{} {place}/{file}", TextStyle::Good.paint("+"));
        }
        text.push('\n');
        if !self.layers.is_empty() {
            let shared = "shared with other templates and not copied";
            let _ = writeln!(text, "{:<10} {}, {shared}", "layers", self.layers.len());
        }
        let next = [
            ("lint", format!("{program} template lint {place}")),
            ("test", format!("{program} template test {place}")),
            (
                "use",
                format!(
                    "{program} new {} <NAME> --owner <GROUP> --template {place}{}",
                    self.template,
                    if self.is_in_repository {
                        " --dir ../<NAME>"
                    } else {
                        ""
                    }
                ),
            ),
        ];
        for (title, command) in next {
            let head = format!("{title:<10} ");
            let command = TextStyle::Hint.paint(command).to_string();
            let _ = writeln!(text, "{}", wrap_command(&head, &command, head.len(), width));
        }
        text
    }
}
