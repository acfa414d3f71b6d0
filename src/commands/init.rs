//! `idp init`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::new::RepositoryCreatorArg;
use super::verb::{CommandOutcome, Verb};
use crate::cli::parse_non_empty;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::forge::Forge;
use crate::git::GitIdentity;
use crate::ops::{
    self, AdditionContext, CreatedPlatform, ExistingRepository, InitTarget, InitialCatalog,
    LockWaitOptions, PartialPlatformRequest, PlatformRequest, PlatformRunContext, ProgressCallback,
};
use crate::platform::{ForgeKind, RepositoryCreator, RepositoryVisibility};
use crate::printable::Printable;
use crate::prompt::Prompter;
use crate::run::{self, PlannedPlatform, RunRecord, RunWork};
use crate::template::shell_quote_path;
use crate::view::{InitReport, ProgressReporter};

/// Create a platform: settings, catalog, checks and templates
///
/// Renders a platform repository and commits it. In an existing git repository, `idp init` adds what is missing and changes no
/// other file. On a terminal, it asks for anything that isn't given. If it is interrupted, the same command resumes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp init platform --organisation acme --sample
  idp init platform --organisation acme --owner infra --dry-run")]
pub struct InitArgs {
    /// Directory of the platform: new, empty, or the root of a git repository
    #[arg(value_name = "DIR", default_value = ".", hide_default_value = true, value_hint = clap::ValueHint::DirPath)]
    pub platform_directory: PathBuf,
    /// Organisation that owns the repositories (required; on a terminal, idp asks)
    #[arg(long, value_name = "NAME", value_parser = parse_non_empty)]
    pub organisation: Option<String>,
    /// Start with a sample catalog: three teams and five services
    #[arg(long)]
    pub sample: bool,
    /// Group that owns the platform; without --sample, the only one [default with --sample: platform]
    #[arg(long, value_name = "GROUP", value_parser = parse_non_empty)]
    pub owner: Option<String>,
    /// Create the platform on GitHub, in this organisation
    #[arg(long, value_name = "ORG", conflicts_with = "organisation", value_parser = parse_non_empty)]
    pub github: Option<String>,
    /// GitHub host [default: github.com]
    #[arg(long, value_name = "HOST", value_parser = parse_non_empty)]
    pub host: Option<String>,
    /// Who can see the platform and new repositories [default: private]
    #[arg(long, value_enum, value_name = "WHO")]
    pub visibility: Option<VisibilityArg>,
    /// Who creates new repositories [default: direct]
    #[arg(long, value_enum, value_name = "WHO")]
    pub create: Option<RepositoryCreatorArg>,
    /// Page with the releases of idp, from which workflows install it
    #[arg(long, value_name = "URL", value_hint = clap::ValueHint::Url)]
    pub releases: Option<String>,
    /// Name of the repository [default: platform]
    #[arg(long, value_name = "NAME", value_parser = parse_non_empty)]
    pub name: Option<String>,
    /// Show the files; change nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Who can see a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum VisibilityArg {
    /// Only people with access
    Private,
    /// Everyone in the enterprise
    Internal,
    /// Everyone
    Public,
}

impl From<VisibilityArg> for RepositoryVisibility {
    fn from(who: VisibilityArg) -> RepositoryVisibility {
        match who {
            VisibilityArg::Private => RepositoryVisibility::Private,
            VisibilityArg::Internal => RepositoryVisibility::Internal,
            VisibilityArg::Public => RepositoryVisibility::Public,
        }
    }
}

impl Verb for InitArgs {
    type Report = InitReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<InitReport>> {
        self.reject_options_of_github()?;
        let directory = context.resolve_path(&self.platform_directory);
        let runs = context.open_run_store()?;
        let unfinished =
            ops::find_unfinished_platform_run(&directory, &runs, context.clock, self.dry_run)?;
        if let Some(run_record) = unfinished {
            let request = complete_request(context, self.into_partial_request(context))?;
            ops::validate_same_platform_request(&run_record, &request)?;
            return resume_platform_run(context, &run_record);
        }
        let (dry_run, is_on_github) = (self.dry_run, self.github.is_some());
        let given = self.into_partial_request(context);
        match ops::find_init_target(&directory)? {
            InitTarget::New(directory) => {
                let request = complete_request(context, given)?;
                create_platform(context, &request, &directory, dry_run)
            }
            InitTarget::Existing(repository) if is_on_github => {
                Err(existing_repository_error(repository.root()))
            }
            InitTarget::Existing(repository) => {
                let given = repository.complete_with_settings(given)?;
                let is_interview = ops::needs_platform_interview(&given);
                let request = complete_request(context, given)?;
                if is_interview && !repository.is_platform() {
                    confirm_existing_repository(context, repository.root())?;
                }
                add_to_repository(context, request, &repository, dry_run)
            }
        }
    }
}

impl InitArgs {
    /// Rejects options that only `--github` reads. clap doesn't enforce `requires` with `--organisation`, which conflicts with it.
    fn reject_options_of_github(&self) -> Result<()> {
        let given = [
            ("--host", self.host.is_some()),
            ("--visibility", self.visibility.is_some()),
            ("--create", self.create.is_some()),
            ("--releases", self.releases.is_some()),
        ];
        match given.into_iter().find(|(_, is_given)| *is_given) {
            Some((option, _)) if self.github.is_none() => {
                let organisation = self.organisation.as_deref().unwrap_or("<ORG>");
                Err(
                    Error::usage(format!("`{option}` requires `--github`")).with_hint(format!(
                        "add --github {} instead of --organisation",
                        Printable(organisation)
                    )),
                )
            }
            _ => Ok(()),
        }
    }

    fn into_partial_request(self, context: &Context) -> PartialPlatformRequest {
        PartialPlatformRequest {
            name: self.name,
            forge: match (&self.github, &self.organisation) {
                (Some(_), _) => Some(ForgeKind::Github),
                (None, Some(_)) => Some(ForgeKind::Local),
                (None, None) => None,
            },
            organisation: self.github.or(self.organisation),
            host: self.host,
            visibility: self.visibility.map(RepositoryVisibility::from),
            create: self.create.map(RepositoryCreator::from),
            releases: self.releases,
            owner: self.owner,
            catalog: self.sample.then_some(InitialCatalog::Sample),
            yes: context.yes,
            ..PartialPlatformRequest::default()
        }
    }
}

/// Asks for missing values, if there is a terminal.
fn complete_request(context: &Context, given: PartialPlatformRequest) -> Result<PlatformRequest> {
    let mut terminal = if ops::needs_platform_interview(&given) {
        context.open_terminal_prompter()
    } else {
        None
    };
    let prompter = terminal
        .as_mut()
        .map(|terminal| terminal as &mut dyn Prompter);
    ops::complete_platform_request(given, prompter)
}

fn create_platform(
    context: &Context,
    request: &PlatformRequest,
    directory: &Path,
    dry_run: bool,
) -> Result<CommandOutcome<InitReport>> {
    let began = Instant::now();
    let forge = match request.forge {
        ForgeKind::Local => None,
        ForgeKind::Github => {
            let config = ops::resolve_new_platform_config(request)?;
            Some(context.open_github_forge(&config, dry_run)?)
        }
    };
    let run = run::generate_run_id(context.clock);
    let plan = ops::plan_platform(request, directory, forge.as_deref(), &run)?;
    for note in &plan.notes {
        context.ui.print_warning(Printable(note));
    }
    if dry_run {
        return Ok(InitReport::for_plan(&plan, &context.shell_directory).into());
    }
    let planning_time = began.elapsed();
    confirm_repository(context, &plan.platform)?;
    let created = run_with_progress(context, forge.as_deref(), |on, progress| {
        ops::apply_platform_plan(&plan, &run, planning_time, on, progress)
    })?;
    Ok(report_created_platform(context, &created).into())
}

/// Asks for confirmation before adding a platform to a repository that isn't one: it may be the one of a service.
fn confirm_existing_repository(context: &Context, root: &Path) -> Result<()> {
    let Some(mut prompter) = context.open_terminal_prompter().filter(|_| !context.yes) else {
        return Ok(());
    };
    let root = root.display().to_string();
    let question = format!("Add the platform to the repository {}?", Printable(&root));
    if prompter.ask_confirmation(&question, true)? {
        Ok(())
    } else {
        Err(Error::new(ErrorKind::Interrupted, "nothing was added")
            .with_hint("create the platform in a directory of its own: idp init <DIR>"))
    }
}

/// Asks for confirmation before creating a repository that others can see.
fn confirm_repository(context: &Context, platform: &PlannedPlatform) -> Result<()> {
    let terminal = context.open_terminal_prompter();
    let terminal = terminal.filter(|_| platform.wanted.is_some() && !context.yes);
    let Some(mut prompter) = terminal else {
        return Ok(());
    };
    let question = format!("Create {}?", Printable(&platform.place));
    if prompter.ask_confirmation(&question, true)? {
        Ok(())
    } else {
        Err(Error::new(ErrorKind::Interrupted, "nothing was created"))
    }
}

/// Resumes a run of `idp init`.
pub(super) fn resume_platform_run(
    context: &Context,
    run_record: &RunRecord,
) -> Result<CommandOutcome<InitReport>> {
    let run = &run_record.header.run;
    let needs_forge =
        matches!(&run_record.header.work, RunWork::Init(init) if init.platform.wanted.is_some());
    let forge = if needs_forge {
        let config = ops::read_config_of_platform_run(run_record)?;
        Some(context.open_github_forge(&config, false)?)
    } else {
        None
    };
    let active = context.open_run_store()?.resume_run(run, context.clock)?;
    context.ui.print_status(format_args!("resuming run {run}"));
    let created = run_with_progress(context, forge.as_deref(), |on, progress| {
        ops::resume_platform_run(active, on, progress)
    })?;
    Ok(report_created_platform(context, &created).into())
}

fn report_created_platform(context: &Context, created: &CreatedPlatform) -> InitReport {
    for note in &created.notes {
        context.ui.print_warning(Printable(note));
    }
    InitReport::for_created(created, &context.shell_directory)
}

fn existing_repository_error(root: &Path) -> Error {
    let folder = shell_quote_path(root);
    Error::conflict(format!(
        "{} is a git repository, and idp creates only new platforms on GitHub",
        Printable(&root.display().to_string())
    ))
    .with_hint("create the platform in a new directory")
    .with_hint(format!(
        "or set `forge: github` in its idp.yaml, run idp init without --github, then: gh repo create --source {folder} --push"
    ))
}

fn run_with_progress(
    context: &Context,
    forge: Option<&dyn Forge>,
    work: impl FnOnce(PlatformRunContext<'_>, ProgressCallback<'_>) -> Result<CreatedPlatform>,
) -> Result<CreatedPlatform> {
    // A platform that stays on this machine needs no name of its user yet.
    let stays_here = forge.is_none();
    let identity = GitIdentity::resolve_git_identity(&context.directory, stays_here)?;
    if identity.is_placeholder() {
        context.ui.print_warning(
            "git user.name or user.email is not set, so the first commit is by idp@localhost; later changes need both",
        );
    }
    let runs = context.open_run_store()?;
    let mut narrator = ProgressReporter::new(&context.ui, context.home.as_deref());
    let on = PlatformRunContext {
        forge,
        identity: &identity,
        runs: &runs,
        clock: context.clock,
        stop: context.enable_graceful_stop(),
    };
    work(on, &mut |progress| narrator.report(progress))
}

fn add_to_repository(
    context: &Context,
    request: PlatformRequest,
    repository: &ExistingRepository,
    dry_run: bool,
) -> Result<CommandOutcome<InitReport>> {
    let additions = ops::plan_platform_additions(request, repository)?;
    let applied = if dry_run || additions.is_complete() {
        None
    } else {
        let identity = GitIdentity::resolve_git_identity(repository.root(), false)?;
        let on = AdditionContext {
            identity: &identity,
            clock: context.clock,
            waiting: LockWaitOptions {
                stop: context.enable_graceful_stop(),
                notify: &|line| context.ui.print_status(line),
            },
        };
        Some(additions.apply(repository, on)?)
    };
    let shell = &context.shell_directory;
    let report = InitReport::for_additions(&additions, applied.as_ref(), repository.root(), shell);
    for warning in &report.warnings {
        context.ui.print_warning(Printable(warning));
    }
    Ok(report.with_dry_run(dry_run).into())
}
