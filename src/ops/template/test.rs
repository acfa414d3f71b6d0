//! `idp template test`: renders every case of every template and compares it with the expected files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::expected::{
    ExpectedFilesByPath, FileMismatch, find_file_mismatches, is_expectation_current,
    read_expected_files, replace_expected_files, to_expected_files,
};
use super::local_templates::file_name;
use crate::error::{Error, Result};
use crate::input_file::{MAX_SETTINGS_BYTES, SymlinkPolicy, read_text_file};
use crate::printable::{Printable, escape_and_truncate};
use crate::similar_names::{format_did_you_mean, suggest_names};
use crate::template::{
    RenderedFileTree, TEST_CASE_FILE, TESTS_FOLDER, Template, TemplatePack, TemplateTestCase,
    render_template, validate_rendered_tree,
};

/// The result of one case.
#[derive(Clone, Debug)]
pub struct TestCaseResult {
    /// The template.
    pub template: String,
    /// The case.
    pub case: String,
    /// The number of rendered files.
    pub files: usize,
    /// The files that differ; `None` if there is no expectation yet.
    pub mismatches: Option<Vec<FileMismatch>>,
    /// Whether the expected files were updated.
    pub is_updated: bool,
}

/// Tests the templates in `directory`; `update` stores what they render as expected. If `only` isn't empty, only the cases with
/// these names are tested.
///
/// # Errors
/// Usage (2) if there is no case, or one is invalid for its template; io (7).
pub fn test_templates(
    directory: &Path,
    only: &[String],
    update: bool,
) -> Result<Vec<TestCaseResult>> {
    let pack = TemplatePack::from_directory(directory)?;
    let known = list_test_case_names(&pack, directory)?;
    if known.is_empty() {
        return Err(Error::usage("no test cases found").with_hint(format!(
            "create <template>/{TESTS_FOLDER}/<case>/{TEST_CASE_FILE}"
        )));
    }
    if let Some(unknown) = only.iter().find(|name| !known.contains(*name)) {
        return Err(unknown_test_case_error(unknown, &known));
    }
    test_templates_of_pack(&pack, directory, only, update)
}

fn unknown_test_case_error(name: &str, known: &BTreeSet<String>) -> Error {
    let near = suggest_names(name, known.iter().map(String::as_str));
    let listed = || {
        let names: Vec<&str> = known.iter().map(String::as_str).collect();
        format!("test cases: {}", Printable(&names.join(", ")))
    };
    Error::not_found(format!("no test case named `{}`", Printable(name)))
        .with_hint(format_did_you_mean(&near).unwrap_or_else(listed))
}

/// The names of the test cases of all templates in `directory`.
fn list_test_case_names(pack: &TemplatePack, directory: &Path) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for template in pack.template_names() {
        let folders =
            list_test_case_folders(&template_folder(directory, template).join(TESTS_FOLDER))?;
        names.extend(folders.iter().map(|folder| file_name(folder)));
    }
    Ok(names)
}

/// Like [`test_templates`], but for the templates of `pack`, with test cases in `directory`; without cases, the result is empty.
///
/// # Errors
/// Usage (2) if a case is invalid for its template; io (7).
pub(super) fn test_templates_of_pack(
    pack: &TemplatePack,
    directory: &Path,
    only: &[String],
    update: bool,
) -> Result<Vec<TestCaseResult>> {
    let mut tested = Vec::new();
    for name in pack.template_names() {
        let template = pack.load_template(name)?;
        let folders = list_test_case_folders(&template_folder(directory, name).join(TESTS_FOLDER))?;
        let is_chosen = |folder: &&PathBuf| only.is_empty() || only.contains(&file_name(folder));
        let chosen = folders.iter().filter(is_chosen);
        let chosen = chosen.map(|folder| LoadedTestCase::load(&template, folder));
        let mut chosen = chosen.collect::<Result<Vec<LoadedTestCase>>>()?;
        // Bases come before the cases that use them, so that an update uses the updated base.
        chosen.sort_by_key(|loaded| loaded.case.base.is_some());
        let results = chosen
            .iter()
            .map(|case| run_test_case(&template, case, &folders, update));
        let mut results = results.collect::<Result<Vec<TestCaseResult>>>()?;
        results.sort_by(|one, other| one.case.cmp(&other.case));
        tested.append(&mut results);
    }
    Ok(tested)
}

/// The folder of a template: `directory` may be a template itself.
fn template_folder(directory: &Path, name: &str) -> PathBuf {
    if directory.join("template.yaml").is_file() {
        directory.to_owned()
    } else {
        directory.join(name)
    }
}

/// The folders of the cases in `tests`, sorted.
fn list_test_case_folders(tests: &Path) -> Result<Vec<PathBuf>> {
    let cannot = |error| Error::io(format_args!("read {}", tests.display()), error);
    if !tests.is_dir() {
        return Ok(Vec::new());
    }
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(tests).map_err(cannot)? {
        let folder = entry.map_err(cannot)?.path();
        if folder.join(TEST_CASE_FILE).is_file() {
            cases.push(folder);
        } else if folder.is_dir() && !file_name(&folder).starts_with(['.', '_']) {
            let folder = folder.display().to_string();
            return Err(
                Error::usage(format!("{} has no {TEST_CASE_FILE}", Printable(&folder))).with_hint(
                    "every folder of `tests` is a test case; add the file, or remove the folder",
                ),
            );
        }
    }
    cases.sort_unstable();
    Ok(cases)
}

/// A case loaded from its `case.yaml`.
struct LoadedTestCase {
    name: String,
    folder: PathBuf,
    case: TemplateTestCase,
}

impl LoadedTestCase {
    fn load(template: &Template, folder: &Path) -> Result<LoadedTestCase> {
        let file = folder.join(TEST_CASE_FILE);
        let text = read_text_file(&file, MAX_SETTINGS_BYTES, SymlinkPolicy::Refuse)?;
        let name = file_name(folder);
        let shown = format!("{}/{TESTS_FOLDER}/{name}/{TEST_CASE_FILE}", template.name());
        Ok(LoadedTestCase {
            case: TemplateTestCase::parse(&shown, &text.unwrap_or_default(), template)?,
            name,
            folder: folder.to_owned(),
        })
    }

    /// Loads the base of this case, one of `folders`.
    fn load_base_test_case(
        &self,
        template: &Template,
        folders: &[PathBuf],
    ) -> Result<Option<LoadedTestCase>> {
        let Some(name) = &self.case.base else {
            return Ok(None);
        };
        let folder = folders.iter().find(|folder| file_name(folder) == *name);
        let base = folder.map(|folder| LoadedTestCase::load(template, folder));
        let fault = match base.transpose()? {
            Some(base) if base.case.base.is_none() => return Ok(Some(base)),
            Some(_) => "has a base of its own",
            None => "is not a case of this template",
        };
        let message = format!(
            "the base `{}` of the case `{}` {fault}",
            escape_and_truncate(name),
            Printable(&self.name)
        );
        Err(Error::usage(message)
            .with_hint("use a case without a base, or remove `base` to store the whole tree"))
    }
}

fn run_test_case(
    template: &Template,
    loaded: &LoadedTestCase,
    folders: &[PathBuf],
    update: bool,
) -> Result<TestCaseResult> {
    let base = loaded.load_base_test_case(template, folders)?;
    let base = base.map(|base| read_or_render_base_case(template, &base));
    let base = base.transpose()?;
    let tree = render_test_case(template, &loaded.case)?;
    let expected = read_expected_files(&loaded.folder, base.as_ref())?;
    let mismatches = expected.map(|before| find_file_mismatches(before, &tree));
    let is_updated = update && !is_expectation_current(&loaded.folder, &tree, base.as_ref())?;
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

/// The files of a base: its expected files or, if there are none yet, its rendered files.
fn read_or_render_base_case(
    template: &Template,
    base: &LoadedTestCase,
) -> Result<ExpectedFilesByPath> {
    match read_expected_files(&base.folder, None)? {
        Some(files) => Ok(files),
        None => render_test_case(template, &base.case).map(|tree| to_expected_files(&tree)),
    }
}

fn render_test_case(template: &Template, case: &TemplateTestCase) -> Result<RenderedFileTree> {
    let (facts, answers) = (&case.built_in_values, &case.answers);
    let tree = render_template(template, facts, answers)?;
    validate_rendered_tree(template, facts, answers, &tree)?;
    Ok(tree)
}

impl TestCaseResult {
    /// Whether it differs from the expectation, or did before an update.
    pub fn has_mismatches(&self) -> bool {
        self.mismatches
            .as_ref()
            .is_none_or(|found| !found.is_empty())
    }
}
