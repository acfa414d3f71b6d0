//! One file per verb: arguments in, one operation, its result into a view.

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
