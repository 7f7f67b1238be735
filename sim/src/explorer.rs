//! The explorer: execution after execution of one program, until a bug is found or nothing is left.

use std::collections::HashSet;
use std::rc::Rc;
use std::time::Instant;

use crate::engine::{self, Ending, Execution, Granularity, Limits};
use crate::explain::{self, Explained};
use crate::report::{Progress, Report};
use crate::schedule::Schedule;
use crate::strategy::{Exhaustive, Random, Replay, RoundRobin, Strategy};
use crate::verdict::Verdict;

/// How many executions lie between two reports of progress.
const PACE: u64 = 256;
const STEPS: u64 = 100_000;
/// How many executions the plan has.
const EXECUTIONS: u64 = 20_000;

/// Runs a program again and again, each time with other choices, and says what it found.
///
/// Without a strategy of your own it goes through a plan: every execution with at most 0, 1 and 2
/// preemptions, as far as a budget reaches, and then random ones.
///
/// ```
/// use std::sync::Arc;
/// use waitword_sim::{Exhaustive, Explorer, Mutex, spawn};
///
/// let report = Explorer::new().strategy(Exhaustive::new()).run(|| {
///     let total = Arc::new(Mutex::new(0));
///     let other = Arc::clone(&total);
///     let task = spawn("other", move || *other.lock() += 1);
///     *total.lock() += 1;
///     task.join().unwrap();
///     assert_eq!(*total.lock(), 2);
/// });
/// assert!(report.verdict.is_ok());
/// assert_eq!(report.executions, 2); // who locks first
/// ```
pub struct Explorer {
    pub(crate) name: String,
    pub(crate) settings: Vec<(String, String)>,
    pub(crate) granularity: Granularity,
    pub(crate) limits: Limits,
    plan: Vec<Stage>,
    executions: Option<u64>,
    progress: Option<Listener>,
}

/// Who is told of progress.
type Listener = Box<dyn FnMut(&Progress)>;

/// One strategy and how many executions it gets.
struct Stage {
    strategy: Box<dyn Strategy>,
    executions: u64,
    /// To run out of executions is a verdict.
    must_finish: bool,
}

impl Stage {
    fn new(strategy: impl Strategy + 'static, executions: u64) -> Stage {
        Stage {
            strategy: Box::new(strategy),
            executions,
            must_finish: false,
        }
    }
}

impl Default for Explorer {
    fn default() -> Self {
        Explorer::new()
    }
}

impl Explorer {
    /// An explorer in the black box, with the plan that [`check`](crate::check) follows.
    pub fn new() -> Self {
        Explorer {
            name: "test".into(),
            settings: Vec::new(),
            granularity: Granularity::BlackBox,
            limits: Limits {
                steps: STEPS,
                expiries: 0,
                spurious: 0,
            },
            plan: Vec::new(),
            executions: None,
            progress: None,
        }
    }

    /// What schedules call the program.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// A setting of the program, kept in its schedules.
    pub fn setting(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.push((name.into(), value.into()));
        self
    }

    /// The strategy, in place of the plan.
    pub fn strategy(mut self, strategy: impl Strategy + 'static) -> Self {
        let must_finish = strategy.is_exhaustive();
        self.plan = vec![Stage {
            must_finish,
            ..Stage::new(strategy, u64::MAX)
        }];
        self
    }

    /// The most executions there may be. An exhaustive search that has not ended by then is
    /// [`Verdict::Limit`]; if nothing is said, random ones stop after 10,000, and the plan after
    /// 20,000.
    pub fn executions(mut self, executions: u64) -> Self {
        self.executions = Some(executions);
        self
    }

    /// The most events of one execution, 100,000 if nothing is said; one with more is
    /// [`Verdict::Limit`].
    pub fn steps(mut self, steps: u64) -> Self {
        self.limits.steps = steps;
        self
    }

    /// How many deadlines of one execution may pass before others have done what they could do
    /// first. None if nothing is said: time passes when nobody can run.
    pub fn expiries(mut self, expiries: u32) -> Self {
        self.limits.expiries = expiries;
        self
    }

    /// How many waits of one execution may return for no reason. None if nothing is said.
    pub fn spurious(mut self, spurious: u32) -> Self {
        self.limits.spurious = spurious;
        self
    }

    /// What counts as one event.
    pub fn granularity(mut self, granularity: Granularity) -> Self {
        self.granularity = granularity;
        self
    }

    /// Tells `report` every few hundred executions how far the search is.
    pub fn on_progress(mut self, report: impl FnMut(&Progress) + 'static) -> Self {
        self.progress = Some(Box::new(report));
        self
    }

    /// Explores, and returns what was found.
    ///
    /// # Panics
    /// If it is called inside a simulation.
    pub fn run(mut self, program: impl Fn() + 'static) -> Report {
        let plan = std::mem::take(&mut self.plan);
        let plan = if plan.is_empty() {
            portfolio(self.executions.unwrap_or(EXECUTIONS))
        } else {
            plan
        };
        Search::new(self, Rc::new(program)).follow(plan)
    }

    /// Runs the first execution of the strategy, and writes it down whatever it ends in.
    ///
    /// # Panics
    /// If it is called inside a simulation.
    pub fn trace(mut self, program: impl Fn() + 'static) -> Report {
        let plan = std::mem::take(&mut self.plan);
        let stage = plan
            .into_iter()
            .next()
            .unwrap_or_else(|| Stage::new(RoundRobin::new(), 1));
        Search::new(self, Rc::new(program)).trace(stage)
    }

    /// Explores, and panics if a bug was found, with all that is needed to understand and replay
    /// it.
    ///
    /// # Panics
    /// With the verdict, the trace and the schedule of the bug.
    pub fn check(self, program: impl Fn() + 'static) -> Report {
        let report = self.run(program);
        assert!(report.verdict.is_ok(), "{report}");
        report
    }
}

/// What is done if nothing else is asked for, with so many executions in all.
fn portfolio(executions: u64) -> Vec<Stage> {
    let twentieth = executions / 20;
    vec![
        Stage::new(Exhaustive::bounded(0), twentieth),
        Stage::new(Exhaustive::bounded(1), 4 * twentieth),
        Stage::new(Exhaustive::bounded(2), 10 * twentieth),
        Stage::new(Random::new(0), executions - 15 * twentieth),
    ]
}

/// A program under exploration.
struct Search {
    explorer: Explorer,
    program: Rc<dyn Fn()>,
    execution: Option<Box<Execution>>,
    distinct: HashSet<u64>,
    report: Report,
    begun: Instant,
    /// The budgets of all stages together, of those that are over, and of the present one.
    all: f64,
    over: f64,
    present: f64,
}

impl Search {
    fn new(explorer: Explorer, program: Rc<dyn Fn()>) -> Search {
        let (granularity, limits) = (explorer.granularity, explorer.limits);
        let execution = Execution::new(granularity, limits, Box::new(Replay::new(Vec::new())));
        Search {
            explorer,
            program,
            execution: Some(Box::new(execution)),
            distinct: HashSet::new(),
            report: Report::default(),
            begun: Instant::now(),
            all: 0.0,
            over: 0.0,
            present: 0.0,
        }
    }

    fn follow(mut self, plan: Vec<Stage>) -> Report {
        self.all = plan.iter().map(|stage| self.budget(stage) as f64).sum();
        for stage in plan {
            self.over += self.present;
            self.present = self.budget(&stage) as f64;
            if self.stage(stage) {
                break;
            }
        }
        self.finish()
    }

    fn finish(mut self) -> Report {
        self.report.distinct = self.distinct.len() as u64;
        self.report.elapsed = self.begun.elapsed();
        self.report
    }

    /// Makes the first execution of a stage and explains it.
    fn trace(mut self, stage: Stage) -> Report {
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
        let budget = self.explorer.executions.unwrap_or(random);
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
        execution.reset(self.explorer.limits);
        let program = Rc::clone(&self.program);
        let mut execution = engine::run(
            execution,
            Box::new(move || {
                program();
                false
            }),
        );
        let repeats = execution.strategy().finish();
        let ending = if repeats {
            execution.ending()
        } else {
            Ending::Mismatch
        };
        if ending != Ending::SeenAll {
            self.report.executions += 1;
            self.distinct.insert(execution.digest());
        }
        self.report.steps += execution.steps();
        self.execution = Some(execution);
        ending
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
        if let Some(report) = &mut self.explorer.progress {
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
        let explained = explain::explain(&self.explorer, &self.program, picks);
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
