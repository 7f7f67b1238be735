//! The explorer: execution after execution of one program, until a bug is found or nothing is left.

use std::rc::Rc;

use crate::declared::Declarations;
use crate::engine::{Granularity, Limits};
use crate::memory::Memory;
use crate::portfolio::portfolio;
use crate::replay::{ReplayError, replay_declared};
use crate::report::{Progress, Report};
use crate::schedule::Schedule;
use crate::search::{Order, Search};
use crate::setup::Setup;
use crate::stage::Stage;
use crate::strategy::{RoundRobin, Strategy};

const STEPS: u64 = 100_000;
/// How many executions the plan has.
const EXECUTIONS: u64 = 20_000;

/// Runs a program again and again, each time with other choices, and says what it found.
///
/// Without a strategy of your own it follows a plan, as far as a budget reaches: executions with at
/// most 0, 1 and 2 preemptions, all executions if they are few, and then [`Pct`](crate::Pct) and
/// [`Pos`](crate::Pos).
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
    setup: Setup,
    plan: Vec<Stage>,
    order: Order,
    /// What was said of early deadlines and of wakes for nothing.
    expiries: Option<u32>,
    failures: Option<u32>,
    spurious: Option<u32>,
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
            setup: Setup {
                name: "test".into(),
                settings: Vec::new(),
                granularity: Granularity::BlackBox,
                memory: Memory::default(),
                limits: Limits {
                    steps: STEPS,
                    expiries: 0,
                    spurious: 0,
                    failures: 0,
                },
                declared: Declarations::default(),
            },
            plan: Vec::new(),
            order: Order::default(),
            expiries: None,
            failures: None,
            spurious: None,
        }
    }

    /// What schedules call the program.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.setup.name = name.into();
        self
    }

    /// A setting of the program, kept in its schedules.
    pub fn setting(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.setup.settings.push((name.into(), value.into()));
        self
    }

    /// The strategy, in place of the plan.
    pub fn strategy(mut self, strategy: impl Strategy + 'static) -> Self {
        let must_finish = strategy.is_exhaustive();
        let mut stage = Stage::new(strategy, u64::MAX);
        stage.budget.must_finish = must_finish;
        self.plan = vec![stage];
        self
    }

    /// The most executions there may be. An exhaustive search that has not ended by then is
    /// [`Verdict::Limit`]; if nothing is said, random ones stop after 10,000, and the plan after
    /// 20,000.
    ///
    /// [`Verdict::Limit`]: crate::Verdict::Limit
    pub fn executions(mut self, executions: u64) -> Self {
        self.order.executions = Some(executions);
        self
    }

    /// The most events of one execution, and the most pauses (sleeps, starts of tasks, chosen
    /// numbers and looks at the time), which are no events: 100,000 if nothing is said. One with
    /// more is [`Verdict::Limit`](crate::Verdict::Limit).
    pub fn steps(mut self, steps: u64) -> Self {
        self.setup.limits.steps = steps;
        self
    }

    /// How many deadlines of one execution may pass before others have done what they could do
    /// first. If nothing is said, one in most strategies of the plan, and none in a strategy of
    /// your own: time passes when nobody can run.
    pub fn expiries(mut self, expiries: u32) -> Self {
        self.expiries = Some(expiries);
        self
    }

    /// How many waits of one execution may return for no reason. If nothing is said, one in most
    /// strategies of the plan, and none in a strategy of your own.
    pub fn spurious(mut self, spurious: u32) -> Self {
        self.spurious = Some(spurious);
        self
    }

    /// How many weak compare-exchange operations of one execution may fail for no reason. If
    /// nothing is said, one in most strategies of the plan, and none in a strategy of your own.
    pub fn failures(mut self, failures: u32) -> Self {
        self.failures = Some(failures);
        self
    }

    /// Which executions are consistent: those of [`Memory::Cpp20`] if nothing is said.
    pub fn memory(mut self, memory: Memory) -> Self {
        self.setup.memory = memory;
        self
    }

    /// What counts as one event.
    pub fn granularity(mut self, granularity: Granularity) -> Self {
        self.setup.granularity = granularity;
        self
    }

    /// The search is to find the verdict of this word, as [`Verdict::word`] gives it, and fails if
    /// it does not: `check` panics, and the report says so.
    ///
    /// # Panics
    /// If no verdict has this word.
    ///
    /// [`Verdict::word`]: crate::Verdict::word
    pub fn expect(mut self, word: &str) -> Self {
        self.setup.declared.expect(word);
        self
    }

    /// Some execution has to come to [`reached`](crate::reached) with this label; if none of the
    /// search does, that is [`Verdict::Unreached`](crate::Verdict::Unreached).
    pub fn must_reach(mut self, label: &str) -> Self {
        self.setup.declared.must_reach(label);
        self
    }

    /// No execution may come to [`reached`](crate::reached) with this label; one that does is
    /// [`Verdict::Reached`](crate::Verdict::Reached).
    pub fn never(mut self, label: &str) -> Self {
        self.setup.declared.never(label);
        self
    }

    /// The outcomes that the program tells with [`outcome`](crate::outcome) have to be these, all
    /// of them, and no other. One more, or in the end one less, is
    /// [`Verdict::Outcomes`](crate::Verdict::Outcomes).
    pub fn exact_outcomes(mut self, outcomes: impl IntoIterator<Item: Into<String>>) -> Self {
        self.setup.declared.exact_outcomes(outcomes);
        self
    }

    /// Tells `report` every few hundred executions how far the search is.
    pub fn on_progress(mut self, report: impl FnMut(&Progress) + 'static) -> Self {
        self.order.listener = Some(Box::new(report));
        self
    }

    /// Tells `report` at the end of each strategy what was found so far.
    pub fn on_stage(mut self, report: impl FnMut(&Report) + 'static) -> Self {
        self.order.chronicler = Some(Box::new(report));
        self
    }

    /// Makes, of all executions, only those of shard `index` of `count`, from 0 on.
    ///
    /// The shards split an exploration over any number of machines, which need not know of each
    /// other: each execution belongs to one of them. A strategy that ends by its budget makes as
    /// many executions in all shards together as it would make in one.
    ///
    /// The failure that comes first is that of the smallest [`stage`](Report::stage) and
    /// [`place`](Report::place). What was declared to be seen may be seen in another shard: of that
    /// a shard has no verdict, and the sums of [`outcomes`](Report::outcomes) and
    /// [`reached`](Report::reached) tell. A plan that ends early in one shard goes on in another.
    ///
    /// The cores of one machine are used by `waitword explore --workers`, which makes the shards in
    /// processes of their own, since a `static` belongs to one execution at a time. A test does not
    /// start itself again: its harness may call it by another name, and what it did before it came
    /// to its exploration would be done again in each process. Tests run beside each other anyway.
    ///
    /// ```
    /// use waitword_sim::{Explorer, Random, choose};
    ///
    /// let shard = |index| {
    ///     let explorer = Explorer::new().strategy(Random::new(7)).executions(25);
    ///     explorer.shard(index, 2).run(|| _ = choose(3))
    /// };
    /// assert_eq!((shard(0).executions, shard(1).executions), (13, 12));
    /// ```
    ///
    /// # Panics
    /// If there is no such shard; and the exploration does if its strategy cannot be split.
    pub fn shard(mut self, index: u64, count: u64) -> Self {
        assert!(index < count, "shard {index} is not one of {count}");
        self.order.shard = Some((index, count));
        self
    }

    /// Explores, and returns what was found.
    ///
    /// # Panics
    /// If it is called inside a simulation.
    pub fn run(mut self, program: impl Fn() + 'static) -> Report {
        let plan = std::mem::take(&mut self.plan);
        let plan = if plan.is_empty() {
            let executions = self.order.executions.unwrap_or(EXECUTIONS);
            portfolio(executions, self.limits(0), self.limits(1))
        } else {
            plan
        };
        self.search(Rc::new(program)).follow(plan)
    }

    /// Runs `program` once with the choices of `schedule`, as [`replay`](fn@crate::replay) does,
    /// with what is declared here.
    ///
    /// # Errors
    /// [`ReplayError`] if the program does not come to the choices of the schedule, or to its end.
    pub fn replay(
        self,
        schedule: &Schedule,
        program: impl Fn() + 'static,
    ) -> Result<Report, ReplayError> {
        replay_declared(schedule, self.setup.declared, Rc::new(program))
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
        self.search(Rc::new(program)).trace(stage)
    }

    /// What an execution may spend, with so much of what nobody has said anything about.
    fn limits(&self, odd: u32) -> Limits {
        Limits {
            expiries: self.expiries.unwrap_or(odd),
            spurious: self.spurious.unwrap_or(odd),
            failures: self.failures.unwrap_or(odd),
            ..self.setup.limits
        }
    }

    fn search(mut self, program: Rc<dyn Fn()>) -> Search {
        self.setup.limits = self.limits(0);
        Search::new(self.setup, program, self.order)
    }

    /// Explores, and panics if a bug was found, or another than was expected, with all that is
    /// needed to understand and replay it.
    ///
    /// # Panics
    /// With the verdict, the trace and the schedule of the bug.
    pub fn check(self, program: impl Fn() + 'static) -> Report {
        let report = self.run(program);
        assert!(report.is_expected(), "{report}");
        report
    }
}
