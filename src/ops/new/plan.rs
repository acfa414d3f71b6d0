//! What a run will do, worked out to the last byte before the first effect.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::directory;
use super::interview::Request;
use super::namespaces::namespaces;
use super::step::Step;
use crate::catalog::{self, Catalog, Entity, EntityRefBuf, NewEntity, NewLink};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::forge::{EnvironmentSpec, Forge, RepositorySpec};
use crate::ops::approval;
use crate::ops::publish::no_folder;
use crate::ops::register::{Change, REPOSITORY, proposed};
use crate::platform::{Create, Registration, Snapshot};
use crate::printable::Printable;
use crate::run::{Header, SCHEMA, Service};
use crate::template::{
    self, Approval, Class, Environments, Facts, Lock, OwnerFacts, RelPath, RepositoryNeeds,
    Template, Tree,
};

/// Where a service is born.
#[derive(Clone, Copy)]
pub struct PlanContext<'a> {
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
    /// What is made.
    pub service: Service,
    /// What was asked for, by name.
    pub inputs: BTreeMap<String, String>,
    /// What `--platform` takes for its platform.
    pub platform: String,
    /// How many people the owner has.
    pub members: usize,
    /// Every file of the first commit, the lock included.
    pub tree: Tree,
    /// How the catalog changes, were it to stay as it is.
    pub change: Change,
    /// The steps there are.
    pub steps: Vec<Step>,
    /// Every request to the forge that changes something, as `METHOD path`.
    pub requests: Vec<String>,
    /// What the forge could not be asked, each as what must be true.
    pub unchecked: Vec<String>,
    /// Who may see the repository, where the forge has a word for it.
    pub visibility: Option<&'static str>,
    /// Whether the registration waits in a pull request.
    pub proposes: bool,
    /// How a deployment to each environment is approved; empty where nothing is deployed.
    pub approvals: BTreeMap<&'static str, Approval>,
    /// Why the owner does not approve as a reviewer, where the forge has none.
    pub lacking: Option<String>,
    /// Why nothing can be deployed, where the forge has nowhere to.
    pub undeployed: Option<String>,
}

impl Plan {
    /// What the journal of the run `run` begins with.
    pub(super) fn header(&self, run: &str, clock: Clock) -> Header {
        Header {
            schema: SCHEMA,
            run: run.to_owned(),
            begun: clock.now(),
            pid: std::process::id(),
            platform: self.platform.clone(),
            inputs: self.inputs.clone(),
            values: None,
            draft: PathBuf::new(),
            service: self.service.clone(),
        }
    }
}

/// Works the plan out; `run` is the name of the run that may carry it out.
///
/// # Errors
/// Conflict (6) when the name is taken in the catalog or on the forge, or when something is in the directory's place;
/// usage (2) when the template or the platform is at fault, or a namespace impossible; findings (1) when the catalog would be worse for the entity;
/// what [`Forge::check`] says.
pub fn plan(
    request: &Request,
    template: &Template,
    context: PlanContext<'_>,
    run: &str,
) -> Result<Plan> {
    let name = request.name.to_string();
    let directory = directory(request, context)?;
    let repository = context.forge.url(&name);
    let owner = owner_of(context.catalog, &request.owner)?;
    let (environments, lacking) =
        approval::settled(&context.snapshot.config.environments, context.forge)?;
    let facts = facts(request, owner, environments, context);
    let tree = render(request, template, &facts, context)?;
    let entity = entity(request, template, &tree, context)?;
    // The catalog is asked first: that a service exists says more than that a directory does.
    let change = proposed(context.snapshot, &entity, context.clock.today())?;
    can_be_written(context.snapshot, &change)?;
    let needs = template::needs(template, &facts, &request.answers);
    let mut wanted = wanted(request, &facts, needs, run);
    context.forge.check(&wanted)?;
    let unsupported = context.forge.unsupported()?;
    if unsupported.environments.is_some() {
        wanted.environments.clear();
        wanted.is_promoted = false;
    }
    if !wanted.environments.is_empty() {
        approval::check(&facts.environments, &unsupported)?;
    }
    directory::check_free(&directory)?;
    let place = template::Birthplace {
        directory: &directory,
        practice: context.practice,
    };
    let next = template::next_steps(template, &facts, &request.answers, place)?;
    Ok(Plan {
        inputs: inputs(request, template, &directory),
        platform: context.address.to_owned(),
        members: context.catalog.members(owner).len(),
        steps: match context.snapshot.config.create {
            Create::Direct => Step::of(context.forge.has_settings(), wanted.can_deploy()),
            Create::Dispatch => Step::of_order(),
        },
        requests: context.forge.changes(&wanted),
        unchecked: context.forge.unchecked(&wanted),
        visibility: context.forge.visibility(),
        proposes: context.snapshot.config.registration == Registration::PullRequest,
        approvals: approvals(&wanted, &facts.environments),
        lacking,
        undeployed: unsupported.environments,
        tree,
        change,
        service: Service {
            reference: entity.reference().to_buf(),
            owner: request.owner.clone(),
            template: (template.name().to_owned(), template.version().to_owned()),
            place: context.forge.place(&name),
            name,
            entity,
            wanted,
            directory,
            repository,
            next,
        },
    })
}

/// That the registration will find a folder for its file: after the repository is made it would be too late.
fn can_be_written(snapshot: &Snapshot, change: &Change) -> Result<()> {
    let revision = snapshot.as_revision();
    let blocked = revision.map_or(Ok(None), |revision| revision.in_the_way(&change.file))?;
    match blocked {
        None => Ok(()),
        Some(folder) => Err(no_folder(&change.file, &folder).hint("replace the link or file with a folder, or set `catalog.components` in idp.yaml to another folder")),
    }
}

/// The new directory, absolute.
pub fn directory(request: &Request, context: PlanContext<'_>) -> Result<PathBuf> {
    let name = request.name.to_string();
    let said = request.directory.as_deref();
    directory::resolved(
        &context
            .working_directory
            .join(said.unwrap_or(name.as_ref())),
    )
}

/// What makes two runs the same: everything that was asked for, and where it goes.
pub fn inputs(
    request: &Request,
    template: &Template,
    directory: &Path,
) -> BTreeMap<String, String> {
    let mut inputs = BTreeMap::from([
        ("template".to_owned(), template.name().to_owned()),
        ("owner".to_owned(), request.owner.to_string()),
        ("description".to_owned(), request.description.to_string()),
        ("dir".to_owned(), directory.display().to_string()),
    ]);
    if let Some(system) = &request.system {
        inputs.insert("system".to_owned(), system.to_string());
    }
    for (input, value) in request.answers.iter() {
        inputs.insert(format!("set {input}"), value.to_json().to_string());
    }
    for opt_out in &request.opt_outs {
        let key = format!("without {}", opt_out.feature);
        inputs.insert(key, opt_out.reason.clone());
    }
    inputs
}

/// The repository as it is to be, with what the template says that the forge must know.
fn wanted(request: &Request, facts: &Facts, needs: RepositoryNeeds, run: &str) -> RepositorySpec {
    let name = request.name.to_string();
    let all = facts.environments.by_name().into_iter();
    let used = all.filter(|(called, _)| needs.environments.iter().any(|used| used == called));
    let is_promoted = |(called, environment): &(&str, &template::Environment)| {
        *called == Environments::LAST && environment.approval == Approval::PullRequest
    };
    RepositorySpec {
        description: request.description.to_string(),
        run: run.to_owned(),
        branch: BRANCH.to_owned(),
        team: facts.owner.team.clone(),
        topics: topics(request),
        is_promoted: used.clone().any(|one| is_promoted(&one)),
        environments: used
            .map(|(called, environment)| EnvironmentSpec {
                name: called.to_owned(),
                variables: environment.variables_of(&name),
                reviewers: environment.approval == Approval::Reviewers,
            })
            .collect(),
        checks: needs.checks,
        deploy: needs.deploy,
        name,
    }
}

/// Words to find the repository by, as far as GitHub takes them: lower case, at most 50 characters.
fn topics(request: &Request) -> Vec<String> {
    let owner = request.owner.get().name.to_lowercase();
    let system = request
        .system
        .as_ref()
        .map(|system| system.get().name.to_lowercase());
    let mut topics: Vec<String> = ["idp".to_owned(), owner]
        .into_iter()
        .chain(system)
        .collect();
    topics.retain(|topic| {
        topic.len() <= 50
            && topic
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    });
    topics.dedup();
    topics
}

fn owner_of<'c>(catalog: &'c Catalog, owner: &EntityRefBuf) -> Result<&'c Entity> {
    catalog
        .get(owner.get())
        .ok_or_else(|| Error::not_found(format!("{owner} is not in the catalog")))
}

fn approvals(
    wanted: &RepositorySpec,
    environments: &Environments,
) -> BTreeMap<&'static str, Approval> {
    let all = environments.by_name().into_iter();
    all.filter(|_| !wanted.environments.is_empty())
        .map(|(name, environment)| (name, environment.approval))
        .collect()
}

fn facts(
    request: &Request,
    owner: &Entity,
    environments: Environments,
    context: PlanContext<'_>,
) -> Facts {
    let organisation = &context.snapshot.config.organisation;
    Facts {
        name: request.name.to_string(),
        description: request.description.to_string(),
        owner: OwnerFacts {
            reference: request.owner.to_string(),
            name: owner.name().to_owned(),
            title: Printable(owner.title().unwrap_or(owner.name())).to_string(),
            team: team(owner, organisation),
        },
        system: request
            .system
            .as_ref()
            .map(|system| system.get().name.to_owned()),
        organisation: organisation.clone(),
        repository_slug: format!("{organisation}/{}", request.name),
        repository_url: context
            .snapshot
            .config
            .web_page_of(&request.name.to_string()),
        default_branch: BRANCH.to_owned(),
        delivery: context.snapshot.config.delivery(),
        environments,
        opt_outs: request.opt_outs.clone(),
    }
}

/// What the forge calls the team of `owner`: as the annotation of Backstage's GitHub provider says, else as the group.
fn team(owner: &Entity, organisation: &str) -> String {
    let said = owner.annotation("github.com/team-slug");
    let slug = said.and_then(|said| {
        let (of, slug) = said.split_once('/')?;
        let tame = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        (of.eq_ignore_ascii_case(organisation) && !slug.is_empty() && slug.bytes().all(tame))
            .then(|| slug.to_owned())
    });
    slug.unwrap_or_else(|| owner.name().to_owned())
}

/// The branch of a new repository.
pub(super) const BRANCH: &str = "main";

/// The rendered tree, checked, with its lock.
fn render(
    request: &Request,
    template: &Template,
    facts: &Facts,
    context: PlanContext<'_>,
) -> Result<Tree> {
    let mut tree = template::render(template, facts, &request.answers)?;
    template::check_render(template, facts, &request.answers, &tree)?;
    let lock = Lock::new(template, facts, &request.answers, &tree, context.address)?;
    tree.insert(template::File {
        path: RelPath::parse(Lock::PATH)?,
        executable: false,
        class: Class::Generated,
        rendered: true,
        bytes: lock.to_yaml().into_bytes().into(),
    })?;
    Ok(tree)
}

/// Where the service `name` is reached, in each environment that has a route for it.
fn links(name: &str, environments: &Environments) -> Vec<NewLink> {
    let of = |(called, environment): (&str, &template::Environment)| {
        let url = environment.url_of(name)?;
        let title = called.to_owned();
        Some(NewLink { url, title })
    };
    environments.by_name().into_iter().filter_map(of).collect()
}

/// What is registered of the repository that holds `tree`.
fn entity(
    request: &Request,
    template: &Template,
    tree: &Tree,
    context: PlanContext<'_>,
) -> Result<NewEntity> {
    let name = request.name.to_string();
    let mut annotations = BTreeMap::from([
        (REPOSITORY.to_owned(), context.forge.url(&name)),
        (
            "idp.dev/template".to_owned(),
            format!("{}@{}", template.name(), template.version()),
        ),
    ]);
    let mut paths = tree.files().iter().map(|file| file.path.as_str());
    let has_docs = paths.any(catalog::configures_docs);
    let of_forge = context.forge.annotations(&name).into_iter();
    annotations.extend(
        of_forge
            .filter(|(key, _)| has_docs || *key != catalog::TECHDOCS)
            .map(|(key, value)| (key.to_owned(), value)),
    );
    annotations.extend(namespaces(&name, &context.snapshot.config.environments)?);
    for opt_out in &request.opt_outs {
        let key = format!("idp.dev/opt-out.{}", opt_out.feature);
        annotations.insert(key, format!("until {}: {}", opt_out.until, opt_out.reason));
    }
    Ok(NewEntity {
        description: request.description.to_string(),
        owner: request.owner.to_string(),
        system: request.system.as_ref().map(ToString::to_string),
        type_: template.entity().type_.clone(),
        lifecycle: template.entity().lifecycle.clone(),
        annotations,
        links: links(&name, &context.snapshot.config.environments),
        name,
    })
}
