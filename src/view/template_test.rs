//! `idp template test` and `idp template new`.

use std::fmt::Write;
use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::Style;
use super::VERSION;
use super::diff::diff;
use super::table::table;
use crate::count::Count;
use crate::ops::{Content, Mismatch, Started, Tested};
use crate::printable::Printable;

/// What `idp template test` found.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp template test")]
pub struct TestReport {
    /// 1.
    pub schema_version: u32,
    /// Every case, in the order of templates and names.
    pub cases: Vec<CaseItem>,
    #[serde(skip)]
    #[schemars(skip)]
    differences: String,
}

/// One case of a template.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CaseItem {
    /// The template.
    pub template: String,
    /// The case.
    pub case: String,
    /// `ok`, `differs`, `new` (nothing is expected yet) or `written`.
    pub result: &'static str,
    /// How many files it renders.
    pub files: usize,
    /// The files that are not as expected.
    pub differences: Vec<DifferenceItem>,
}

/// A file that is not as expected.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DifferenceItem {
    /// From the root of what is rendered.
    pub path: String,
    /// `added`, `removed`, `mode` or `changed`, as seen from what is expected.
    pub change: &'static str,
}

impl TestReport {
    /// The report on `tested`.
    pub fn new(tested: &[Tested]) -> TestReport {
        let found = tested.iter().filter_map(|tested| {
            let found = tested.mismatches.as_ref()?.iter();
            let place = format!("{}/tests/{}/expected", tested.template, tested.case);
            Some(
                found
                    .map(|found| picture(&place, found))
                    .collect::<String>(),
            )
        });
        TestReport {
            schema_version: VERSION,
            cases: tested.iter().map(CaseItem::from).collect(),
            differences: found.collect(),
        }
    }

    /// What differs, then a table.
    pub fn text(&self) -> String {
        let row = |item: &CaseItem| {
            let result = match item.result {
                "ok" | "written" => Style::Good.of(item.result).to_string(),
                result => Style::Bad.of(result).to_string(),
            };
            let files = Count(item.files, "file");
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
        let mut text = self.differences.clone();
        if !text.is_empty() {
            text.push('\n');
        }
        text += &table(["TEMPLATE", "CASE", "RESULT", ""], &rows);
        if self.failed() {
            let _ = writeln!(
                text,
                "\n{}   writes down what is rendered now, once that is right",
                Style::Hint.of("idp template test --update")
            );
        }
        text
    }

    /// Whether something is not as expected, and was left so.
    pub fn failed(&self) -> bool {
        self.cases
            .iter()
            .any(|case| matches!(case.result, "differs" | "new"))
    }
}

impl From<&Tested> for CaseItem {
    fn from(tested: &Tested) -> CaseItem {
        let mismatches = tested.mismatches.as_deref();
        CaseItem {
            template: tested.template.clone(),
            case: tested.case.clone(),
            result: match (tested.written, mismatches) {
                (true, _) => "written",
                (false, None) => "new",
                (false, Some([])) => "ok",
                (false, Some(_)) => "differs",
            },
            files: tested.files,
            differences: mismatches
                .unwrap_or_default()
                .iter()
                .map(DifferenceItem::from)
                .collect(),
        }
    }
}

impl From<&Mismatch> for DifferenceItem {
    fn from(mismatch: &Mismatch) -> DifferenceItem {
        DifferenceItem {
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
fn picture(place: &str, mismatch: &Mismatch) -> String {
    let path = &format!("{place}/{}", mismatch.path);
    let content = |content: &Option<Content>| content.clone().unwrap_or_default();
    let (before, after) = (content(&mismatch.expected), content(&mismatch.rendered));
    let mut text = String::new();
    if mismatch.expected.is_some()
        && mismatch.rendered.is_some()
        && before.executable != after.executable
    {
        let mode = |content: &Content| {
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
        let _ = writeln!(text, "{}", Style::Strong.of(change));
    }
    text + &match (
        std::str::from_utf8(&before.bytes),
        std::str::from_utf8(&after.bytes),
    ) {
        (Ok(before), Ok(after)) => diff(path, before, after),
        _ => format!(
            "{}\n",
            Style::Strong.of(format_args!("{}: binary files differ", Printable(path)))
        ),
    }
}

/// A template that was started.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp template new")]
pub struct StartedTemplate {
    /// 1.
    pub schema_version: u32,
    /// Its name.
    pub template: String,
    /// Its directory, as it was named.
    pub directory: String,
    /// Its files; what its case is expected to render lies beside them.
    pub files: Vec<&'static str>,
}

impl StartedTemplate {
    /// `started`, in what somebody calls `place`.
    pub fn new(started: &Started, place: &Path) -> StartedTemplate {
        StartedTemplate {
            schema_version: VERSION,
            template: started.name.clone(),
            directory: place.display().to_string(),
            files: started.files.clone(),
        }
    }

    /// The files, and what to type next.
    pub fn text(&self) -> String {
        let place = Printable(&self.directory);
        let mut text = String::new();
        for file in &self.files {
            let _ = writeln!(text, "{} {place}/{file}", Style::Good.of("+"));
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
            let _ = writeln!(text, "{title:<10} {}", Style::Hint.of(command));
        }
        text
    }
}
