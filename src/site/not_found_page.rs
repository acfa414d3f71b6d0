//! The page that a web server shows if it doesn't have an address: `404.html`, as GitHub Pages and others expect it.

use serde::Serialize;
use url::Url;

use super::NOT_FOUND_PAGE;
use super::frame::Frame;
use super::model::SiteModel;
use super::renderer::{PageRenderer, SiteFile};
use crate::error::Result;

/// Nothing but its frame.
#[derive(Serialize)]
struct NotFoundPage {}

/// The page of the site at `base_url`. It's shown at any address, so its links start at the root of the server.
///
/// # Errors
/// As [`PageRenderer::render_page`].
pub(super) fn render_not_found_page(
    model: &SiteModel<'_>,
    renderer: &PageRenderer,
    base_url: &str,
) -> Result<SiteFile> {
    let url = Url::parse(base_url);
    let root = url.as_ref().map_or("/", Url::path);
    let title = "Not found".to_owned();
    let frame = Frame {
        url: None,
        ..Frame::new(model, "", title.clone(), title)
    };
    renderer.render_page_file(NOT_FOUND_PAGE, root, &frame, "not-found", &NotFoundPage {})
}
