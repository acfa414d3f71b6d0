//! Azure DevOps: one repository has several hosts, and its files are named in the query.

use super::WebLocation;
use super::parsed_url::ParsedUrl;

/// The host that all others stand for.
const AZURE_HOST: &str = "dev.azure.com";
/// The hosts of git by ssh.
const AZURE_SSH_HOSTS: [&str; 2] = ["ssh.dev.azure.com", "vs-ssh.visualstudio.com"];

/// The repository that an address leads to, with the path that its query names.
pub(super) fn find_azure_repository(address: &ParsedUrl) -> Option<WebLocation> {
    let parts: Vec<&str> = address.parts.iter().map(String::as_str).collect();
    let host = address.host.as_str();
    let [organisation, project, name] = match parts.as_slice() {
        ["v3", organisation, project, name] if AZURE_SSH_HOSTS.contains(&host) => {
            [*organisation, *project, *name]
        }
        [organisation, rest @ ..] if host == AZURE_HOST => {
            let [project, name] = parse_azure_project_path(rest)?;
            [*organisation, project, name]
        }
        rest => {
            let organisation = host.strip_suffix(".visualstudio.com")?;
            let [project, name] = parse_azure_project_path(rest)?;
            [organisation, project, name]
        }
    };
    // Names of projects and repositories may have blanks.
    let repository = [organisation, project, "_git", name].map(|part| part.replace(' ', "%20"));
    let path = address
        .path_from_query("path")
        .filter(|path| !path.is_empty());
    let below = path.map_or_else(Vec::new, |path| {
        std::iter::once("HEAD".to_owned()).chain(path).collect()
    });
    WebLocation::new(AZURE_HOST, &repository, &below)
}

/// Project and name in `project/_git/name`, or in `_git/name` where both are called the same.
fn parse_azure_project_path<'p>(parts: &[&'p str]) -> Option<[&'p str; 2]> {
    match parts {
        ["DefaultCollection", rest @ ..] => parse_azure_project_path(rest),
        ["_git", name, ..] => Some([*name, *name]),
        [project, "_git", name, ..] => Some([*project, *name]),
        _ => None,
    }
}
