//! A death at a chosen moment, so that tests can try every one of them. Only builds with debug assertions have it.

/// Which moment: twice the number of the record, and one more for the moment after it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FailPoint(pub u32);

impl FailPoint {
    /// Ends the process if this is the moment `moment` of what has no journal.
    pub(crate) fn kill_process_at(this: Option<FailPoint>, moment: u32) {
        kill_process_if(this == Some(FailPoint(moment)));
    }

    pub(super) fn kill_process_before_record(this: Option<FailPoint>, seq: u32) {
        kill_process_if(this == Some(FailPoint(2 * seq)));
    }

    pub(super) fn kill_process_after_record(this: Option<FailPoint>, seq: u32) {
        kill_process_if(this == Some(FailPoint(2 * seq + 1)));
    }
}

/// As a power cut would: nothing is cleaned up.
fn kill_process_if(now: bool) {
    #[cfg(all(debug_assertions, unix))]
    if now {
        use rustix::process::{Signal, getpid, kill_process};
        let _ = kill_process(getpid(), Signal::KILL);
    }
    let _ = now;
}
