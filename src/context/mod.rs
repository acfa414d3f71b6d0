//! The context of this process: directory, environment, clock and streams.

mod environment;
mod interrupt;

pub use environment::{COMPLETION_VARIABLE, CompletionRequest, ProcessEnvironment};
pub use interrupt::InterruptState;

use std::io::IsTerminal;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use environment::resolve_working_directory;

use crate::cancellation::CancellationToken;
use crate::cli::GlobalArgs;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::forge::{Forge, GitHubHost, RemoteAccess, RequestObserver, TokenSources, read_gh_token};
use crate::git::{PartialCheckout, disable_lazy_fetch, find_work_tree};
use crate::platform;
use crate::platform::{
    IdpDirectories, Platform, PlatformChoiceReason, PlatformConfig, PlatformSearchOptions,
    UserConfig,
};
use crate::printable::Printable;
use crate::prompt::TerminalPrompter;
use crate::run::{FailPoint, RunStore, path_relative_to};
use crate::template::{shell_quote, shell_quote_path};
use crate::view::{Ui, complete_suggested_commands};

/// The context of a command.
pub struct Context {
    /// The user interface.
    pub ui: Ui,
    /// The clock.
    pub clock: Clock,
    /// The working directory; absolute.
    pub directory: PathBuf,
    /// The directory of the user's shell, which `-C` doesn't change; absolute.
    pub shell_directory: PathBuf,
    /// Whether to use defaults without prompting.
    pub yes: bool,
    /// The user's home directory, if there is one.
    pub home: Option<PathBuf>,
    requested_platform: Option<String>,
    offline: bool,
    environment: ProcessEnvironment,
    idp_directories: Option<IdpDirectories>,
    interrupts: InterruptState,
    /// Whether the practice platform is used.
    uses_practice_platform: AtomicBool,
    /// The platform from `idp connect`, once it's used.
    connected_platform: OnceLock<String>,
    /// The directory of the catalog, if it is read from one.
    catalog_root: OnceLock<PathBuf>,
    /// Whether that catalog isn't a platform, so that the user may mean another one.
    uses_loose_catalog: AtomicBool,
}

impl Context {
    /// Evaluates the flags and the environment, and installs the interrupt handler. Call it only once per process.
    ///
    /// # Errors
    /// Usage (2) for a missing directory or an invalid `IDP_CLOCK`.
    pub fn new(
        global: &GlobalArgs,
        environment: ProcessEnvironment,
        ui: Ui,
        interrupts: InterruptState,
    ) -> Result<Context> {
        interrupts.install_interrupt_handler(ui)?;
        let directory = resolve_working_directory(global.directory.as_deref())?;
        if global.offline {
            disable_lazy_fetch();
        }
        Ok(Context {
            ui,
            clock: choose_system_or_fixed_clock(environment.clock.as_deref())?,
            directory,
            shell_directory: resolve_working_directory(None)?,
            yes: global.yes,
            home: environment.home.clone(),
            requested_platform: parse_platform_option(global, environment.empty_platform)?,
            offline: global.offline,
            idp_directories: environment.find_idp_directories()?,
            environment,
            interrupts,
            uses_practice_platform: AtomicBool::new(false),
            connected_platform: OnceLock::new(),
            catalog_root: OnceLock::new(),
            uses_loose_catalog: AtomicBool::new(false),
        })
    }

    /// The platform to use.
    ///
    /// # Errors
    /// Usage (2) if there is none, or if there is no home directory.
    pub fn find_platform(&self) -> Result<Platform> {
        let platform = self.resolve_platform(self.requested_platform.clone())?;
        self.uses_practice_platform
            .store(platform.is_practice(), Ordering::Relaxed);
        if *platform.choice_reason() == PlatformChoiceReason::Connected {
            let _ = self.connected_platform.set(platform.to_string());
        }
        Ok(platform)
    }

    /// The platform to use, unless it's a practice platform that doesn't exist yet.
    ///
    /// # Errors
    /// As [`Context::find_platform`]; not found (3) for such a practice platform.
    pub fn find_existing_platform(&self) -> Result<Platform> {
        let search = PlatformSearchOptions {
            may_create_practice: false,
            ..self.build_platform_search_options(self.requested_platform.clone())?
        };
        platform::find_platform(&search, self.clock)
    }

    /// The platform for queries and changes. It's announced if it's the practice platform, whose results look like real
    /// services, or if it comes from the lock file of a service.
    ///
    /// # Errors
    /// As [`Context::find_platform`].
    pub fn find_and_announce_platform(&self) -> Result<Platform> {
        self.announce_platform(self.find_platform()?)
    }

    /// The same for `folder`, the root of another clone.
    ///
    /// # Errors
    /// As [`Context::find_platform`].
    pub fn find_platform_in_folder(&self, folder: &Path) -> Result<Platform> {
        let lookup = PlatformSearchOptions {
            working_directory: folder.to_owned(),
            ..self.build_platform_search_options(None)?
        };
        self.announce_platform(platform::find_platform(&lookup, self.clock)?)
    }

    /// Whether the user or the working directory selects a platform, so that the practice platform isn't the fallback.
    pub fn has_chosen_platform(&self) -> bool {
        let platform = self.find_existing_platform();
        platform.is_ok_and(|platform| *platform.choice_reason() != PlatformChoiceReason::Fallback)
    }

    /// The same for commands that work on local files: a loose catalog takes precedence over a platform elsewhere.
    ///
    /// # Errors
    /// As [`Context::find_platform`].
    pub fn find_local_catalog_or_platform(&self) -> Result<Platform> {
        let lookup = PlatformSearchOptions {
            loose_first: true,
            ..self.build_platform_search_options(self.requested_platform.clone())?
        };
        self.announce_platform(platform::find_platform(&lookup, self.clock)?)
    }

    fn announce_platform(&self, platform: Platform) -> Result<Platform> {
        if let Some(root) = platform.directory() {
            let _ = self.catalog_root.set(root.to_owned());
        }
        self.uses_loose_catalog
            .store(platform.is_loose_catalog(), Ordering::Relaxed);
        if platform.is_practice() {
            self.uses_practice_platform.store(true, Ordering::Relaxed);
            let line = "practice (local) · nothing leaves this machine";
            self.ui.print_labelled_status("platform", line);
        } else if let PlatformChoiceReason::ServiceLock(lock) = platform.choice_reason() {
            let lock = lock.strip_prefix(&self.directory).unwrap_or(lock);
            let (platform, lock) = (platform.to_string(), lock.display().to_string());
            let line = format!("{} · from {}", Printable(&platform), Printable(&lock));
            self.ui.print_labelled_status("platform", line);
        }
        Ok(platform)
    }

    /// Warns if results may be incomplete because catalog files aren't checked out.
    pub fn warn_about_partial_checkout(&self) {
        let partial = self.catalog_root.get();
        let partial = partial.and_then(|root| PartialCheckout::detect_partial_checkout(root, &[]));
        if let Some(partial) = partial.filter(PartialCheckout::may_lack_yaml) {
            self.ui
                .print_warning(partial.format_partial_checkout_hint());
        }
    }

    /// Adds hints to a not-found `error` if the entity may be in another platform or not checked out.
    pub fn add_not_found_hints(&self, error: Error) -> Error {
        if !error.is_about_missing_entity() {
            return error;
        }
        let partial = self.catalog_root.get();
        let partial = partial.and_then(|root| PartialCheckout::detect_partial_checkout(root, &[]));
        let error =
            error.with_optional_hint(partial.map(|partial| partial.format_partial_checkout_hint()));
        if self.uses_practice_platform.load(Ordering::Relaxed) {
            error.with_hint(
                "this is the practice platform; to use your organisation's: idp connect <URL>, or --platform <PATH|URL>",
            )
        } else if self.uses_loose_catalog.load(Ordering::Relaxed) {
            let root = self
                .catalog_root
                .get()
                .map(|root| root.display().to_string());
            error.with_hint(format!(
                "this is the catalog in {}; to use another: --platform <PATH|URL|practice>",
                Printable(&root.unwrap_or_default())
            ))
        } else {
            error.with_optional_hint(self.connected_platform.get().map(|platform| {
                format!(
                    "this is {}, from idp connect; to use another: --platform <PATH|URL|practice>",
                    Printable(platform)
                )
            }))
        }
    }

    /// The platform at `address`, as given to `--platform`.
    ///
    /// # Errors
    /// As [`Context::find_platform`].
    pub fn find_platform_by_address(&self, address: &str) -> Result<Platform> {
        self.resolve_platform(Some(address.to_owned()))
    }

    fn resolve_platform(&self, asked: Option<String>) -> Result<Platform> {
        platform::find_platform(&self.build_platform_search_options(asked)?, self.clock)
    }

    /// The inputs of the search for a platform.
    ///
    /// # Errors
    /// Usage (2) if there is no home directory, or for an invalid variable.
    pub fn build_platform_search_options(
        &self,
        asked: Option<String>,
    ) -> Result<PlatformSearchOptions> {
        if let Some(asked) = &asked
            && platform::strip_url_credentials(asked) != *asked
        {
            self.ui.print_warning(format_args!(
                "ignoring the user name, password and query in the URL: other users can see them in the process list; use {}",
                Printable(&platform::strip_url_credentials(asked))
            ));
        }
        let home = self.find_idp_directories()?;
        Ok(PlatformSearchOptions {
            requested_address: asked,
            working_directory: self.directory.clone(),
            access: self.build_remote_access(&home)?,
            home,
            offline: self.offline,
            ci: self.environment.ci,
            loose_first: false,
            may_create_practice: true,
        })
    }

    /// Whether `--offline` was given.
    pub fn is_offline(&self) -> bool {
        self.offline
    }

    /// The platform in `--platform` or `IDP_PLATFORM`, as typed.
    pub fn requested_platform(&self) -> Option<&str> {
        self.requested_platform.as_deref()
    }

    /// Whether `--platform` or `IDP_PLATFORM` is set.
    pub fn has_requested_platform(&self) -> bool {
        self.requested_platform.is_some()
    }

    /// Resolves a path relative to the working directory.
    pub fn resolve_path(&self, typed: &Path) -> PathBuf {
        self.directory.join(typed)
    }

    /// How a command starts that runs in the same directory and on the same platform: `idp`, or `idp -C platform`.
    pub fn format_program(&self) -> String {
        let directory = (self.directory != self.shell_directory).then(|| {
            let directory = path_relative_to(&self.shell_directory, &self.directory);
            format!(" -C {}", shell_quote_path(&directory))
        });
        let variable = self.environment.platform.as_deref();
        let option = self
            .requested_platform()
            .filter(|asked| Some(*asked) != variable);
        let platform = option.map(|address| {
            let address = platform::strip_url_credentials(address);
            format!(" --platform {}", shell_quote(&address))
        });
        format!(
            "idp{}{}",
            directory.unwrap_or_default(),
            platform.unwrap_or_default()
        )
    }

    /// `text` with the commands in it completed so that they work where the user is.
    pub fn complete_suggested_commands(&self, text: &str) -> String {
        complete_suggested_commands(text, &self.format_program())
    }

    /// The index file that git passes to a hook, if it isn't the default one: for example during `git commit -a`.
    pub fn git_hook_index_file(&self) -> Option<PathBuf> {
        let named = self.environment.git_index_file.as_ref()?;
        // git resolves a relative path from the root of the work tree, where hooks run.
        let top = find_work_tree(&self.directory);
        Some(top.as_ref().unwrap_or(&self.directory).join(named))
    }

    /// A prompter, if stdin and stderr are a terminal that can move its cursor.
    pub fn open_terminal_prompter(&self) -> Option<TerminalPrompter> {
        let terminal = !self.environment.dumb_terminal
            && std::io::stdin().is_terminal()
            && std::io::stderr().is_terminal();
        terminal
            .then(|| TerminalPrompter::new(self.ui.stderr_colour == anstream::ColorChoice::Always))
    }

    /// The forge on GitHub that `config` names, before there is a platform; for a dry run, one that needs no token.
    ///
    /// # Errors
    /// Sign-in (4) without a token; usage (2) without a home directory.
    pub fn open_github_forge(
        &self,
        config: &PlatformConfig,
        is_dry_run: bool,
    ) -> Result<Box<dyn Forge>> {
        let access = self.build_remote_access(&self.find_idp_directories()?)?;
        let (stop, tell) = (self.cancellation_token(), self.build_request_observer());
        if is_dry_run {
            platform::open_github_forge_for_dry_run(&access, config, stop, tell)
        } else {
            platform::open_github_forge(&access, config, stop, tell)
        }
    }

    /// The runs on this machine.
    ///
    /// # Errors
    /// Usage (2) if there is no home directory.
    pub fn open_run_store(&self) -> Result<RunStore> {
        Ok(RunStore::new(
            &self.find_idp_directories()?.data,
            self.environment.fail_point,
        ))
    }

    /// An observer that prints a line before each wait and, with `-vv`, after each request to the forge.
    pub fn build_request_observer(&self) -> RequestObserver {
        let ui = self.ui;
        RequestObserver {
            on_wait: Box::new(move |line| ui.print_status(line)),
            on_request: Box::new(move |line| {
                if ui.verbose > 1 {
                    ui.print_status(line);
                }
            }),
        }
    }

    /// When to kill the process, in tests.
    pub fn configured_fail_point(&self) -> Option<FailPoint> {
        self.environment.fail_point
    }

    /// Whether `UPDATE` is set, so that expected files are rewritten.
    pub fn should_update_expected_files(&self) -> bool {
        self.environment.update_expected
    }

    /// The token that is cancelled when the user interrupts a run.
    pub fn cancellation_token(&self) -> &CancellationToken {
        self.interrupts.cancellation_token()
    }

    /// From now on, Ctrl-C and SIGTERM let the current call finish; a second one ends the process.
    pub fn enable_graceful_stop(&self) -> &CancellationToken {
        self.interrupts.begin_uninterruptible_work()
    }

    /// From now on, Ctrl-C and SIGTERM end the command successfully, without a message; a second one ends the process.
    pub fn enable_immediate_stop(&self) -> &CancellationToken {
        self.interrupts.begin_serving()
    }

    fn find_idp_directories(&self) -> Result<IdpDirectories> {
        let directories = self.idp_directories.clone().ok_or_else(|| {
            Error::usage("no home directory found")
                .with_hint("set IDP_HOME to a directory that idp may write to")
        })?;
        directories.validate_directory_permissions()?;
        Ok(directories)
    }

    /// The access to remotes, from the environment and the user's settings.
    fn build_remote_access(&self, home: &IdpDirectories) -> Result<RemoteAccess> {
        let environment = &self.environment;
        let github = environment
            .github_url
            .as_deref()
            .map(GitHubHost::from_url)
            .transpose()?;
        let github_url = github.as_ref().map(|host| host.name().to_owned());
        let connected = UserConfig::read_user_config(home)?.platform_host();
        let named = environment.gh_host.clone();
        Ok(RemoteAccess {
            sign_in: TokenSources {
                variables: environment.tokens.clone(),
                trusted_hosts: named
                    .into_iter()
                    .chain(github_url)
                    .chain(connected)
                    .collect(),
                read_gh_token: Some(read_gh_token),
            },
            proxies: environment.proxies.clone(),
            github,
        })
    }
}

/// The maximum number of worker threads.
const MAX_THREADS: usize = 64;

/// Limits the number of threads to `MAX_THREADS`, whatever is `requested` and however large the machine: with too many
/// threads, they only compete for work. With fewer, the default pool starts them on demand.
pub fn limit_thread_pool(requested: Option<usize>) {
    let available = || std::thread::available_parallelism().map_or(1, NonZero::get);
    if requested
        .filter(|threads| *threads > 0)
        .unwrap_or_else(available)
        > MAX_THREADS
    {
        // It fails only if a pool already exists.
        let _ = rayon::ThreadPoolBuilder::new()
            .num_threads(MAX_THREADS)
            .build_global();
    }
}

/// The requested platform. An empty `IDP_PLATFORM` requests none, but an empty `--platform` is an error: usually a
/// script forgot to set a variable.
fn parse_platform_option(global: &GlobalArgs, is_empty_variable: bool) -> Result<Option<String>> {
    match &global.platform {
        Some(asked) if asked.trim().is_empty() && !is_empty_variable => {
            Err(Error::usage("--platform must not be empty"))
        }
        asked => Ok(asked.clone().filter(|asked| !asked.is_empty())),
    }
}

/// The system clock, or the fixed time in `IDP_CLOCK`.
fn choose_system_or_fixed_clock(fixed: Option<&str>) -> Result<Clock> {
    let Some(text) = fixed else {
        return Ok(Clock::System);
    };
    text.parse().map(Clock::Fixed).map_err(|_| {
        Error::usage(format!("invalid time in IDP_CLOCK: `{}`", Printable(text)))
            .with_hint("use a time such as 2026-11-23T20:00:00Z")
    })
}
