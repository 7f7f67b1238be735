//! Runs, explores and replays programs in the simulator.

use std::fs;
use std::io;

use waitword_sim::programs::{self, Program, Settings};
use waitword_sim::{Explorer, Granularity, Random, Report, Schedule, Sim};

use super::args::{Explore, Plan, Replay, Run};
use super::outcome::Outcome;
use super::progress::Bar;
use super::worker::Teller;
use super::{Usage, look_up, workers};

/// One random execution.
pub(crate) fn run(run: &Run) -> Result<Outcome, Usage> {
    if run.timeout.is_some() {
        return Err(
            "--timeout is for --on threads: the simulator knows at once who is stuck".into(),
        );
    }
    let (program, settings) = look_up::<Sim>(&run.job)?;
    let explorer = explorer(program, &settings)
        .strategy(Random::new(run.seed.unwrap_or(0)))
        .executions(1);
    Ok(follow(explorer, program, settings))
}

/// As many executions as the strategy wants, in as many processes as are asked for.
pub(crate) fn explore(explore: &Explore) -> Result<Outcome, Usage> {
    let (program, settings) = look_up::<Sim>(&explore.job)?;
    let (plan, explorer) = prepare(explore, program, &settings)?;
    if let Some(workers) = explore.workers.filter(|workers| *workers > 1) {
        let about = outcome(program.name, settings.to_string(), Report::default());
        return workers::explore(workers, plan.is_systematic(), about);
    }
    let mut bar = Bar::new();
    let explorer = explorer.on_progress(move |progress| bar.show(&progress.into()));
    Ok(follow(explorer, program, settings))
}

/// One shard, as the worker of the process that started this one.
pub(crate) fn work(explore: &Explore) -> Result<(), Usage> {
    let (program, settings) = look_up::<Sim>(&explore.job)?;
    let (_, explorer) = prepare(explore, program, &settings)?;
    let teller = Teller::default();
    let run = program.run;
    let report = teller.listen_to(explorer).run(move || run(&settings));
    teller.end(&report);
    Ok(())
}

/// The explorer that the options ask for.
fn prepare(
    explore: &Explore,
    program: &Program,
    settings: &Settings,
) -> Result<(Plan, Explorer), Usage> {
    let plan = Plan::of(explore)?;
    let mut explorer = plan.give(explorer(program, settings), explore)?;
    if let Some(executions) = explore.executions {
        explorer = explorer.executions(executions);
    }
    if let Some(steps) = explore.steps {
        explorer = explorer.steps(steps);
    }
    if let Some(level) = explore.memory {
        explorer = explorer.memory(level.into());
    }
    if explore.white_box {
        explorer = explorer.granularity(Granularity::WhiteBox);
    }
    Ok((plan, explorer))
}

fn explorer(program: &Program, settings: &Settings) -> Explorer {
    let explorer = Explorer::new().name(program.name);
    settings.pairs().fold(explorer, |explorer, (name, value)| {
        explorer.setting(name, value.to_string())
    })
}

fn follow(explorer: Explorer, program: &Program, settings: Settings) -> Outcome {
    let (name, run, sizes) = (program.name, program.run, settings.to_string());
    let report = explorer.run(move || run(&settings));
    outcome(name, sizes, report)
}

fn outcome(name: &str, settings: String, report: Report) -> Outcome {
    let details = report.verdict.details();
    Outcome {
        program: name.to_string(),
        settings,
        strategy: report.strategy,
        verdict: report.verdict.word(),
        verdict_details: (!details.is_empty()).then(|| details.join("\n")),
        executions: report.executions,
        distinct: Some(report.distinct),
        estimate: report.estimate,
        complete: report.complete,
        steps: report.steps,
        seconds: report.elapsed.as_secs_f64(),
        schedule: report.schedule.as_ref().map(Schedule::to_string),
        trace: report.trace.as_ref().map(ToString::to_string),
    }
}

/// The execution of a schedule.
pub(crate) fn replay(replay: &Replay) -> Result<Outcome, Usage> {
    let schedule: Schedule = read(&replay.schedule)?.parse()?;
    let (program, settings) = recall(&schedule)?;
    let (name, run, sizes) = (program.name, program.run, settings.to_string());
    let report = waitword_sim::replay(&schedule, move || run(&settings))?;
    Ok(outcome(name, sizes, report))
}

/// The program and the sizes that a schedule was made with.
fn recall(schedule: &Schedule) -> Result<(&'static Program, Settings), Usage> {
    let name = &schedule.program;
    let program = programs::find::<Sim>(name).ok_or_else(|| {
        format!(
            "line 2 of the schedule: there is no program {name:?}, `waitword list` shows those \
             there are"
        )
    })?;
    let mut settings = program.defaults();
    for (number, (name, value)) in (7..).zip(&schedule.settings) {
        let set = settings.set(&format!("{name}={value}"));
        set.map_err(|error| format!("line {number} of the schedule: {error}"))?;
    }
    Ok((program, settings))
}

/// The text of a schedule, from wherever it is.
fn read(schedule: &str) -> Result<String, Usage> {
    if schedule.contains('\n') {
        return Ok(schedule.to_string());
    }
    let text = match schedule {
        "-" => io::read_to_string(io::stdin().lock()),
        file => fs::read_to_string(file),
    };
    Ok(text.map_err(|error| {
        format!(
            "cannot read {schedule:?}: {error}; write a schedule's file, its text, or - for the \
             standard input"
        )
    })?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::Ordering::SeqCst;
    use waitword_core::{Object, Platform, Runtime};
    use waitword_sim::{Event, Mutex, Word};

    fn fails(_: &Settings) {
        let odd = |number: u32| assert!(number % 2 == 1, "{number} is even");
        let task = Sim::spawn(format_args!("adder"), move || odd(4));
        task.join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    }

    #[test]
    fn a_panic_is_a_verdict_with_its_schedule() {
        let program = Program {
            name: "fails",
            summary: "Fails",
            verdict: "panic",
            sizes: &[],
            run: fails,
        };
        let settings = program.defaults();
        let found = follow(explorer(&program, &settings), &program, settings);
        assert_eq!(found.verdict, "panic");
        let details = found.verdict_details.unwrap();
        assert!(
            details.starts_with("adder panicked: 4 is even"),
            "{details}"
        );
        assert!(found.trace.is_some());
        let schedule: Schedule = found.schedule.unwrap().parse().unwrap();
        let again = waitword_sim::replay(&schedule, || fails(&Settings::new(&[]))).unwrap();
        assert_eq!(again.verdict.word(), "panic");
    }

    /// What people and machines read of a program that fails so.
    fn shown(name: &'static str, run: fn(&Settings)) -> (String, String) {
        let program = Program {
            name,
            summary: "Fails",
            verdict: name,
            sizes: &[],
            run,
        };
        let settings = program.defaults();
        let explorer = explorer(&program, &settings).steps(2_000);
        let found = follow(explorer, &program, settings);
        assert_eq!(found.verdict, name);
        (
            super::super::page::page(&found, Some(name), None),
            found.json(),
        )
    }

    #[test]
    fn every_verdict_is_shown_to_people_and_machines() {
        let self_deadlock = |_: &Settings| {
            let lock = Mutex::new(());
            let _held = lock.lock();
            drop(lock.lock());
        };
        let partial_deadlock = |_: &Settings| {
            Sim::spawn(format_args!("waiter"), || Event::new().wait());
        };
        let livelock = |_: &Settings| {
            let word = Word::new(0);
            while word.load(SeqCst) == 0 {}
        };
        let leak = |_: &Settings| std::mem::forget(Arc::new(Mutex::new(())).lock());
        let not_owner = |_: &Settings| Sim::released(Object::new("mutex", &0));
        let runs: [(_, fn(&Settings), _); 5] = [
            (
                "self-deadlock",
                self_deadlock,
                "main waits for mutex#1 (lock), held by main",
            ),
            (
                "partial-deadlock",
                partial_deadlock,
                "waiter waits for event#1 (wait)",
            ),
            ("livelock", livelock, "main: word#1: load 0"),
            ("leak", leak, "mutex#1 is still held by main"),
            (
                "not-owner",
                not_owner,
                "main releases mutex#1, which nobody holds",
            ),
        ];
        for (word, run, line) in runs {
            let (page, json) = shown(word, run);
            for text in [&page, &json] {
                assert!(text.contains(word) && text.contains(line), "{text}");
                assert!(text.contains("waitword schedule 2"), "{text}");
            }
            assert!(page.contains(", as expected"), "{page}");
        }
    }
}
