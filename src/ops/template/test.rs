//! `idp template test`: every case of every template, rendered and held against what is expected of it.

use std::path::{Path, PathBuf};

use super::expected::{self, Mismatch};
use crate::error::{Error, Result};
use crate::input_file::{Links, SETTINGS, read_text};
use crate::printable::Printable;
use crate::template::{Pack, Template, TestCase, check_render, render};

/// The folder of a template's cases.
pub(super) const TESTS: &str = "tests";
/// What a case says.
pub(super) const CASE: &str = "case.yaml";
/// What a case is expected to render.
pub(super) const EXPECTED: &str = "expected";

/// What came of one case.
#[derive(Clone, Debug)]
pub struct Tested {
    /// The template.
    pub template: String,
    /// The case.
    pub case: String,
    /// How many files it rendered.
    pub files: usize,
    /// What is not as expected; `None` when nothing was expected yet.
    pub mismatches: Option<Vec<Mismatch>>,
    /// Whether the expected tree was written anew.
    pub written: bool,
}

/// Where the templates lie that are meant by `path`: in a platform, its `templates`.
pub fn home(path: &Path) -> PathBuf {
    let inside = path.join("templates");
    match !path.join("template.yaml").is_file() && inside.is_dir() {
        true => inside,
        false => path.to_owned(),
    }
}

/// Tests the templates in `directory`, with `update` writing down what they render. Of the cases only those called
/// `only`, if any are.
///
/// # Errors
/// Usage (2) when there is no case, or one does not fit its template; io (7).
pub fn test(directory: &Path, only: &[String], update: bool) -> Result<Vec<Tested>> {
    let pack = Pack::directory(directory)?;
    let mut tested = Vec::new();
    for name in pack.names() {
        let template = pack.template(name)?;
        for case in cases(&folder(directory, name).join(TESTS))? {
            if only.is_empty() || only.contains(&file_name(&case)) {
                tested.push(run(&template, &case, update)?);
            }
        }
    }
    match (tested.is_empty(), only) {
        (false, _) => Ok(tested),
        (true, []) => Err(Error::usage("the templates have no cases to test")
            .hint(format!("a case is a file <template>/{TESTS}/<case>/{CASE}"))),
        (true, [first, ..]) => Err(Error::not_found(format!(
            "no case is called `{}`",
            Printable(first)
        ))),
    }
}

/// The folder of a template: `directory` may be one itself.
fn folder(directory: &Path, name: &str) -> PathBuf {
    match directory.join("template.yaml").is_file() {
        true => directory.to_owned(),
        false => directory.join(name),
    }
}

/// The folders of the cases in `tests`, sorted.
fn cases(tests: &Path) -> Result<Vec<PathBuf>> {
    let cannot = |error| Error::io(format_args!("read {}", tests.display()), error);
    if !tests.is_dir() {
        return Ok(Vec::new());
    }
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(tests).map_err(cannot)? {
        let folder = entry.map_err(cannot)?.path();
        if folder.join(CASE).is_file() {
            cases.push(folder);
        }
    }
    cases.sort_unstable();
    Ok(cases)
}

fn run(template: &Template, folder: &Path, update: bool) -> Result<Tested> {
    let file = folder.join(CASE);
    let text = read_text(&file, SETTINGS, Links::Refuse)?.unwrap_or_default();
    let case = file_name(folder);
    let shown = format!("{}/{TESTS}/{case}/{CASE}", template.name());
    let TestCase { facts, answers } = TestCase::read(&shown, &text, template)?;
    let tree = render(template, &facts, &answers)?;
    check_render(template, &facts, &answers, &tree)?;
    let place = folder.join(EXPECTED);
    let mismatches = expected::read(&place)?.map(|before| expected::compare(before, &tree));
    let written = update && mismatches.as_ref().is_none_or(|found| !found.is_empty());
    if written {
        expected::replace(&place, &tree)?;
    }
    Ok(Tested {
        template: template.name().to_owned(),
        case,
        files: tree.files().len(),
        mismatches,
        written,
    })
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

impl Tested {
    /// Whether it is not, or was not until now, what is expected.
    pub fn differs(&self) -> bool {
        self.mismatches
            .as_ref()
            .is_none_or(|found| !found.is_empty())
    }
}
