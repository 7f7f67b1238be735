//! The arguments: what can be written on the command line, and what each word of it means.

use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use waitword_host::Threads;
use waitword_sim::programs;

/// Explores every way in which concurrent programs can run, and replays the ways that fail.
#[derive(Debug, Parser)]
#[command(name = "waitword", version, arg_required_else_help = true)]
#[command(after_help = "Exit codes: 0 no bug found, 1 a bug found, 2 wrong usage.")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Shows the programs and the sizes that each can be given
    List(List),
    /// Runs a program once, on threads or in the simulator
    Run(Run),
}

impl Command {
    fn name(&self) -> &'static str {
        match self {
            Command::List(_) => "list",
            Command::Run(_) => "run",
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Prints one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// A program and its sizes.
#[derive(Debug, Args)]
pub(crate) struct Job {
    /// The program
    #[arg(value_parser = names(), hide_possible_values = true)]
    pub(crate) name: String,
    /// Sets a size of the program; `waitword list` shows them
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(crate) sizes: Vec<String>,
}

/// What to make of the result.
#[derive(Debug, Args)]
pub(crate) struct Tell {
    /// The verdict that is wanted: the exit code is 0 for it, and 1 for any other
    #[arg(long, value_name = "VERDICT", value_parser = verdicts())]
    pub(crate) expect: Option<String>,
    /// Prints one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) job: Job,
    /// Where it runs
    #[arg(long, value_name = "PLATFORM")]
    pub(crate) on: Stage,
    /// Gives up when nothing has moved for so many seconds; for threads, 10 if not given
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout: Option<Duration>,
    #[command(flatten)]
    pub(crate) tell: Tell,
}

/// Where a program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Stage {
    /// Operating system threads
    Threads,
}

impl Arguments {
    /// Says what is wrong and what would be right, in the words and with the exit code of any other
    /// wrong argument.
    pub(crate) fn fail(&self, kind: ErrorKind, usage: impl std::fmt::Display) -> ! {
        let mut all = Arguments::command();
        all.build();
        let name = self.command.name();
        let command = all.find_subcommand_mut(name);
        match command {
            Some(command) => command.error(kind, usage).exit(),
            None => all.error(kind, usage).exit(),
        }
    }
}

fn names() -> PossibleValuesParser {
    let programs = programs::all::<Threads>().iter();
    programs
        .map(|program| PossibleValue::new(program.name))
        .into()
}

fn verdicts() -> PossibleValuesParser {
    ["ok", "panic", "deadlock", "limit"].into()
}

fn seconds(text: &str) -> Result<Duration, String> {
    const MOST: f64 = 1_000_000.0;
    let right = || format!("write seconds, more than 0 and at most {MOST}");
    let number: f64 = text.parse().map_err(|_| right())?;
    if number > 0.0 && number <= MOST {
        Duration::try_from_secs_f64(number).map_err(|_| right())
    } else {
        Err(right())
    }
}
