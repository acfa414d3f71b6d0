//! The environment of the process, read once at startup. No other file reads it; `tests/layers.rs` enforces that.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use directories::{BaseDirs, ProjectDirs};
use secrecy::SecretString;

use crate::error::{Error, Result};
use crate::forge::{
    ENTERPRISE_SERVER_TOKEN_VARIABLES, GITHUB_CLOUD_TOKEN_VARIABLES, ProxySettings,
};
use crate::platform::IdpDirectories;
use crate::printable::Printable;
use crate::run::FailPoint;

/// The variable that requests completions; the scripts of `idp completions` set it.
pub const COMPLETION_VARIABLE: &str = "IDP_COMPLETE";

/// A completion request of a shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompletionRequest {
    /// `bash`, `zsh`, `fish`, `powershell` or `elvish`.
    pub shell: String,
    /// The index of the word at the cursor, if the shell passes it (bash).
    pub word_index: usize,
}

/// The environment variables of the process. Invalid values are reported where they are used.
#[derive(Debug, Default)]
pub struct ProcessEnvironment {
    /// `NO_COLOR` is set to anything; <https://no-color.org>.
    pub no_color: bool,
    /// This runs in GitHub Actions (`GITHUB_ACTIONS`), which shows annotations.
    pub github_actions: bool,
    /// `UPDATE` is set: expected files are rewritten, as in this project's own tests.
    pub update_expected: bool,
    /// The requested number of threads: `RAYON_NUM_THREADS`, or its former name.
    pub requested_threads: Option<usize>,
    /// The user's home directory, if there is one.
    pub(super) home: Option<PathBuf>,
    /// This runs in CI (`CI`).
    pub(super) ci: bool,
    /// The terminal can't move its cursor (`TERM=dumb`).
    pub(super) dumb_terminal: bool,
    /// `IDP_PLATFORM` is set but empty. clap reads its value, so that the help shows it.
    pub(super) empty_platform: bool,
    /// `IDP_PLATFORM`, for completions; commands get it from clap.
    pub(crate) platform: Option<String>,
    /// The completion request, if there is one.
    pub(crate) completion: Option<CompletionRequest>,
    /// `IDP_CLOCK`, unparsed.
    pub(super) clock: Option<String>,
    /// `IDP_KILL_AT`: when to kill the process, in tests.
    pub(super) fail_point: Option<FailPoint>,
    /// `IDP_GITHUB_URL`, unparsed.
    pub(super) github_url: Option<String>,
    /// `GH_HOST`, in lower case.
    pub(super) gh_host: Option<String>,
    /// The token variables that are set, by name.
    pub(super) tokens: Vec<(&'static str, SecretString)>,
    /// The proxy variables of curl.
    pub(super) proxies: ProxySettings,
    /// `GIT_INDEX_FILE`, which git sets for its hooks.
    pub(super) git_index_file: Option<OsString>,
    idp_home: Option<OsString>,
    user_directories: Option<IdpDirectories>,
}

impl ProcessEnvironment {
    /// Reads the variables and the user's standard directories.
    pub fn read() -> ProcessEnvironment {
        ProcessEnvironment {
            home: BaseDirs::new().map(|dirs| dirs.home_dir().to_owned()),
            user_directories: ProjectDirs::from("dev", "idp", "idp").map(|dirs| IdpDirectories {
                data: dirs.data_dir().to_owned(),
                cache: dirs.cache_dir().to_owned(),
                config: dirs.config_dir().join("config.yaml"),
            }),
            ..ProcessEnvironment::from_environment_variables(&|name| std::env::var_os(name))
        }
    }

    /// The environment with the values that `variable` returns.
    fn from_environment_variables(
        variable: &dyn Fn(&str) -> Option<OsString>,
    ) -> ProcessEnvironment {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let text = |name: &str| set(name)?.into_string().ok();
        let number = |name: &str| text(name)?.parse::<usize>().ok();
        // Some variables are in both lists; each is read once, in alphabetical order.
        let mut token_names = [
            GITHUB_CLOUD_TOKEN_VARIABLES,
            ENTERPRISE_SERVER_TOKEN_VARIABLES,
        ]
        .concat();
        token_names.sort_unstable();
        token_names.dedup();
        let tokens = token_names
            .into_iter()
            .filter_map(|name| Some((name, SecretString::from(text(name)?))));
        ProcessEnvironment {
            no_color: set("NO_COLOR").is_some(),
            github_actions: set("GITHUB_ACTIONS").is_some_and(|value| value == "true"),
            update_expected: set("UPDATE").is_some_and(|value| value != "0"),
            requested_threads: number("RAYON_NUM_THREADS").or_else(|| number("RAYON_RS_NUM_CPUS")),
            ci: set("CI").is_some_and(|value| value != "false"),
            dumb_terminal: set("TERM").is_some_and(|term| term == "dumb"),
            empty_platform: variable("IDP_PLATFORM").is_some_and(|value| value.is_empty()),
            platform: text("IDP_PLATFORM"),
            completion: text(COMPLETION_VARIABLE).map(|shell| CompletionRequest {
                shell,
                word_index: number("_CLAP_COMPLETE_INDEX").unwrap_or_default(),
            }),
            // Not `text`, which ignores an empty value: an empty time is an error.
            clock: variable("IDP_CLOCK").and_then(|value| value.into_string().ok()),
            fail_point: parse_fail_point(text("IDP_KILL_AT")),
            github_url: text("IDP_GITHUB_URL"),
            gh_host: text("GH_HOST").map(|host| host.to_lowercase()),
            tokens: tokens.collect(),
            proxies: read_proxies(&text),
            git_index_file: set("GIT_INDEX_FILE"),
            idp_home: set("IDP_HOME"),
            ..ProcessEnvironment::default()
        }
    }

    /// The directories of `idp`: in `IDP_HOME`, otherwise the user's standard directories; `None` without a home
    /// directory.
    ///
    /// # Errors
    /// Io (7) for a relative `IDP_HOME` without a working directory.
    pub(super) fn find_idp_directories(&self) -> Result<Option<IdpDirectories>> {
        let Some(root) = &self.idp_home else {
            return Ok(self.user_directories.clone());
        };
        let root = std::path::absolute(root).map_err(|error| Error::io("find IDP_HOME", error))?;
        Ok(Some(IdpDirectories {
            cache: root.join("cache"),
            config: root.join("config.yaml"),
            data: root,
        }))
    }
}

/// The proxy variables, in the order in which curl (and thus git) reads them.
fn read_proxies(text: &dyn Fn(&str) -> Option<String>) -> ProxySettings {
    let first = |names: &[&str]| names.iter().find_map(|name| text(name));
    ProxySettings {
        https: first(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]).map(Into::into),
        no_proxy: first(&["no_proxy", "NO_PROXY"]).unwrap_or_default(),
    }
}

/// Release builds ignore the variable.
fn parse_fail_point(text: Option<String>) -> Option<FailPoint> {
    let number = text.filter(|_| cfg!(debug_assertions))?;
    number.parse().ok().map(FailPoint)
}

/// The directory in which the process was started, or the directory of `-C`, relative to it; absolute.
///
/// # Errors
/// Usage (2) if the directory doesn't exist.
pub(super) fn resolve_working_directory(asked: Option<&Path>) -> Result<PathBuf> {
    let here =
        std::env::current_dir().map_err(|error| Error::io("find the working directory", error))?;
    let Some(asked) = asked else { return Ok(here) };
    let directory = here.join(asked);
    if !directory.is_dir() {
        return Err(Error::usage(format!(
            "-C {}: no such directory",
            Printable(&asked.display().to_string())
        )));
    }
    // Resolved as `cd` does, so that paths below it are recognised.
    if cfg!(windows) {
        Ok(directory)
    } else {
        directory
            .canonicalize()
            .map_err(|error| Error::io(format_args!("find {}", asked.display()), error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> ProcessEnvironment {
        ProcessEnvironment::from_environment_variables(&|name| {
            let found = variables.iter().find(|(known, _)| *known == name)?;
            Some(found.1.into())
        })
    }

    #[test]
    fn a_switch_is_on_for_what_its_tool_takes_for_on() {
        let on = environment(&[
            ("NO_COLOR", "0"),
            ("GITHUB_ACTIONS", "true"),
            ("UPDATE", "1"),
            ("CI", "1"),
            ("TERM", "dumb"),
        ]);
        assert!(on.no_color && on.github_actions && on.update_expected);
        assert!(on.ci && on.dumb_terminal);
        let off = environment(&[
            ("NO_COLOR", ""),
            ("GITHUB_ACTIONS", "1"),
            ("UPDATE", "0"),
            ("CI", "false"),
            ("TERM", "xterm"),
        ]);
        assert!(!off.no_color && !off.github_actions && !off.update_expected);
        assert!(!off.ci && !off.dumb_terminal);
    }

    #[test]
    fn an_empty_variable_is_not_set_but_an_empty_time_and_platform_are() {
        let names = [
            "IDP_HOME",
            "IDP_GITHUB_URL",
            "GH_HOST",
            "GIT_INDEX_FILE",
            "GH_TOKEN",
        ];
        let empty = names
            .iter()
            .chain(&["https_proxy", "IDP_CLOCK", "IDP_PLATFORM"]);
        let empty: Vec<_> = empty.map(|name| (*name, "")).collect();
        let found = environment(&empty);
        assert_eq!(found.find_idp_directories().unwrap(), None);
        assert_eq!((found.github_url, found.gh_host), (None, None));
        assert_eq!(found.git_index_file, None);
        assert!(found.tokens.is_empty() && found.proxies.https.is_none());
        assert_eq!(found.clock.as_deref(), Some(""));
        assert!(found.empty_platform);
        let unset = environment(&[]);
        assert!(unset.clock.is_none() && !unset.empty_platform);
        assert!(!environment(&[("IDP_PLATFORM", "x")]).empty_platform);
    }

    #[test]
    fn each_token_is_read_once_and_not_shown() {
        let found = environment(&[("GH_TOKEN", "secret"), ("IDP_GITHUB_TOKEN", "secret")]);
        let names: Vec<_> = found.tokens.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["GH_TOKEN", "IDP_GITHUB_TOKEN"]);
        assert!(!format!("{found:?}").contains("secret"));
    }

    #[test]
    fn the_first_variable_that_is_set_counts() {
        use secrecy::ExposeSecret;
        let found = environment(&[
            ("https_proxy", ""),
            ("HTTPS_PROXY", "http://a"),
            ("ALL_PROXY", "http://b"),
            ("NO_PROXY", "c"),
            ("RAYON_NUM_THREADS", "many"),
            ("RAYON_RS_NUM_CPUS", "3"),
        ]);
        let proxy = found.proxies.https.unwrap();
        assert_eq!(proxy.expose_secret(), "http://a");
        assert_eq!(found.proxies.no_proxy, "c");
        assert_eq!(found.requested_threads, Some(3));
    }

    #[test]
    fn idp_home_holds_all_three() {
        let found = environment(&[("IDP_HOME", "/srv/idp")]);
        let directories = found.find_idp_directories().unwrap().unwrap();
        assert_eq!(directories.data, Path::new("/srv/idp"));
        assert_eq!(directories.cache, Path::new("/srv/idp/cache"));
        assert_eq!(directories.config, Path::new("/srv/idp/config.yaml"));
    }
}
