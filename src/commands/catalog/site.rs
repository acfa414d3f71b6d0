//! `idp catalog site`.

use std::path::{Path, PathBuf};

use clap::Args;
use url::Url;

use super::export_warnings::warn_about_rejected_entities;
use super::last_good_catalog::find_last_good_catalog;
use crate::cli::PointInTimeArgs;
use crate::commands::loading::load_platform_snapshot;
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::ops::ReadableCatalog;
use crate::platform::{Platform, PlatformSnapshot};
use crate::printable::Printable;
use crate::run::path_relative_to;
use crate::site::{SiteData, is_site, write_site};
use crate::view::{CatalogSiteReport, PlatformInfo};

/// Write the catalog as static pages
///
/// Every entity has a page at catalog/<namespace>/<kind>/<name>, with its owner, how to reach them, and the line that determines the
/// owner. The pages work on any web server and when opened as files.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp catalog site
  idp catalog site public --url https://catalog.acme.example/")]
pub struct CatalogSiteArgs {
    /// Directory to write; an earlier site there is replaced
    #[arg(default_value = "site", value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    pub target: PathBuf,
    /// Address of the published site, for sitemap.xml and link previews
    #[arg(long, value_name = "URL", value_parser = parse_site_url)]
    pub url: Option<String>,
    /// If the catalog can't be read, show its last good version, and say so on every page
    #[arg(long, conflicts_with = "at")]
    pub last_good: bool,
    /// The version of the catalog to read.
    #[command(flatten)]
    pub at: PointInTimeArgs,
}

impl Verb for CatalogSiteArgs {
    type Report = CatalogSiteReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<CatalogSiteReport>> {
        let platform = context.find_and_announce_platform()?;
        let target = context.resolve_path(&self.target);
        let target: PathBuf = target.components().collect();
        reject_source_folder(&platform, &target)?;
        let (ReadableCatalog { snapshot, catalog }, notice) = if self.last_good {
            let newest = load_shown_snapshot(context, &platform, &target, self.at);
            find_last_good_catalog(context, &platform, newest)?
        } else {
            let snapshot = load_shown_snapshot(context, &platform, &target, self.at)?;
            let readable =
                ReadableCatalog::read(snapshot, context.clock.today()).map_err(|error| {
                    error.with_hint(
                        "to build the site from the last version that can be read: --last-good",
                    )
                })?;
            (readable, None)
        };
        warn_about_rejected_entities(context, &catalog);
        let data = SiteData::load(&platform, snapshot, catalog, context.clock)?;
        let files = data.snapshot.files();
        let source = data.source(&*files, self.url.as_deref());
        let size = write_site(&source, notice.as_ref(), &target)?;
        let stamp = PlatformInfo::new(&platform, &data.snapshot);
        let directory = path_relative_to(&context.shell_directory, &target);
        let directory = directory.display().to_string();
        let report =
            CatalogSiteReport::new(stamp, directory, size.entities, size.files, size.bytes);
        Ok(report.into())
    }
}

/// The version that `at` selects, by default the newest. The files of a clean work tree are those of its commit, which the pages can name.
fn load_shown_snapshot(
    context: &Context,
    platform: &Platform,
    target: &Path,
    at: PointInTimeArgs,
) -> Result<PlatformSnapshot> {
    let clean = || platform.find_unchanged_commit(Some(target));
    let at = at.at.or_else(|| clean().map(|commit| commit.to_string()));
    load_platform_snapshot(context, platform, &PointInTimeArgs { at })
}

/// Rejects a folder of the platform's own files, such as `catalog/`: git would see pages among them.
fn reject_source_folder(platform: &Platform, target: &Path) -> Result<()> {
    // A folder that doesn't exist has no files.
    let Ok(real) = target.canonicalize() else {
        return Ok(());
    };
    let root = platform
        .directory()
        .and_then(|root| root.canonicalize().ok());
    let is_inside = root.is_some_and(|root| real.starts_with(&root) && real != root);
    let mut entries = std::fs::read_dir(&real).into_iter().flatten();
    if !is_inside || entries.next().is_none() || is_site(target) {
        return Ok(());
    }
    let shown = target.display().to_string();
    Err(Error::conflict(format!(
        "{} is a folder of the platform and contains other files",
        Printable(&shown)
    ))
    .with_hint("choose a new directory for the site, such as `site`"))
}

/// The address of a site, with a slash at its end.
fn parse_site_url(text: &str) -> std::result::Result<String, String> {
    let url = Url::parse(text).map_err(|_| "not a URL".to_owned())?;
    if !matches!(url.scheme(), "http" | "https")
        || url.query().is_some()
        || url.fragment().is_some()
    {
        return Err("use an https address without a query".to_owned());
    }
    if url.path().ends_with(".html") {
        return Err("use the address of the directory, not of a page".to_owned());
    }
    let text = url.to_string();
    Ok(if text.ends_with('/') {
        text
    } else {
        format!("{text}/")
    })
}
