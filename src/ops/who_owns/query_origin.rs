//! Where somebody asks: the directory that paths start from, and what is known of clones and forges from there.

use std::cell::{OnceCell, RefCell};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use hashbrown::HashMap;

use super::checkout::LocalCheckout;
use super::ssh_alias::SshAliases;
use crate::catalog::{GithubHosts, WebLocation, WebTarget, trim_punctuation};
use crate::git::find_work_tree;
use crate::platform::{Platform, PlatformSnapshot, find_platform_above};

/// The clone that each of `handles` is a path in, where `directory` itself lies in none: a folder of clones.
pub fn find_common_clone(handles: &[String], directory: &Path) -> Option<PathBuf> {
    // The usual case, and the cheapest to tell.
    if directory
        .ancestors()
        .any(|folder| folder.join(".git").exists())
    {
        return None;
    }
    let paths = handles.iter().map(|handle| {
        let path = directory.join(handle);
        (handle.contains('/') && path.exists()).then_some(path)
    });
    let paths = paths.collect::<Option<Vec<_>>>()?;
    let first = find_work_tree(paths.first()?)?;
    let is_same = |path: &PathBuf| find_work_tree(path).as_ref() == Some(&first);
    let is_between = find_platform_above(directory).is_none();
    (is_between && paths.iter().all(is_same)).then_some(first)
}

/// Where somebody asks.
pub(super) struct QueryOrigin {
    directory: PathBuf,
    /// The directory of the catalog, if it is one.
    root: Option<PathBuf>,
    aliases: SshAliases,
    hosts: GithubHosts,
    /// The organisation of the platform; empty for a loose catalog.
    organisation: String,
    urls: Box<dyn Fn() -> Vec<String>>,
    repository: OnceCell<Vec<WebLocation>>,
    checkouts: RefCell<HashMap<PathBuf, Option<Rc<LocalCheckout>>>>,
}

impl QueryOrigin {
    /// Asking in `directory`, an absolute path, about the catalog of `snapshot`; `home` has the user's ssh configuration.
    pub(super) fn new(
        directory: &Path,
        home: Option<&Path>,
        platform: &Platform,
        snapshot: &PlatformSnapshot,
    ) -> QueryOrigin {
        let platform = platform.clone();
        QueryOrigin {
            directory: directory.to_owned(),
            root: snapshot.root().and_then(|root| root.canonicalize().ok()),
            aliases: SshAliases::new(home),
            hosts: platform.github_hosts(&snapshot.config),
            organisation: snapshot.config.organisation.clone(),
            urls: Box::new(move || platform.repository_urls()),
            repository: OnceCell::new(),
            checkouts: RefCell::default(),
        }
    }

    pub(super) fn working_directory(&self) -> &Path {
        &self.directory
    }

    /// Everything that `text` may mean as an address, most likely first.
    pub(super) fn resolve_web_targets(&self, text: &str) -> Vec<WebTarget> {
        let mut targets = WebLocation::parse_url_targets(text, &self.hosts);
        let url = trim_punctuation(text);
        let real = targets.iter().filter_map(|target| match target {
            WebTarget::Repository(location) => {
                self.aliases.resolve_ssh_alias_location(url, location)
            }
            WebTarget::Account(_) => None,
        });
        let real: Vec<WebLocation> = real.collect();
        targets.extend(real.into_iter().map(WebTarget::Repository));
        targets
    }

    /// Whether teams of `organisation` may be groups of the catalog: it is the platform's. A loose catalog belongs to whoever
    /// owns one of its remotes, and where it has none, to anybody.
    pub(super) fn may_be_own_organisation(&self, organisation: &str) -> bool {
        if !self.organisation.is_empty() {
            return self.organisation.eq_ignore_ascii_case(organisation);
        }
        let own = self
            .repository
            .get_or_init(|| self.find_catalog_web_locations());
        // The path of a clone on this machine has no owner in it.
        let on_forges = own.iter().filter(|own| !own.repository.starts_with('/'));
        let mut owners = on_forges
            .filter_map(|own| own.repository.split('/').nth(1))
            .peekable();
        owners.peek().is_none() || owners.any(|owner| owner.eq_ignore_ascii_case(organisation))
    }

    /// Whether the catalog lies in the clone at `root`; a submodule is a clone of its own.
    pub(super) fn is_catalog_in_clone(&self, root: &Path) -> bool {
        let catalog = self.root.as_deref();
        catalog.is_some_and(|catalog| catalog.starts_with(root))
    }

    /// The path of `path` in the catalog's own directory, if it lies there.
    pub(super) fn local_path_in_catalog(&self, path: &Path) -> Option<String> {
        relative_path(self.root.as_deref()?, path)
    }

    /// The path in the catalog of what `asked` names, if that is in the catalog's own repository.
    pub(super) fn web_path_in_catalog(&self, asked: &WebLocation) -> Option<String> {
        let own = self
            .repository
            .get_or_init(|| self.find_catalog_web_locations());
        let own = own.iter().find(|own| own.repository == asked.repository)?;
        // A platform may lie in a folder of its repository.
        let folder = asked.path_in_repository();
        match own.path_in_repository() {
            "" => Some(folder.to_owned()),
            root => Some(folder.strip_prefix(root)?.strip_prefix('/')?.to_owned()),
        }
    }

    fn find_catalog_web_locations(&self) -> Vec<WebLocation> {
        let root = self.root.as_deref();
        let top = root.and_then(|root| find_work_tree(root)?.canonicalize().ok());
        let folder = root
            .zip(top.as_deref())
            .and_then(|(root, top)| relative_path(top, root));
        let own = self.aliases.resolve_remote_urls(&(self.urls)()).into_iter();
        own.map(|own| own.with_path(folder.as_deref().unwrap_or_default()))
            .collect()
    }

    /// The clone that `folder`, an existing directory, lies in.
    pub(super) fn find_checkout(&self, folder: &Path) -> Option<Rc<LocalCheckout>> {
        if let Some(known) = self.checkouts.borrow().get(folder) {
            return known.clone();
        }
        let root = find_work_tree(folder).and_then(|root| root.canonicalize().ok());
        let checkout = root.map(|root| {
            let known = self.checkouts.borrow().get(&root).cloned().flatten();
            let checkout =
                known.unwrap_or_else(|| Rc::new(LocalCheckout::load(&root, &self.aliases)));
            self.checkouts
                .borrow_mut()
                .insert(root, Some(Rc::clone(&checkout)));
            checkout
        });
        self.checkouts
            .borrow_mut()
            .insert(folder.to_owned(), checkout.clone());
        checkout
    }
}

/// `path` as it is called in `root`, with `/` between parts; `None` where it lies elsewhere.
pub(super) fn relative_path(root: &Path, path: &Path) -> Option<String> {
    let way = path.strip_prefix(root).ok()?;
    Some(way.to_str()?.replace('\\', "/"))
}
