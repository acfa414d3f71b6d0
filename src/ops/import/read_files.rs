//! Reads the files of a repository that say something about it: descriptions, CODEOWNERS, build files.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::build_files::{BuildFiles, DEPLOYMENT_FILES};
use super::compass::describe_compass_document;
use super::cortex::describe_cortex_document;
use super::datadog::describe_datadog_document;
use super::description::{DescribeDocument, read_description_file};
use super::facts::ImportedRepository;
use super::opslevel::describe_opslevel_document;
use super::problem::ImportProblem;
use crate::catalog::{Catalog, Codeowners, Files, is_catalog_info_file};
use crate::diagnostic::Severity;
use crate::source::{SourceFile, decode_utf8_text};

/// The files that describe services, by name, and their readers.
const DESCRIPTION_FILES: [(&str, DescribeDocument); 12] = [
    ("entity.datadog.yaml", describe_datadog_document),
    ("entity.datadog.yml", describe_datadog_document),
    ("service.datadog.yaml", describe_datadog_document),
    ("service.datadog.yml", describe_datadog_document),
    ("opslevel.yml", describe_opslevel_document),
    ("opslevel.yaml", describe_opslevel_document),
    ("cortex.yaml", describe_cortex_document),
    ("cortex.yml", describe_cortex_document),
    ("compass.yml", describe_compass_document),
    ("compass.yaml", describe_compass_document),
    ("compass.json", describe_compass_document),
    ("service.datadog.json", describe_datadog_document),
];
/// Folders whose descriptions belong to something else: dependencies, tests, templates.
const IGNORED_FOLDERS: [&str; 14] = [
    "node_modules",
    "vendor",
    "third_party",
    "test",
    "tests",
    "testdata",
    "fixtures",
    "__fixtures__",
    "example",
    "examples",
    "template",
    "templates",
    "skeleton",
    "content",
];
/// How deep in a repository descriptions are looked for.
const MAX_FOLDER_DEPTH: usize = 4;
/// How many descriptions of one repository are read.
const MAX_DESCRIPTION_FILES: usize = 200;
/// The largest description, in bytes.
const MAX_DESCRIPTION_SIZE: usize = 1 << 20;

/// Findings about files beside the document, which the proposal refers to by URL.
const RELOCATED_FINDING_CODES: [&str; 2] = ["placeholder-unreadable", "techdocs-missing"];

/// Whether this file of a repository describes services.
pub(super) fn is_description_file(path: &str) -> bool {
    let mut folders: Vec<&str> = path.split('/').collect();
    let name = folders.pop().unwrap_or_default();
    let is_known =
        is_catalog_info_file(path) || DESCRIPTION_FILES.iter().any(|(known, _)| *known == name);
    is_known
        && folders.len() <= MAX_FOLDER_DEPTH
        && !folders
            .iter()
            .any(|folder| IGNORED_FOLDERS.contains(folder))
}

/// Adds to `repository` what its `files` say; `paths` are all of them, and only those in `descriptions` are read as descriptions.
pub(super) fn read_repository_files(
    repository: &mut ImportedRepository,
    files: &dyn Files,
    paths: &[&str],
    descriptions: &[&str],
) {
    if descriptions.len() > MAX_DESCRIPTION_FILES {
        let message = format!("only the first {MAX_DESCRIPTION_FILES} descriptor files were read");
        let problem = ImportProblem::with_repository(&repository.name, &message);
        repository.problems.push(problem);
    }
    for path in descriptions.iter().take(MAX_DESCRIPTION_FILES) {
        read_description(repository, files, path);
    }
    repository.codeowners = Codeowners::CODEOWNERS_PATHS
        .into_iter()
        .find(|path| paths.contains(path))
        .and_then(|path| read_source(repository, files, path, Codeowners::MAX_CODEOWNERS_SIZE));
    let described = repository.descriptions.iter().map(|one| one.folder());
    let deployed = paths.iter().filter_map(|path| find_deployed_folder(path));
    let folders = described.chain([""]).chain(deployed);
    let folders: BTreeSet<String> = folders.map(str::to_owned).collect();
    for folder in folders {
        let names = names_in_folder(paths, &folder);
        let found = BuildFiles::find_in_folder(names.iter().copied());
        repository.build_files.insert(folder, found);
    }
}

/// The folder of `path`, if it's a file of something that is deployed and not too deep in the repository.
fn find_deployed_folder(path: &str) -> Option<&str> {
    let (folder, name) = path.rsplit_once('/')?;
    let mut parents = folder.split('/');
    let is_service = DEPLOYMENT_FILES.contains(&name)
        && parents.clone().count() <= MAX_FOLDER_DEPTH
        && !parents.any(|parent| IGNORED_FOLDERS.contains(&parent));
    is_service.then_some(folder)
}

/// The names of the files and folders in `folder`.
fn names_in_folder<'p>(paths: &[&'p str], folder: &str) -> BTreeSet<&'p str> {
    let below = |path: &&'p str| match folder {
        "" => Some(*path),
        folder => path.strip_prefix(folder)?.strip_prefix('/'),
    };
    let names = paths.iter().filter_map(below);
    names.filter_map(|path| path.split('/').next()).collect()
}

fn read_description(repository: &mut ImportedRepository, files: &dyn Files, path: &str) {
    if is_catalog_info_file(path) {
        read_catalog_info(repository, files, path);
        return;
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    let reader = DESCRIPTION_FILES.iter().find(|(known, _)| *known == name);
    let Some((_, describe)) = reader else { return };
    let Some(source) = read_source(repository, files, path, MAX_DESCRIPTION_SIZE as u64) else {
        return;
    };
    let (found, problems) = read_description_file(&repository.name, &source, *describe);
    repository.descriptions.extend(found);
    repository.problems.extend(problems);
}

/// Reads a `catalog-info.yaml` as a catalog of its own, with everything that its Locations lead to in the repository.
fn read_catalog_info(repository: &mut ImportedRepository, files: &dyn Files, path: &str) {
    if read_source(repository, files, path, MAX_DESCRIPTION_SIZE as u64).is_none() {
        return;
    }
    let catalog = match Catalog::read(files, &[path.to_owned()]) {
        Ok(catalog) => catalog,
        Err(error) => {
            let problem = ImportProblem::with_file(&repository.name, path, error.message());
            repository.problems.push(problem);
            return;
        }
    };
    for finding in &catalog.diagnostics {
        // A path in the document is replaced with the URL of its file; whether that exists is checked elsewhere.
        if finding.severity != Severity::Error || RELOCATED_FINDING_CODES.contains(&finding.code) {
            continue;
        }
        let name = &repository.name;
        repository.problems.push(match &finding.place {
            Some(place) => ImportProblem::at_place(name, place, &finding.message),
            None => ImportProblem::with_file(name, path, &finding.message),
        });
    }
    repository.catalogs.push(catalog);
}

/// Reads a text file; if that fails, adds a problem.
fn read_source(
    repository: &mut ImportedRepository,
    files: &dyn Files,
    path: &str,
    largest: u64,
) -> Option<Arc<SourceFile>> {
    let read = match files.read(path) {
        Ok(Some(bytes)) if bytes.len() as u64 > largest => Err(format!(
            "larger than {} MiB, so it wasn't read",
            largest >> 20
        )),
        Ok(Some(bytes)) => decode_utf8_text(bytes).map_err(str::to_owned),
        Ok(None) => return None,
        Err(error) => Err(error.message().to_owned()),
    };
    match read {
        Ok(text) => Some(SourceFile::new(path, text)),
        Err(message) => {
            let problem = ImportProblem::with_file(&repository.name, path, &message);
            repository.problems.push(problem);
            None
        }
    }
}
