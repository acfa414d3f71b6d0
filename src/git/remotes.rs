//! Every remote of a clone, and the hosts that ssh aliases in them stand for.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use git2::Repository;

use super::command::{Deadline, git, output, output_within};
use super::failed;
use super::open::open_to_look;
use super::remote::absolute;
use crate::error::{Kind, Result};
use crate::input_file::{Links, SETTINGS, read_text};

/// How long `ssh` may take to print its configuration.
const LIMIT: Duration = Duration::from_secs(2);

/// The URLs of the remotes of the repository at `dir`, whoever owns it: `origin` first, then `upstream`, then the others
/// by name. Of each the URL that git fetches from, the one it pushes to, and both as they are configured, since
/// `url.<base>.insteadOf` may lead to a mirror. Empty where `dir` is no repository.
///
/// # Errors
/// Io (7) for a repository that can't be read; sign-in (4) where it is another user's.
pub fn remotes(dir: &Path) -> Result<Vec<String>> {
    let mut remotes = match open_to_look(dir) {
        Ok(Some(repository)) => listed(&repository)?,
        Ok(None) => return Ok(Vec::new()),
        // git reads more formats than libgit2.
        Err(error) if error.kind() == Kind::Usage => listed_by_git(dir)?,
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
        let url = absolute(dir, &url);
        if !urls.contains(&url) {
            urls.push(url);
        }
    }
    Ok(urls)
}

/// Name and URL of each remote, once for each of its URLs.
fn listed(repository: &Repository) -> Result<Vec<(String, String)>> {
    let names = repository.remotes().map_err(failed("list the remotes"))?;
    let names = names.iter().flatten().flatten();
    let mut remotes = Vec::new();
    for name in names {
        let urls = used(repository, name).chain(configured(repository, name));
        remotes.extend(urls.map(|url| (name.to_owned(), url)));
    }
    Ok(remotes)
}

/// The URLs that git uses.
fn used(repository: &Repository, name: &str) -> impl Iterator<Item = String> {
    let remote = repository.find_remote(name).ok();
    let url = |url: Option<&str>| url.map(str::to_owned);
    let urls = remote.map(|remote| [url(remote.url().ok()), url(remote.pushurl().ok().flatten())]);
    urls.into_iter().flatten().flatten()
}

/// The URLs as they are configured.
fn configured(repository: &Repository, name: &str) -> Vec<String> {
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

fn listed_by_git(dir: &Path) -> Result<Vec<(String, String)>> {
    let printed = |words: &[&str]| -> Result<String> {
        let mut command = git(dir);
        command.args(words);
        Ok(String::from_utf8_lossy(&output(command)?.stdout).into_owned())
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

/// The host that `host` of an ssh URL stands for in the user's ssh configuration below `home`, if it is another one.
/// Nothing is connected to, and no name is looked up.
pub fn ssh_host(host: &str, home: &Path) -> Option<String> {
    let tame = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    if host.is_empty() || host.starts_with('-') || !host.bytes().all(tame) {
        return None;
    }
    let config = home.join(".ssh/config");
    let text = read_text(&config, SETTINGS, Links::Follow)
        .ok()??
        .to_lowercase();
    // Most configurations don't mention most hosts, and starting ssh takes longer than the whole answer.
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
    let output = output_within(command, Deadline::after(LIMIT)).ok()?;
    let printed = String::from_utf8(output.stdout).ok()?;
    let name = printed
        .lines()
        .find_map(|line| line.strip_prefix("hostname "))?;
    (output.status.success() && !name.eq_ignore_ascii_case(host)).then(|| name.to_owned())
}
