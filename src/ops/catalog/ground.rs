//! Files and directories that somebody named, by the repository they lie in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::texts::{Texts, WithTexts};
use crate::catalog::{
    Catalog, Files, HostedFiles, Model, Reading, SeenFrom, Survey, Walked, catalog_info, is_below,
};
use crate::count::Count;
use crate::error::{Error, Result};
use crate::git::{Revision, VisibleFiles, hosting, merge_base, work_tree_of};
use crate::platform::{Config, FILE, platform_above};
use crate::printable::Printable;

/// What is to be read.
pub(super) struct InputPaths {
    /// Where people stand.
    directory: PathBuf,
    /// By the root of each repository, the ways from there to what was named.
    repositories: BTreeMap<PathBuf, Vec<String>>,
    /// Whether nobody named them.
    is_found: bool,
}

impl InputPaths {
    /// `paths` as seen from `directory` (absolute).
    ///
    /// # Errors
    /// Usage (2) when a path does not exist.
    pub(super) fn new(directory: &Path, paths: &[PathBuf]) -> Result<InputPaths> {
        let mut repositories: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
        let mut loose = Vec::new();
        for path in paths {
            let target = canonical(&directory.join(path))?;
            if !target.is_file() && !target.is_dir() {
                let shown = path.display().to_string();
                let message = format!("{} is neither a file nor a directory", Printable(&shown));
                return Err(Error::usage(message));
            }
            match repository_of(&target) {
                Some(root) => repositories.entry(root).or_default().push(target),
                None => loose.push(target),
            }
        }
        if !loose.is_empty() {
            repositories
                .entry(common_folder(&loose))
                .or_default()
                .extend(loose);
        }
        let ways = |(root, targets): (PathBuf, Vec<PathBuf>)| {
            let ways = targets.iter().map(|target| way(&root, target)).collect();
            (root, ways)
        };
        Ok(InputPaths {
            directory: canonical(directory)?,
            repositories: repositories.into_iter().map(ways).collect(),
            is_found: false,
        })
    }

    /// The catalog file of `directory` (absolute), which nobody named; in a skeleton of a template it may be none.
    ///
    /// # Errors
    /// As [`InputPaths::new`].
    pub(super) fn found(directory: &Path, file: &Path) -> Result<InputPaths> {
        Ok(InputPaths {
            is_found: true,
            ..InputPaths::new(directory, &[file.to_owned()])?
        })
    }

    /// Where people stand; files are named from here.
    pub(super) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Reads what is there.
    ///
    /// # Errors
    /// Usage (2) when there is nothing to read.
    pub(super) fn read(&self, model: Model) -> Result<Catalog> {
        self.read_with(model, None)
    }

    /// As [`InputPaths::read`], with other `texts` for some of the files.
    ///
    /// # Errors
    /// As [`InputPaths::read`].
    pub(super) fn read_with(&self, model: Model, texts: Option<&Texts>) -> Result<Catalog> {
        let files_of = |root: &Path| Ok(hosted(VisibleFiles::new(root), root));
        let catalog = self.catalog(model, files_of, texts)?;
        let is_empty = catalog.entities.is_empty() && catalog.diagnostics.is_empty();
        match catalog.files == 0 || is_empty {
            true => Err(nothing(&catalog.walked)),
            false => Ok(catalog),
        }
    }

    /// Reads what was there where `HEAD` parted from `revision`, in each repository.
    ///
    /// # Errors
    /// Usage (2) for what is in no repository; not found (3) when there is no such commit.
    pub(super) fn read_parted_from(&self, model: Model, revision: &str) -> Result<Catalog> {
        let files_of = |root: &Path| -> Result<Box<dyn Files>> {
            if repository_of(root).is_none() {
                let shown = root.display().to_string();
                let message = format!("{} is in no git repository", Printable(&shown));
                return Err(Error::usage(message));
            }
            let head = Revision::head(root)?.commit();
            let base = merge_base(root, head, revision)?;
            Ok(hosted(Revision::open(root, base)?, root))
        };
        self.catalog(model, files_of, None)
    }

    fn catalog(
        &self,
        model: Model,
        files_of: impl Fn(&Path) -> Result<Box<dyn Files>>,
        texts: Option<&Texts>,
    ) -> Result<Catalog> {
        let none = Texts::new();
        let mut reading = Reading::new(model);
        for (root, ways) in &self.repositories {
            let files = WithTexts {
                files: SeenFrom::new(files_of(root)?, root, &self.directory),
                texts: texts.unwrap_or(&none),
            };
            let (mut roots, mut survey) = (Vec::new(), Survey::default());
            for way in outermost(ways, &files) {
                if files.has(way) {
                    roots.push(way.clone());
                    survey.files.extend(self.is_found.then(|| way.clone()));
                } else {
                    let start = start_of(way, &files)?;
                    let mut below = Survey::below(&files, way)?;
                    below.files.retain(|path| !start.elsewhere.contains(path));
                    let is_root = |root: &String| start.is_platform || below.files.contains(root);
                    roots.extend(start.root.filter(is_root));
                    survey.extend(below);
                }
            }
            reading.add_survey(&files, &roots, &survey)?;
        }
        Ok(reading.finish())
    }
}

/// Nothing that was named holds an entity.
fn nothing(walked: &Walked) -> Error {
    let hint = match (walked.skeletons, walked.others) {
        (0, 0) => "a catalog file ends in .yaml or .yml".to_owned(),
        (0, others) => format!(
            "{}; name a file to check it anyway",
            not_catalog_files(others)
        ),
        (skeletons, _) => format!(
            "{} not checked; name a file to check it anyway",
            Count(skeletons, "template skeleton")
        ),
    };
    Error::usage("there is nothing to validate").hint(hint)
}

/// `112 YAML files aren't catalog files`.
pub(super) fn not_catalog_files(count: usize) -> String {
    match count {
        1 => "1 YAML file isn't a catalog file".to_owned(),
        count => format!("{count} YAML files aren't catalog files"),
    }
}

/// `files` of the repository at `root`, which know where it is hosted.
fn hosted(files: impl Files + 'static, root: &Path) -> Box<dyn Files> {
    let root = root.to_owned();
    Box::new(HostedFiles::new(files, move || hosting(&root)))
}

fn canonical(path: &Path) -> Result<PathBuf> {
    path.canonicalize().map_err(|error| {
        let shown = path.display().to_string();
        Error::usage(format!("cannot read {}: {error}", Printable(&shown)))
    })
}

/// The root of the work tree that `target` lies in.
pub(super) fn repository_of(target: &Path) -> Option<PathBuf> {
    work_tree_of(target)?.canonicalize().ok()
}

/// The innermost folder that holds everything in `targets`.
fn common_folder(targets: &[PathBuf]) -> PathBuf {
    let folder = |path: &PathBuf| match path.is_dir() {
        true => path.clone(),
        false => path.parent().unwrap_or(path).to_owned(),
    };
    let mut common = targets.first().map(folder).unwrap_or_default();
    for target in targets {
        while !target.starts_with(&common) && common.pop() {}
    }
    common
}

/// What the files in `paths`, named in `directory`, belong to: the platform that `directory` lies in, else the repository
/// of the first, else `directory`.
pub fn home_of(directory: &Path, paths: &[PathBuf]) -> PathBuf {
    let repository = || {
        let first = directory.join(paths.first()?).canonicalize().ok()?;
        repository_of(&first)
    };
    platform_above(directory)
        .or_else(repository)
        .unwrap_or_else(|| directory.to_owned())
}

/// How `target` is called in `root`, with `/` between parts; empty for itself.
pub(super) fn way(root: &Path, target: &Path) -> String {
    let way = target.strip_prefix(root).unwrap_or(target);
    way.display().to_string().replace('\\', "/")
}

/// Where the catalog of a folder starts.
#[derive(Default)]
struct Start {
    /// The root of a platform, or a catalog-info.yaml.
    root: Option<String>,
    /// Whether an idp.yaml says so; else the catalog-info.yaml may be the skeleton of a template.
    is_platform: bool,
    /// The catalogs of others, which a platform keeps to look names up in.
    elsewhere: Vec<String>,
}

fn start_of(folder: &str, files: &dyn Files) -> Result<Start> {
    let inside = |name: &str| match folder {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    };
    let found = catalog_info(files, folder);
    let platform = inside(FILE);
    let Some(bytes) = files.read(&platform)? else {
        return Ok(Start {
            root: found,
            ..Start::default()
        });
    };
    let config = Config::parse_bytes(&files.shown(&platform), bytes)?;
    let layout = &config.catalog;
    let is_settled = layout.root.is_some() || layout.file.is_some();
    let root = found.filter(|_| !is_settled);
    let elsewhere = config.external.catalogs.iter();
    Ok(Start {
        root: Some(root.unwrap_or_else(|| inside(layout.root()))),
        is_platform: true,
        elsewhere: elsewhere.map(|path| inside(path)).collect(),
    })
}

/// `ways` without what lies in a folder that is one of them.
fn outermost<'w>(ways: &'w [String], files: &dyn Files) -> Vec<&'w String> {
    let mut outermost: Vec<&String> = ways.iter().collect();
    outermost.sort_unstable();
    outermost.dedup();
    let folders: Vec<&String> = outermost
        .iter()
        .copied()
        .filter(|way| !files.has(way))
        .collect();
    outermost.retain(|way| {
        let is_file = files.has(way);
        is_file
            || !folders
                .iter()
                .any(|folder| folder != way && is_below(way, folder))
    });
    outermost
}
