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
    let branch = &fresh.tip.branch;
    let here = match platform.read_current_snapshot() {
        Ok(here) => here,
        Err(error) if error.diagnostics().is_empty() => return None,
        Err(error) => {
            let message = format!(
                "{PLATFORM_CONFIG_FILE} in this clone is invalid; idp new uses the one on origin/{branch}"
            );
            return Some(Error::new(error.kind(), message).with_hint("idp catalog validate"));
        }
    };
    (here.config != fresh.snapshot.config).then(|| {
        let message = format!(
            "{PLATFORM_CONFIG_FILE} in this clone differs from the one on origin/{branch}, which idp new uses"
        );
        Error::new(ErrorKind::Conflict, message).with_hint("to use your version, commit it, then git pull and git push")
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
    let (branch, shown) = (&fresh.tip.branch, escape_and_truncate(name));
    let message = if remote.template_names().contains(&name) {
        format!(
            "template `{shown}` in this clone differs from the one on origin/{branch}, which idp new uses"
        )
    } else {
        format!("template `{shown}` is in this clone but not on origin/{branch}")
    };
    let folder = root.join(TEMPLATES_FOLDER).join(name);
    let folder = folder.strip_prefix(here).unwrap_or(&folder).to_owned();
    Some(Error::not_found(message).with_hint(Remedy::PushOrUseTemplate(folder)))
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

fn clone_root(platform: &Platform) -> Option<&Path> {
    match &platform.location {
        PlatformLocation::Directory(root) => Some(root),
        PlatformLocation::Practice(_)
        | PlatformLocation::Bare(_)
        | PlatformLocation::Remote(_)
        | PlatformLocation::Loose(_) => None,
    }
}
