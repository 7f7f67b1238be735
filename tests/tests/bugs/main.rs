//! Real bugs, each written small from its description, in a broken and a repaired form.
//!
//! The default plan and budget of the explorer finds every broken form, and nothing in the repaired
//! one. The trace of each bug is kept as a snapshot.
//!
//! | file | bug | verdict |
//! |---|---|---|
//! | `frame` | a waker reads the waiter's node after the waiter may have left | use after free |
//! | `positions` | a queue is full, or hangs, because a peer stands still half way | panic |
//! | `buffering` | "there is an item" and "somebody is parked" pass each other | deadlock |
//! | `weak` | a weak exchange is believed to fail only for a reason | panic |
//! | `unlocked` | a condition is changed without the lock | deadlock |
//! | `one_condvar` | one condition variable for two conditions, and one is notified | deadlock |
//! | `parked_bit` | a writer that gives up takes back a bit that is gone | deadlock |
//! | `waiters_mark` | who was woken takes the lock without the mark of the others | deadlock |
//! | `under_way` | a receiver whose time is up believes that no send is under way | panic |
//! | `believed` | an unlock believes that who was woken takes the lock | deadlock |
//! | `failed_once` | a caller that waited believes that the initialiser has succeeded | panic |
//! | `previous` | what `fetch_sub` returns is taken for what it leaves | deadlock |

mod believed;
mod buffering;
mod failed_once;
mod frame;
mod one_condvar;
mod parked_bit;
mod positions;
mod previous;
mod under_way;
mod unlocked;
mod waiters_mark;
mod weak;

use std::sync::Arc;
use std::time::Duration;

use waitword_sim::{Explorer, Sim};

/// How long the impatient wait.
const SHORT: Duration = Duration::from_millis(10);

/// Which form of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Broken,
    Repaired,
}

impl Form {
    fn is_broken(self) -> bool {
        self == Form::Broken
    }
}

/// What the explorer says of the broken form, which it has to find.
fn found(verdict: &str, program: fn(Form)) -> String {
    let report = Explorer::new().run(move || program(Form::Broken));
    assert_eq!(report.verdict.word(), verdict, "{report}");
    let trace = report.trace.expect("a bug has a trace");
    format!("{}\n\n{trace}", report.verdict)
}

/// The explorer finds nothing in the repaired form.
fn green(program: fn(Form)) {
    Explorer::new().check(move || program(Form::Repaired));
}

/// Two handles of one value.
fn shared<T>(value: T) -> (Arc<T>, Arc<T>) {
    let mine = Arc::new(value);
    (Arc::clone(&mine), mine)
}

/// Names an object in the trace.
fn name<T>(object: &T, name: &str) {
    waitword_core::runtime::name::<Sim, T>(object, format_args!("{name}"));
}
