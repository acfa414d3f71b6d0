//! Finds changes in a clone of the platform that aren't pushed yet. `idp new` uses the remote, which may surprise users
//! who edit the clone.

use std::path::Path;

use super::{PLATFORM_CONFIG_FILE, Platform, PlatformLocation, TEMPLATES_FOLDER, UpstreamPlatform};
use crate::error::{Error, ErrorKind};
use crate::printable::escape_and_truncate;
use crate::remedy::Remedy;

/// The warning that `idp.yaml` in the clone differs from the remote; `None` without a clone or a difference.
pub fn find_unpushed_config_warning(
    platform: &Platform,
    fresh: &UpstreamPlatform,
) -> Option<Error> {
    clone_root(platform)?;
    let here = match platform.read_current_snapshot() {
        Ok(here) => here,
        Err(error) if error.diagnostics().is_empty() => return None,
        Err(error) => {
            let used = if platform.is_own_remote() {
                "the committed one".to_owned()
            } else {
                format!("the one on origin/{}", fresh.tip.branch)
            };
            let message =
                format!("{PLATFORM_CONFIG_FILE} in this clone is invalid; idp new uses {used}");
            return Some(Error::new(error.kind(), message).with_hint("idp catalog validate"));
        }
    };
    (here.config != fresh.snapshot.config).then(|| {
        let message = describe_difference(platform, fresh, PLATFORM_CONFIG_FILE);
        let hint = if platform.is_own_remote() {
            "to use your version, commit it"
        } else {
            "to use your version, commit it, then git pull and git push"
        };
        Error::new(ErrorKind::Conflict, message).with_hint(hint)
    })
}

/// The error that the template `name` in the clone is missing or different on the remote; `here` is the working
/// directory.
pub fn find_unpushed_template_change(
    platform: &Platform,
    fresh: &UpstreamPlatform,
    name: &str,
    here: &Path,
) -> Option<Error> {
    let root = clone_root(platform)?;
    let clone = platform
        .read_current_snapshot()
        .ok()?
        .load_templates()
        .ok()?;
    let remote = fresh.snapshot.load_templates().ok()?;
    if !clone.template_names().contains(&name) || clone.has_same_template(&remote, name) {
        return None;
    }
    let shown = escape_and_truncate(name);
    let message = if remote.template_names().contains(&name) {
        describe_difference(platform, fresh, &format!("template `{shown}`"))
    } else if platform.is_own_remote() {
        format!("template `{shown}` isn't committed")
    } else {
        let branch = &fresh.tip.branch;
        format!("template `{shown}` is in this clone but not on origin/{branch}")
    };
    let folder = root.join(TEMPLATES_FOLDER).join(name);
    let folder = folder.strip_prefix(here).unwrap_or(&folder).to_owned();
    let remedy = if platform.is_own_remote() {
        Remedy::CommitOrUseTemplate(folder)
    } else {
        Remedy::PushOrUseTemplate(folder)
    };
    Some(Error::not_found(message).with_hint(remedy))
}

/// All unpushed changes, for `idp doctor`; `here` is the working directory.
pub(crate) fn find_unpushed_platform_changes(
    platform: &Platform,
    fresh: &UpstreamPlatform,
    here: &Path,
) -> Vec<Error> {
    if clone_root(platform).is_none() {
        return Vec::new();
    }
    let clone = platform
        .read_current_snapshot()
        .and_then(|here| here.load_templates());
    let names = clone
        .as_ref()
        .map(|pack| pack.template_names())
        .unwrap_or_default();
    let templates = names
        .iter()
        .filter_map(|name| find_unpushed_template_change(platform, fresh, name, here));
    find_unpushed_config_warning(platform, fresh)
        .into_iter()
        .chain(templates)
        .collect()
}

/// Says that `what` in the clone differs from what `idp new` uses: the remote's version or, without a remote, the committed one.
fn describe_difference(platform: &Platform, fresh: &UpstreamPlatform, what: &str) -> String {
    if platform.is_own_remote() {
        return format!("{what} has uncommitted changes; idp new uses the last commit");
    }
    let branch = &fresh.tip.branch;
    format!("{what} in this clone differs from the one on origin/{branch}, which idp new uses")
}

fn clone_root(platform: &Platform) -> Option<&Path> {
    match &platform.location {
        PlatformLocation::Directory(root) => Some(root),
        PlatformLocation::Practice(_)
        | PlatformLocation::Bare(_)
        | PlatformLocation::Remote(_)
        | PlatformLocation::Loose(_) => None,
    }
}
