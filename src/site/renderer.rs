//! Renders pages with handlebars, in a registry of its own: everything is escaped for HTML, and an unknown name is an error.

use handlebars::Handlebars;
use serde::Serialize;

use super::address::{page_path, path_to_root};
use super::frame::Frame;
use crate::error::{Error, ErrorKind, Result};

/// Every template by its name. `frame` is around every page.
const TEMPLATES: [(&str, &str); 15] = [
    ("frame", include_str!("pages/frame.hbs")),
    ("link", include_str!("pages/link.hbs")),
    ("line", include_str!("pages/line.hbs")),
    ("owner", include_str!("pages/owner.hbs")),
    ("answer", include_str!("pages/answer.hbs")),
    ("entity-table", include_str!("pages/entity-table.hbs")),
    ("findings", include_str!("pages/findings.hbs")),
    ("opt-outs", include_str!("pages/opt-outs.hbs")),
    ("entity", include_str!("pages/entity.hbs")),
    ("team", include_str!("pages/team.hbs")),
    ("home", include_str!("pages/home.hbs")),
    ("list", include_str!("pages/list.hbs")),
    ("index", include_str!("pages/index.hbs")),
    ("document", include_str!("pages/document.hbs")),
    ("search", include_str!("pages/search.hbs")),
];

/// The templates, ready to render.
pub(super) struct PageRenderer(Handlebars<'static>);

/// A file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteFile {
    /// Its path from the root of the site.
    pub path: String,
    /// Its content.
    pub text: String,
}

/// The data of a page inside its frame.
#[derive(Serialize)]
struct PageData<'p, T> {
    /// What leads to the root of the site.
    base: String,
    #[serde(flatten)]
    page: &'p T,
}

/// A frame with its content.
#[derive(Serialize)]
struct FramedPage<'p> {
    base: String,
    #[serde(flatten)]
    frame: &'p Frame,
    /// HTML that a template rendered.
    content: String,
}

impl PageRenderer {
    /// # Errors
    /// Io (7) if a template is invalid, which a test rules out.
    pub(super) fn new() -> Result<PageRenderer> {
        let mut registry = Handlebars::new();
        registry.set_strict_mode(true);
        for (name, text) in TEMPLATES {
            registry
                .register_template_string(name, text)
                .map_err(|error| template_error(name, error))?;
        }
        Ok(PageRenderer(registry))
    }

    /// The page at `address`: `page` rendered by the template `name`, inside `frame`.
    ///
    /// # Errors
    /// Io (7) if the template uses a name that `page` doesn't have, which a test rules out.
    pub(super) fn render_page<T: Serialize>(
        &self,
        address: &str,
        frame: &Frame,
        name: &str,
        page: &T,
    ) -> Result<SiteFile> {
        let base = path_to_root(address);
        let data = PageData {
            base: base.clone(),
            page,
        };
        let content = self
            .0
            .render(name, &data)
            .map_err(|error| template_error(name, error))?;
        let framed = FramedPage {
            base,
            frame,
            content,
        };
        let text = self
            .0
            .render("frame", &framed)
            .map_err(|error| template_error("frame", error))?;
        Ok(SiteFile {
            path: page_path(address),
            text,
        })
    }
}

fn template_error(name: &str, error: impl Into<anyhow::Error>) -> Error {
    Error::new(
        ErrorKind::Io,
        format!("cannot render the page template `{name}`"),
    )
    .with_source(error)
}
