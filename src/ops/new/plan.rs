//! Plans a run, down to the last byte, before the first effect.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use git2::Oid;
use jiff::civil::Date;

use super::context::require_forge_pipelines;
use super::interview::ServiceRequest;
use super::namespaces::build_kubernetes_namespace_annotations;
use crate::catalog::{
    self, Catalog, Entity, EntityRefBuf, FeatureOptOutRecord, NewComponent, NewComponentLink,
    REPOSITORY_ANNOTATION, TEMPLATE_ANNOTATION, feature_opt_out_annotation_key,
};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::forge::{Forge, RepositoryEnvironmentSpec, RepositorySpec};
use crate::git::Revision;
use crate::ops::approval;
use crate::ops::new_repository::{
    DEFAULT_BRANCH, canonicalize_path_allowing_missing, validate_chosen_directory,
};
use crate::ops::publish::{FileChange, not_a_folder_error};
use crate::ops::register::{ValidatedCatalogChange, plan_entity_registration};
use crate::ops::render::render_repository_tree;
use crate::platform::{PlatformSnapshot, RegistrationMode, RepositoryCreator};
use crate::printable::Printable;
use crate::run::{NewServiceRun, PlannedService, RecordedCommand, RunHeader, RunStep, RunWork};
use crate::template::{
    self, BuiltInValues, DeploymentApprovalPolicy, DeploymentEnvironments, OwnerTemplateValues,
    RenderedFileTree, RequiredRepositorySettings, Template,
};

/// The context for planning a new service.
#[derive(Clone, Copy)]
pub struct NewServicePlanContext<'a> {
    /// The platform's files at its tip.
    pub snapshot: &'a PlatformSnapshot,
    /// Its catalog.
    pub catalog: &'a Catalog,
    /// The forge that creates the repository.
    pub forge: &'a dyn Forge,
    /// The platform's address, as the lock records it.
    pub address: &'a str,
    /// Whether it is the practice platform.
    pub practice: bool,
    /// The base of relative paths; absolute.
    pub working_directory: &'a std::path::Path,
    /// The clock.
    pub clock: Clock,
}

/// A run that is ready to start.
#[derive(Clone, Debug)]
pub struct NewServicePlan {
    /// The service.
    pub service: PlannedService,
    /// The requested values, by name.
    pub inputs: BTreeMap<String, String>,
    /// Its platform, as a value for `--platform`.
    pub platform: String,
    /// The command that the user ran, for the journal.
    pub command: Option<RecordedCommand>,
    /// The number of members of the owner.
    pub members: usize,
    /// Every file of the first commit, including the lock.
    pub tree: RenderedFileTree,
    /// The change to the catalog, based on its current state.
    pub change: FileChange,
    /// The platform commit and the date that the change is based on.
    planned_for: (Option<Oid>, Date),
    /// The steps of the run.
    pub steps: Vec<RunStep>,
    /// Every request to the forge that changes something, as `METHOD path`.
    pub requests: Vec<String>,
    /// Requirements that the forge couldn't confirm, each as a statement that must be true.
    pub unchecked: Vec<String>,
    /// The visibility of the repository, if the forge has such a setting.
    pub visibility: Option<&'static str>,
    /// Whether the registration is proposed in a pull request.
    pub uses_pull_request: bool,
    /// How deployments to each environment are approved; empty if nothing is deployed.
    pub approvals: BTreeMap<&'static str, DeploymentApprovalPolicy>,
    /// Why the owner can't approve as a reviewer, if the forge doesn't support reviewers.
    pub missing_reviewers_reason: Option<String>,
    /// Why nothing can be deployed, if the forge doesn't support environments.
    pub no_deploy_reason: Option<String>,
}

impl NewServicePlan {
    /// The change to the catalog, with the commit and the date that it's based on.
    pub(super) fn validated_catalog_change(&self) -> Option<ValidatedCatalogChange<'_>> {
        let (commit, day) = self.planned_for;
        Some(ValidatedCatalogChange {
            commit: commit?,
            day,
            change: &self.change,
        })
    }

    /// The part that a journal stores, without the draft and the values for a workflow.
    pub(super) fn to_new_service_run(&self) -> NewServiceRun {
        NewServiceRun {
            inputs: self.inputs.clone(),
            values: None,
            draft: PathBuf::new(),
            command: self.command.clone(),
            service: self.service.clone(),
        }
    }

    /// The header of the journal of the run `run`.
    pub(super) fn to_run_header(&self, run: &str, work: NewServiceRun, clock: Clock) -> RunHeader {
        RunHeader::new(run, &self.platform, RunWork::New(Box::new(work)), clock)
    }
}

/// Computes the plan; `run` is the id of the run that may carry it out.
///
/// # Errors
/// Conflict (6) if the name is taken in the catalog or on the forge, or the directory isn't free; usage (2) if the template, the
/// platform or a namespace is invalid; findings (1) if the entity would introduce errors; those of
/// [`ForgeRepositories::ensure_can_create_repository`](crate::forge::ForgeRepositories::ensure_can_create_repository).
pub fn plan_new_service(
    request: &ServiceRequest,
    template: &Template,
    context: NewServicePlanContext<'_>,
    run: &str,
) -> Result<NewServicePlan> {
    let name = request.name.to_string();
    let directory = resolve_service_directory(request, context)?;
    let repository = context.forge.repositories().clone_url(&name);
    let owner = resolve_owner_entity(context.catalog, &request.owner)?;
    let (environments, lacking) = approval::resolve_deployment_approvals(
        &context.snapshot.config.environments,
        context.forge.repositories(),
    )?;
    let facts = build_built_in_template_values(request, owner, environments, context);
    let tree = render_repository_tree(template, &facts, &request.answers, context.address)?;
    let entity = build_new_service_component(request, template, &tree, context)?;
    // Check the catalog first: "the service exists" is more informative than "the directory exists".
    let change = plan_entity_registration(context.snapshot, &entity, context.clock.today())?;
    validate_registration_path(context.snapshot, &change)?;
    let needs = template::resolve_required_repository_settings(template, &facts, &request.answers);
    let wanted = build_repository_spec(request, &facts, needs, run);
    let (wanted, no_deploy_reason) = drop_features_unsupported_by_forge(wanted, &facts, context)?;
    validate_chosen_directory(&directory)?;
    if context.snapshot.config.create == RepositoryCreator::Dispatch {
        require_forge_pipelines(context.forge)?;
    }
    let place = template::NewRepositoryDirectory {
        directory: &directory,
        practice: context.practice || !context.forge.is_visible_to_others(),
    };
    let next = template::render_next_steps(template, &facts, &request.answers, place)?;
    let repositories = context.forge.repositories();
    Ok(NewServicePlan {
        inputs: collect_run_inputs(request, template, &directory),
        platform: context.address.to_owned(),
        command: None,
        members: context.catalog.group_members(owner).len(),
        steps: plan_run_steps(context, &wanted),
        requests: repositories.plan_api_requests(&wanted),
        unchecked: repositories.unverified_requirements(&wanted),
        visibility: repositories.default_visibility(),
        uses_pull_request: context.snapshot.config.registration == RegistrationMode::PullRequest,
        approvals: collect_deployment_approval_policies(&wanted, &facts.environments),
        missing_reviewers_reason: lacking,
        no_deploy_reason,
        tree,
        change,
        planned_for: (
            context.snapshot.source_revision().map(Revision::commit_id),
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

/// Checks that `wanted` can be created, and removes what the forge doesn't support. Also returns why nothing can be deployed, if
/// that's the case.
fn drop_features_unsupported_by_forge(
    mut wanted: RepositorySpec,
    facts: &BuiltInValues,
    context: NewServicePlanContext<'_>,
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

/// The steps of the run, in order.
fn plan_run_steps(context: NewServicePlanContext<'_>, wanted: &RepositorySpec) -> Vec<RunStep> {
    match context.snapshot.config.create {
        RepositoryCreator::Direct => list_direct_creation_run_steps(
            context.forge.repositories().supports_repository_settings(),
            context.forge.pipelines().is_some() && wanted.can_start_first_deploy(),
        ),
        RepositoryCreator::Dispatch => vec![
            RunStep::Check,
            RunStep::Dispatch,
            RunStep::Workflow,
            RunStep::Clone,
        ],
    }
}

/// The steps of a direct run, depending on whether the forge has settings and whether the service is deployed.
fn list_direct_creation_run_steps(has_settings: bool, has_deploy: bool) -> Vec<RunStep> {
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

/// Checks that the file of the registration can be created: once the repository exists, it's too late.
fn validate_registration_path(snapshot: &PlatformSnapshot, change: &FileChange) -> Result<()> {
    let revision = snapshot.source_revision();
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
    context: NewServicePlanContext<'_>,
) -> Result<PathBuf> {
    let name = request.name.to_string();
    let said = request.directory.as_deref();
    canonicalize_path_allowing_missing(
        &context
            .working_directory
            .join(said.unwrap_or(name.as_ref())),
    )
}

/// What identifies a run: the whole request and the target directory.
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

/// The repository to create, with the settings that the template requires.
fn build_repository_spec(
    request: &ServiceRequest,
    facts: &BuiltInValues,
    needs: RequiredRepositorySettings,
    run: &str,
) -> RepositorySpec {
    let name = request.name.to_string();
    let all = facts.environments.named_environments().into_iter();
    let used = all.filter(|(called, _)| needs.environments.iter().any(|used| used == called));
    let is_promoted = |(called, environment): &(&str, &template::Environment)| {
        *called == DeploymentEnvironments::PRODUCTION
            && environment.approval == DeploymentApprovalPolicy::PullRequest
    };
    RepositorySpec {
        description: request.description.to_string(),
        run: run.to_owned(),
        branch: DEFAULT_BRANCH.to_owned(),
        team: facts.owner.team.clone(),
        topics: build_repository_topics(request),
        is_promoted: used.clone().any(|one| is_promoted(&one)),
        environments: used
            .map(|(called, environment)| RepositoryEnvironmentSpec {
                name: called.to_owned(),
                variables: environment.workflow_variables(&name),
                reviewers: environment.approval == DeploymentApprovalPolicy::Reviewers,
            })
            .collect(),
        checks: needs.checks,
        deploy: needs.deploy,
        variables: BTreeMap::new(),
        has_site: false,
        name,
    }
}

/// Topics of the repository, in the form that every forge accepts: lower case, at most 50 characters.
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

fn collect_deployment_approval_policies(
    wanted: &RepositorySpec,
    environments: &DeploymentEnvironments,
) -> BTreeMap<&'static str, DeploymentApprovalPolicy> {
    let all = environments.named_environments().into_iter();
    all.filter(|_| !wanted.environments.is_empty())
        .map(|(name, environment)| (name, environment.approval))
        .collect()
}

fn build_built_in_template_values(
    request: &ServiceRequest,
    owner: &Entity,
    environments: DeploymentEnvironments,
    context: NewServicePlanContext<'_>,
) -> BuiltInValues {
    let organisation = &context.snapshot.config.organisation;
    BuiltInValues {
        name: request.name.to_string(),
        description: request.description.to_string(),
        owner: OwnerTemplateValues {
            reference: request.owner.clone(),
            name: owner.name().to_owned(),
            title: Printable(owner.title().unwrap_or(owner.name())).to_string(),
            team: resolve_team_slug_of_owner(owner, organisation),
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
            .web_url_for_repository_name(&request.name.to_string()),
        default_branch: DEFAULT_BRANCH.to_owned(),
        delivery: context.snapshot.config.to_image_delivery_config(),
        environments,
        opt_outs: request.opt_outs.clone(),
    }
}

/// The forge's slug for the team of `owner`: from the annotation of Backstage's GitHub provider, else the name of the group.
fn resolve_team_slug_of_owner(owner: &Entity, organisation: &str) -> String {
    let said = owner.annotation("github.com/team-slug");
    let slug = said.and_then(|said| {
        let (of, slug) = said.split_once('/')?;
        let tame = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        (of.eq_ignore_ascii_case(organisation) && !slug.is_empty() && slug.bytes().all(tame))
            .then(|| slug.to_owned())
    });
    slug.unwrap_or_else(|| owner.name().to_owned())
}

/// Links to the service `name` in each environment that has a route.
fn build_environment_links(
    name: &str,
    environments: &DeploymentEnvironments,
) -> Vec<NewComponentLink> {
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

/// The component to register for the repository that contains `tree`.
fn build_new_service_component(
    request: &ServiceRequest,
    template: &Template,
    tree: &RenderedFileTree,
    context: NewServicePlanContext<'_>,
) -> Result<NewComponent> {
    let name = request.name.to_string();
    let component = template.component_spec()?;
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
        let record = FeatureOptOutRecord {
            until: opt_out.until,
            reason: &opt_out.reason,
        };
        let key = feature_opt_out_annotation_key(&opt_out.feature);
        annotations.insert(key, record.to_string());
    }
    Ok(NewComponent {
        description: request.description.to_string(),
        owner: request.owner.to_string(),
        system: request.system.as_ref().map(ToString::to_string),
        type_: component.type_.clone(),
        lifecycle: component.lifecycle.clone(),
        annotations,
        links: build_environment_links(&name, &context.snapshot.config.environments),
        name,
    })
}
