//! The command line: arguments, commands, and what people and machines read.
//!
//! Each command makes an [`Outcome`]; one place prints it and decides the exit
//! code: 0 if no bug was found, 1 if one was, 2 if the command cannot be carried out as it stands.

mod args;
mod board;
mod list;
mod litmus;
mod outcome;
mod page;
mod plan;
mod progress;
mod simulate;
mod threads;
mod watch;
mod worker;
mod workers;

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use waitword_core::Runtime;
use waitword_sim::programs::{self, Program, Settings};

use args::{Arguments, Command, Job, Run, Stage, Tell};
use outcome::Outcome;
use threads::Watched;

/// So long a run on threads may stand still if nobody says how long.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why a command was not carried out: what is wrong with it, and what would be right.
type Usage = Box<dyn std::error::Error>;

/// Carries out what the command line says.
pub(crate) fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match carry_out(&arguments.command) {
        Ok(code) => code,
        Err(usage) => arguments.fail(usage),
    }
}

fn carry_out(command: &Command) -> Result<ExitCode, Usage> {
    match command {
        Command::List(list) => {
            print(&if list.json {
                list::json()
            } else {
                list::page()
            });
            Ok(ExitCode::SUCCESS)
        }
        Command::Run(run) => Ok(tell(&run_once(run)?, &run.tell, None)),
        Command::Explore(explore) if explore.worker.is_some() => {
            simulate::work(explore)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Explore(explore) => {
            let outcome = simulate::explore(explore)?;
            let kept = keep(&outcome, explore.schedule_file.as_deref());
            // What was found is told even if its file could not be written.
            let code = tell(&outcome, &explore.tell, *kept.as_ref().unwrap_or(&None));
            kept.map(|_| code)
        }
        Command::Litmus(litmus) => {
            let told = litmus::tell(litmus)?;
            print(&told.text);
            Ok(ExitCode::from(u8::from(!told.good)))
        }
        Command::Replay(replay) => Ok(tell(&simulate::replay(replay)?, &replay.tell, None)),
    }
}

fn run_once(run: &Run) -> Result<Outcome, Usage> {
    match run.on {
        Stage::Sim => simulate::run(run),
        Stage::Threads if run.seed.is_some() => {
            Err("--seed is for --on sim: nobody chooses what happens on threads".into())
        }
        Stage::Threads => {
            let (program, settings) = look_up::<Watched>(&run.job)?;
            let patience = run.timeout.unwrap_or(PATIENCE);
            Ok(threads::run(program, &settings, patience)?)
        }
    }
}

/// The program and the sizes that the command line asks for.
fn look_up<R: Runtime>(job: &Job) -> Result<(&'static Program, Settings), Usage> {
    let program = programs::find::<R>(&job.name).ok_or("there is no such program")?;
    let settings = program.settings(job.sizes.iter().map(String::as_str));
    Ok((
        program,
        settings.map_err(|error| format!("{}: {error}", job.name))?,
    ))
}

/// Writes the schedule to the file, if there are both.
fn keep<'a>(outcome: &Outcome, file: Option<&'a Path>) -> Result<Option<&'a Path>, Usage> {
    let (Some(schedule), Some(file)) = (&outcome.schedule, file) else {
        return Ok(None);
    };
    match fs::write(file, schedule) {
        Ok(()) => Ok(Some(file)),
        Err(error) => Err(format!("cannot write {}: {error}", file.display()).into()),
    }
}

/// Prints what was found, and turns it into the exit code.
fn tell(outcome: &Outcome, tell: &Tell, file: Option<&Path>) -> ExitCode {
    let expected = tell.expect.as_deref();
    print(&if tell.json {
        outcome.json()
    } else {
        page::page(outcome, expected, file)
    });
    ExitCode::from(u8::from(outcome.verdict != expected.unwrap_or("ok")))
}

/// Writes a text to the standard output, without its colours if nobody sees them.
///
/// A reader that has gone away, as `head` does, has read what it wanted.
fn print(text: &str) {
    let mut output = anstream::stdout().lock();
    let written = output.write_all(text.as_bytes());
    if let Err(error) = written.and_then(|()| output.flush())
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        anstream::eprintln!("cannot write the result: {error}");
    }
}
