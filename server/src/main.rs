//! The command line of Yuban.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::run()
}
