//! The search: strategy after strategy, execution after execution, and the one that fails
//! explained.

use std::collections::HashSet;
use std::hash::BuildHasherDefault;
use std::rc::Rc;
use std::time::Instant;

use crate::declare::judge;
use crate::engine::{self, Ending, Execution, NumberHasher};
use crate::explain::{self, Explained};
use crate::report::{Progress, Report};
use crate::schedule::Schedule;
use crate::setup::Setup;
use crate::strategy::{Replay, Strategy};
use crate::verdict::Verdict;

/// How many executions lie between two reports of progress.
const PACE: u64 = 256;

/// Who is told of progress.
pub(crate) type Listener = Box<dyn FnMut(&Progress)>;

/// One strategy and how many executions it gets.
pub(crate) struct Stage {
    pub(crate) strategy: Box<dyn Strategy>,
    pub(crate) executions: u64,
    /// To run out of executions is a verdict.
    pub(crate) must_finish: bool,
}

impl Stage {
    pub(crate) fn new(strategy: impl Strategy + 'static, executions: u64) -> Stage {
        Stage {
            strategy: Box::new(strategy),
            executions,
            must_finish: false,
        }
    }
}

/// A program under exploration.
pub(crate) struct Search {
    setup: Setup,
    executions: Option<u64>,
    listener: Option<Listener>,
    program: Rc<dyn Fn()>,
    execution: Option<Box<Execution>>,
    distinct: HashSet<u64, BuildHasherDefault<NumberHasher>>,
    report: Report,
    begun: Instant,
    /// The budgets of all stages together, of those that are over, and of the present one.
    all: f64,
    over: f64,
    present: f64,
}

impl Search {
    /// A search that makes at most so many executions of each strategy.
    pub(crate) fn new(
        setup: Setup,
        program: Rc<dyn Fn()>,
        executions: Option<u64>,
        listener: Option<Listener>,
    ) -> Search {
        let replay = Box::new(Replay::new(Vec::new()));
        let mut execution = Execution::new(setup.granularity, setup.limits, replay);
        execution.declared = setup.declared.clone();
        Search {
            setup,
            executions,
            listener,
            program,
            execution: Some(Box::new(execution)),
            distinct: HashSet::default(),
            report: Report::default(),
            begun: Instant::now(),
            all: 0.0,
            over: 0.0,
            present: 0.0,
        }
    }

    pub(crate) fn follow(mut self, plan: Vec<Stage>) -> Report {
        self.all = plan.iter().map(|stage| self.budget(stage) as f64).sum();
        let whole: Vec<_> = plan.iter().map(|stage| stage.strategy.describe()).collect();
        for stage in plan {
            self.over += self.present;
            self.present = self.budget(&stage) as f64;
            if self.stage(stage) {
                return self.finish();
            }
        }
        self.report.strategy = whole.join("; ");
        self.finish()
    }

    fn finish(mut self) -> Report {
        self.report.distinct = self.distinct.len() as u64;
        self.report.elapsed = self.begun.elapsed();
        if let Some(execution) = &self.execution {
            judge(&execution.declared, &mut self.report);
        }
        self.report
    }

    /// Makes the first execution of a stage and explains it.
    pub(crate) fn trace(mut self, stage: Stage) -> Report {
        self.begin_stage(stage);
        if self.strategy().begin() {
            let ending = self.execute();
            self.explain(ending);
        }
        self.finish()
    }

    /// The most executions that a stage may take.
    fn budget(&self, stage: &Stage) -> u64 {
        let random = if stage.must_finish { u64::MAX } else { 10_000 };
        let budget = self.executions.unwrap_or(random);
        budget.min(stage.executions)
    }

    /// Follows one strategy; true if a bug was found.
    fn stage(&mut self, stage: Stage) -> bool {
        let budget = self.budget(&stage);
        let must_finish = stage.must_finish;
        self.begin_stage(stage);
        let before = self.report.executions;
        loop {
            if !self.strategy().begin() {
                self.report.complete = self.strategy().is_exhaustive();
                break;
            }
            if self.report.executions - before == budget {
                if must_finish {
                    let problem = format!("the search has not ended after {budget} executions");
                    self.report.verdict = Verdict::Limit(problem);
                }
                break;
            }
            let ending = self.execute();
            if ending != Ending::Complete && ending != Ending::SeenAll || self.has_panics() {
                self.explain(ending);
                return true;
            }
            self.report_progress(self.report.executions - before);
        }
        false
    }

    fn begin_stage(&mut self, stage: Stage) {
        self.report.strategy = stage.strategy.describe();
        self.report.complete = false;
        if let Some(execution) = &mut self.execution {
            execution.strategy = stage.strategy;
        }
    }

    fn strategy(&mut self) -> &mut dyn Strategy {
        self.execution
            .as_mut()
            .expect("no execution is under way")
            .strategy()
    }

    fn has_panics(&self) -> bool {
        self.execution
            .as_ref()
            .is_some_and(|execution| !execution.panics().is_empty())
    }

    fn execute(&mut self) -> Ending {
        let mut execution = self.execution.take().expect("no execution is under way");
        execution.reset(self.setup.limits);
        let mut execution = engine::run(execution, &self.program);
        let repeats = execution.strategy().finish();
        let ending = if repeats {
            execution.ending()
        } else {
            Ending::Mismatch
        };
        if ending != Ending::SeenAll {
            self.report.executions += 1;
            self.distinct.insert(execution.digest());
            self.count(&execution);
        }
        self.report.steps += execution.steps();
        self.execution = Some(execution);
        ending
    }

    /// Counts what the execution has told.
    fn count(&mut self, execution: &Execution) {
        for label in execution.reached() {
            *self.report.reached.entry(label.clone()).or_default() += 1;
        }
        if let Some(outcome) = execution.outcome() {
            *self.report.outcomes.entry(outcome).or_default() += 1;
        }
    }

    /// `executions` are those of the present stage.
    fn report_progress(&mut self, executions: u64) {
        if !self.report.executions.is_multiple_of(PACE) {
            return;
        }
        let seen = self.strategy().progress().unwrap_or(0.0);
        let part = (executions as f64 / self.present).max(seen);
        let Report {
            executions, steps, ..
        } = self.report;
        let progress = Progress {
            executions,
            steps,
            part: (self.over + part * self.present) / self.all,
            elapsed: self.begun.elapsed(),
        };
        if let Some(report) = &mut self.listener {
            report(&progress);
        }
    }

    /// Runs the failing execution once more, with everything written down.
    fn explain(&mut self, ending: Ending) {
        let picks = self
            .execution
            .as_ref()
            .map_or_else(Vec::new, |e| e.picks().to_vec());
        self.report.strategy = self.strategy().describe();
        if ending == Ending::Mismatch {
            let problem =
                "a choice that was there before was missing when its execution was repeated";
            self.report.verdict = Verdict::Nondeterminism(problem.into());
            return;
        }
        let explained = explain::explain(&self.setup, &self.program, picks);
        if explained.ending != ending {
            let problem = format!(
                "an execution ended once as {ending:?} and once as {:?}",
                explained.ending
            );
            self.report.verdict = Verdict::Nondeterminism(problem);
            return;
        }
        let Explained {
            verdict,
            trace,
            schedule,
            ..
        } = explained;
        self.report.verdict = verdict;
        self.report.trace = Some(trace);
        self.report.schedule = Some(Schedule {
            strategy: self.report.strategy.clone(),
            ..schedule
        });
    }
}
