//! Plans a new platform, down to the last byte, before the first effect.

use std::collections::BTreeMap;
use std::path::Path;

use super::render::render_platform;
use super::request::PlatformRequest;
use crate::clock::Clock;
use crate::effect::EffectKey;
use crate::error::{Error, Result};
use crate::forge::{Forge, RepositoryEnvironmentSpec, RepositorySpec};
use crate::git::{find_work_tree, path_to_file_url};
use crate::input_file::{MAX_SETTINGS_BYTES, SymlinkPolicy, read_text_file};
use crate::ops::new::{abandon_run, has_begun_repository_creation};
use crate::ops::new_repository::{
    DEFAULT_BRANCH, RepositoryDraftFolder, canonicalize_path_allowing_missing,
};
use crate::platform::{PLATFORM_CONFIG_FILE, PlatformConfig, RepositoryCreator};
use crate::printable::Printable;
use crate::run::{NewPlatformRun, PlannedPlatform, RunHeader, RunRecord, RunStore, RunWork};
use crate::template::RenderedFileTree;

/// A platform that is ready to be created.
#[derive(Clone, Debug)]
pub struct PlatformPlan {
    /// The platform.
    pub platform: PlannedPlatform,
    /// The requested values, by name.
    pub inputs: BTreeMap<String, String>,
    /// Every file of the first commit, including the lock.
    pub tree: RenderedFileTree,
    /// Every request to the forge that changes something, as `METHOD path`.
    pub requests: Vec<String>,
    /// Requirements that the forge couldn't confirm, each as a statement that must be true.
    pub unchecked: Vec<String>,
    /// Notes for the user.
    pub notes: Vec<String>,
}

/// The variable that names the page with the releases of `idp`.
const RELEASES_VARIABLE: &str = "IDP_RELEASES";
/// The environment of the workflow that creates repositories, which has the key of its App.
const DISPATCH_ENVIRONMENT: &str = "idp-new";
/// The environment of the workflow that compares the catalog with the organisation, which has the key of an App that can read.
const READER_ENVIRONMENT: &str = "idp-reader";

/// The settings of the platform that `request` describes, as its `idp.yaml` has them.
///
/// # Errors
/// Usage (2) if they are invalid.
pub fn resolve_new_platform_config(request: &PlatformRequest) -> Result<PlatformConfig> {
    render_platform(request, DEFAULT_BRANCH)?
        .config
        .ok_or_else(|| Error::usage("the template of a platform has no settings"))
}

/// Plans the platform that `request` describes in `directory`, which is free; `run` is the id of the run that may create it. With a
/// `forge`, its repository is created there.
///
/// # Errors
/// Usage (2) if the settings are invalid; those of
/// [`ForgeRepositories::ensure_can_create_repository`](crate::forge::ForgeRepositories::ensure_can_create_repository).
pub fn plan_platform(
    request: &PlatformRequest,
    directory: &Path,
    forge: Option<&dyn Forge>,
    run: &str,
) -> Result<PlatformPlan> {
    let rendered = render_platform(request, DEFAULT_BRANCH)?;
    let files = rendered.tree.files().iter();
    let mut plan = PlatformPlan {
        inputs: collect_run_inputs(request),
        platform: PlannedPlatform {
            name: request.name.clone(),
            organisation: request.organisation.clone(),
            owner: request.owner.clone(),
            files: files.map(|file| file.path.to_string()).collect(),
            template: rendered.template,
            directory: directory.to_owned(),
            repository: path_to_file_url(directory),
            place: directory.display().to_string(),
            wanted: None,
        },
        tree: rendered.tree,
        requests: Vec::new(),
        unchecked: Vec::new(),
        notes: Vec::new(),
    };
    if let Some(outer) = find_work_tree(directory) {
        let (directory, outer) = (directory.display().to_string(), outer.display().to_string());
        plan.notes.push(format!(
            "{} is inside the repository {}",
            Printable(&directory),
            Printable(&outer)
        ));
    }
    if let Some(forge) = forge {
        plan.add_repository(request, forge, rendered.needs.checks, run)?;
    }
    Ok(plan)
}

impl PlatformPlan {
    /// Adds the repository on `forge`, where the jobs `checks` are required.
    fn add_repository(
        &mut self,
        request: &PlatformRequest,
        forge: &dyn Forge,
        checks: Vec<String>,
        run: &str,
    ) -> Result<()> {
        let repositories = forge.repositories();
        let mut wanted = RepositorySpec {
            name: request.name.clone(),
            description: format!("What {} runs, and who owns it", request.organisation),
            run: run.to_owned(),
            branch: DEFAULT_BRANCH.to_owned(),
            team: request.owner.clone(),
            topics: vec!["idp".to_owned(), "platform".to_owned()],
            checks,
            environments: list_environments(request),
            deploy: None,
            is_promoted: false,
            variables: list_variables(request),
            has_site: true,
        };
        repositories.ensure_can_create_repository(&wanted)?;
        let unsupported = repositories.find_unsupported_repository_features()?;
        if let Some(reason) = unsupported.environments {
            let names: Vec<String> = wanted.environments.drain(..).map(|one| one.name).collect();
            self.notes.push(format!(
                "environments not created ({}): {reason}; anyone who can push to the platform could use a key that is stored there",
                names.join(", ")
            ));
        }
        if request.releases.is_none() {
            let slug = format!("{}/{}", request.organisation, request.name);
            self.notes.push(format!(
                "the checks can't run until they know where to install idp from: gh variable set {RELEASES_VARIABLE} --repo {slug}"
            ));
        }
        self.requests = repositories.plan_api_requests(&wanted);
        self.unchecked = repositories.unverified_requirements(&wanted);
        self.platform.repository = repositories.clone_url(&wanted.name);
        self.platform.place = repositories.repository_location(&wanted.name);
        self.platform.wanted = Some(wanted);
        Ok(())
    }
}

/// The environments of the workflows that act as an App: only the default branch can use them.
fn list_environments(request: &PlatformRequest) -> Vec<RepositoryEnvironmentSpec> {
    let creates_by_workflow = request.create == RepositoryCreator::Dispatch;
    let dispatch = creates_by_workflow.then_some(DISPATCH_ENVIRONMENT);
    let environment = |name: &str| RepositoryEnvironmentSpec {
        name: name.to_owned(),
        variables: BTreeMap::new(),
        reviewers: false,
    };
    let names = dispatch.into_iter().chain([READER_ENVIRONMENT]);
    names.map(environment).collect()
}

fn list_variables(request: &PlatformRequest) -> BTreeMap<String, String> {
    let releases = request.releases.iter();
    releases
        .map(|releases| (RELEASES_VARIABLE.to_owned(), releases.clone()))
        .collect()
}

/// The settings of the platform that a run began to create, from its files.
///
/// # Errors
/// Conflict (6) if the files are missing.
pub fn read_config_of_platform_run(run_record: &RunRecord) -> Result<PlatformConfig> {
    let work = &run_record.header.work;
    let draft = RepositoryDraftFolder::reopen(work.draft(), work.directory());
    let draft = draft.map(|draft| {
        let path = draft.repository_path();
        draft.keep();
        path
    });
    for folder in draft.as_deref().into_iter().chain([work.directory()]) {
        let path = folder.join(PLATFORM_CONFIG_FILE);
        if let Some(text) = read_text_file(&path, MAX_SETTINGS_BYTES, SymlinkPolicy::Refuse)? {
            return PlatformConfig::parse_platform_config(PLATFORM_CONFIG_FILE, &text);
        }
    }
    Err(Error::conflict("the rendered files are missing"))
}

impl PlatformPlan {
    /// The header of the journal of the run `run`, whose draft is in `draft`.
    pub(super) fn to_run_header(&self, run: &str, draft: &Path, clock: Clock) -> RunHeader {
        let work = NewPlatformRun {
            inputs: self.inputs.clone(),
            draft: draft.to_owned(),
            platform: self.platform.clone(),
        };
        RunHeader::new(
            run,
            &self.platform.repository,
            RunWork::Init(Box::new(work)),
            clock,
        )
    }
}

/// The unfinished run that started to create a platform in `directory`, absolute. A run that left nothing outside its draft is
/// removed, except on a dry run.
///
/// # Errors
/// Conflict (6) if a process is working on it; on a dry run, if there is one at all.
pub fn find_unfinished_platform_run(
    directory: &Path,
    runs: &RunStore,
    clock: Clock,
    is_dry_run: bool,
) -> Result<Option<RunRecord>> {
    let directory = canonicalize_path_allowing_missing(directory)?;
    for found in runs.list_runs()? {
        let Ok(run_record) = found.run_record else {
            continue;
        };
        let is_here = matches!(&run_record.header.work, RunWork::Init(init) if init.platform.directory == directory);
        if !is_here || run_record.is_finished_or_abandoned() {
            continue;
        }
        let run = &run_record.header.run;
        if found.is_running || is_dry_run && has_begun(&run_record) {
            return Err(Error::conflict(format!(
                "run {run} has already started creating this platform"
            ))
            .with_hint(format!("idp runs show {run}")));
        }
        if has_begun(&run_record) {
            return Ok(Some(run_record));
        }
        if !is_dry_run {
            abandon_run(runs, run, clock)?;
        }
    }
    Ok(None)
}

/// Whether the run changed something besides its own draft.
fn has_begun(run_record: &RunRecord) -> bool {
    has_begun_repository_creation(run_record) || run_record.is_effect_begun(&EffectKey::Place)
}

/// Checks that the unfinished run was started with the same values as `request`.
///
/// # Errors
/// Conflict (6) with the values that differ.
pub fn validate_same_platform_request(
    run_record: &RunRecord,
    request: &PlatformRequest,
) -> Result<()> {
    let RunWork::Init(begun) = &run_record.header.work else {
        return Ok(());
    };
    let now = collect_run_inputs(request);
    let differs = |(name, value): (&String, &String)| {
        let then = begun.inputs.get(name).filter(|then| *then != value)?;
        Some(format!("{name} `{then}`, now `{value}`"))
    };
    let differences: Vec<String> = now.iter().filter_map(differs).collect();
    if differences.is_empty() {
        return Ok(());
    }
    let run = &run_record.header.run;
    Err(Error::conflict(format!(
        "the platform was started with different answers: {}",
        differences.join(", ")
    ))
    .with_hint(format!(
        "resume with the original answers: idp runs resume {run}"
    ))
    .with_hint(format!("abandon that run: idp runs abandon {run}")))
}

/// What identifies a run.
fn collect_run_inputs(request: &PlatformRequest) -> BTreeMap<String, String> {
    [
        ("name", request.name.clone()),
        ("organisation", request.organisation.clone()),
        ("forge", request.forge.as_str().to_owned()),
        ("owner", request.owner.clone()),
        ("catalog", request.catalog.as_str().to_owned()),
        ("host", request.host.clone()),
        ("visibility", request.visibility.as_str().to_owned()),
        ("registration", format!("{:?}", request.registration)),
        ("create", format!("{:?}", request.create)),
        ("releases", request.releases.clone().unwrap_or_default()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}
