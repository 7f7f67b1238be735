//! The arguments: what can be written on the command line, and what each word of it means.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum, value_parser};
use waitword_sim::{Sim, Verdict, litmus, programs};

/// Explores every way in which concurrent programs can run, and replays the ways that fail
#[derive(Debug, Parser)]
#[command(name = "waitword", version, arg_required_else_help = true)]
#[command(
    after_help = "Exit codes: 0 no bug found, 1 a bug found or a limit reached, 2 wrong usage."
)]
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
    /// Runs a program in the simulator again and again, until a bug is found or nothing is left
    Explore(Explore),
    /// Runs the one execution of a schedule again, step by step
    Replay(Replay),
    /// Counts the executions of litmus programs, and shows what their reads can read
    Litmus(Litmus),
}

impl Command {
    fn name(&self) -> &'static str {
        match self {
            Command::List(_) => "list",
            Command::Run(_) => "run",
            Command::Explore(_) => "explore",
            Command::Replay(_) => "replay",
            Command::Litmus(_) => "litmus",
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
    /// The program; `waitword list` shows them
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
    #[arg(long, value_name = "VERDICT", value_parser = PossibleValuesParser::new(Verdict::WORDS))]
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
    /// Which random execution, in the simulator [default: 0]
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// Gives up when nothing has moved for so long, on threads [default: 10]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout: Option<Duration>,
    #[command(flatten)]
    pub(crate) tell: Tell,
}

/// Where a program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Stage {
    /// The simulator
    Sim,
    /// Operating system threads
    Threads,
}

#[derive(Debug, Args)]
pub(crate) struct Explore {
    #[command(flatten)]
    pub(crate) job: Job,
    /// Who decides what happens next [default: check, or what another option is for]
    #[arg(long)]
    pub(crate) strategy: Option<Plan>,
    /// The most executions there may be [default: 20000 for check, 10000 for random]
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(1..))]
    pub(crate) executions: Option<u64>,
    /// The most steps of one execution
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(1..))]
    pub(crate) steps: Option<u64>,
    /// Where random executions begin, for the strategy random [default: 0]
    #[arg(long, value_name = "N", conflicts_with = "preemptions")]
    pub(crate) seed: Option<u64>,
    /// The most preemptions of one execution, for the strategy bounded [default: 2]
    #[arg(long, value_name = "N")]
    pub(crate) preemptions: Option<u32>,
    /// Makes every operation on a word a step, not every operation of a primitive
    #[arg(long)]
    pub(crate) white_box: bool,
    /// Where to write the schedule of the bug, if one is found
    #[arg(long, value_name = "FILE")]
    pub(crate) schedule_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) tell: Tell,
}

/// A strategy, or several in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Plan {
    /// At most 0, 1 and 2 preemptions, then random
    Check,
    /// Each choice by chance
    Random,
    /// Every interleaving with few preemptions
    Bounded,
    /// Every execution there is
    Exhaustive,
    /// The tasks in turn, a step each: one execution
    RoundRobin,
}

#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// The schedule: a file, its text, or `-` for the standard input
    #[arg(value_name = "SCHEDULE")]
    pub(crate) schedule: String,
    #[command(flatten)]
    pub(crate) tell: Tell,
}

#[derive(Debug, Args)]
pub(crate) struct Litmus {
    /// Programs, as 'Wx.rlx Ry.rlx | Wy.rlx Rx.rlx', or their names [default: all that have one]
    #[arg(value_name = "PROGRAM")]
    pub(crate) programs: Vec<String>,
    /// What memory may do [default: cpp20; without programs both]
    #[arg(long)]
    pub(crate) level: Option<Level>,
    /// Prints an array with one JSON object for each program
    #[arg(long)]
    pub(crate) json: bool,
}

/// What memory may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Level {
    /// Interleavings only
    Sc,
    /// What Rust promises
    Cpp20,
}

impl From<Level> for litmus::Level {
    fn from(level: Level) -> litmus::Level {
        match level {
            Level::Sc => litmus::Level::Sc,
            Level::Cpp20 => litmus::Level::Cpp20,
        }
    }
}

impl Arguments {
    /// Says what is wrong and what would be right, in the form and with the exit code of any other
    /// wrong argument.
    pub(crate) fn fail(&self, usage: impl std::fmt::Display) -> ! {
        let mut all = Arguments::command();
        all.build();
        let kind = ErrorKind::ValueValidation;
        match all.find_subcommand_mut(self.command.name()) {
            Some(command) => command.error(kind, usage).exit(),
            None => all.error(kind, usage).exit(),
        }
    }
}

fn names() -> PossibleValuesParser {
    let programs = programs::all::<Sim>().iter();
    programs
        .map(|program| PossibleValue::new(program.name))
        .into()
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
