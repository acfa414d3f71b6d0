//! Renders the pages of one version of the catalog on request. Its threads own everything the pages show, and end with the service.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

use crate::catalog::Catalog;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::platform::{Platform, PlatformSnapshot};
use crate::site::{Site, SiteData, SiteFile, SiteNotice};

/// The number of pages that are rendered at the same time.
const THREAD_COUNT: usize = 2;

/// Renders pages.
pub(super) struct PageService {
    requests: Sender<RenderRequest>,
}

/// A page to render.
struct RenderRequest {
    path: String,
    notice: Option<Arc<SiteNotice>>,
    reply: oneshot::Sender<Result<Option<SiteFile>>>,
}

impl PageService {
    /// Starts the service for `snapshot` of `platform`, and for its catalog if that was read. It loads in the background what only the pages need.
    ///
    /// # Errors
    /// Io (7) if no thread can be started.
    pub(super) fn start(
        platform: &Platform,
        snapshot: PlatformSnapshot,
        catalog: Option<Arc<Catalog>>,
        clock: Clock,
    ) -> Result<PageService> {
        let (requests, receiver) = channel();
        let platform = platform.clone();
        let receiver = Mutex::new(receiver);
        let run = move || {
            let catalog = catalog.map_or_else(|| snapshot.read_catalog(), Ok);
            let loaded =
                catalog.and_then(|catalog| SiteData::load(&platform, snapshot, catalog, clock));
            let answered = loaded.and_then(|data| answer_requests(&data, &receiver));
            if let Err(error) = answered {
                reject_requests(&error, &receiver);
            }
        };
        std::thread::Builder::new()
            .name("pages".to_owned())
            .spawn(run)
            .map_err(|error| Error::io("start a thread", error))?;
        Ok(PageService { requests })
    }

    /// The file of the site at `path`, with `notice` on top if it's a page; `None` if the site doesn't have it.
    ///
    /// # Errors
    /// Io (7) if it can't be rendered.
    pub(super) async fn render(
        &self,
        path: String,
        notice: Option<Arc<SiteNotice>>,
    ) -> Result<Option<SiteFile>> {
        let (reply, rendered) = oneshot::channel();
        let request = RenderRequest {
            path,
            notice,
            reply,
        };
        let stopped = || Error::usage("the pages can't be rendered");
        self.requests.send(request).map_err(|_| stopped())?;
        rendered.await.map_err(|_| stopped())?
    }
}

/// Renders pages until the service is dropped.
fn answer_requests(data: &SiteData, requests: &Mutex<Receiver<RenderRequest>>) -> Result<()> {
    let files = data.snapshot.files();
    let source = data.source(&*files, None);
    let site = Site::new(&source)?;
    std::thread::scope(|scope| {
        for _ in 0..THREAD_COUNT {
            scope.spawn(|| {
                while let Some(request) = next_request(requests) {
                    let notice = request.notice.as_deref();
                    let file = site.render_file(&request.path, notice);
                    // Whoever asked may have closed the connection.
                    let _ = request.reply.send(file);
                }
            });
        }
    });
    Ok(())
}

fn next_request(requests: &Mutex<Receiver<RenderRequest>>) -> Option<RenderRequest> {
    let requests = requests.lock().unwrap_or_else(PoisonError::into_inner);
    requests.recv().ok()
}

/// Answers every request with the reason why there are no pages.
fn reject_requests(error: &Error, requests: &Mutex<Receiver<RenderRequest>>) {
    while let Some(request) = next_request(requests) {
        let copy = Error::new(error.kind(), error.message().to_owned());
        let _ = request.reply.send(Err(copy));
    }
}

/// The path of the file that a URL with this path, percent-decoded, names.
pub(super) fn site_path(url_path: &str) -> String {
    let path = url_path.trim_start_matches('/');
    if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    }
}

/// The media type of a file of the site.
pub(super) fn media_type(path: &str) -> &'static str {
    match Path::new(path).extension().and_then(|end| end.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json; charset=utf-8",
        Some("md") => "text/markdown; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_its_index_page() {
        assert_eq!(site_path("/"), "index.html");
        assert_eq!(site_path("/teams/"), "teams/index.html");
        assert_eq!(site_path("/site.css"), "site.css");
        assert_eq!(media_type("a/b.md"), "text/markdown; charset=utf-8");
    }
}
