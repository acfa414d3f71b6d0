//! Azure DevOps: a repository has several hosts, and the query names its files.

use super::WebLocation;
use super::parsed_url::ParsedUrl;

/// The canonical host.
const AZURE_HOST: &str = "dev.azure.com";
/// The hosts for git over ssh.
const AZURE_SSH_HOSTS: [&str; 2] = ["ssh.dev.azure.com", "vs-ssh.visualstudio.com"];

/// The repository of a URL, with the path in its query.
pub(super) fn find_azure_repository(address: &ParsedUrl) -> Option<WebLocation> {
    let parts: Vec<&str> = address.parts.iter().map(String::as_str).collect();
    let host = address.host.as_str();
    let [organisation, project, name] = match parts.as_slice() {
        ["v3", organisation, project, name] if AZURE_SSH_HOSTS.contains(&host) => {
            [*organisation, *project, *name]
        }
        [organisation, rest @ ..] if host == AZURE_HOST => {
            let [project, name] = parse_azure_project_and_repository(rest)?;
            [*organisation, project, name]
        }
        rest => {
            let organisation = host.strip_suffix(".visualstudio.com")?;
            let [project, name] = parse_azure_project_and_repository(rest)?;
            [organisation, project, name]
        }
    };
    // Names of projects and repositories may contain spaces.
    let repository = [organisation, project, "_git", name].map(|part| part.replace(' ', "%20"));
    let path = address
        .path_from_query("path")
        .filter(|path| !path.is_empty());
    let below = path.map_or_else(Vec::new, |path| {
        std::iter::once("HEAD".to_owned()).chain(path).collect()
    });
    WebLocation::new(AZURE_HOST, &repository, &below)
}

/// Project and name in `project/_git/name`, or in `_git/name` if both are the same.
fn parse_azure_project_and_repository<'p>(parts: &[&'p str]) -> Option<[&'p str; 2]> {
    match parts {
        ["DefaultCollection", rest @ ..] => parse_azure_project_and_repository(rest),
        ["_git", name, ..] => Some([*name, *name]),
        [project, "_git", name, ..] => Some([*project, *name]),
        _ => None,
    }
}
