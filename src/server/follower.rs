//! Keeps the served catalog up to date. If a newer version can't be read, the last good one stays, and its pages say so.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use super::catalog_state::CatalogState;
use crate::cancellation::CancellationToken;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::ops::list_catalog_errors;
use crate::platform::{Platform, PlatformFingerprint};
use crate::site::SiteNotice;

/// Checking for changes takes at most one part in this many of the time of a processor.
const CHECK_SHARE: u32 = 20;

/// How often the follower notices that it should stop.
const STOP_INTERVAL: Duration = Duration::from_millis(100);

/// What is served now.
#[derive(Clone)]
pub(super) struct ServedCatalog {
    /// The last version that could be read.
    pub(super) state: Arc<CatalogState>,
    /// Why it isn't the newest one.
    pub(super) notice: Option<Arc<SiteNotice>>,
}

/// What happened to the served catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CatalogChange {
    /// A newer version is served.
    Updated {
        /// The number of entities.
        entities: usize,
        /// The short commit; `None` for files that aren't committed.
        commit: Option<String>,
    },
    /// The newest version can't be read.
    Broken {
        /// What is wrong, and where.
        errors: Vec<String>,
    },
}

/// The catalog that is served, shared by all requests.
pub(super) struct FollowedCatalog {
    platform: Platform,
    clock: Clock,
    served: RwLock<ServedCatalog>,
}

impl FollowedCatalog {
    /// Reads the catalog of `platform`.
    ///
    /// # Errors
    /// Findings (1) if it can't be parsed; those of [`Platform::read_current_snapshot`].
    pub(super) fn load(platform: Platform, clock: Clock) -> Result<(Self, PlatformFingerprint)> {
        let fingerprint = platform.read_fingerprint()?;
        let state = Arc::new(CatalogState::load(&platform, clock)?);
        let catalog = FollowedCatalog {
            served: RwLock::new(ServedCatalog {
                state,
                notice: None,
            }),
            // A copy of a remote platform that is good enough for a query doesn't show changes.
            platform: platform.with_forced_refetch(),
            clock,
        };
        Ok((catalog, fingerprint))
    }

    /// What is served now.
    pub(super) fn current(&self) -> ServedCatalog {
        let served = self.served.read().unwrap_or_else(PoisonError::into_inner);
        served.clone()
    }

    /// Follows the platform until `stop` is cancelled. `seen` is its state when it was loaded.
    pub(super) fn follow(
        &self,
        seen: PlatformFingerprint,
        stop: &CancellationToken,
        announce: &dyn Fn(&CatalogChange),
    ) {
        self.current().state.write_store();
        let mut seen = Some(seen);
        let mut pause = self.platform.follow_interval();
        while wait(pause, stop) {
            let started = Instant::now();
            // If it can't be checked, it's read, which says why.
            let found = self.platform.read_fingerprint().ok();
            pause = (started.elapsed() * CHECK_SHARE).max(self.platform.follow_interval());
            if found != seen {
                seen = found;
                if let Some(change) = self.reload() {
                    announce(&change);
                    if matches!(change, CatalogChange::Updated { .. }) {
                        self.current().state.write_store();
                    }
                }
            }
        }
    }

    /// Reads the newest version, and serves it if that works. Returns the change, if there is one: files may change that the catalog doesn't use.
    fn reload(&self) -> Option<CatalogChange> {
        let current = self.current();
        let (served, change) = match CatalogState::load(&self.platform, self.clock) {
            Ok(state) => {
                let is_new = current.notice.is_some() || !state.is_like(&current.state);
                let change = CatalogChange::Updated {
                    entities: state.entity_count(),
                    commit: state.commit.clone(),
                };
                let state = Arc::new(state);
                let notice = None;
                (ServedCatalog { state, notice }, is_new.then_some(change))
            }
            Err(error) => self.keep_last_good(current, &error),
        };
        self.replace(served);
        change
    }

    fn replace(&self, served: ServedCatalog) {
        let mut current = self.served.write().unwrap_or_else(PoisonError::into_inner);
        let old = std::mem::replace(&mut *current, served);
        // Freeing a whole catalog takes a while, during which requests are answered.
        drop(current);
        drop(old);
    }

    fn keep_last_good(
        &self,
        current: ServedCatalog,
        error: &Error,
    ) -> (ServedCatalog, Option<CatalogChange>) {
        let errors = list_catalog_errors(error);
        let known = current.notice.as_deref();
        let now = self.clock.now().strftime("%H:%M UTC").to_string();
        let since = known.map_or(now, |notice| notice.since.clone());
        let notice = SiteNotice::new(since, &errors);
        let is_new = known != Some(&notice);
        let notice = Some(Arc::new(notice));
        let served = ServedCatalog { notice, ..current };
        (served, is_new.then_some(CatalogChange::Broken { errors }))
    }
}

/// Waits for `pause`. Returns whether to go on.
fn wait(pause: Duration, stop: &CancellationToken) -> bool {
    let end = Instant::now() + pause;
    loop {
        let left = end.saturating_duration_since(Instant::now());
        if stop.is_cancelled() || left.is_zero() {
            return !stop.is_cancelled();
        }
        std::thread::sleep(left.min(STOP_INTERVAL));
    }
}
