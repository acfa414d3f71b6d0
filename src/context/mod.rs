//! Everything about this process: directory, environment, clock, streams.

mod environment;
mod interrupt;

pub use environment::ProcessEnvironment;
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
use crate::error::{Error, ErrorKind, Result};
use crate::forge::{GitHubHost, RemoteAccess, RequestObserver, TokenSources, read_gh_token};
use crate::git::{PartialCheckout, disable_lazy_fetch, find_work_tree};
use crate::platform;
use crate::platform::{IdpDirectories, Platform, PlatformChoiceReason, PlatformSearch, UserConfig};
use crate::printable::Printable;
use crate::prompt::TerminalPrompter;
use crate::run::{FailPoint, RunStore};
use crate::view::Ui;

/// What a command acts in.
pub struct Context {
    /// How to talk.
    pub ui: Ui,
    /// The one clock.
    pub clock: Clock,
    /// The working directory; absolute.
    pub directory: PathBuf,
    /// Whether to take defaults without asking.
    pub yes: bool,
    /// The user's home directory, if there is one.
    pub home: Option<PathBuf>,
    requested_platform: Option<String>,
    offline: bool,
    environment: ProcessEnvironment,
    idp_directories: Option<IdpDirectories>,
    interrupts: InterruptState,
    /// Whether an answer comes from the practice platform.
    uses_practice_platform: AtomicBool,
    /// The directory that an answer comes from, if it is one.
    catalog_root: OnceLock<PathBuf>,
}

impl Context {
    /// Everything that the flags and the environment say, and the handler of interrupts. To be called once in a process.
    ///
    /// # Errors
    /// Usage (2) for a directory that is not there or an `IDP_CLOCK` that is no time.
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
            clock: parse_clock(environment.clock.as_deref())?,
            directory,
            yes: global.yes,
            home: environment.home.clone(),
            requested_platform: parse_platform_option(global, environment.empty_platform)?,
            offline: global.offline,
            idp_directories: environment.find_idp_directories()?,
            environment,
            interrupts,
            uses_practice_platform: AtomicBool::new(false),
            catalog_root: OnceLock::new(),
        })
    }

    /// The platform that is meant here.
    ///
    /// # Errors
    /// Usage (2) when there is none, or when there is no home to keep one in.
    pub fn find_platform(&self) -> Result<Platform> {
        self.resolve_platform(self.requested_platform.clone())
    }

    /// The same for whatever is asked of it or changed in it. An answer from the practice platform looks like one about
    /// your own services, so it is named; so is a platform that the lock of a service chose.
    ///
    /// # Errors
    /// As [`Context::find_platform`].
    pub fn find_and_announce_platform(&self) -> Result<Platform> {
        self.announce_platform(self.find_platform()?)
    }

    /// The same for what lies in `folder`, the root of another clone.
    ///
    /// # Errors
    /// As [`Context::find_platform`].
    pub fn find_platform_in_folder(&self, folder: &Path) -> Result<Platform> {
        let lookup = PlatformSearch {
            working_directory: folder.to_owned(),
            ..self.build_platform_search(None)?
        };
        self.announce_platform(platform::find_platform(&lookup, self.clock)?)
    }

    /// The same for what is about the files here: a loose catalog comes before a platform that lies elsewhere.
    ///
    /// # Errors
    /// As [`Context::find_platform`].
    pub fn find_catalog_here(&self) -> Result<Platform> {
        let lookup = PlatformSearch {
            loose_first: true,
            ..self.build_platform_search(self.requested_platform.clone())?
        };
        self.announce_platform(platform::find_platform(&lookup, self.clock)?)
    }

    fn announce_platform(&self, platform: Platform) -> Result<Platform> {
        if let Some(root) = platform.directory() {
            let _ = self.catalog_root.set(root.to_owned());
        }
        if platform.is_practice() {
            self.uses_practice_platform.store(true, Ordering::Relaxed);
            self.ui
                .print_status("platform  practice (local) · nothing leaves this machine");
        } else if let PlatformChoiceReason::ServiceLock(lock) = platform.choice_reason() {
            let lock = lock.strip_prefix(&self.directory).unwrap_or(lock);
            self.ui.print_status(format_args!(
                "platform  {} · named in {}",
                Printable(&platform.to_string()),
                Printable(&lock.display().to_string())
            ));
        }
        Ok(platform)
    }

    /// Says where an answer may lack something, as files of the catalog are not checked out.
    pub fn warn_about_partial_checkout(&self) {
        let partial = self.catalog_root.get();
        let partial = partial.and_then(|root| PartialCheckout::detect_partial_checkout(root, &[]));
        if let Some(partial) = partial.filter(PartialCheckout::may_lack_yaml) {
            self.ui
                .print_warning(partial.format_partial_checkout_hint());
        }
    }

    /// `error` with the next step, where what was not found may be elsewhere: in another platform, or not checked out.
    pub fn add_not_found_hints(&self, error: Error) -> Error {
        if error.kind() != ErrorKind::NotFound {
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
        } else {
            error
        }
    }

    /// The platform that `--platform` would name `address`.
    ///
    /// # Errors
    /// As [`Context::find_platform`].
    pub fn find_platform_by_address(&self, address: &str) -> Result<Platform> {
        self.resolve_platform(Some(address.to_owned()))
    }

    fn resolve_platform(&self, asked: Option<String>) -> Result<Platform> {
        platform::find_platform(&self.build_platform_search(asked)?, self.clock)
    }

    /// What the search for a platform goes by.
    ///
    /// # Errors
    /// Usage (2) when there is no home to keep things in, or where a variable makes no sense.
    pub fn build_platform_search(&self, asked: Option<String>) -> Result<PlatformSearch> {
        if let Some(asked) = &asked
            && platform::strip_url_credentials(asked) != *asked
        {
            self.ui.print_warning(format_args!(
                "user, password and query of a URL are left out, because everybody can read them in the list of processes; use {}",
                Printable(&platform::strip_url_credentials(asked))
            ));
        }
        let home = self.find_idp_directories()?;
        Ok(PlatformSearch {
            requested_address: asked,
            working_directory: self.directory.clone(),
            access: self.build_remote_access(&home)?,
            home,
            offline: self.offline,
            ci: self.environment.ci,
            loose_first: false,
        })
    }

    /// Whether `--platform` or `IDP_PLATFORM` named one.
    pub fn has_requested_platform(&self) -> bool {
        self.requested_platform.is_some()
    }

    /// A path as it was typed, seen from the working directory.
    pub fn resolve_path(&self, typed: &Path) -> PathBuf {
        self.directory.join(typed)
    }

    /// The index that git names to a hook, where it is not the usual one: of `git commit -a`, for example.
    pub fn git_index_file(&self) -> Option<PathBuf> {
        let named = self.environment.git_index_file.as_ref()?;
        // git takes a relative path from the root of the work tree, where it starts hooks.
        let top = find_work_tree(&self.directory);
        Some(top.as_ref().unwrap_or(&self.directory).join(named))
    }

    /// Somebody to ask, if both ends of the conversation are a terminal that can move its cursor.
    pub fn open_terminal_prompter(&self) -> Option<TerminalPrompter> {
        let terminal = !self.environment.dumb_terminal
            && std::io::stdin().is_terminal()
            && std::io::stderr().is_terminal();
        terminal
            .then(|| TerminalPrompter::new(self.ui.stderr_colour == anstream::ColorChoice::Always))
    }

    /// The runs of this machine.
    ///
    /// # Errors
    /// Usage (2) when there is no home to keep them in.
    pub fn open_run_store(&self) -> Result<RunStore> {
        Ok(RunStore::new(
            &self.find_idp_directories()?.data,
            self.environment.fail_point,
        ))
    }

    /// What a forge says of its requests, to whoever wants to hear it.
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

    /// When to die, in tests.
    pub fn fail_point(&self) -> Option<FailPoint> {
        self.environment.fail_point
    }

    /// Whether `UPDATE` asks that what is expected be written anew.
    pub fn should_update_expected_files(&self) -> bool {
        self.environment.update_expected
    }

    /// What is cancelled when the user wants a run to stop.
    pub fn cancellation_token(&self) -> &CancellationToken {
        self.interrupts.token()
    }

    /// From now on Ctrl-C and SIGTERM let the call in flight finish; a second one ends the process.
    pub fn enable_graceful_stop(&self) -> &CancellationToken {
        self.interrupts.begin_uninterruptible_work()
    }

    fn find_idp_directories(&self) -> Result<IdpDirectories> {
        let directories = self.idp_directories.clone().ok_or_else(|| {
            Error::usage("there is no home directory")
                .with_hint("set IDP_HOME to a directory that idp may write to")
        })?;
        directories.validate_directory_permissions()?;
        Ok(directories)
    }

    /// How one signs in, as far as the environment says it.
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

/// The most threads that work is spread over.
const MAX_THREADS: usize = 64;

/// Keeps the number of threads within `MAX_THREADS`, however many are `requested` and however large the machine: a hundred thousand of them do nothing but look for work. Where fewer are wanted, they start when they are needed.
pub fn limit_thread_pool(requested: Option<usize>) {
    let available = || std::thread::available_parallelism().map_or(1, NonZero::get);
    if requested
        .filter(|threads| *threads > 0)
        .unwrap_or_else(available)
        > MAX_THREADS
    {
        // It can only fail where there is a pool already.
        let _ = rayon::ThreadPoolBuilder::new()
            .num_threads(MAX_THREADS)
            .build_global();
    }
}

/// The platform that was named. `IDP_PLATFORM=` names none, but an empty flag is a variable that a script forgot to set.
fn parse_platform_option(global: &GlobalArgs, is_empty_variable: bool) -> Result<Option<String>> {
    match &global.platform {
        Some(asked) if asked.trim().is_empty() && !is_empty_variable => {
            Err(Error::usage("--platform must not be empty"))
        }
        asked => Ok(asked.clone().filter(|asked| !asked.is_empty())),
    }
}

/// The clock of the system, unless `IDP_CLOCK` says what time it is.
fn parse_clock(fixed: Option<&str>) -> Result<Clock> {
    let Some(text) = fixed else {
        return Ok(Clock::System);
    };
    text.parse().map(Clock::Fixed).map_err(|_| {
        Error::usage(format!(
            "IDP_CLOCK is `{}`, which is no time",
            Printable(text)
        ))
        .with_hint("write it as 2026-11-23T20:00:00Z")
    })
}
