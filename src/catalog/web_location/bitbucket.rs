//! Bitbucket Server and Data Center: clones and pages of one repository have different paths.

use super::WebLocation;
use super::parsed_url::{ParsedUrl, strip_git_suffix};

/// The repository of a page, in the form of its ssh clone URLs: `projects/PAY/repos/bill/browse/src` is `pay/bill`.
pub(super) fn find_bitbucket_repository(address: &ParsedUrl) -> Option<WebLocation> {
    let parts: Vec<&str> = address.parts.iter().map(String::as_str).collect();
    // A forge with `/-/` in its page URLs allows groups with any name.
    let may_be = !address.host.is_empty() && !parts.contains(&"-");
    let mut pages = (0..parts.len()).filter_map(|start| parse_bitbucket_page_path(&parts[start..]));
    let (repository, page) = pages.next().filter(|_| may_be)?;
    let below: Vec<String> = match page {
        ["browse" | "raw", path @ ..] if !path.is_empty() => {
            let path = path.iter().map(ToString::to_string);
            std::iter::once("HEAD".to_owned()).chain(path).collect()
        }
        _ => Vec::new(),
    };
    WebLocation::new(&address.host, &repository, &below)
}

/// The repository of the clone URL `scm/pay/bill.git`; on other forges `scm` may be a group.
pub(super) fn find_bitbucket_clone_repository(address: &ParsedUrl) -> Option<WebLocation> {
    let [.., scm, project, name] = address.parts.as_slice() else {
        return None;
    };
    let is_clone = scm == "scm" && strip_git_suffix(name) != name && !address.host.is_empty();
    let repository = [project.clone(), name.clone()];
    is_clone
        .then(|| WebLocation::new(&address.host, &repository, &[]))
        .flatten()
}

/// The repository of a page whose path starts with these parts, and the parts after it.
fn parse_bitbucket_page_path<'p, 'u>(parts: &'p [&'u str]) -> Option<([String; 2], &'p [&'u str])> {
    match parts {
        ["projects", project, "repos", name, page @ ..] => {
            Some(([(*project).to_owned(), (*name).to_owned()], page))
        }
        ["users", user, "repos", name, page @ ..] => {
            Some(([format!("~{user}"), (*name).to_owned()], page))
        }
        _ => None,
    }
}
