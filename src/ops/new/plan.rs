//! What a run will do, worked out to the last byte before the first effect.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::directory;
use super::interview::Request;
use crate::catalog::{Catalog, Entity, EntityRefBuf, NewEntity};
use crate::error::{Error, Result};
use crate::forge::Forge;
use crate::ops::Clock;
use crate::ops::platform::Snapshot;
use crate::ops::register::{Change, proposed};
use crate::printable::Printable;
use crate::template::{self, Class, Facts, Lock, OwnerFacts, RelPath, Template, Tree};

/// Where a service is born.
#[derive(Clone, Copy)]
pub struct Site<'a> {
    /// The platform's files at its tip.
    pub snapshot: &'a Snapshot,
    /// The same, read.
    pub catalog: &'a Catalog,
    /// Who makes the repository.
    pub forge: &'a dyn Forge,
    /// What the lock records as the platform.
    pub address: &'a str,
    /// Whether it is the practice platform.
    pub practice: bool,
    /// The directory that relative places start from; absolute.
    pub working_directory: &'a std::path::Path,
    /// Today and now.
    pub clock: Clock,
}

/// A run, ready to be carried out.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The name of the service and of its repository.
    pub name: String,
    /// Its entity ref.
    pub reference: EntityRefBuf,
    /// Its owner.
    pub owner: EntityRefBuf,
    /// How many people the owner has.
    pub members: usize,
    /// The template's name and version.
    pub template: (String, String),
    /// Every file of the first commit, the lock included.
    pub tree: Tree,
    /// What is registered.
    pub entity: NewEntity,
    /// How the catalog changes, were it to stay as it is.
    pub change: Change,
    /// The new directory, absolute.
    pub directory: PathBuf,
    /// What `git clone` will take.
    pub repository: String,
    /// The forge's own word for where that is.
    pub place: String,
    /// What to tell the user afterwards: title and text.
    pub next: Vec<(String, String)>,
}

/// Works the plan out.
///
/// # Errors
/// Conflict (6) when the name is taken in the catalog or on the forge, or when something is in the directory's place;
/// usage (2) when the template is at fault; findings (1) when the catalog would be worse for the entity.
pub fn plan(request: &Request, template: &Template, site: Site<'_>) -> Result<Plan> {
    let name = request.name.to_string();
    let directory = directory::resolved(
        &site
            .working_directory
            .join(request.directory.as_deref().unwrap_or(name.as_ref())),
    )?;
    let repository = site.forge.url(&name);
    let entity = entity(request, template, &repository);
    // The catalog is asked first: that a service exists says more than that a directory does.
    let change = proposed(site.snapshot, &entity, site.clock.today())?;
    if site.forge.exists(&name)? {
        return Err(Error::conflict(format!(
            "a repository called `{name}` is already there: {}",
            site.forge.place(&name)
        ))
        .hint("choose another name; or remove it, if it was left by a run that was killed"));
    }
    directory::check_free(&directory)?;
    let owner = owner_of(site.catalog, &request.owner)?;
    let facts = facts(request, owner, site);
    let tree = render(request, template, &facts, site)?;
    let place = template::Birthplace {
        directory: &shown(&directory, site),
        practice: site.practice,
    };
    let next = template::next_steps(template, &facts, &request.answers, place)?;
    Ok(Plan {
        reference: entity.reference().to_buf(),
        owner: request.owner.clone(),
        members: site.catalog.members(owner).len(),
        template: (template.name().to_owned(), template.version().to_owned()),
        place: site.forge.place(&name),
        name,
        tree,
        entity,
        change,
        directory,
        repository,
        next,
    })
}

fn owner_of<'c>(catalog: &'c Catalog, owner: &EntityRefBuf) -> Result<&'c Entity> {
    catalog
        .get(owner.get())
        .ok_or_else(|| Error::not_found(format!("{owner} is not in the catalog")))
}

/// The directory as one would type it after `cd`: relative where it lies below the working directory.
fn shown(directory: &std::path::Path, site: Site<'_>) -> String {
    let relative = directory.strip_prefix(site.working_directory);
    let shown = relative.unwrap_or(directory).display().to_string();
    match shown.chars().next() {
        None => ".".to_owned(),
        Some('-') => format!("./{shown}"),
        Some(_) => shown,
    }
}

fn facts(request: &Request, owner: &Entity, site: Site<'_>) -> Facts {
    let organisation = &site.snapshot.config.organisation;
    Facts {
        name: request.name.to_string(),
        description: request.description.to_string(),
        owner: OwnerFacts {
            reference: request.owner.to_string(),
            name: owner.name().to_owned(),
            title: Printable(owner.title().unwrap_or(owner.name())).to_string(),
        },
        system: request
            .system
            .as_ref()
            .map(|system| system.get().name.to_owned()),
        organisation: organisation.clone(),
        repository_slug: format!("{organisation}/{}", request.name),
        default_branch: BRANCH.to_owned(),
        environments: site.snapshot.config.environments.clone(),
        opt_outs: request.opt_outs.clone(),
    }
}

/// The branch of a new repository.
pub(super) const BRANCH: &str = "main";

/// The rendered tree, checked, with its lock.
fn render(request: &Request, template: &Template, facts: &Facts, site: Site<'_>) -> Result<Tree> {
    let mut tree = template::render(template, facts, &request.answers)?;
    template::check_render(&tree)?;
    let lock = Lock::new(template, facts, &request.answers, &tree, site.address)?;
    tree.insert(template::File {
        path: RelPath::parse(Lock::PATH)?,
        executable: false,
        class: Class::Generated,
        rendered: true,
        bytes: lock.to_yaml().into_bytes().into(),
    })?;
    Ok(tree)
}

fn entity(request: &Request, template: &Template, repository: &str) -> NewEntity {
    let mut annotations = BTreeMap::from([
        ("idp.dev/repository".to_owned(), repository.to_owned()),
        (
            "idp.dev/template".to_owned(),
            format!("{}@{}", template.name(), template.version()),
        ),
    ]);
    for opt_out in &request.opt_outs {
        let key = format!("idp.dev/opt-out.{}", opt_out.feature);
        annotations.insert(key, format!("until {}: {}", opt_out.until, opt_out.reason));
    }
    NewEntity {
        name: request.name.to_string(),
        description: request.description.to_string(),
        owner: request.owner.to_string(),
        system: request.system.as_ref().map(ToString::to_string),
        type_: template.entity().type_.clone(),
        lifecycle: template.entity().lifecycle.clone(),
        annotations,
    }
}
