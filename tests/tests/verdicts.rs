//! The reports of verdicts, as people read them, kept as snapshots: a small program for each.

use std::sync::Arc;
use std::sync::atomic::Ordering::{Acquire, Release, SeqCst};

use insta::assert_snapshot;
use waitword_core::platform::ALL;
use waitword_core::runtime::name;
use waitword_core::{Object, Platform};
use waitword_sim::{
    Event, Exhaustive, Explorer, Mutex, RoundRobin, Sim, Word, never, outcome, reached, replay,
    spawn,
};

/// The report of the first execution that fails, which fails in the same way when it is replayed.
fn found(explorer: Explorer, program: impl Fn() + Clone + 'static) -> String {
    let report = explorer.run(program.clone());
    let schedule = report.schedule.as_ref().expect("it fails").to_string();
    let again = replay(&schedule.parse().unwrap(), program).unwrap();
    assert_eq!(
        (&again.verdict, &again.trace),
        (&report.verdict, &report.trace)
    );
    report.to_string()
}

fn exhaustive() -> Explorer {
    Explorer::new().strategy(Exhaustive::new())
}

#[test]
fn self_deadlock() {
    assert_snapshot!(found(exhaustive(), || {
        let account = Mutex::new(10);
        name::<Sim, _>(&account, format_args!("account"));
        let pay = |amount| *account.lock() -= amount;
        let balance = account.lock();
        if *balance > 5 {
            pay(5);
        }
    }));
}

#[test]
fn partial_deadlock() {
    assert_snapshot!(found(exhaustive(), || {
        let end = Arc::new(Event::new());
        name::<Sim, _>(&*end, format_args!("the end"));
        for id in 0..2 {
            let end = Arc::clone(&end);
            spawn(&format!("worker {id}"), move || end.wait());
        }
        spawn("helper", || ()).join().unwrap();
    }));
}

/// A lock of a program's own, which tells the simulator who holds it.
struct Gate(Word);

impl Gate {
    fn new() -> Arc<Gate> {
        let gate = Arc::new(Gate(Word::new(0)));
        Sim::name(gate.object(), format_args!("gate"));
        gate
    }

    fn object(&self) -> Object {
        Object::new("mutex", self)
    }

    fn close(&self) {
        while self.0.swap(1, Acquire) != 0 {
            self.0.wait(1);
        }
        Sim::acquired(self.object());
    }

    fn open(&self) {
        Sim::released(self.object());
        self.0.store(0, Release);
        self.0.wake(ALL);
    }
}

#[test]
fn not_owner() {
    assert_snapshot!(found(exhaustive(), || {
        let gate = Gate::new();
        gate.close();
        let other = Arc::clone(&gate);
        spawn("guest", move || other.open()).join().unwrap();
    }));
}

#[test]
fn leak() {
    assert_snapshot!(found(exhaustive(), || {
        let gate = Gate::new();
        spawn("guest", move || gate.close()).join().unwrap();
    }));
}

/// Takes one lock and tries the other; gives way if that is taken.
fn polite(first: &Mutex<()>, second: &Mutex<()>) {
    loop {
        let held = first.lock();
        if second.try_lock().is_some() {
            return;
        }
        drop(held);
    }
}

#[test]
fn livelock() {
    let turns = RoundRobin::new();
    let report = found(Explorer::new().steps(600).strategy(turns), || {
        let doors = Arc::new((Mutex::new(()), Mutex::new(())));
        name::<Sim, _>(&doors.0, format_args!("left door"));
        name::<Sim, _>(&doors.1, format_args!("right door"));
        let other = Arc::clone(&doors);
        let task = spawn("other", move || polite(&other.1, &other.0));
        polite(&doors.0, &doors.1);
        task.join().unwrap();
    });
    // Its schedule is long: in turns, every step is a switch.
    let (page, _) = report.split_once("\nwaitword schedule").unwrap();
    assert_snapshot!(page);
}

#[test]
fn lost_wakeup() {
    assert_snapshot!(found(exhaustive(), || {
        let ready = Arc::new(Word::new(0));
        name::<Sim, _>(&*ready, format_args!("ready"));
        let other = Arc::clone(&ready);
        let task = spawn("maker", move || other.store(1, SeqCst));
        while ready.load(SeqCst) == 0 {
            ready.wait(0);
        }
        task.join().unwrap();
    }));
}

#[test]
fn reached_what_was_never_to_be() {
    assert_snapshot!(found(exhaustive(), || {
        never("both are first");
        let (x, y) = (Arc::new(Word::new(0)), Arc::new(Word::new(0)));
        let other = (Arc::clone(&x), Arc::clone(&y));
        let task = spawn("other", move || {
            other.1.store(1, SeqCst);
            other.0.load(SeqCst)
        });
        x.store(1, SeqCst);
        let mine = y.load(SeqCst);
        if mine + task.join().unwrap() == 2 {
            reached("both are first");
        }
    }));
}

#[test]
fn unexpected_outcome() {
    let program = || {
        waitword_sim::exact_outcomes(["0"]);
        let word = Arc::new(Word::new(0));
        let other = Arc::clone(&word);
        let task = spawn("other", move || other.store(1, SeqCst));
        outcome(word.load(SeqCst).to_string());
        task.join().unwrap();
    };
    assert_snapshot!(found(exhaustive(), program));
}

#[test]
fn nondeterminism() {
    let runs = std::cell::Cell::new(0);
    let report = exhaustive().run(move || {
        runs.set(runs.get() + 1);
        let word = Word::new(0);
        name::<Sim, _>(&word, format_args!("run"));
        word.load(SeqCst);
        word.store(runs.get(), SeqCst);
        word.load(SeqCst);
    });
    assert_snapshot!(report.to_string());
}

#[test]
fn unreached() {
    let report = exhaustive().must_reach("the moon").run(|| reached("orbit"));
    assert_snapshot!(report.to_string());
}
