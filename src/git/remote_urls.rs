//! The URLs of all remotes of a clone, and the hosts behind SSH aliases.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use git2::Repository;

use super::command::{Deadline, git_command, run_git_command, run_with_deadline};
use super::open_repository::open_repository_ignoring_owner;
use super::remote::make_url_absolute;
use super::wrap_git2_error;
use crate::error::{ErrorKind, Result};
use crate::input_file::{MAX_SETTINGS_BYTES, SymlinkPolicy, read_text_file};

/// How long `ssh` may take to print its configuration.
const SSH_CONFIG_TIMEOUT: Duration = Duration::from_secs(2);

/// The URLs of the remotes of the repository at `dir`, regardless of its owner: `origin` first, then `upstream`, then
/// the others by name. For each remote, the fetch URL and push URL, both effective and as configured, since
/// `url.<base>.insteadOf` may rewrite them to a mirror. Empty if `dir` isn't a repository.
///
/// # Errors
/// Io (7) for a repository that can't be read; sign-in (4) if it belongs to another user.
pub fn list_remote_urls(dir: &Path) -> Result<Vec<String>> {
    let mut remotes = match open_repository_ignoring_owner(dir) {
        Ok(Some(repository)) => list_remotes(&repository)?,
        Ok(None) => return Ok(Vec::new()),
        // git supports more formats than libgit2.
        Err(error) if error.kind() == ErrorKind::Usage => list_remotes_with_git(dir)?,
        Err(error) => return Err(error),
    };
    let rank = |name: &str| match name {
        "origin" => 0,
        "upstream" => 1,
        _ => 2,
    };
    remotes.sort_by(|(one, _), (other, _)| (rank(one), one).cmp(&(rank(other), other)));
    let mut urls: Vec<String> = Vec::new();
    for (_, url) in remotes {
        let url = make_url_absolute(dir, &url);
        if !urls.contains(&url) {
            urls.push(url);
        }
    }
    Ok(urls)
}

/// Pairs of remote name and URL.
fn list_remotes(repository: &Repository) -> Result<Vec<(String, String)>> {
    let names = repository
        .remotes()
        .map_err(wrap_git2_error("list the remotes"))?;
    let names = names.iter().flatten().flatten();
    let mut remotes = Vec::new();
    for name in names {
        let urls = read_effective_remote_urls(repository, name)
            .chain(read_configured_remote_urls(repository, name));
        remotes.extend(urls.map(|url| (name.to_owned(), url)));
    }
    Ok(remotes)
}

/// The effective URLs.
fn read_effective_remote_urls(repository: &Repository, name: &str) -> impl Iterator<Item = String> {
    let remote = repository.find_remote(name).ok();
    let url = |url: Option<&str>| url.map(str::to_owned);
    let urls = remote.map(|remote| [url(remote.url().ok()), url(remote.pushurl().ok().flatten())]);
    urls.into_iter().flatten().flatten()
}

/// The configured URLs.
fn read_configured_remote_urls(repository: &Repository, name: &str) -> Vec<String> {
    let mut urls = Vec::new();
    let Ok(config) = repository.config() else {
        return urls;
    };
    for key in ["url", "pushurl"] {
        let Ok(entries) = config.multivar(&format!("remote.{name}.{key}"), None) else {
            continue;
        };
        let _ = entries.for_each(|entry| urls.extend(entry.value().map(str::to_owned)));
    }
    urls
}

fn list_remotes_with_git(dir: &Path) -> Result<Vec<(String, String)>> {
    let printed = |words: &[&str]| -> Result<String> {
        let mut command = git_command(dir);
        command.args(words);
        Ok(String::from_utf8_lossy(&run_git_command(command)?.stdout).into_owned())
    };
    let used = printed(&["remote", "--verbose"])?;
    let used = used.lines().filter_map(|line| {
        let (name, url) = line.rsplit_once(" (")?.0.split_once('\t')?;
        Some((name.to_owned(), url.to_owned()))
    });
    let configured = printed(&["config", "--get-regexp", r"^remote\..*\.(push)?url$"])?;
    let configured = configured.lines().filter_map(|line| {
        let (key, url) = line.split_once(' ')?;
        let (name, _) = key.strip_prefix("remote.")?.rsplit_once('.')?;
        Some((name.to_owned(), url.to_owned()))
    });
    Ok(used.chain(configured).collect())
}

/// The actual host of an SSH alias according to the SSH configuration below `home`, if it is different. This makes no
/// connection and no DNS lookup.
pub fn resolve_ssh_host(host: &str, home: &Path) -> Option<String> {
    let tame = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    if host.is_empty() || host.starts_with('-') || !host.bytes().all(tame) {
        return None;
    }
    let config = home.join(".ssh/config");
    let text = read_text_file(&config, MAX_SETTINGS_BYTES, SymlinkPolicy::Follow)
        .ok()??
        .to_lowercase();
    // Most hosts aren't in the configuration, and starting ssh would take longer than the rest of the query.
    let words =
        [host.to_lowercase().as_str(), "include", "match", "*"].map(|word| text.contains(word));
    if !words.contains(&true) {
        return None;
    }
    let mut command = Command::new("ssh");
    command
        .arg("-F")
        .arg(&config)
        .args(["-o", "CanonicalizeHostname=no", "-G", "--", host])
        .stdin(Stdio::null());
    let output = run_with_deadline(command, Deadline::deadline_after(SSH_CONFIG_TIMEOUT)).ok()?;
    let printed = String::from_utf8(output.stdout).ok()?;
    let name = printed
        .lines()
        .find_map(|line| line.strip_prefix("hostname "))?;
    (output.status.success() && !name.eq_ignore_ascii_case(host)).then(|| name.to_owned())
}
