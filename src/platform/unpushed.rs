//! What a clone of the platform has and its remote doesn't: `idp new` goes by the remote, and who edits the clone
//! expects otherwise.

use std::path::Path;

use super::{At, FILE, Platform, TEMPLATES, Upstream};
use crate::error::{Error, Kind};
use crate::printable::brief;
use crate::template::typed;

/// That `idp.yaml` in the clone has other settings than the remote's; `None` where there is no clone, or no difference.
pub fn unpushed_settings(platform: &Platform, fresh: &Upstream) -> Option<Error> {
    root(platform)?;
    let here = platform.current().ok()?;
    let branch = &fresh.tip.branch;
    (here.config != fresh.snapshot.config).then(|| {
        let message = format!(
            "{FILE} in this clone differs from the one on origin/{branch}, which idp new uses"
        );
        Error::new(Kind::Conflict, message).hint("git pull, then git push if yours should count")
    })
}

/// That the template `name` of the clone isn't on the remote, or isn't the same there; `here` is where the user stands.
pub fn unpushed_template(
    platform: &Platform,
    fresh: &Upstream,
    name: &str,
    here: &Path,
) -> Option<Error> {
    let root = root(platform)?;
    let clone = platform.current().ok()?.templates().ok()?;
    let remote = fresh.snapshot.templates().ok()?;
    if !clone.names().contains(&name) || clone.is_same(&remote, name) {
        return None;
    }
    let (branch, shown) = (&fresh.tip.branch, brief(name));
    let message = match remote.names().contains(&name) {
        true => format!(
            "template `{shown}` in this clone differs from the one on origin/{branch}, which idp new uses"
        ),
        false => format!("template `{shown}` is in this clone but not on origin/{branch}"),
    };
    let folder = root.join(TEMPLATES).join(name);
    let folder = typed(folder.strip_prefix(here).unwrap_or(&folder));
    Some(Error::not_found(message).hint(format!("push it, or add --template {folder}")))
}

/// All of that, for `idp doctor`.
pub(crate) fn unpushed(platform: &Platform, fresh: &Upstream) -> Vec<Error> {
    let Some(root) = root(platform) else {
        return Vec::new();
    };
    let clone = platform.current().and_then(|here| here.templates());
    let names = clone.as_ref().map(|pack| pack.names()).unwrap_or_default();
    let templates = names
        .iter()
        .filter_map(|name| unpushed_template(platform, fresh, name, root));
    unpushed_settings(platform, fresh)
        .into_iter()
        .chain(templates)
        .collect()
}

fn root(platform: &Platform) -> Option<&Path> {
    match &platform.at {
        At::Directory(root) => Some(root),
        At::Practice(_) | At::Bare(_) | At::Remote(_) | At::Loose(_) => None,
    }
}
