//! Kills the process at a chosen point, so that tests can try every one. Only in builds with debug assertions.

/// The point: twice the number of the journal record, plus one for the point after it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FailPoint(pub u32);

impl FailPoint {
    /// Kills the process if this is the point `moment` of an operation without a journal.
    pub(crate) fn kill_process_if_reached(this: Option<FailPoint>, moment: u32) {
        kill_process_if(this == Some(FailPoint(moment)));
    }

    pub(super) fn kill_process_before_record(this: Option<FailPoint>, seq: u32) {
        kill_process_if(this == Some(FailPoint(2 * seq)));
    }

    pub(super) fn kill_process_after_record(this: Option<FailPoint>, seq: u32) {
        kill_process_if(this == Some(FailPoint(2 * seq + 1)));
    }
}

/// Kills the process without any cleanup, as in a power failure.
fn kill_process_if(now: bool) {
    #[cfg(all(debug_assertions, unix))]
    if now {
        use rustix::process::{Signal, getpid, kill_process};
        let _ = kill_process(getpid(), Signal::KILL);
    }
    let _ = now;
}
