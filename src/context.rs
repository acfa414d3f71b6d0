//! Everything about this process: directory, environment, clock, streams. The only reader of the environment.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use directories::{BaseDirs, ProjectDirs};
use secrecy::SecretString;

use crate::cli::GlobalArgs;
use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};
use crate::forge::{
    GitHubHost, HOSTED_TOKEN_VARIABLES, ProxySettings, RemoteAccess, RequestObserver,
    SERVER_TOKEN_VARIABLES, TokenSources, read_gh_token,
};
use crate::git::{PartialCheckout, disable_lazy_fetch, find_work_tree};
use crate::platform;
use crate::platform::{IdpDirectories, Platform, PlatformChoice, PlatformSearch, UserConfig};
use crate::printable::Printable;
use crate::prompt::{TerminalPrompter, TerminalState};
use crate::run::{FailPoint, RunStore};
use crate::view::Ui;

/// Whether work is under way that must not be torn apart: then the first Ctrl-C only sets [`STOP_REQUESTED`].
static WORK_IN_PROGRESS: Mutex<bool> = Mutex::new(false);
/// Set by Ctrl-C and SIGTERM; whoever works looks at it between calls.
static STOP_REQUESTED: AtomicBool = AtomicBool::new(false);

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
    /// Whether an answer comes from the practice platform.
    uses_practice_platform: AtomicBool,
    /// The directory that an answer comes from, if it is one.
    catalog_root: OnceLock<PathBuf>,
}

impl Context {
    /// Reads the environment once.
    ///
    /// # Errors
    /// Usage (2) for a directory that is not there or an `IDP_CLOCK` that is no time. To be called once in a process.
    pub fn new(global: &GlobalArgs, ui: Ui) -> Result<Context> {
        install_interrupt_handler(ui)?;
        let directory = resolve_working_directory(global.directory.as_deref())?;
        if global.offline {
            disable_lazy_fetch();
        }
        Ok(Context {
            ui,
            clock: clock_from_env()?,
            directory,
            yes: global.yes,
            home: BaseDirs::new().map(|dirs| dirs.home_dir().to_owned()),
            requested_platform: read_platform_option(global)?,
            offline: global.offline,
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
    pub fn find_platform_in(&self, folder: &Path) -> Result<Platform> {
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
        } else if let PlatformChoice::ServiceLock(lock) = platform.choice() {
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
        let partial = partial.and_then(|root| PartialCheckout::detect(root, &[]));
        if let Some(partial) = partial.filter(PartialCheckout::may_lack_yaml) {
            self.ui.print_warning(partial.format_hint());
        }
    }

    /// `error` with the next step, where what was not found may be elsewhere: in another platform, or not checked out.
    pub fn add_not_found_hints(&self, error: Error) -> Error {
        if error.kind() != ErrorKind::NotFound {
            return error;
        }
        let partial = self.catalog_root.get();
        let partial = partial.and_then(|root| PartialCheckout::detect(root, &[]));
        let error = error.with_optional_hint(partial.map(|partial| partial.format_hint()));
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
        let home = find_idp_directories()?;
        Ok(PlatformSearch {
            requested_address: asked,
            working_directory: self.directory.clone(),
            access: remote_access_from_env(&home)?,
            home,
            offline: self.offline,
            ci: std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false"),
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
        let named = std::env::var_os("GIT_INDEX_FILE").filter(|value| !value.is_empty())?;
        // git takes a relative path from the root of the work tree, where it starts hooks.
        let top = find_work_tree(&self.directory);
        Some(top.as_ref().unwrap_or(&self.directory).join(named))
    }

    /// Somebody to ask, if both ends of the conversation are a terminal that can move its cursor.
    pub fn open_terminal_prompter(&self) -> Option<TerminalPrompter> {
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let terminal = !dumb && std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        terminal
            .then(|| TerminalPrompter::new(self.ui.stderr_colour == anstream::ColorChoice::Always))
    }

    /// The runs of this machine.
    ///
    /// # Errors
    /// Usage (2) when there is no home to keep them in.
    pub fn open_run_store(&self) -> Result<RunStore> {
        Ok(RunStore::new(
            &find_idp_directories()?.data,
            fail_point_from_env(),
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
        fail_point_from_env()
    }

    /// What is set when the user wants a run to stop.
    pub fn stop_flag(&self) -> &'static AtomicBool {
        &STOP_REQUESTED
    }

    /// From now on Ctrl-C and SIGTERM let the call in flight finish; a second one ends the process.
    pub fn enable_graceful_stop(&self) -> &'static AtomicBool {
        *lock_work_in_progress() = true;
        &STOP_REQUESTED
    }
}

fn lock_work_in_progress() -> MutexGuard<'static, bool> {
    WORK_IN_PROGRESS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
}

/// Ctrl-C and SIGTERM end the process with a word and a clean terminal, whatever it was about to ask.
fn install_interrupt_handler(ui: Ui) -> Result<()> {
    let terminal = TerminalState::save();
    ctrlc::set_handler(move || {
        // Held until the process ends, so that no work can start after this says that none was done.
        let is_working = lock_work_in_progress();
        let error = match (*is_working, STOP_REQUESTED.load(Ordering::Relaxed)) {
            (false, _) => Error::new(ErrorKind::Interrupted, "interrupted; nothing was done"),
            (true, false) => {
                ui.print_status("stopping after this step; once more ends it at once");
                return STOP_REQUESTED.store(true, Ordering::Relaxed);
            }
            (true, true) => Error::new(
                ErrorKind::Interrupted,
                "interrupted in the middle of a step",
            )
            .with_hint(
                "to continue, run the same command again; runs are listed by: idp runs list",
            ),
        };
        terminal.restore();
        ui.print_error(&error);
        std::process::exit(error.kind().exit_code().into());
    })
    .map_err(|error| Error::new(ErrorKind::Io, "cannot listen for Ctrl-C").with_source(error))
}

/// Whether `NO_COLOR` is set to anything; <https://no-color.org>.
pub fn is_no_color_set() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

/// The most threads that work is spread over.
const MAX_THREADS: usize = 64;

/// Keeps the number of threads within `MAX_THREADS`, whatever `RAYON_NUM_THREADS` asks for and however large the machine:
/// a hundred thousand of them do nothing but look for work. Where fewer are wanted, they start when they are needed.
pub fn limit_thread_pool() {
    let asked = |name| std::env::var(name).ok()?.parse::<usize>().ok();
    let asked = asked("RAYON_NUM_THREADS").or_else(|| asked("RAYON_RS_NUM_CPUS"));
    let available = || std::thread::available_parallelism().map_or(1, NonZero::get);
    if asked.filter(|asked| *asked > 0).unwrap_or_else(available) > MAX_THREADS {
        // It can only fail where there is a pool already.
        let _ = rayon::ThreadPoolBuilder::new()
            .num_threads(MAX_THREADS)
            .build_global();
    }
}

/// Whether this runs as a step of a workflow, where annotations are seen.
pub fn is_github_actions() -> bool {
    std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true")
}

/// Whether `UPDATE` asks that what is expected be written anew, as in this project's own tests.
pub fn should_update_expected() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| !value.is_empty() && value != "0")
}

fn resolve_working_directory(asked: Option<&Path>) -> Result<PathBuf> {
    let here =
        std::env::current_dir().map_err(|error| Error::io("find the working directory", error))?;
    let Some(asked) = asked else { return Ok(here) };
    let directory = here.join(asked);
    if !directory.is_dir() {
        return Err(Error::usage(format!(
            "-C {}: there is no such directory",
            Printable(&asked.display().to_string())
        )));
    }
    // As `cd` and the system would call it, so that what lies below it is recognised.
    if cfg!(windows) {
        Ok(directory)
    } else {
        directory
            .canonicalize()
            .map_err(|error| Error::io(format_args!("find {}", asked.display()), error))
    }
}

/// The platform that was named. `IDP_PLATFORM=` names none, but an empty flag is a variable that a script forgot to set.
fn read_platform_option(global: &GlobalArgs) -> Result<Option<String>> {
    let is_variable = || std::env::var_os("IDP_PLATFORM").is_some_and(|value| value.is_empty());
    match &global.platform {
        Some(asked) if asked.trim().is_empty() && !is_variable() => {
            Err(Error::usage("--platform must not be empty"))
        }
        asked => Ok(asked.clone().filter(|asked| !asked.is_empty())),
    }
}

fn find_idp_directories() -> Result<IdpDirectories> {
    let home = idp_directories_from_env()?;
    home.validate_permissions()?;
    Ok(home)
}

fn idp_directories_from_env() -> Result<IdpDirectories> {
    if let Some(root) = std::env::var_os("IDP_HOME").filter(|value| !value.is_empty()) {
        let root = std::path::absolute(&root).map_err(|error| Error::io("find IDP_HOME", error))?;
        return Ok(IdpDirectories {
            cache: root.join("cache"),
            config: root.join("config.yaml"),
            data: root,
        });
    }
    let dirs = ProjectDirs::from("dev", "idp", "idp").ok_or_else(|| {
        Error::usage("there is no home directory")
            .with_hint("set IDP_HOME to a directory that idp may write to")
    })?;
    Ok(IdpDirectories {
        data: dirs.data_dir().to_owned(),
        cache: dirs.cache_dir().to_owned(),
        config: dirs.config_dir().join("config.yaml"),
    })
}

/// How one signs in, as far as the environment says it.
fn remote_access_from_env(home: &IdpDirectories) -> Result<RemoteAccess> {
    let text = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let github = text("IDP_GITHUB_URL")
        .map(|address| GitHubHost::from_url(&address))
        .transpose()?;
    let variables = HOSTED_TOKEN_VARIABLES
        .iter()
        .chain(SERVER_TOKEN_VARIABLES)
        .collect::<BTreeSet<_>>();
    let variables = variables.into_iter().filter_map(|name| {
        let secret = SecretString::from(text(name)?);
        Some((*name, secret))
    });
    let named = text("GH_HOST").map(|host| host.to_lowercase());
    let github_url = github.as_ref().map(|host| host.name().to_owned());
    let connected = UserConfig::read(home)?.platform_host();
    let trusted = named.into_iter().chain(github_url).chain(connected);
    Ok(RemoteAccess {
        sign_in: TokenSources {
            variables: variables.collect(),
            trusted_hosts: trusted.collect(),
            read_gh_token: Some(read_gh_token),
        },
        proxies: proxies_from_env(),
        github,
    })
}

/// The variables of curl, in the order in which curl, and so git, reads them.
fn proxies_from_env() -> ProxySettings {
    let first = |names: &[&str]| {
        let mut said = names.iter().filter_map(|name| std::env::var(name).ok());
        said.find(|value| !value.is_empty())
    };
    ProxySettings {
        https: first(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]).map(Into::into),
        no_proxy: first(&["no_proxy", "NO_PROXY"]).unwrap_or_default(),
    }
}

/// When to die, in tests.
fn fail_point_from_env() -> Option<FailPoint> {
    if cfg!(debug_assertions) {
        std::env::var("IDP_KILL_AT")
            .ok()?
            .parse()
            .ok()
            .map(FailPoint)
    } else {
        None
    }
}

fn clock_from_env() -> Result<Clock> {
    match std::env::var("IDP_CLOCK") {
        Ok(text) => text.parse().map(Clock::Fixed).map_err(|_| {
            Error::usage(format!(
                "IDP_CLOCK is `{}`, which is no time",
                Printable(&text)
            ))
            .with_hint("write it as 2026-11-23T20:00:00Z")
        }),
        Err(_) => Ok(Clock::System),
    }
}
