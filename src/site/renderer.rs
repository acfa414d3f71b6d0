//! Renders pages with handlebars, in a registry of its own: everything is escaped for HTML, and an unknown name is an error.

use std::sync::Arc;

use handlebars::{Context, Handlebars};
use serde::Serialize;
use serde_json::Value;

use super::address::{page_path, path_to_root};
use super::frame::{Frame, SiteNotice};
use super::page_templates::{PAGE_TEMPLATES, build_page_template};
use super::text::escape_html;
use crate::error::{Error, ErrorKind, Result};

/// The templates, ready to render.
pub(super) struct PageRenderer {
    templates: Arc<Handlebars<'static>>,
    /// What every page says on top.
    notice: Option<SiteNotice>,
}

/// A file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteFile {
    /// Its path from the root of the site.
    pub path: String,
    /// Its content.
    pub text: String,
}

impl PageRenderer {
    /// # Errors
    /// Io (7) if a template is invalid, which a test rules out.
    pub(super) fn new() -> Result<PageRenderer> {
        let mut registry = Handlebars::new();
        registry.set_strict_mode(true);
        registry.register_escape_fn(escape_html);
        for name in PAGE_TEMPLATES {
            registry
                .register_template_string(name, build_page_template(name))
                .map_err(|error| template_error(name, error))?;
        }
        Ok(PageRenderer {
            templates: Arc::new(registry),
            notice: None,
        })
    }

    /// The same templates, with `notice` on every page.
    pub(super) fn with_notice(&self, notice: Option<SiteNotice>) -> PageRenderer {
        PageRenderer {
            templates: Arc::clone(&self.templates),
            notice,
        }
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
        self.render_page_file(&page_path(address), &base, frame, name, page)
    }

    /// The same in the file at `path`, from which `base` leads to the root of the site.
    ///
    /// # Errors
    /// As [`render_page`](PageRenderer::render_page).
    pub(super) fn render_page_file<T: Serialize>(
        &self,
        path: &str,
        base: &str,
        frame: &Frame,
        name: &str,
        page: &T,
    ) -> Result<SiteFile> {
        let base = Value::from(base);
        let content = self.render(name, page, [("base", base.clone())])?;
        let notice =
            serde_json::to_value(&self.notice).map_err(|error| template_error("frame", error))?;
        let more = [
            ("base", base),
            ("content", content.into()),
            ("notice", notice),
        ];
        let text = self.render("frame", frame, more)?;
        Ok(SiteFile {
            path: path.to_owned(),
            text,
        })
    }

    /// A part of a page in a folder from which `base` leads to the root of the site: `part` rendered by the template `name`.
    ///
    /// # Errors
    /// As [`render_page`](PageRenderer::render_page).
    pub(super) fn render_part<T: Serialize>(
        &self,
        name: &str,
        part: &T,
        base: &str,
    ) -> Result<String> {
        let mut text = self.render(name, part, [("base", Value::from(base))])?;
        text.truncate(text.trim_end_matches('\n').len());
        Ok(text)
    }

    /// Renders the template `name` with `data` and more fields.
    fn render<const N: usize>(
        &self,
        name: &str,
        data: &impl Serialize,
        more: [(&str, Value); N],
    ) -> Result<String> {
        let failed = |error| template_error(name, error);
        let mut context = Context::wraps(data).map_err(failed)?;
        if let Some(fields) = context.data_mut().as_object_mut() {
            fields.extend(more.map(|(field, value)| (field.to_owned(), value)));
        }
        self.templates
            .render_with_context(name, &context)
            .map_err(failed)
    }
}

fn template_error(name: &str, error: impl Into<anyhow::Error>) -> Error {
    Error::new(
        ErrorKind::Io,
        format!("cannot render the page template `{name}`"),
    )
    .with_source(error)
}
