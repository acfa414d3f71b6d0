//! What can go wrong between `idp` and GitHub.

use std::time::Duration;

/// Something that goes wrong for some requests.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    method: &'static str,
    path: &'static str,
    left: u32,
    skipped: u32,
    every: u32,
    harm: Harm,
}

/// How it goes wrong.
#[derive(Clone, Debug)]
pub(crate) enum Harm {
    /// This answer in place of the right one; nothing is done.
    Answer(u16, Vec<(&'static str, String)>, String),
    /// The work is done, and then this status is answered.
    DoneThen(u16),
    /// The connection ends without an answer; nothing is done.
    Drop,
    /// The work is done, and the connection ends without an answer.
    DoneThenDrop,
    /// The answer takes its time.
    Delay(Duration),
}

impl Fault {
    /// `harm` for the next request of `method` whose path contains `path`.
    pub(crate) fn on(method: &'static str, path: &'static str, harm: Harm) -> Fault {
        Fault {
            method,
            path,
            left: 1,
            skipped: 0,
            every: 1,
            harm,
        }
    }

    /// An answer of `status` with a message.
    pub(crate) fn answer(method: &'static str, path: &'static str, status: u16) -> Fault {
        let body = r#"{"message": "Something went wrong"}"#.to_owned();
        Fault::on(method, path, Harm::Answer(status, Vec::new(), body))
    }

    /// For this many requests.
    pub(crate) fn times(self, left: u32) -> Fault {
        Fault { left, ..self }
    }

    /// After this many requests went well.
    pub(crate) fn after(self, skipped: u32) -> Fault {
        Fault { skipped, ..self }
    }

    /// Again and again, for one request of this many.
    pub(crate) fn every(self, every: u32) -> Fault {
        Fault {
            left: u32::MAX,
            skipped: every / 2,
            every,
            ..self
        }
    }

    /// The harm to this request, if it is one of those.
    pub(super) fn strikes(&mut self, method: &str, path: &str) -> Option<Harm> {
        if self.method != method || !path.contains(self.path) || self.left == 0 {
            return None;
        }
        if self.skipped > 0 {
            self.skipped -= 1;
            return None;
        }
        self.left -= 1;
        self.skipped = self.every - 1;
        Some(self.harm.clone())
    }
}
