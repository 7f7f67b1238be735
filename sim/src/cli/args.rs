//! The arguments: what can be written on the command line, and what each word of it means.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum, value_parser};
use waitword_sim::{Memory, Sim, Verdict, programs};

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
    /// The most executions there may be [default: 20000 for check, 10000 for random ones]
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(1..))]
    pub(crate) executions: Option<u64>,
    /// The most steps of one execution
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(1..))]
    pub(crate) steps: Option<u64>,
    /// Where random executions begin, for the strategies random, pct, pos and urw [default: 0]
    #[arg(long, value_name = "N", conflicts_with = "preemptions")]
    pub(crate) seed: Option<u64>,
    /// How many events have to be in a certain order for the bug, for the strategy pct [default: 3]
    #[arg(long, value_name = "N", value_parser = value_parser!(u32).range(1..))]
    pub(crate) depth: Option<u32>,
    /// The most preemptions of one execution, for the strategy bounded [default: 2]
    #[arg(long, value_name = "N")]
    pub(crate) preemptions: Option<u32>,
    /// What memory may do [default: cpp20]
    #[arg(long, value_name = "LEVEL")]
    pub(crate) memory: Option<Level>,
    /// Makes every operation on a word a step, not every operation of a primitive
    #[arg(long)]
    pub(crate) white_box: bool,
    /// In how many processes to explore at the same time [default: 1]
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(1..=1024))]
    pub(crate) workers: Option<u64>,
    /// Makes only part I of N of all executions, from 0/N on: the parts can run on N machines
    #[arg(long, value_name = "I/N", value_parser = shard, conflicts_with = "workers")]
    pub(crate) shard: Option<(u64, u64)>,
    /// Which part it makes for the process that started it
    #[arg(long, hide = true, value_parser = shard)]
    pub(crate) worker: Option<(u64, u64)>,
    /// Where to write the schedule of the bug, if one is found
    #[arg(long, value_name = "FILE")]
    pub(crate) schedule_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) tell: Tell,
}

/// A strategy, or several in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Plan {
    /// All that follow, the easiest to read first
    Check,
    /// Each choice by chance
    Random,
    /// Priorities of the tasks by chance, changed a few times: finds who is very late
    Pct,
    /// Priorities of the events by chance, drawn anew where they conflict
    Pos,
    /// By chance, but the more a task has to do the more often it runs
    Urw,
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

impl From<Level> for Memory {
    fn from(level: Level) -> Memory {
        match level {
            Level::Sc => Memory::Sc,
            Level::Cpp20 => Memory::Cpp20,
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

/// `0/4`
fn shard(text: &str) -> Result<(u64, u64), String> {
    let parts = text.split_once('/');
    let number = |text: &str| text.parse().ok();
    let shard = parts.and_then(|(index, count)| Some((number(index)?, number(count)?)));
    let shard = shard.filter(|(index, count): &(u64, u64)| index < count);
    shard.ok_or_else(|| "write I/N, for part I of N, where I is 0 to N - 1: 0/4".into())
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
