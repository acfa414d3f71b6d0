//! `idp template test`: every case of every template, rendered and held against what is expected of it.

use std::path::{Path, PathBuf};

use super::expected::{self, FileMismatch};
use crate::error::{Error, Result};
use crate::input_file::{MAX_SETTINGS_BYTES, SymlinkPolicy, read_text_file};
use crate::printable::Printable;
use crate::template::{Template, TemplatePack, TestCase, render_template, validate_rendered_tree};

/// The folder of a template's cases.
pub(super) const TESTS_FOLDER: &str = "tests";
/// What a case says.
pub(super) const CASE_FILE: &str = "case.yaml";
/// What a case is expected to render.
pub(super) const EXPECTED_FOLDER: &str = "expected";

/// What came of one case.
#[derive(Clone, Debug)]
pub struct TestCaseResult {
    /// The template.
    pub template: String,
    /// The case.
    pub case: String,
    /// How many files it rendered.
    pub files: usize,
    /// What is not as expected; `None` when nothing was expected yet.
    pub mismatches: Option<Vec<FileMismatch>>,
    /// Whether the expected tree was written anew.
    pub is_updated: bool,
}

/// Where the templates lie that are meant by `path`: in a platform, its `templates`.
pub fn resolve_templates_folder(path: &Path) -> PathBuf {
    let inside = path.join("templates");
    if !path.join("template.yaml").is_file() && inside.is_dir() {
        inside
    } else {
        path.to_owned()
    }
}

/// Tests the templates in `directory`, with `update` writing down what they render. Of the cases only those called
/// `only`, if any are.
///
/// # Errors
/// Usage (2) when there is no case, or one does not fit its template; io (7).
pub fn test_templates(
    directory: &Path,
    only: &[String],
    update: bool,
) -> Result<Vec<TestCaseResult>> {
    let pack = TemplatePack::from_directory(directory)?;
    let mut tested = Vec::new();
    for name in pack.template_names() {
        let template = pack.load_template(name)?;
        for case in list_case_folders(&template_folder(directory, name).join(TESTS_FOLDER))? {
            if only.is_empty() || only.contains(&file_name(&case)) {
                tested.push(run_case(&template, &case, update)?);
            }
        }
    }
    match (tested.is_empty(), only) {
        (false, _) => Ok(tested),
        (true, []) => Err(
            Error::usage("the templates have no cases to test").with_hint(format!(
                "a case is a file <template>/{TESTS_FOLDER}/<case>/{CASE_FILE}"
            )),
        ),
        (true, [first, ..]) => Err(Error::not_found(format!(
            "no case is called `{}`",
            Printable(first)
        ))),
    }
}

/// The folder of a template: `directory` may be one itself.
fn template_folder(directory: &Path, name: &str) -> PathBuf {
    if directory.join("template.yaml").is_file() {
        directory.to_owned()
    } else {
        directory.join(name)
    }
}

/// The folders of the cases in `tests`, sorted.
fn list_case_folders(tests: &Path) -> Result<Vec<PathBuf>> {
    let cannot = |error| Error::io(format_args!("read {}", tests.display()), error);
    if !tests.is_dir() {
        return Ok(Vec::new());
    }
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(tests).map_err(cannot)? {
        let folder = entry.map_err(cannot)?.path();
        if folder.join(CASE_FILE).is_file() {
            cases.push(folder);
        }
    }
    cases.sort_unstable();
    Ok(cases)
}

fn run_case(template: &Template, folder: &Path, update: bool) -> Result<TestCaseResult> {
    let file = folder.join(CASE_FILE);
    let text =
        read_text_file(&file, MAX_SETTINGS_BYTES, SymlinkPolicy::Refuse)?.unwrap_or_default();
    let case = file_name(folder);
    let shown = format!("{}/{TESTS_FOLDER}/{case}/{CASE_FILE}", template.name());
    let TestCase {
        built_in_values: facts,
        answers,
    } = TestCase::parse(&shown, &text, template)?;
    let tree = render_template(template, &facts, &answers)?;
    validate_rendered_tree(template, &facts, &answers, &tree)?;
    let place = folder.join(EXPECTED_FOLDER);
    let mismatches = expected::read_expected_files(&place)?
        .map(|before| expected::find_mismatches(before, &tree));
    let written = update && mismatches.as_ref().is_none_or(|found| !found.is_empty());
    if written {
        expected::replace_expected_files(&place, &tree)?;
    }
    Ok(TestCaseResult {
        template: template.name().to_owned(),
        case,
        files: tree.files().len(),
        mismatches,
        is_updated: written,
    })
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

impl TestCaseResult {
    /// Whether it is not, or was not until now, what is expected.
    pub fn has_mismatches(&self) -> bool {
        self.mismatches
            .as_ref()
            .is_none_or(|found| !found.is_empty())
    }
}
