//! Measures waitword's primitives beside the best of their peers and prints one table of ratios.

mod barrier;
mod biased;
mod condvar;
mod event;
mod latch;
mod limits;
mod machine;
mod measure;
mod mutex;
mod once;
mod pool;
mod queue;
mod reentrant_mutex;
mod row;
mod rwlock;
mod sem_t;
mod semaphore;
mod simulator;
mod spsc;
mod table;

use std::env;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::SystemTime;

use machine::Load;
use row::Row;

const USAGE: &str = "\
usage: cargo run --release --manifest-path tests/bench/Cargo.toml -- [OPTIONS] [FILTER]

FILTER          only the rows whose name contains it
--only SIDE     only this side, for a look with perf or strace
--list          the names of the rows
--write         put the table into README.md; only without FILTER and SIDE";

/// What the command line asks for.
#[derive(Default)]
struct Options {
    filter: String,
    only: Option<String>,
    list: bool,
    write: bool,
}

fn main() -> ExitCode {
    match options(env::args().skip(1)) {
        Some(options) => match run(&options) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        },
        None => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn options(mut arguments: impl Iterator<Item = String>) -> Option<Options> {
    let mut options = Options::default();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--write" => options.write = true,
            "--list" => options.list = true,
            "--only" => options.only = Some(arguments.next()?),
            _ if argument.starts_with('-') || !options.filter.is_empty() => return None,
            _ => options.filter = argument,
        }
    }
    let part = options.only.is_some() || !options.filter.is_empty();
    (!(options.write && part)).then_some(options)
}

fn rows() -> impl Iterator<Item = Row> {
    let subjects: &[fn() -> Vec<Row>] = &[
        limits::rows,
        mutex::rows,
        reentrant_mutex::rows,
        rwlock::rows,
        biased::rows,
        semaphore::rows,
        condvar::rows,
        event::rows,
        barrier::rows,
        latch::rows,
        once::rows,
        queue::rows,
        spsc::rows,
        pool::rows,
        simulator::rows,
    ];
    subjects.iter().flat_map(|rows| rows())
}

fn run(options: &Options) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let chosen = rows().filter(|row| row.name.contains(&options.filter));
    if options.list {
        return chosen
            .into_iter()
            .try_for_each(|row| writeln!(out, "{}", row.name));
    }
    let (start, mut outcomes) = (Load::now(), Vec::new());
    for row in chosen {
        let outcome = row.run(options.only.as_deref());
        eprint!("{}", table::lines(&outcome));
        outcomes.push(outcome);
    }
    let text = table::text(&title(Load::now().others_since(start)), &outcomes);
    if options.write {
        return table::write(&text);
    }
    out.write_all(text.as_bytes())
}

fn title(others: u64) -> String {
    let date = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    format!(
        "{}, {} cores of {}, {}; other programs used {others} % of the machine.",
        &date[..10],
        machine::cores(),
        machine::processor(),
        machine::system(),
    )
}
