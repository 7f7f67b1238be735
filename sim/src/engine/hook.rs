//! The panic hook: a panic of a simulated task is a verdict, not a message on the terminal.

use std::io::Write;
use std::panic::{self, Location, PanicHookInfo};
use std::sync::Once;

use super::{Execution, fiber, with};
use crate::choice::Pick;

/// Puts the hook before the one that is there, once a process.
pub(super) fn install() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !note(info) {
                previous(info);
            }
        }));
    });
}

/// Takes the panic down if it is one of a simulated task.
fn note(info: &PanicHookInfo<'_>) -> bool {
    // A panic of the simulator itself finds no execution, since somebody looks at it.
    fiber::is_active() && with(|execution| take_down(execution, info)).is_some()
}

fn take_down(execution: &mut Execution, info: &PanicHookInfo<'_>) {
    let message = info.payload_as_str().unwrap_or("a panic without a message");
    let place = info.location().map_or_else(String::new, place);
    if ABORTS.contains(&message) {
        last_words(execution);
    }
    execution.task().unwinding = true;
    execution.panicked(format!("{message}{place}"));
}

/// What the last panic of a process says, after which it aborts.
const ABORTS: [&str; 2] = [
    "panic in a destructor during cleanup",
    "panic in a function that cannot unwind",
];

/// A panic ends the process here and now, so what is known is said at once.
fn last_words(execution: &Execution) {
    let pick = |pick: &Pick| format!("{} {}", pick.step, pick.picked);
    let picks: Vec<_> = execution.picks().iter().map(pick).collect();
    let panics: Vec<_> = execution.panics.iter().map(|(_, text)| &**text).collect();
    let _ = writeln!(
        std::io::stderr(),
        "waitword: a destructor panics while its task unwinds, which aborts: {}\n\
         after {} steps with these choices that were not the default: {}",
        panics.join("; "),
        execution.steps(),
        picks.join(", "),
    );
}

/// Where in the source a panic comes from, as its message gives it.
pub(super) fn place(location: &Location<'_>) -> String {
    format!(" ({}:{})", file(location.file()), location.line())
}

/// The path of a source file, without what is only true on this machine.
pub(crate) fn file(path: &str) -> &str {
    if std::path::Path::new(path).is_absolute() {
        path.rsplit(['/', '\\']).next().unwrap_or(path)
    } else {
        path
    }
}
