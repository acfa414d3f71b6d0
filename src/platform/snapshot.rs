//! The files of a platform at one moment: a directory as it is, or a commit.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::loose::{Loose, Start};
use super::{CHECK_EVERYTHING, Config, FILE, Fetched};
use crate::catalog::{Catalog, Directory, Files, HostedFiles, Hosting, Model};
use crate::error::{Error, Result};
use crate::git::{Revision, VisibleFiles, hosting};
use crate::input_file::{Links, SETTINGS, read_file};
use crate::printable::Printable;
use crate::rules::Settings;
use crate::template::{Pack, PackFile};

/// Where a platform's own templates lie.
pub(super) const TEMPLATES: &str = "templates";

/// A platform to read.
pub struct Snapshot {
    /// Its settings.
    pub config: Config,
    /// When it was fetched; `None` for what lies on this machine, or is of the past.
    pub fetched: Option<Fetched>,
    from: From,
    /// Where reading starts, of a loose catalog.
    start: Option<Start>,
    /// The folder that git is asked about.
    dir: PathBuf,
    /// The URL of a remote platform.
    url: Option<String>,
}

enum From {
    Directory(PathBuf),
    Revision(Revision),
    /// What the clone of a directory has committed.
    Committed(Box<dyn Files>),
}

impl Snapshot {
    /// The platform in the directory `root`.
    pub fn directory(root: &Path) -> Result<Snapshot> {
        let path = root.join(FILE);
        let Some(bytes) = read_file(&path, SETTINGS, Links::Refuse)? else {
            return Err(Error::usage(format!("{} not found", path.display())));
        };
        Ok(Snapshot {
            config: Config::parse_bytes(FILE, bytes)?,
            fetched: None,
            from: From::Directory(root.to_owned()),
            start: None,
            dir: root.to_owned(),
            url: None,
        })
    }

    /// A loose catalog as it lies there.
    pub(super) fn loose(loose: &Loose) -> Snapshot {
        Snapshot {
            config: loose.config(),
            fetched: None,
            from: From::Directory(loose.root.clone()),
            start: Some(loose.start().clone()),
            dir: loose.root.clone(),
            url: None,
        }
    }

    /// What is a loose catalog now, in a commit; it may have been a platform then.
    pub(super) fn loose_revision(loose: &Loose, revision: Revision) -> Result<Snapshot> {
        if revision.read(FILE)?.is_some() {
            return Snapshot::revision(revision);
        }
        Ok(Snapshot {
            config: loose.config(),
            fetched: None,
            dir: revision.dir().to_owned(),
            from: From::Revision(revision),
            start: Some(loose.start().clone()),
            url: None,
        })
    }

    /// The platform in a commit.
    pub fn revision(revision: Revision) -> Result<Snapshot> {
        let Some(bytes) = revision.read(FILE)? else {
            let message = format!(
                "the repository is not a platform: commit {} has no {FILE}",
                revision.commit()
            );
            let hint = "its catalog only answers queries (--platform <PATH|URL>); to edit it, run the command in a clone of it";
            let is_loose = Loose::committed(&revision)?.is_some();
            return Err(Error::usage(message).hint_if(is_loose.then(|| hint.to_owned())));
        };
        Ok(Snapshot {
            config: Config::parse_bytes(FILE, bytes)?,
            fetched: None,
            dir: revision.dir().to_owned(),
            from: From::Revision(revision),
            start: None,
            url: None,
        })
    }

    /// The same platform with other `files`: those that the clone of its directory has committed. `None` where its
    /// settings are not among them; a loose catalog has none.
    ///
    /// # Errors
    /// Usage (2) where the settings are invalid there.
    pub(crate) fn committed(&self, files: Box<dyn Files>) -> Result<Option<Snapshot>> {
        let config = match files.read(FILE)? {
            Some(bytes) => Config::parse_bytes(FILE, bytes)?,
            None if self.is_loose() => self.config.clone(),
            None => return Ok(None),
        };
        Ok(Some(Snapshot {
            config,
            fetched: None,
            from: From::Committed(files),
            start: self.start.clone(),
            dir: self.dir.clone(),
            url: None,
        }))
    }

    /// The catalog of a commit: that of a platform, else a loose one, if there is any.
    ///
    /// # Errors
    /// As [`Snapshot::revision`].
    pub fn committed_catalog(revision: Revision) -> Result<Option<Snapshot>> {
        if revision.has(FILE) {
            return Snapshot::revision(revision).map(Some);
        }
        match Loose::committed(&revision)? {
            Some(loose) => Snapshot::loose_revision(&loose, revision).map(Some),
            None => Ok(None),
        }
    }

    /// The same of the commit that a change is judged by.
    ///
    /// # Errors
    /// As [`Snapshot::revision`].
    pub fn base_catalog(revision: Revision) -> Result<Option<Snapshot>> {
        let commit = revision.commit().to_string();
        Snapshot::committed_catalog(revision).map_err(|error| {
            error
                .hint(format!("this is {FILE} of the merge base {commit:.7}"))
                .hint(CHECK_EVERYTHING)
        })
    }

    /// As [`Snapshot::committed_catalog`], of a repository that somebody named.
    ///
    /// # Errors
    /// Usage (2) where there is neither.
    pub(super) fn any_revision(revision: Revision) -> Result<Snapshot> {
        let commit = revision.commit();
        Snapshot::committed_catalog(revision)?.ok_or_else(|| {
            Error::usage(format!(
                "the repository is not a platform: commit {commit} has no {FILE} and no catalog files"
            ))
        })
    }

    /// The catalog of the directory `root`: that of a platform, else a loose one, if there is any.
    ///
    /// # Errors
    /// As [`Snapshot::directory`].
    pub fn catalog_of(root: &Path) -> Result<Option<Snapshot>> {
        if root.join(FILE).is_file() {
            return Snapshot::directory(root).map(Some);
        }
        let loose = Loose::around(root)?;
        Ok(loose.as_ref().map(Snapshot::loose))
    }

    /// The directory `root`, by the settings of another time.
    pub fn directory_by(config: Config, root: &Path) -> Snapshot {
        Snapshot {
            config,
            fetched: None,
            from: From::Directory(root.to_owned()),
            start: None,
            dir: root.to_owned(),
            url: None,
        }
    }

    /// The files of `revision`, by the settings of another time.
    pub fn revision_by(config: Config, revision: Revision) -> Snapshot {
        Snapshot {
            config,
            fetched: None,
            dir: revision.dir().to_owned(),
            from: From::Revision(revision),
            start: None,
            url: None,
        }
    }

    /// As [`Directory::entries`].
    ///
    /// # Errors
    /// Io (7) where the folder cannot be read.
    pub fn entries(
        &self,
        folder: &str,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<(Vec<String>, Vec<String>)> {
        let (mut regular, irregular) = match &self.from {
            From::Directory(root) => return Directory::new(root).entries(folder, wanted),
            From::Revision(revision) => (revision.list(folder)?, revision.irregular(folder)?),
            // It is read to be changed, and only files are.
            From::Committed(files) => (files.list(folder)?, Vec::new()),
        };
        regular.retain(|path| wanted(path));
        Ok((regular, irregular))
    }

    /// Whether `files` have the root that reading starts from.
    pub(crate) fn has_root_in(&self, files: &dyn Files) -> bool {
        self.is_loose() || files.has(&self.config.catalog.root_in(files))
    }

    /// Whether which files belong to the catalog is known before all of them are looked at.
    pub(crate) fn has_roots(&self) -> bool {
        !matches!(self.start, Some(Start::Folder(_)))
    }

    /// Whether it is a loose catalog.
    pub fn is_loose(&self) -> bool {
        self.start.is_some()
    }

    /// The same, read from the catalog files nearest to these paths as well, if it is a loose catalog.
    pub(crate) fn with_nearest(self, paths: &[String]) -> Snapshot {
        let start = self.start.clone();
        let start = start.map(|start| start.with_nearest(&*self.files(), paths));
        Snapshot { start, ..self }
    }

    /// The same, of the platform at this URL.
    pub(super) fn reached_by(self, url: &str) -> Snapshot {
        let url = Some(url.to_owned());
        Snapshot { url, ..self }
    }

    /// The same, fetched then.
    pub(super) fn fetched(self, fetched: Option<Fetched>) -> Snapshot {
        Snapshot { fetched, ..self }
    }

    /// Whether it is what was fetched some time ago, and the remote could be asked for more.
    pub fn is_from_mirror(&self) -> bool {
        self.fetched
            .as_ref()
            .is_some_and(|fetched| !fetched.just_now && fetched.stale.is_none())
    }

    /// The commit it was read from; `None` for a directory.
    pub fn commit(&self) -> Option<String> {
        match &self.from {
            From::Directory(_) | From::Committed(_) => None,
            // What is staged has none yet.
            From::Revision(revision) => {
                let commit = revision.commit();
                (!commit.is_zero()).then(|| commit.to_string())
            }
        }
    }

    /// The directory it was read from; `None` for a commit.
    pub fn root(&self) -> Option<&Path> {
        match &self.from {
            From::Directory(root) => Some(root),
            From::Revision(_) | From::Committed(_) => None,
        }
    }

    /// The commit it was read from, to read more of it; `None` for a directory.
    pub(crate) fn as_revision(&self) -> Option<&Revision> {
        match &self.from {
            From::Directory(_) | From::Committed(_) => None,
            From::Revision(revision) => Some(revision),
        }
    }

    /// Its files, as the catalog reads them.
    pub fn files(&self) -> Box<dyn Files + '_> {
        match &self.from {
            From::Directory(root) => Box::new(self.hosted(VisibleFiles::new(root))),
            From::Revision(revision) => Box::new(self.hosted(revision)),
            From::Committed(files) => Box::new(self.hosted(&**files)),
        }
    }

    /// `files` of this platform, which know where it is hosted.
    pub(crate) fn hosted<F: Files>(&self, files: F) -> HostedFiles<F> {
        let (dir, url) = (self.dir.clone(), self.url.clone());
        HostedFiles::new(files, move || match &url {
            Some(url) => Hosting::of_remote(url),
            None => hosting(&dir),
        })
    }

    /// Which kinds and placeholders its catalog has.
    ///
    /// # Errors
    /// Usage (2) where a model layer isn't there, or isn't one.
    pub fn model(&self) -> Result<Model> {
        self.config.catalog.model(&*self.files())
    }

    /// Its catalog.
    pub fn catalog(&self) -> Result<Catalog> {
        self.catalog_in(&*self.files())
    }

    /// The catalog that it would have with other `files`.
    pub(crate) fn catalog_in(&self, files: &dyn Files) -> Result<Catalog> {
        self.catalog_by(self.config.catalog.model(files)?, files)
    }

    /// The same, where the kinds and placeholders there are don't come from `files`.
    pub(crate) fn catalog_by(&self, model: Model, files: &dyn Files) -> Result<Catalog> {
        match &self.start {
            Some(start) => start.catalog(model, files),
            None => Catalog::read_as(model, files, &[self.config.catalog.root_in(files)]),
        }
    }

    /// What its checks go by on the day `today`.
    pub fn settings(&self, today: Date) -> Result<Settings> {
        self.config.settings(&*self.files(), today)
    }

    /// The golden templates to choose from: the embedded ones and the platform's own, which win by name.
    pub fn templates(&self) -> Result<Pack> {
        let own = match &self.from {
            // What lies in `templates` there is Backstage's.
            _ if self.is_loose() => None,
            From::Directory(root) => directory_pack(&root.join(TEMPLATES))?,
            From::Revision(revision) => revision_pack(revision)?,
            From::Committed(_) => None,
        };
        Ok(match own {
            Some(own) => Pack::embedded().with(own),
            None => Pack::embedded(),
        })
    }
}

fn directory_pack(folder: &Path) -> Result<Option<Pack>> {
    match folder.is_dir() {
        true => Pack::directory(folder).map(Some),
        false => Ok(None),
    }
}

fn revision_pack(revision: &Revision) -> Result<Option<Pack>> {
    let mut files = Vec::new();
    for file in revision.files()? {
        if let Some(path) = file
            .path
            .strip_prefix(TEMPLATES)
            .and_then(|rest| rest.strip_prefix('/'))
        {
            files.push(PackFile {
                path: path.to_owned(),
                executable: file.executable,
                bytes: revision.blob(file.blob, &file.path)?.into(),
            });
        }
    }
    Ok((!files.is_empty()).then(|| Pack::memory(files)))
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Snapshot({})",
            Printable(&self.commit().unwrap_or_default())
        )
    }
}
