//! `idp template test` and `idp template new`.

use std::fmt::Write;
use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::Report;
use super::SCHEMA_VERSION;
use super::TextStyle;
use super::table::render_table;
use super::unified_diff::render_diff;
use crate::count::CountedNoun;
use crate::ops::{CreatedTemplate, FileMismatch, TestCaseResult, TestFileContent};
use crate::printable::Printable;

/// What `idp template test` found.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp template test")]
pub struct TemplateTestReport {
    /// 1.
    pub schema_version: u32,
    /// Every case, in the order of templates and names.
    pub cases: Vec<TestCaseItem>,
    #[serde(skip)]
    #[schemars(skip)]
    rendered_diffs: String,
}

/// One case of a template.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TestCaseItem {
    /// The template.
    pub template: String,
    /// The case.
    pub case: String,
    /// `ok`, `differs`, `new` (nothing is expected yet) or `written`.
    pub result: &'static str,
    /// How many files it renders.
    pub files: usize,
    /// The files that are not as expected.
    pub differences: Vec<MismatchItem>,
}

/// A file that is not as expected.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MismatchItem {
    /// From the root of what is rendered.
    pub path: String,
    /// `added`, `removed`, `mode` or `changed`, as seen from what is expected.
    pub change: &'static str,
}

impl TemplateTestReport {
    /// The report on `tested`.
    pub fn new(tested: &[TestCaseResult]) -> TemplateTestReport {
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
        }
    }

    /// Whether something is not as expected, and was left so.
    pub fn has_failures(&self) -> bool {
        self.cases
            .iter()
            .any(|case| matches!(case.result, "differs" | "new"))
    }
}

impl Report for TemplateTestReport {
    /// What differs, then a table.
    fn render_text(&self) -> String {
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
        text += &render_table(["TEMPLATE", "CASE", "RESULT", ""], &rows);
        if self.has_failures() {
            let _ = writeln!(
                text,
                "\n{}   writes down what is rendered now, once that is right",
                TextStyle::Hint.paint("idp template test --update")
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
                .map(MismatchItem::from)
                .collect(),
        }
    }
}

impl From<&FileMismatch> for MismatchItem {
    fn from(mismatch: &FileMismatch) -> MismatchItem {
        MismatchItem {
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

/// A file of the tree `place` that is not as expected, as `git diff` would show it.
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
            "{}: mode {} became {}",
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

/// A template that was started.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp template new")]
pub struct NewTemplateReport {
    /// 1.
    pub schema_version: u32,
    /// Its name.
    pub template: String,
    /// Its directory, as it was named.
    pub directory: String,
    /// Its files; what its case is expected to render lies beside them.
    pub files: Vec<&'static str>,
}

impl NewTemplateReport {
    /// `started`, in what somebody calls `place`.
    pub fn new(started: &CreatedTemplate, place: &Path) -> NewTemplateReport {
        NewTemplateReport {
            schema_version: SCHEMA_VERSION,
            template: started.name.clone(),
            directory: place.display().to_string(),
            files: started.files.clone(),
        }
    }
}

impl Report for NewTemplateReport {
    /// The files, and what to type next.
    fn render_text(&self) -> String {
        let place = Printable(&self.directory);
        let mut text = String::new();
        for file in &self.files {
            let _ = writeln!(text, "{} {place}/{file}", TextStyle::Good.paint("+"));
        }
        let next = [
            ("prove it", format!("idp template lint {place}")),
            ("test it", format!("idp template test {place}")),
            (
                "use it",
                format!(
                    "idp new {} <NAME> --owner <GROUP> --template {place}",
                    self.template
                ),
            ),
        ];
        text.push('\n');
        for (title, command) in next {
            let _ = writeln!(text, "{title:<10} {}", TextStyle::Hint.paint(command));
        }
        text
    }
}
