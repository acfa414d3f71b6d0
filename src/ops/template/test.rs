//! `idp template test`: every case of every template, rendered and held against what is expected of it.

use std::path::{Path, PathBuf};

use super::expected::{
    ExpectedFiles, FileMismatch, find_mismatches, read_expected_files, repeats_base,
    replace_expected_files, to_expected_files,
};
use crate::error::{Error, Result};
use crate::input_file::{MAX_SETTINGS_BYTES, SymlinkPolicy, read_text_file};
use crate::printable::{Printable, escape_and_truncate};
use crate::template::{
    FileTree, Template, TemplatePack, TestCase, render_template, validate_rendered_tree,
};

/// The folder of a template's cases.
pub(super) const TESTS_FOLDER: &str = "tests";
/// What a case says.
pub(super) const CASE_FILE: &str = "case.yaml";

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
        let cases = load_cases(
            &template,
            &template_folder(directory, name).join(TESTS_FOLDER),
        )?;
        let is_chosen = |case: &&LoadedCase| only.is_empty() || only.contains(&case.name);
        for case in cases.iter().filter(is_chosen) {
            tested.push(run_case(&template, case, &cases, update)?);
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

/// A case as its `case.yaml` has it.
struct LoadedCase {
    name: String,
    folder: PathBuf,
    case: TestCase,
}

/// The cases in `tests`; those that are the base of others come first, so that an update finds them updated.
fn load_cases(template: &Template, tests: &Path) -> Result<Vec<LoadedCase>> {
    let mut cases = Vec::new();
    for folder in list_case_folders(tests)? {
        let file = folder.join(CASE_FILE);
        let text = read_text_file(&file, MAX_SETTINGS_BYTES, SymlinkPolicy::Refuse)?;
        let name = file_name(&folder);
        let shown = format!("{}/{TESTS_FOLDER}/{name}/{CASE_FILE}", template.name());
        let case = TestCase::parse(&shown, &text.unwrap_or_default(), template)?;
        cases.push(LoadedCase { name, folder, case });
    }
    cases.sort_by_key(|loaded| loaded.case.base.is_some());
    Ok(cases)
}

impl LoadedCase {
    /// The case that this one is written down against.
    fn find_base<'c>(&self, cases: &'c [LoadedCase]) -> Result<Option<&'c LoadedCase>> {
        let Some(name) = &self.case.base else {
            return Ok(None);
        };
        let base = cases.iter().find(|case| case.name == *name);
        let fault = match base {
            Some(base) if base.case.base.is_none() => return Ok(Some(base)),
            Some(_) => "has a base itself",
            None => "is not a case of this template",
        };
        let message = format!(
            "the base `{}` of the case `{}` {fault}",
            escape_and_truncate(name),
            Printable(&self.name)
        );
        Err(Error::usage(message)
            .with_hint("name a case without a base, or leave `base` out to keep the whole tree"))
    }
}

fn run_case(
    template: &Template,
    loaded: &LoadedCase,
    cases: &[LoadedCase],
    update: bool,
) -> Result<TestCaseResult> {
    let base = match loaded.find_base(cases)? {
        Some(base) => Some(read_base_files(template, base)?),
        None => None,
    };
    let tree = render_case(template, &loaded.case)?;
    let expected = read_expected_files(&loaded.folder, base.as_ref())?;
    let mismatches = expected.map(|before| find_mismatches(before, &tree));
    let is_right = mismatches.as_ref().is_some_and(Vec::is_empty);
    let is_short = match &base {
        Some(base) => !repeats_base(&loaded.folder, base)?,
        None => true,
    };
    let is_updated = update && !(is_right && is_short);
    if is_updated {
        replace_expected_files(&loaded.folder, &tree, base.as_ref())?;
    }
    Ok(TestCaseResult {
        template: template.name().to_owned(),
        case: loaded.name.clone(),
        files: tree.files().len(),
        mismatches,
        is_updated,
    })
}

/// The tree of a base: as it is written down, or as it is rendered where it isn't yet.
fn read_base_files(template: &Template, base: &LoadedCase) -> Result<ExpectedFiles> {
    match read_expected_files(&base.folder, None)? {
        Some(files) => Ok(files),
        None => render_case(template, &base.case).map(|tree| to_expected_files(&tree)),
    }
}

fn render_case(template: &Template, case: &TestCase) -> Result<FileTree> {
    let (facts, answers) = (&case.built_in_values, &case.answers);
    let tree = render_template(template, facts, answers)?;
    validate_rendered_tree(template, facts, answers, &tree)?;
    Ok(tree)
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
