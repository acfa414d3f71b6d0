//! What a run will do, worked out to the last byte before the first effect.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use git2::Oid;
use jiff::civil::Date;

use super::directory;
use super::interview::ServiceRequest;
use super::namespaces::build_kubernetes_namespace_annotations;
use crate::catalog::{
    self, Catalog, Entity, EntityRefBuf, NewComponent, NewComponentLink, OptOutRecord,
    REPOSITORY_ANNOTATION, TEMPLATE_ANNOTATION, opt_out_annotation_key,
};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::forge::{EnvironmentSpec, Forge, RepositorySpec};
use crate::git::Revision;
use crate::ops::approval;
use crate::ops::publish::{FileChange, not_a_folder_error};
use crate::ops::register::{PlannedChange, plan_entity_registration};
use crate::ops::render::render_repository;
use crate::platform::{CreateMode, PlatformSnapshot, RegistrationMode};
use crate::printable::Printable;
use crate::run::{NewServiceRun, PlannedService, RunHeader, RunStep, RunWork};
use crate::template::{
    self, BuiltInValues, DeploymentApproval, Environments, FileTree, OwnerTemplateValues,
    RepositoryRequirements, Template,
};

/// Where a service is born.
#[derive(Clone, Copy)]
pub struct PlanContext<'a> {
    /// The platform's files at its tip.
    pub snapshot: &'a PlatformSnapshot,
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
pub struct NewPlan {
    /// What is made.
    pub service: PlannedService,
    /// What was asked for, by name.
    pub inputs: BTreeMap<String, String>,
    /// What `--platform` takes for its platform.
    pub platform: String,
    /// How many people the owner has.
    pub members: usize,
    /// Every file of the first commit, the lock included.
    pub tree: FileTree,
    /// How the catalog changes, were it to stay as it is.
    pub change: FileChange,
    /// The commit of the platform and the day for which that was worked out.
    planned_for: (Option<Oid>, Date),
    /// The steps there are.
    pub steps: Vec<RunStep>,
    /// Every request to the forge that changes something, as `METHOD path`.
    pub requests: Vec<String>,
    /// What the forge could not be asked, each as what must be true.
    pub unchecked: Vec<String>,
    /// Who may see the repository, where the forge has a word for it.
    pub visibility: Option<&'static str>,
    /// Whether the registration waits in a pull request.
    pub uses_pull_request: bool,
    /// How a deployment to each environment is approved; empty where nothing is deployed.
    pub approvals: BTreeMap<&'static str, DeploymentApproval>,
    /// Why the owner does not approve as a reviewer, where the forge has none.
    pub missing_reviewers_reason: Option<String>,
    /// Why nothing can be deployed, where the forge has nowhere to.
    pub no_deploy_reason: Option<String>,
}

impl NewPlan {
    /// The change of the catalog, for the commit and the day it was worked out for.
    pub(super) fn planned_change(&self) -> Option<PlannedChange<'_>> {
        let (commit, day) = self.planned_for;
        Some(PlannedChange {
            commit: commit?,
            day,
            change: &self.change,
        })
    }

    /// What a journal keeps of it; without the draft, and without what a workflow is told.
    pub(super) fn to_new_service_run(&self) -> NewServiceRun {
        NewServiceRun {
            inputs: self.inputs.clone(),
            values: None,
            draft: PathBuf::new(),
            service: self.service.clone(),
        }
    }

    /// What the journal of the run `run` begins with.
    pub(super) fn to_run_header(&self, run: &str, work: NewServiceRun, clock: Clock) -> RunHeader {
        RunHeader::new(run, &self.platform, RunWork::New(Box::new(work)), clock)
    }
}

/// Works the plan out; `run` is the name of the run that may carry it out.
///
/// # Errors
/// Conflict (6) when the name is taken in the catalog or on the forge, or when something is in the directory's place;
/// usage (2) when the template or the platform is at fault, or a namespace impossible; findings (1) when the catalog would be worse for the entity;
/// what [`Repositories::ensure_can_create_repository`](crate::forge::Repositories::ensure_can_create_repository) says.
pub fn plan_new_service(
    request: &ServiceRequest,
    template: &Template,
    context: PlanContext<'_>,
    run: &str,
) -> Result<NewPlan> {
    let name = request.name.to_string();
    let directory = resolve_service_directory(request, context)?;
    let repository = context.forge.repositories().clone_url(&name);
    let owner = resolve_owner_entity(context.catalog, &request.owner)?;
    let (environments, lacking) = approval::resolve_deployment_approvals(
        &context.snapshot.config.environments,
        context.forge.repositories(),
    )?;
    let facts = build_built_in_template_values(request, owner, environments, context);
    let tree = render_repository(template, &facts, &request.answers, context.address)?;
    let entity = build_catalog_entity(request, template, &tree, context)?;
    // The catalog is asked first: that a service exists says more than that a directory does.
    let change = plan_entity_registration(context.snapshot, &entity, context.clock.today())?;
    validate_registration_path(context.snapshot, &change)?;
    let needs = template::evaluate_forge_requirements(template, &facts, &request.answers);
    let wanted = build_repository_spec(request, &facts, needs, run);
    let (wanted, no_deploy_reason) = limit_to_supported_features(wanted, &facts, context)?;
    directory::validate_target_free(&directory)?;
    let place = template::NewRepositoryLocation {
        directory: &directory,
        practice: context.practice,
    };
    let next = template::render_next_steps(template, &facts, &request.answers, place)?;
    let repositories = context.forge.repositories();
    Ok(NewPlan {
        inputs: collect_run_inputs(request, template, &directory),
        platform: context.address.to_owned(),
        members: context.catalog.group_members(owner).len(),
        steps: plan_run_steps(context, &wanted),
        requests: repositories.plan_api_requests(&wanted),
        unchecked: repositories.unverified_requirements(&wanted),
        visibility: repositories.default_visibility(),
        uses_pull_request: context.snapshot.config.registration == RegistrationMode::PullRequest,
        approvals: collect_deployment_approvals(&wanted, &facts.environments),
        missing_reviewers_reason: lacking,
        no_deploy_reason,
        tree,
        change,
        planned_for: (
            context.snapshot.as_revision().map(Revision::commit_id),
            context.clock.today(),
        ),
        service: PlannedService {
            reference: entity.entity_ref().to_owned_ref(),
            owner: request.owner.clone(),
            template: (template.name().to_owned(), template.version().to_owned()),
            place: repositories.repository_location(&name),
            name,
            entity,
            wanted,
            directory,
            repository,
            next,
        },
    })
}

/// `wanted` without what the forge has not, if it can be created; and why nothing can be deployed, where nothing can.
fn limit_to_supported_features(
    mut wanted: RepositorySpec,
    facts: &BuiltInValues,
    context: PlanContext<'_>,
) -> Result<(RepositorySpec, Option<String>)> {
    let repositories = context.forge.repositories();
    repositories.ensure_can_create_repository(&wanted)?;
    let unsupported = repositories.find_unsupported_repository_features()?;
    if unsupported.environments.is_some() {
        wanted.environments.clear();
        wanted.is_promoted = false;
    }
    if !wanted.environments.is_empty() {
        approval::validate_reviewer_support(&facts.environments, &unsupported)?;
    }
    Ok((wanted, unsupported.environments))
}

/// What a run does for it, in order.
fn plan_run_steps(context: PlanContext<'_>, wanted: &RepositorySpec) -> Vec<RunStep> {
    match context.snapshot.config.create {
        CreateMode::Direct => list_direct_run_steps(
            context.forge.repositories().supports_repository_settings(),
            context.forge.pipelines().is_some() && wanted.can_deploy(),
        ),
        CreateMode::Dispatch => vec![
            RunStep::Check,
            RunStep::Dispatch,
            RunStep::Workflow,
            RunStep::Clone,
        ],
    }
}

/// The steps on a forge that has settings or not, and that rolls the service out or not.
fn list_direct_run_steps(has_settings: bool, has_deploy: bool) -> Vec<RunStep> {
    use RunStep::{Check, Commit, Create, Deploy, Push, Register, Render, Settings};
    let all = [
        Check, Render, Commit, Create, Push, Settings, Register, Deploy,
    ];
    let is_taken = |step: &RunStep| match step {
        Settings => has_settings,
        Deploy => has_deploy,
        _ => true,
    };
    all.into_iter().filter(is_taken).collect()
}

/// That the registration will find a folder for its file: after the repository is made it would be too late.
fn validate_registration_path(snapshot: &PlatformSnapshot, change: &FileChange) -> Result<()> {
    let revision = snapshot.as_revision();
    let blocked = revision.map_or(Ok(None), |revision| {
        revision.find_non_directory_parent(&change.path)
    })?;
    match blocked {
        None => Ok(()),
        Some(folder) => Err(not_a_folder_error(&change.path, &folder).with_hint("replace the link or file with a folder, or set `catalog.components` in idp.yaml to another folder")),
    }
}

/// The new directory, absolute.
pub(super) fn resolve_service_directory(
    request: &ServiceRequest,
    context: PlanContext<'_>,
) -> Result<PathBuf> {
    let name = request.name.to_string();
    let said = request.directory.as_deref();
    directory::resolve_target_path(
        &context
            .working_directory
            .join(said.unwrap_or(name.as_ref())),
    )
}

/// What makes two runs the same: everything that was asked for, and where it goes.
pub(super) fn collect_run_inputs(
    request: &ServiceRequest,
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
fn build_repository_spec(
    request: &ServiceRequest,
    facts: &BuiltInValues,
    needs: RepositoryRequirements,
    run: &str,
) -> RepositorySpec {
    let name = request.name.to_string();
    let all = facts.environments.named_environments().into_iter();
    let used = all.filter(|(called, _)| needs.environments.iter().any(|used| used == called));
    let is_promoted = |(called, environment): &(&str, &template::Environment)| {
        *called == Environments::PRODUCTION
            && environment.approval == DeploymentApproval::PullRequest
    };
    RepositorySpec {
        description: request.description.to_string(),
        run: run.to_owned(),
        branch: DEFAULT_BRANCH.to_owned(),
        team: facts.owner.team.clone(),
        topics: build_repository_topics(request),
        is_promoted: used.clone().any(|one| is_promoted(&one)),
        environments: used
            .map(|(called, environment)| EnvironmentSpec {
                name: called.to_owned(),
                variables: environment.workflow_variables(&name),
                reviewers: environment.approval == DeploymentApproval::Reviewers,
            })
            .collect(),
        checks: needs.checks,
        deploy: needs.deploy,
        name,
    }
}

/// Words to find the repository by, as every forge takes them: lower case, at most 50 characters.
fn build_repository_topics(request: &ServiceRequest) -> Vec<String> {
    let owner = request.owner.as_entity_ref().name.to_lowercase();
    let system = request
        .system
        .as_ref()
        .map(|system| system.as_entity_ref().name.to_lowercase());
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

fn resolve_owner_entity<'c>(catalog: &'c Catalog, owner: &EntityRefBuf) -> Result<&'c Entity> {
    catalog
        .get(owner.as_entity_ref())
        .ok_or_else(|| Error::not_found(format!("{owner} is not in the catalog")))
}

fn collect_deployment_approvals(
    wanted: &RepositorySpec,
    environments: &Environments,
) -> BTreeMap<&'static str, DeploymentApproval> {
    let all = environments.named_environments().into_iter();
    all.filter(|_| !wanted.environments.is_empty())
        .map(|(name, environment)| (name, environment.approval))
        .collect()
}

fn build_built_in_template_values(
    request: &ServiceRequest,
    owner: &Entity,
    environments: Environments,
    context: PlanContext<'_>,
) -> BuiltInValues {
    let organisation = &context.snapshot.config.organisation;
    BuiltInValues {
        name: request.name.to_string(),
        description: request.description.to_string(),
        owner: OwnerTemplateValues {
            reference: request.owner.clone(),
            name: owner.name().to_owned(),
            title: Printable(owner.title().unwrap_or(owner.name())).to_string(),
            team: resolve_team_slug(owner, organisation),
        },
        system: request
            .system
            .as_ref()
            .map(|system| system.as_entity_ref().name.to_owned()),
        organisation: organisation.clone(),
        repository_slug: format!("{organisation}/{}", request.name),
        repository_url: context
            .snapshot
            .config
            .repository_web_url(&request.name.to_string()),
        default_branch: DEFAULT_BRANCH.to_owned(),
        delivery: context.snapshot.config.to_delivery_config(),
        environments,
        opt_outs: request.opt_outs.clone(),
    }
}

/// What the forge calls the team of `owner`: as the annotation of Backstage's GitHub provider says, else as the group.
fn resolve_team_slug(owner: &Entity, organisation: &str) -> String {
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
pub(super) const DEFAULT_BRANCH: &str = "main";

/// Where the service `name` is reached, in each environment that has a route for it.
fn build_environment_links(name: &str, environments: &Environments) -> Vec<NewComponentLink> {
    let of = |(called, environment): (&str, &template::Environment)| {
        let url = environment.service_url(name)?;
        let title = called.to_owned();
        Some(NewComponentLink { url, title })
    };
    environments
        .named_environments()
        .into_iter()
        .filter_map(of)
        .collect()
}

/// What is registered of the repository that holds `tree`.
fn build_catalog_entity(
    request: &ServiceRequest,
    template: &Template,
    tree: &FileTree,
    context: PlanContext<'_>,
) -> Result<NewComponent> {
    let name = request.name.to_string();
    let mut annotations = BTreeMap::from([
        (
            REPOSITORY_ANNOTATION.to_owned(),
            context.forge.repositories().clone_url(&name),
        ),
        (
            TEMPLATE_ANNOTATION.to_owned(),
            format!("{}@{}", template.name(), template.version()),
        ),
    ]);
    let mut paths = tree.files().iter().map(|file| file.path.as_str());
    let has_docs = paths.any(catalog::is_mkdocs_config);
    let of_forge = context
        .forge
        .repositories()
        .entity_annotations(&name)
        .into_iter();
    annotations.extend(
        of_forge
            .filter(|(key, _)| has_docs || *key != catalog::TECHDOCS_REF_ANNOTATION)
            .map(|(key, value)| (key.to_owned(), value)),
    );
    annotations.extend(build_kubernetes_namespace_annotations(
        &name,
        &context.snapshot.config.environments,
    )?);
    for opt_out in &request.opt_outs {
        let record = OptOutRecord {
            until: opt_out.until,
            reason: &opt_out.reason,
        };
        let key = opt_out_annotation_key(&opt_out.feature);
        annotations.insert(key, record.to_string());
    }
    Ok(NewComponent {
        description: request.description.to_string(),
        owner: request.owner.to_string(),
        system: request.system.as_ref().map(ToString::to_string),
        type_: template.entity().type_.clone(),
        lifecycle: template.entity().lifecycle.clone(),
        annotations,
        links: build_environment_links(&name, &context.snapshot.config.environments),
        name,
    })
}
