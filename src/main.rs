//! The `idp` binary: a doorstep.

use std::process::ExitCode;

fn main() -> ExitCode {
    idp::commands::run(std::env::args_os())
}
