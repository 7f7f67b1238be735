//! The search: strategy after strategy, execution after execution, and the one that fails
//! explained.

use std::rc::Rc;
use std::time::Instant;

use crate::choice::Pick;
use crate::declare::judge;
use crate::engine::{self, Ending, Execution};
use crate::estimate::Census;
use crate::explain::{self, Explained};
use crate::repeat;
use crate::report::{Progress, Report};
use crate::schedule::Schedule;
use crate::setup::Setup;
use crate::stage::{Budget, Stage};
use crate::strategy::{Replay, Strategy};
use crate::trace::Recorder;
use crate::verdict::Verdict;

/// How many executions lie between two reports of progress.
const PACE: u64 = 256;

/// Who is told of progress.
pub(crate) type Listener = Box<dyn FnMut(&Progress)>;
/// Who is told how far it is at the end of each stage.
pub(crate) type Chronicler = Box<dyn FnMut(&Report)>;

/// What an exploration is asked for beside the program and the plan.
#[derive(Default)]
pub(crate) struct Order {
    /// The most executions of each strategy.
    pub(crate) executions: Option<u64>,
    /// Which part of how many is made.
    pub(crate) shard: Option<(u64, u64)>,
    pub(crate) listener: Option<Listener>,
    pub(crate) chronicler: Option<Chronicler>,
}

/// A program under exploration.
pub(crate) struct Search {
    setup: Setup,
    order: Order,
    program: Rc<dyn Fn()>,
    execution: Option<Box<Execution>>,
    census: Census,
    /// The strategy that is followed makes executions by chance.
    by_chance: bool,
    report: Report,
    begun: Instant,
    /// The first execution is made twice.
    begun_to_run: bool,
    /// The budgets of all stages together, of those that are over, and of the present one.
    all: f64,
    over: f64,
    present: f64,
}

impl Search {
    pub(crate) fn new(setup: Setup, program: Rc<dyn Fn()>, order: Order) -> Search {
        let replay = Box::new(Replay::new(Vec::new()));
        let mut execution = Execution::new(setup.granularity, setup.memory, setup.limits, replay);
        execution.declared = setup.declared.clone();
        Search {
            setup,
            program,
            execution: Some(Box::new(execution)),
            census: Census::new(order.shard.is_some()),
            order,
            by_chance: false,
            report: Report::default(),
            begun: Instant::now(),
            begun_to_run: false,
            all: 0.0,
            over: 0.0,
            present: 0.0,
        }
    }

    pub(crate) fn follow(mut self, mut plan: Vec<Stage>) -> Report {
        plan.iter_mut().for_each(|stage| self.split(stage));
        let executions = |stage: &Stage| stage.budget.executions as f64;
        self.all = plan.iter().map(executions).sum();
        let mut followed = Vec::new();
        for (number, stage) in plan.into_iter().enumerate() {
            self.report.stage = number;
            self.over += self.present;
            self.present = executions(&stage);
            followed.push(stage.strategy.describe());
            let may_be_last = stage.budget.may_be_last;
            let found = self.stage(stage);
            self.chronicle();
            if found {
                return self.finish();
            }
            if may_be_last && self.report.complete {
                break;
            }
        }
        self.report.strategy = followed.join("; ");
        self.finish()
    }

    /// Leaves of a stage what the order asks for.
    fn split(&self, stage: &mut Stage) {
        let random = if stage.budget.must_finish {
            u64::MAX
        } else {
            10_000
        };
        let most = self.order.executions.unwrap_or(random);
        stage.budget.executions = stage.budget.executions.min(most);
        if let Some((index, count)) = self.order.shard {
            let split = stage.strategy.shard(index, count);
            assert!(
                split,
                "{} cannot be split into shards",
                stage.strategy.describe()
            );
            stage.budget = stage.budget.shard((index, count));
        }
    }

    /// Says how far it is at the end of a stage.
    fn chronicle(&mut self) {
        if self.order.chronicler.is_some() {
            self.sum_up();
        }
        if let Some(tell) = &mut self.order.chronicler {
            tell(&self.report);
        }
    }

    fn sum_up(&mut self) {
        let seen = self.strategy().progress();
        let report = &mut self.report;
        report.distinct = self.census.distinct();
        report.estimate = match seen {
            _ if report.complete => Some(report.distinct),
            Some(seen) => self.census.of_part(seen),
            None => self.census.by_chance(),
        };
        report.elapsed = self.begun.elapsed();
        if let Some(listed) = &self.census.listed {
            report.fingerprints.clone_from(listed);
        }
    }

    fn finish(mut self) -> Report {
        self.sum_up();
        let found = self.report.verdict.clone();
        if let Some(execution) = &self.execution {
            judge(&execution.declared, &mut self.report);
        }
        if self.order.shard.is_some() {
            // What one shard has not seen another may have.
            self.report.verdict = found;
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

    /// Follows one strategy; true if a bug was found.
    fn stage(&mut self, stage: Stage) -> bool {
        let budget = stage.budget;
        self.begin_stage(stage);
        let before = (self.report.executions, self.report.steps);
        loop {
            if !self.strategy().begin() {
                self.report.complete = self.strategy().is_exhaustive();
                return false;
            }
            let executions = self.report.executions - before.0;
            if self.is_spent(&budget, executions, self.report.steps - before.1) {
                return false;
            }
            let ending = self.execute();
            if self.has_failed(ending) {
                self.explain(ending);
                return true;
            }
            self.report_progress(executions + 1);
        }
    }

    /// Whether nothing is left to spend, or it would not be worth it.
    fn is_spent(&mut self, budget: &Budget, executions: u64, steps: u64) -> bool {
        if executions == budget.executions {
            if budget.must_finish {
                let problem = format!("the search has not ended after {executions} executions");
                self.report.verdict = Verdict::Limit(problem);
                self.report.place = vec![u64::MAX];
            }
            return true;
        }
        let looks = executions.is_multiple_of(PACE);
        steps >= budget.steps || looks && budget.is_hopeless(executions, self.strategy().progress())
    }

    fn has_failed(&mut self, ending: Ending) -> bool {
        match ending {
            Ending::SeenAll => false,
            Ending::Mismatch => true,
            _ if self.strategy().is_foreign() => false,
            Ending::Complete => self.has_panics(),
            _ => true,
        }
    }

    fn begin_stage(&mut self, stage: Stage) {
        self.report.strategy = stage.strategy.describe();
        self.report.complete = false;
        self.by_chance = !stage.strategy.is_exhaustive();
        self.setup.limits = stage.limits.unwrap_or(self.setup.limits);
        if let Some(execution) = &mut self.execution {
            execution.strategy = stage.fair_strategy(self.setup.limits);
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
        let first = !std::mem::replace(&mut self.begun_to_run, true);
        execution.recorder = first.then(Recorder::for_print);
        let mut execution = engine::run(execution, &self.program);
        let repeats = execution.finish_strategy() && self.repeats(&mut execution);
        let ending = if !repeats {
            Ending::Mismatch
        } else if execution.strategy().is_redundant() {
            Ending::SeenAll
        } else {
            execution.ending()
        };
        if ending == Ending::SeenAll {
            self.report.blocked += 1;
        } else if !execution.strategy().is_foreign() {
            self.report.executions += 1;
            self.report.steps += execution.steps();
            self.census.add(execution.digest(), self.by_chance);
            self.count(&execution);
        }
        self.execution = Some(execution);
        ending
    }

    /// Whether the first execution, which left a print, does the same once more.
    fn repeats(&self, execution: &mut Execution) -> bool {
        let Some(print) = repeat::print(execution) else {
            return true;
        };
        if print.ending == Ending::SeenAll || execution.strategy().is_foreign() {
            return true;
        }
        let picks = execution.picks().to_vec();
        !repeat::differs(&self.setup, &self.program, picks, &print)
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
        if !self.report.executions.is_multiple_of(PACE) || self.order.listener.is_none() {
            return;
        }
        let seen = self.strategy().progress().unwrap_or(0.0);
        let part = (executions as f64 / self.present).max(seen);
        let Report {
            executions, steps, ..
        } = self.report;
        let progress = Progress {
            stage: self.report.stage,
            place: self.strategy().place(),
            executions,
            steps,
            part: (self.over + part * self.present) / self.all,
            elapsed: self.begun.elapsed(),
        };
        if let Some(report) = &mut self.order.listener {
            report(&progress);
        }
    }

    /// Shows how executions that made the same choices differ.
    fn does_not_repeat(&mut self, picks: &[Pick], problem: String) {
        let difference = repeat::compare(&self.setup, &self.program, picks, problem);
        self.report.verdict = Verdict::Nondeterminism(difference);
    }

    /// Runs the failing execution once more, with everything written down.
    fn explain(&mut self, ending: Ending) {
        let picks = self
            .execution
            .as_ref()
            .map_or_else(Vec::new, |e| e.picks().to_vec());
        self.report.strategy = self.strategy().describe();
        self.report.place = self.strategy().place();
        if ending == Ending::Mismatch {
            let problem =
                "a choice that was there before was missing when its execution was repeated";
            return self.does_not_repeat(&picks, problem.into());
        }
        let explained = explain::explain(&self.setup, &self.program, picks.clone());
        if explained.ending != ending {
            let problem = format!(
                "an execution ended once as {ending:?} and once as {:?}",
                explained.ending
            );
            return self.does_not_repeat(&picks, problem);
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
