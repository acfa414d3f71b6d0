//! Parts of pages that are rendered once for all pages.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::error::Result;

/// A part about each entity of a catalog, by its index.
pub(super) struct HtmlCache(Vec<OnceLock<String>>);

impl HtmlCache {
    /// An empty cache for this many entities.
    pub(super) fn new(entities: usize) -> HtmlCache {
        HtmlCache((0..entities).map(|_| OnceLock::new()).collect())
    }

    /// The part about the entity with this index, from `render` if it's the first time; without an index, always from `render`.
    ///
    /// # Errors
    /// Those of `render`.
    pub(super) fn get(
        &self,
        number: Option<usize>,
        render: impl Fn() -> Result<String>,
    ) -> Result<Cow<'_, str>> {
        let Some(cached) = number.map(|number| &self.0[number]) else {
            return render().map(Cow::Owned);
        };
        let html = match cached.get() {
            Some(html) => html,
            None => {
                let html = render()?;
                cached.get_or_init(|| html)
            }
        };
        Ok(html.into())
    }
}
