//! Chooses what `idp catalog validate` checks: the staged files, the given paths, or the current catalog.

use super::args::CatalogValidateArgs;
use super::{build_platform_info_for_paths, find_catalog_info_outside_platform};
use crate::commands::loading::load_platform_snapshot;
use crate::context::Context;
use crate::diagnostic::RuleTier;
use crate::error::{Error, Result};
use crate::ops::{self, CatalogValidation, CatalogValidationOptions, FileTextOverrides};
use crate::platform::Platform;
use crate::printable::Printable;
use crate::view::PlatformInfo;

/// Validates the staged files, the given paths or the current catalog; `texts` overrides the content of some files.
pub(super) fn run_validation(
    context: &Context,
    args: &CatalogValidateArgs,
    texts: Option<&FileTextOverrides>,
) -> Result<(CatalogValidation, PlatformInfo)> {
    let tiers: Vec<RuleTier> = args.tier.iter().map(|tier| (*tier).into()).collect();
    let asked = CatalogValidationOptions {
        today: context.clock.today(),
        strict: args.strict,
        tiers: &tiers,
        changed_since: args.changed_since.as_deref(),
        allow_relaxed: args.allow_relaxed,
        texts,
    };
    let here = &context.directory;
    if args.staged {
        let index = context.git_hook_index_file();
        let validation = ops::validate_staged(here, index.as_deref(), asked)?;
        return Ok((validation, build_platform_info_for_paths(context, &[])));
    }
    if !args.paths.is_empty() {
        let validation = ops::validate_files_at_paths(here, &args.paths, asked)?;
        return Ok((
            validation,
            build_platform_info_for_paths(context, &args.paths),
        ));
    }
    if !context.has_requested_platform()
        && let Some(validation) = ops::validate_after_platform_config_removal(here, asked)?
    {
        return Ok((validation, build_platform_info_for_paths(context, &[])));
    }
    let is_present = args.at.at.is_none() && args.changed_since.is_none();
    if let Some(file) = find_catalog_info_outside_platform(context).filter(|_| is_present) {
        let validation = ops::validate_discovered_catalog_file(here, &file, asked)?;
        return Ok((validation, build_platform_info_for_paths(context, &[file])));
    }
    let platform = context.find_local_catalog_or_platform()?;
    if asked.changed_since.is_some()
        && platform.directory().is_none()
        && !context.has_requested_platform()
    {
        return Err(catalog_in_other_repository_error(&platform));
    }
    let snapshot = load_platform_snapshot(context, &platform, &args.at)?;
    let stamp = PlatformInfo::new(&platform, &snapshot);
    Ok((
        ops::validate_platform_catalog(&platform, &snapshot, asked)?,
        stamp,
    ))
}

fn catalog_in_other_repository_error(platform: &Platform) -> Error {
    let message = format!(
        "--changed-since compares commits of this repository, but the catalog comes from {}",
        Printable(&platform.to_string())
    );
    Error::usage(message).with_hint(
        "run this command in the catalog's repository, or name the catalog with --platform",
    )
}
