//! What can go wrong between `idp` and GitHub.

use std::time::Duration;

/// A fault that affects some requests.
#[derive(Clone, Debug)]
pub(crate) struct InjectedFault {
    method: &'static str,
    path: &'static str,
    remaining: u32,
    skipped: u32,
    every: u32,
    effect: FaultEffect,
}

/// The effect of a fault.
#[derive(Clone, Debug)]
pub(crate) enum FaultEffect {
    /// Responds with this, without processing the request.
    Respond(u16, Vec<(&'static str, String)>, String),
    /// Processes the request, but responds with this status.
    ProcessThenRespond(u16),
    /// Drops the connection without processing the request.
    DropConnection,
    /// Processes the request, but drops the connection without a response.
    ProcessThenDrop,
    /// Delays the response.
    Delay(Duration),
}

impl InjectedFault {
    /// `effect` for the next request with `method` whose path contains `path`.
    pub(crate) fn on_request(
        method: &'static str,
        path: &'static str,
        effect: FaultEffect,
    ) -> InjectedFault {
        InjectedFault {
            method,
            path,
            remaining: 1,
            skipped: 0,
            every: 1,
            effect,
        }
    }

    /// A response with `status` and a message.
    pub(crate) fn with_status(
        method: &'static str,
        path: &'static str,
        status: u16,
    ) -> InjectedFault {
        let body = r#"{"message": "Something went wrong"}"#.to_owned();
        InjectedFault::on_request(method, path, FaultEffect::Respond(status, Vec::new(), body))
    }

    /// Affects this number of requests.
    pub(crate) fn times(self, left: u32) -> InjectedFault {
        InjectedFault {
            remaining: left,
            ..self
        }
    }

    /// Skips this number of requests first.
    pub(crate) fn after(self, skipped: u32) -> InjectedFault {
        InjectedFault { skipped, ..self }
    }

    /// Affects one in this number of requests, repeatedly.
    pub(crate) fn every(self, every: u32) -> InjectedFault {
        InjectedFault {
            remaining: u32::MAX,
            skipped: every / 2,
            every,
            ..self
        }
    }

    /// The effect on this request, if the fault affects it.
    pub(super) fn take_effect(&mut self, method: &str, path: &str) -> Option<FaultEffect> {
        if self.method != method || !path.contains(self.path) || self.remaining == 0 {
            return None;
        }
        if self.skipped > 0 {
            self.skipped -= 1;
            return None;
        }
        self.remaining -= 1;
        self.skipped = self.every - 1;
        Some(self.effect.clone())
    }
}
