//! Reads the organisation of a platform on its forge, for an import and for checks.

use crate::context::Context;
use crate::error::Result;
use crate::forge::OrganisationInventory;
use crate::ops::{self, ImportedOrganisation, OrganisationReader};
use crate::platform::{Platform, PlatformSnapshot};

/// Which repositories are read besides those in use.
#[derive(Clone, Copy, Default)]
pub(super) struct RepositorySelection {
    pub(super) with_archived: bool,
    pub(super) with_forks: bool,
}

/// Reads the repositories and teams in `inventory`, the forge of `platform`.
pub(super) fn read_organisation(
    context: &Context,
    platform: &Platform,
    snapshot: &PlatformSnapshot,
    inventory: &dyn OrganisationInventory,
    selection: RepositorySelection,
) -> Result<ImportedOrganisation> {
    OrganisationReader {
        inventory,
        hosts: &platform.github_hosts(&snapshot.config),
        github_host: &snapshot.config.github.host,
        catalog: snapshot.read_catalog()?.as_ref(),
        cache: &ops::find_import_cache_file(platform),
        with_archived: selection.with_archived,
        with_forks: selection.with_forks,
        clock: context.clock,
        stop: context.cancellation_token(),
        report: &|line| context.ui.print_status(line),
    }
    .read()
}
