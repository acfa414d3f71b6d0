//! Everything about this process: directory, environment, clock, streams. The only reader of the environment.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use directories::{BaseDirs, ProjectDirs};
use secrecy::SecretString;

use crate::cli::Global;
use crate::clock::Clock;
use crate::error::{Error, Kind, Result};
use crate::forge::{HOSTED, Host, Proxies, RequestObserver, SERVER, SignIn, gh_token};
use crate::git::{PartialCheckout, stay_offline, work_tree_of};
use crate::platform;
use crate::platform::{Access, Choice, Home, Lookup, Platform, UserConfig};
use crate::printable::Printable;
use crate::prompt::{Terminal, TerminalState};
use crate::run::{FailPoint, Runs};
use crate::view::Ui;

/// Whether work is under way that must not be torn apart: then the first Ctrl-C only sets [`STOP`].
static WORKING: Mutex<bool> = Mutex::new(false);
/// Set by Ctrl-C and SIGTERM; whoever works looks at it between calls.
static STOP: AtomicBool = AtomicBool::new(false);

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
    asked: Option<String>,
    offline: bool,
    /// Whether an answer comes from the practice platform.
    practises: AtomicBool,
    /// The directory that an answer comes from, if it is one.
    files: OnceLock<PathBuf>,
}

impl Context {
    /// Reads the environment once.
    ///
    /// # Errors
    /// Usage (2) for a directory that is not there or an `IDP_CLOCK` that is no time. To be called once in a process.
    pub fn new(global: &Global, ui: Ui) -> Result<Context> {
        listen(ui)?;
        let directory = directory(global.directory.as_deref())?;
        if global.offline {
            stay_offline();
        }
        Ok(Context {
            ui,
            clock: clock()?,
            directory,
            yes: global.yes,
            home: BaseDirs::new().map(|dirs| dirs.home_dir().to_owned()),
            asked: asked(global)?,
            offline: global.offline,
            practises: AtomicBool::new(false),
            files: OnceLock::new(),
        })
    }

    /// The platform that is meant here.
    ///
    /// # Errors
    /// Usage (2) when there is none, or when there is no home to keep one in.
    pub fn platform(&self) -> Result<Platform> {
        self.find_platform(self.asked.clone())
    }

    /// The same for whatever is asked of it or changed in it. An answer from the practice platform looks like one about
    /// your own services, so it is named; so is a platform that the lock of a service chose.
    ///
    /// # Errors
    /// As [`Context::platform`].
    pub fn platform_aloud(&self) -> Result<Platform> {
        self.named(self.platform()?)
    }

    /// The same for what lies in `folder`, the root of another clone.
    ///
    /// # Errors
    /// As [`Context::platform`].
    pub fn platform_of(&self, folder: &Path) -> Result<Platform> {
        let lookup = Lookup {
            working_directory: folder.to_owned(),
            ..self.lookup(None)?
        };
        self.named(platform::find(&lookup, self.clock)?)
    }

    /// The same for what is about the files here: a loose catalog comes before a platform that lies elsewhere.
    ///
    /// # Errors
    /// As [`Context::platform`].
    pub fn catalog_here(&self) -> Result<Platform> {
        let lookup = Lookup {
            loose_first: true,
            ..self.lookup(self.asked.clone())?
        };
        self.named(platform::find(&lookup, self.clock)?)
    }

    fn named(&self, platform: Platform) -> Result<Platform> {
        if let Some(root) = platform.directory() {
            let _ = self.files.set(root.to_owned());
        }
        if platform.is_practice() {
            self.practises.store(true, Ordering::Relaxed);
            self.ui
                .say("platform  practice (local) · nothing leaves this machine");
        } else if let Choice::Lock(lock) = platform.choice() {
            let lock = lock.strip_prefix(&self.directory).unwrap_or(lock);
            self.ui.say(format_args!(
                "platform  {} · named in {}",
                Printable(&platform.to_string()),
                Printable(&lock.display().to_string())
            ));
        }
        Ok(platform)
    }

    /// Says where an answer may lack something, as files of the catalog are not checked out.
    pub fn warn_of_partial_checkout(&self) {
        let partial = self.files.get();
        let partial = partial.and_then(|root| PartialCheckout::of(root, &[]));
        if let Some(partial) = partial.filter(PartialCheckout::lacks_yaml) {
            self.ui.warn(partial.hint());
        }
    }

    /// `error` with the next step, where what was not found may be elsewhere: in another platform, or not checked out.
    pub fn explained(&self, error: Error) -> Error {
        if error.kind() != Kind::NotFound {
            return error;
        }
        let partial = self.files.get();
        let partial = partial.and_then(|root| PartialCheckout::of(root, &[]));
        let error = error.hint_if(partial.map(|partial| partial.hint()));
        match self.practises.load(Ordering::Relaxed) {
            true => error.hint(
                "this is the practice platform; to use your organisation's: idp connect <URL>, or --platform <PATH|URL>",
            ),
            false => error,
        }
    }

    /// The platform that `--platform` would name `address`.
    ///
    /// # Errors
    /// As [`Context::platform`].
    pub fn platform_called(&self, address: &str) -> Result<Platform> {
        self.find_platform(Some(address.to_owned()))
    }

    fn find_platform(&self, asked: Option<String>) -> Result<Platform> {
        platform::find(&self.lookup(asked)?, self.clock)
    }

    /// What the search for a platform goes by.
    ///
    /// # Errors
    /// Usage (2) when there is no home to keep things in, or where a variable makes no sense.
    pub fn lookup(&self, asked: Option<String>) -> Result<Lookup> {
        if let Some(asked) = &asked
            && platform::without_user(asked) != *asked
        {
            self.ui.warn(format_args!(
                "user, password and query of a URL are left out, because everybody can read them in the list of processes; use {}",
                Printable(&platform::without_user(asked))
            ));
        }
        let home = home()?;
        Ok(Lookup {
            asked,
            working_directory: self.directory.clone(),
            access: access(&home)?,
            home,
            offline: self.offline,
            ci: std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false"),
            loose_first: false,
        })
    }

    /// Whether `--platform` or `IDP_PLATFORM` named one.
    pub fn asked_for_platform(&self) -> bool {
        self.asked.is_some()
    }

    /// A path as it was typed, seen from the working directory.
    pub fn path(&self, typed: &Path) -> PathBuf {
        self.directory.join(typed)
    }

    /// The index that git names to a hook, where it is not the usual one: of `git commit -a`, for example.
    pub fn index_file(&self) -> Option<PathBuf> {
        let named = std::env::var_os("GIT_INDEX_FILE").filter(|value| !value.is_empty())?;
        // git takes a relative path from the root of the work tree, where it starts hooks.
        let top = work_tree_of(&self.directory);
        Some(top.as_ref().unwrap_or(&self.directory).join(named))
    }

    /// Somebody to ask, if both ends of the conversation are a terminal that can move its cursor.
    pub fn prompter(&self) -> Option<Terminal> {
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let terminal = !dumb && std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        terminal.then(|| Terminal::new(self.ui.talk_colour == anstream::ColorChoice::Always))
    }

    /// The runs of this machine.
    ///
    /// # Errors
    /// Usage (2) when there is no home to keep them in.
    pub fn runs(&self) -> Result<Runs> {
        Ok(Runs::new(&home()?.data, kill()))
    }

    /// What a forge says of its requests, to whoever wants to hear it.
    pub fn tell(&self) -> RequestObserver {
        let ui = self.ui;
        RequestObserver {
            waits: Box::new(move |line| ui.say(line)),
            requests: Box::new(move |line| {
                if ui.verbose > 1 {
                    ui.say(line);
                }
            }),
        }
    }

    /// When to die, in tests.
    pub fn kill(&self) -> Option<FailPoint> {
        kill()
    }

    /// What is set when the user wants a run to stop.
    pub fn stop(&self) -> &'static AtomicBool {
        &STOP
    }

    /// From now on Ctrl-C and SIGTERM let the call in flight finish; a second one ends the process.
    pub fn stop_between_steps(&self) -> &'static AtomicBool {
        *working() = true;
        &STOP
    }
}

fn working() -> MutexGuard<'static, bool> {
    WORKING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ctrl-C and SIGTERM end the process with a word and a clean terminal, whatever it was about to ask.
fn listen(ui: Ui) -> Result<()> {
    let terminal = TerminalState::save();
    ctrlc::set_handler(move || {
        // Held until the process ends, so that no work can start after this says that none was done.
        let is_working = working();
        let error = match (*is_working, STOP.load(Ordering::Relaxed)) {
            (false, _) => Error::new(Kind::Interrupted, "interrupted; nothing was done"),
            (true, false) => {
                ui.say("stopping after this step; once more ends it at once");
                return STOP.store(true, Ordering::Relaxed);
            }
            (true, true) => Error::new(Kind::Interrupted, "interrupted in the middle of a step")
                .hint("to continue, run the same command again; runs are listed by: idp runs list"),
        };
        terminal.restore();
        ui.fail(&error);
        std::process::exit(error.kind().exit_code().into());
    })
    .map_err(|error| Error::new(Kind::Io, "cannot listen for Ctrl-C").caused_by(error))
}

/// Whether `NO_COLOR` is set to anything; <https://no-color.org>.
pub fn no_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

/// The most threads that work is spread over.
const THREADS: usize = 64;

/// Keeps the number of threads within [`THREADS`], whatever `RAYON_NUM_THREADS` asks for and however large the machine:
/// a hundred thousand of them do nothing but look for work. Where fewer are wanted, they start when they are needed.
pub fn limit_threads() {
    let asked = |name| std::env::var(name).ok()?.parse::<usize>().ok();
    let asked = asked("RAYON_NUM_THREADS").or_else(|| asked("RAYON_RS_NUM_CPUS"));
    let available = || std::thread::available_parallelism().map_or(1, NonZero::get);
    if asked.filter(|asked| *asked > 0).unwrap_or_else(available) > THREADS {
        // It can only fail where there is a pool already.
        let _ = rayon::ThreadPoolBuilder::new()
            .num_threads(THREADS)
            .build_global();
    }
}

/// Whether this runs as a step of a workflow, where annotations are seen.
pub fn in_github_actions() -> bool {
    std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true")
}

/// Whether `UPDATE` asks that what is expected be written anew, as in this project's own tests.
pub fn wants_update() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| !value.is_empty() && value != "0")
}

fn directory(asked: Option<&Path>) -> Result<PathBuf> {
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
    match cfg!(windows) {
        true => Ok(directory),
        false => directory
            .canonicalize()
            .map_err(|error| Error::io(format_args!("find {}", asked.display()), error)),
    }
}

/// The platform that was named. `IDP_PLATFORM=` names none, but an empty flag is a variable that a script forgot to set.
fn asked(global: &Global) -> Result<Option<String>> {
    let is_variable = || std::env::var_os("IDP_PLATFORM").is_some_and(|value| value.is_empty());
    match &global.platform {
        Some(asked) if asked.trim().is_empty() && !is_variable() => {
            Err(Error::usage("--platform must not be empty"))
        }
        asked => Ok(asked.clone().filter(|asked| !asked.is_empty())),
    }
}

fn home() -> Result<Home> {
    let home = home_named()?;
    home.check()?;
    Ok(home)
}

fn home_named() -> Result<Home> {
    if let Some(root) = std::env::var_os("IDP_HOME").filter(|value| !value.is_empty()) {
        let root = std::path::absolute(&root).map_err(|error| Error::io("find IDP_HOME", error))?;
        return Ok(Home {
            cache: root.join("cache"),
            config: root.join("config.yaml"),
            data: root,
        });
    }
    let dirs = ProjectDirs::from("dev", "idp", "idp").ok_or_else(|| {
        Error::usage("there is no home directory")
            .hint("set IDP_HOME to a directory that idp may write to")
    })?;
    Ok(Home {
        data: dirs.data_dir().to_owned(),
        cache: dirs.cache_dir().to_owned(),
        config: dirs.config_dir().join("config.yaml"),
    })
}

/// How one signs in, as far as the environment says it.
fn access(home: &Home) -> Result<Access> {
    let text = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let github = text("IDP_GITHUB_URL")
        .map(|address| Host::at(&address))
        .transpose()?;
    let variables = HOSTED.iter().chain(SERVER).collect::<BTreeSet<_>>();
    let variables = variables.into_iter().filter_map(|name| {
        let secret = SecretString::from(text(name)?);
        Some((*name, secret))
    });
    let named = text("GH_HOST").map(|host| host.to_lowercase());
    let github_url = github.as_ref().map(|host| host.name().to_owned());
    let connected = UserConfig::read(home)?.host();
    let trusted = named.into_iter().chain(github_url).chain(connected);
    Ok(Access {
        sign_in: SignIn {
            variables: variables.collect(),
            trusted: trusted.collect(),
            gh: Some(gh_token),
        },
        proxies: proxies(),
        github,
    })
}

/// The variables of curl, in the order in which curl, and so git, reads them.
fn proxies() -> Proxies {
    let first = |names: &[&str]| {
        let mut said = names.iter().filter_map(|name| std::env::var(name).ok());
        said.find(|value| !value.is_empty())
    };
    Proxies {
        https: first(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]).map(Into::into),
        except: first(&["no_proxy", "NO_PROXY"]).unwrap_or_default(),
    }
}

/// When to die, in tests.
fn kill() -> Option<FailPoint> {
    match cfg!(debug_assertions) {
        true => std::env::var("IDP_KILL_AT")
            .ok()?
            .parse()
            .ok()
            .map(FailPoint),
        false => None,
    }
}

fn clock() -> Result<Clock> {
    match std::env::var("IDP_CLOCK") {
        Ok(text) => text.parse().map(Clock::Fixed).map_err(|_| {
            Error::usage(format!(
                "IDP_CLOCK is `{}`, which is no time",
                Printable(&text)
            ))
            .hint("write it as 2026-11-23T20:00:00Z")
        }),
        Err(_) => Ok(Clock::System),
    }
}
