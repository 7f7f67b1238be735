//! A worker: one of several processes that explore together, and what it tells the one that started
//! it, a line each.

use std::cell::Cell;
use std::io::{self, Write};
use std::process;
use std::rc::Rc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use waitword_sim::{Explorer, Progress, Report};

/// So long a worker is silent about where it is.
const PACE: Duration = Duration::from_millis(20);

/// What a worker tells.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Message {
    At(Position),
    Stage(Made),
    End(Box<Ended>),
}

/// Where a worker is.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Place {
    pub(crate) stage: usize,
    pub(crate) number: Vec<u64>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Position {
    pub(crate) place: Place,
    pub(crate) executions: u64,
    pub(crate) part: f64,
}

/// What a worker has made up to the end of a strategy.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Made {
    pub(crate) executions: u64,
    pub(crate) steps: u64,
    /// The fingerprints that are new since the strategy before.
    pub(crate) fresh: Vec<u64>,
}

/// What a worker has found.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ended {
    pub(crate) place: Place,
    pub(crate) verdict: String,
    pub(crate) verdict_details: Option<String>,
    pub(crate) strategy: String,
    pub(crate) complete: bool,
    pub(crate) estimate: Option<u64>,
    pub(crate) schedule: Option<String>,
    pub(crate) trace: Option<String>,
    /// What it has made up to then, if not all of it is told.
    pub(crate) made: Option<Made>,
}

/// The worker's side: tells the process that started this one what an exploration does.
#[derive(Default)]
pub(crate) struct Teller {
    /// How many fingerprints have been told.
    told: Rc<Cell<usize>>,
}

impl Teller {
    /// Makes the explorer tell.
    pub(crate) fn listen_to(&self, explorer: Explorer) -> Explorer {
        let mut at = None;
        let explorer = explorer.on_progress(move |progress| {
            if at.is_none_or(|at: Duration| progress.elapsed - at >= PACE) {
                at = Some(progress.elapsed);
                send(&Message::At(position(progress)));
            }
        });
        let told = Rc::clone(&self.told);
        explorer.on_stage(move |report| {
            // A failure is told with what it took: who is past it must not be stopped before.
            if report.verdict.is_ok() {
                send(&Message::Stage(made(report, &told)));
            }
        })
    }

    /// Tells what was found.
    pub(crate) fn end(&self, report: &Report) {
        let failed = !report.verdict.is_ok();
        let details = report.verdict.details();
        send(&Message::End(Box::new(Ended {
            place: Place {
                stage: report.stage,
                number: report.place.clone(),
            },
            verdict: report.verdict.word().into(),
            verdict_details: (!details.is_empty()).then(|| details.join("\n")),
            strategy: report.strategy.clone(),
            complete: report.complete,
            estimate: report.estimate,
            schedule: report.schedule.as_ref().map(ToString::to_string),
            trace: report.trace.as_ref().map(ToString::to_string),
            made: failed.then(|| made(report, &self.told)),
        })));
    }
}

fn made(report: &Report, told: &Cell<usize>) -> Made {
    let all = report.fingerprints();
    Made {
        executions: report.executions,
        steps: report.steps,
        fresh: all[told.replace(all.len())..].to_vec(),
    }
}

fn position(progress: &Progress) -> Position {
    Position {
        place: Place {
            stage: progress.stage,
            number: progress.place.clone(),
        },
        executions: progress.executions,
        part: progress.part,
    }
}

/// One line; who is not listened to any more has nothing left to do.
fn send(message: &Message) {
    let written = serde_json::to_vec(message).map(|mut line| {
        line.push(b'\n');
        io::stdout().lock().write_all(&line)
    });
    if !matches!(written, Ok(Ok(()))) {
        process::exit(2);
    }
}

impl Ended {
    /// What was found is that no execution is left to make, though all were to be.
    pub(crate) fn is_budget(&self) -> bool {
        self.verdict == "limit" && self.trace.is_none()
    }
}
