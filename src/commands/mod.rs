//! One file per verb: its arguments, and the one operation that they are handed to. What comes back is a report of `view`.

mod catalog;
mod clap_error;
mod command_line;
mod completions;
mod connect;
mod doctor;
mod explain;
mod invocation;
mod loading;
mod new;
mod runs;
mod template;
mod verb;
mod who_owns;

pub use command_line::{Cli, Command, run};
