//! The program `waitword`: runs the programs that come with it, explores them, and replays what was
//! found.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
