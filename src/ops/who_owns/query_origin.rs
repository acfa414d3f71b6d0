//! The context of a query: the base directory of paths, and what is known about clones and forges.

use std::cell::{OnceCell, RefCell};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use hashbrown::HashMap;

use super::checkout::LocalCheckout;
use super::ssh_alias::SshAliases;
use crate::catalog::{GithubHosts, RepositoryOrAccount, WebLocation, trim_punctuation};
use crate::git::find_work_tree;
use crate::platform::{Platform, PlatformSnapshot, find_platform_above};

/// The clone that contains the paths of all `handles`, if `directory` is a folder of clones and not in a clone itself. `reads_names`
/// says whether the bare name of a clone counts as its path; otherwise it's the name of an entity.
pub fn find_common_clone(
    handles: &[String],
    directory: &Path,
    reads_names: bool,
) -> Option<PathBuf> {
    // The usual case, and the cheapest to detect.
    if directory
        .ancestors()
        .any(|folder| folder.join(".git").exists())
    {
        return None;
    }
    let paths = handles.iter().map(|handle| {
        let path = directory.join(handle);
        let is_path = handle.contains('/') && path.exists();
        (is_path || reads_names && path.join(".git").exists()).then_some(path)
    });
    let paths = paths.collect::<Option<Vec<_>>>()?;
    let first = find_work_tree(paths.first()?)?;
    let is_same = |path: &PathBuf| find_work_tree(path).as_ref() == Some(&first);
    let is_between = find_platform_above(directory).is_none();
    (is_between && paths.iter().all(is_same)).then_some(first)
}

/// The context of a query.
pub(in crate::ops) struct QueryOrigin {
    directory: PathBuf,
    /// The directory of the catalog, if it's local.
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
    /// The context of queries in `directory` (absolute) about the catalog of `snapshot`; `home` contains the user's ssh configuration.
    pub(in crate::ops) fn new(
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

    /// Everything that `text` may refer to as a URL, most likely first.
    pub(super) fn list_repository_or_account_candidates(
        &self,
        text: &str,
    ) -> Vec<RepositoryOrAccount> {
        let mut targets = WebLocation::parse_pasted_url_candidates(text, &self.hosts);
        let url = trim_punctuation(text);
        let real = targets.iter().filter_map(|target| match target {
            RepositoryOrAccount::Repository(location) => {
                self.aliases.resolve_ssh_alias_location(url, location)
            }
            RepositoryOrAccount::Account(_) => None,
        });
        let real: Vec<WebLocation> = real.collect();
        targets.extend(real.into_iter().map(RepositoryOrAccount::Repository));
        targets
    }

    /// Whether teams of `organisation` may be groups of the catalog, that is, whether it's the platform's organisation. A loose
    /// catalog belongs to the owners of its remotes or, without remotes, to any organisation.
    pub(in crate::ops) fn organisation_may_be_own(&self, organisation: &str) -> bool {
        if !self.organisation.is_empty() {
            return self.organisation.eq_ignore_ascii_case(organisation);
        }
        let own = self
            .repository
            .get_or_init(|| self.list_catalog_repository_locations());
        // The path of a local clone doesn't contain an owner.
        let on_forges = own.iter().filter(|own| !own.repository.starts_with('/'));
        let mut owners = on_forges
            .filter_map(|own| own.repository.split('/').nth(1))
            .peekable();
        owners.peek().is_none() || owners.any(|owner| owner.eq_ignore_ascii_case(organisation))
    }

    /// Whether the catalog is in the clone at `root`; a submodule counts as its own clone.
    pub(super) fn clone_contains_catalog(&self, root: &Path) -> bool {
        let catalog = self.root.as_deref();
        catalog.is_some_and(|catalog| catalog.starts_with(root))
    }

    /// `path` relative to the catalog's own directory, if it's inside.
    pub(super) fn path_relative_to_catalog_root(&self, path: &Path) -> Option<String> {
        slash_path_below_root(self.root.as_deref()?, path)
    }

    /// The path of `asked` in the catalog, if it's in the catalog's own repository.
    pub(super) fn catalog_path_of_web_location(&self, asked: &WebLocation) -> Option<String> {
        let own = self
            .repository
            .get_or_init(|| self.list_catalog_repository_locations());
        let own = own.iter().find(|own| own.repository == asked.repository)?;
        // A platform may be in a subfolder of its repository.
        let folder = asked.path_in_repository();
        match own.path_in_repository() {
            "" => Some(folder.to_owned()),
            root => Some(folder.strip_prefix(root)?.strip_prefix('/')?.to_owned()),
        }
    }

    fn list_catalog_repository_locations(&self) -> Vec<WebLocation> {
        let root = self.root.as_deref();
        let top = root.and_then(|root| find_work_tree(root)?.canonicalize().ok());
        let folder = root
            .zip(top.as_deref())
            .and_then(|(root, top)| slash_path_below_root(top, root));
        let own = self
            .aliases
            .resolve_remotes_to_web_locations(&(self.urls)())
            .into_iter();
        own.map(|own| own.with_path(folder.as_deref().unwrap_or_default()))
            .collect()
    }

    /// The clone that contains `folder`, an existing directory.
    pub(super) fn find_checkout_of_folder(&self, folder: &Path) -> Option<Rc<LocalCheckout>> {
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

/// `path` relative to `root`, with `/` as the separator; `None` if it's outside.
pub(super) fn slash_path_below_root(root: &Path, path: &Path) -> Option<String> {
    let way = path.strip_prefix(root).ok()?;
    Some(way.to_str()?.replace('\\', "/"))
}
