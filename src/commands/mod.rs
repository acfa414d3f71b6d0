//! One file per verb: its arguments, and the call to the operation that does the work. It returns a report from `view`.

mod catalog;
mod clap_error;
mod command_line;
mod completion;
mod completion_source;
mod completions;
mod connect;
mod doctor;
mod explain;
mod help;
mod init;
mod invocation;
mod loading;
mod new;
mod organisation;
mod runs;
mod template;
mod verb;
mod verb_args;
mod who_owns;

pub use command_line::{Cli, Command, build_command, run};
pub use verb_args::VerbArgs;
