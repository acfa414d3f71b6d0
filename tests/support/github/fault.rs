//! What can go wrong between `idp` and GitHub.

use std::time::Duration;

/// Something that goes wrong for some requests.
#[derive(Clone, Debug)]
pub(crate) struct InjectedFault {
    method: &'static str,
    path: &'static str,
    remaining: u32,
    skipped: u32,
    every: u32,
    effect: FaultEffect,
}

/// How it goes wrong.
#[derive(Clone, Debug)]
pub(crate) enum FaultEffect {
    /// This answer in place of the right one; nothing is done.
    Respond(u16, Vec<(&'static str, String)>, String),
    /// The work is done, and then this status is answered.
    ProcessThenRespond(u16),
    /// The connection ends without an answer; nothing is done.
    DropConnection,
    /// The work is done, and the connection ends without an answer.
    ProcessThenDrop,
    /// The answer takes its time.
    Delay(Duration),
}

impl InjectedFault {
    /// `harm` for the next request of `method` whose path contains `path`.
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

    /// An answer of `status` with a message.
    pub(crate) fn with_status(
        method: &'static str,
        path: &'static str,
        status: u16,
    ) -> InjectedFault {
        let body = r#"{"message": "Something went wrong"}"#.to_owned();
        InjectedFault::on_request(method, path, FaultEffect::Respond(status, Vec::new(), body))
    }

    /// For this many requests.
    pub(crate) fn times(self, left: u32) -> InjectedFault {
        InjectedFault {
            remaining: left,
            ..self
        }
    }

    /// After this many requests went well.
    pub(crate) fn after(self, skipped: u32) -> InjectedFault {
        InjectedFault { skipped, ..self }
    }

    /// Again and again, for one request of this many.
    pub(crate) fn every(self, every: u32) -> InjectedFault {
        InjectedFault {
            remaining: u32::MAX,
            skipped: every / 2,
            every,
            ..self
        }
    }

    /// The harm to this request, if it is one of those.
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
