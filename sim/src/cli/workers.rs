//! Workers: one exploration in several processes, since statics belong to one execution at a time.
//!
//! The program starts itself as often as it is asked to, each time for another shard. A worker
//! tells, a line each, where it is, what it has made at the end of each strategy, and what it has
//! found.
//!
//! # Invariants
//! What is told in the end depends on the number of workers, and not on which of them is faster:
//! 1. Each worker makes the same executions whenever it is started.
//! 2. The failure at the smallest (strategy, place) wins. A worker is only stopped once it is past
//!    the smallest that is known, so nothing smaller is lost.
//! 3. What is counted is what all workers made of the strategies before the one that found it, and
//!    what the winner made of that one.

use std::collections::HashSet;
use std::env;
use std::io::{self, BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Instant;

use waitword_sim::Verdict;

use super::Usage;
use super::outcome::Outcome;
use super::progress::{Bar, Standing};
use super::worker::{Ended, Made, Message, Place, Position};

/// A worker, as its starter knows it.
struct Worker {
    child: Child,
    position: Position,
    made: Vec<Made>,
    ended: Option<Box<Ended>>,
    /// It says nothing any more.
    over: bool,
}

impl Worker {
    fn start(index: u64, count: u64) -> io::Result<(Worker, ChildStdout)> {
        let mut arguments = env::args_os().skip(1);
        let mut command = Command::new(env::current_exe()?);
        command.args(arguments.next());
        command.arg("--worker").arg(format!("{index}/{count}"));
        command.args(arguments).stdin(Stdio::null());
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let output = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let worker = Worker {
            child,
            position: Position::default(),
            made: Vec::new(),
            ended: None,
            over: false,
        };
        Ok((worker, output))
    }

    fn hear(&mut self, message: Message) {
        match message {
            Message::At(position) => self.position = position,
            Message::Stage(made) => {
                self.made.push(made);
                self.position.place = Place {
                    stage: self.made.len(),
                    number: Vec::new(),
                };
            }
            Message::End(mut ended) => {
                self.made.extend(ended.made.take());
                self.ended = Some(ended);
            }
        }
    }

    /// Where it found a bug, if it did.
    fn failure(&self) -> Option<&Ended> {
        self.ended.as_deref().filter(|ended| ended.verdict != "ok")
    }

    /// Whether it cannot find what comes before `first`.
    fn is_past(&self, first: &Place) -> bool {
        self.position.place > *first
    }

    /// What it has made up to the end of so many strategies.
    fn made(&self, stages: usize) -> (u64, u64) {
        let last = self.made.iter().take(stages).next_back();
        last.map_or((0, 0), |made| (made.executions, made.steps))
    }

    fn stop(&mut self) {
        if self.ended.is_none() {
            // It may have ended by itself.
            let _ = self.child.kill();
        }
    }
}

/// However the starter comes to its end, its workers do not stay behind.
impl Drop for Worker {
    fn drop(&mut self) {
        self.stop();
        let _ = self.child.wait();
    }
}

/// Explores in so many processes, and puts together what they found.
pub(crate) fn explore(count: u64, systematic: bool, about: Outcome) -> Result<Outcome, Usage> {
    let begun = Instant::now();
    let (sender, receiver) = channel();
    let mut workers = Vec::new();
    for index in 0..count {
        let started = Worker::start(index, count);
        let (worker, output) = started.map_err(|error| format!("cannot start worker: {error}"))?;
        workers.push(worker);
        let sender = sender.clone();
        thread::spawn(move || listen(index as usize, output, &sender));
    }
    drop(sender);
    follow(&mut workers, &receiver, begun)?;
    let mut merged = merge(&workers, systematic, about);
    merged.seconds = begun.elapsed().as_secs_f64();
    Ok(merged)
}

/// Hands on what a worker tells; `None` once it says nothing any more.
fn listen(index: usize, output: ChildStdout, sender: &Sender<(usize, Option<Message>)>) {
    for line in BufReader::new(output).split(b'\n') {
        let message = line
            .ok()
            .and_then(|line| serde_json::from_slice(&line).ok());
        let Some(message) = message else { break };
        if sender.send((index, Some(message))).is_err() {
            return;
        }
    }
    // Who has gone away needs no news.
    let _ = sender.send((index, None));
}

/// Listens to the workers until nothing can change any more.
fn follow(
    workers: &mut [Worker],
    receiver: &Receiver<(usize, Option<Message>)>,
    begun: Instant,
) -> Result<(), Usage> {
    let mut bar = Bar::new();
    for (index, message) in receiver {
        match message {
            Some(message) => workers[index].hear(message),
            None => workers[index].over = true,
        }
        let first = first_failure(workers).map(|ended| ended.place.clone());
        let past = |worker: &Worker| first.as_ref().is_some_and(|first| worker.is_past(first));
        let worker = &mut workers[index];
        if worker.over && worker.ended.is_none() && !past(worker) {
            return Err(died(worker, index).into());
        }
        workers
            .iter_mut()
            .filter(|w| past(w))
            .for_each(Worker::stop);
        bar.show(&standing(workers, begun));
    }
    Ok(())
}

fn died(worker: &mut Worker, index: usize) -> String {
    match worker.child.wait() {
        Ok(status) => format!("worker {index} ended without a result: {status}"),
        Err(error) => format!("worker {index} ended without a result: {error}"),
    }
}

fn standing(workers: &[Worker], begun: Instant) -> Standing {
    let part = |worker: &Worker| match worker.ended {
        Some(_) => 1.0,
        None => worker.position.part,
    };
    Standing {
        executions: workers.iter().map(|w| w.position.executions).sum(),
        part: workers.iter().map(part).sum::<f64>() / workers.len() as f64,
        elapsed: begun.elapsed(),
    }
}

fn first_failure(workers: &[Worker]) -> Option<&Ended> {
    let failures = workers.iter().filter_map(Worker::failure);
    failures.min_by_key(|ended| &ended.place)
}

/// Puts together what the workers have found.
fn merge(workers: &[Worker], systematic: bool, about: Outcome) -> Outcome {
    let winner = workers.iter().filter(|worker| worker.failure().is_some());
    let winner = winner.min_by_key(|worker| worker.failure().map(|ended| &ended.place));
    match winner.and_then(|winner| Some((winner, winner.failure()?))) {
        Some((_, found)) if found.is_budget() => together(workers, found, systematic, about),
        Some((winner, found)) => won(workers, winner, found, about),
        None => match workers.iter().filter_map(|w| w.ended.as_deref()).next() {
            Some(ended) => together(workers, ended, systematic, about),
            None => about,
        },
    }
}

/// The outcome of the worker that found the bug.
fn won(workers: &[Worker], winner: &Worker, found: &Ended, about: Outcome) -> Outcome {
    let stage = found.place.stage;
    let before = workers.iter().map(|worker| worker.made(stage));
    let before = before.fold((0, 0), |sum, made| (sum.0 + made.0, sum.1 + made.1));
    let (until, all) = (winner.made(stage), winner.made(stage + 1));
    let mut seen: HashSet<u64> = HashSet::new();
    for made in workers
        .iter()
        .flat_map(|worker| worker.made.iter().take(stage))
    {
        seen.extend(&made.fresh);
    }
    seen.extend(winner.made.iter().skip(stage).flat_map(|made| &made.fresh));
    Outcome {
        executions: before.0 + all.0 - until.0,
        steps: before.1 + all.1 - until.1,
        distinct: Some(seen.len() as u64),
        ..described(found, about)
    }
}

/// The outcome of all workers, none of which has an execution to show.
fn together(workers: &[Worker], found: &Ended, systematic: bool, about: Outcome) -> Outcome {
    let made = workers.iter().map(|worker| worker.made(usize::MAX));
    let (executions, steps) = made.fold((0, 0), |sum, made| (sum.0 + made.0, sum.1 + made.1));
    let fresh = workers.iter().flat_map(|worker| &worker.made);
    let seen: HashSet<_> = fresh.flat_map(|made| &made.fresh).collect();
    let distinct = seen.len() as u64;
    let ended = || workers.iter().filter_map(|worker| worker.ended.as_deref());
    let complete = ended().all(|ended| ended.complete);
    let estimates = ended().filter_map(|ended| ended.estimate);
    // Parts of a tree add up; of what chance has shown each has shown a part of the same.
    let estimate = if systematic {
        estimates.sum()
    } else {
        estimates.max().unwrap_or(0)
    };
    let longest = ended()
        .map(|ended| &ended.strategy)
        .max_by_key(|strategy| strategy.len());
    let mut outcome = described(found, about);
    if found.is_budget() {
        let details = format!("the search has not ended after {executions} executions");
        outcome.verdict_details = Some(details);
    }
    Outcome {
        executions,
        steps,
        distinct: Some(distinct),
        complete,
        estimate: Some(if complete {
            distinct
        } else {
            estimate.max(distinct)
        }),
        strategy: longest.cloned().unwrap_or_default(),
        ..outcome
    }
}

/// What was found, without what it cost.
fn described(found: &Ended, about: Outcome) -> Outcome {
    let word = Verdict::WORDS.iter().find(|word| **word == found.verdict);
    Outcome {
        verdict: word.copied().unwrap_or(about.verdict),
        verdict_details: found.verdict_details.clone(),
        strategy: found.strategy.clone(),
        complete: found.complete,
        estimate: found.estimate,
        schedule: found.schedule.clone(),
        trace: found.trace.clone(),
        ..about
    }
}
