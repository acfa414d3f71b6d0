//! Every remote of a clone, and the hosts that ssh aliases in them stand for.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use git2::Repository;

use super::command::{Deadline, git, output, output_within};
use super::failed;
use super::open::open_if_any;
use super::remote::absolute;
use crate::error::{Kind, Result};
use crate::input_file::{Links, SETTINGS, read_text};

/// How long `ssh` may take to print its configuration.
const LIMIT: Duration = Duration::from_secs(2);

/// The URLs of the remotes of the repository at `dir`, as git reads them: `origin` first, then `upstream`, then the
/// others by name. Empty where `dir` is no repository.
///
/// # Errors
/// Sign-in (4) for a repository of another user that git doesn't accept.
pub fn remotes(dir: &Path) -> Result<Vec<String>> {
    let mut remotes = match open_if_any(dir) {
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
    let urls = remotes.iter().map(|(_, url)| absolute(dir, url));
    Ok(urls.collect())
}

/// Name and URL of each remote.
fn listed(repository: &Repository) -> Result<Vec<(String, String)>> {
    let names = repository.remotes().map_err(failed("list the remotes"))?;
    let names = names.iter().flatten().flatten();
    let url = |name: &str| Some(repository.find_remote(name).ok()?.url().ok()?.to_owned());
    Ok(names
        .filter_map(|name| Some((name.to_owned(), url(name)?)))
        .collect())
}

fn listed_by_git(dir: &Path) -> Result<Vec<(String, String)>> {
    let mut command = git(dir);
    command.args(["remote", "--verbose"]);
    let printed = output(command)?.stdout;
    let printed = String::from_utf8_lossy(&printed);
    let fetched = printed.lines().filter_map(|line| {
        let (name, url) = line.strip_suffix(" (fetch)")?.split_once('\t')?;
        Some((name.to_owned(), url.to_owned()))
    });
    Ok(fetched.collect())
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
