//! Makes a copy of core's primitives in which each ordering, wake and mark has a switch.
//!
//! The tests in `tests/mutants` include it, and turn one switch at a time. A switch is a call with
//! the number of its site, so that one build has all mutants.

use std::fs;
use std::path::{Path, PathBuf};
use std::{env, fmt::Write as _};

/// The files that are copied. What else they use is core's own.
const FILES: &[&str] = &[
    "error.rs",
    "patience.rs",
    "lock.rs",
    "owned.rs",
    "short.rs",
    "mutex/mapped.rs",
    "fair.rs",
    "fair_mutex.rs",
    "raw_lock.rs",
    "reentrant_mutex.rs",
    "holders/waiting.rs",
    "rwlock/guards.rs",
    "rwlock/upgradable.rs",
    "rwlock/mapped_read.rs",
    "rwlock/mapped_write.rs",
    "permits.rs",
    "semaphore/permit.rs",
    "semaphore/timed.rs",
    "event.rs",
    "barrier/action.rs",
    "barrier/breaking.rs",
    "barrier/timed.rs",
    "signal.rs",
    "latch.rs",
    "wait_group.rs",
    "claim.rs",
    "once.rs",
    "once_lock.rs",
    "condvar/guard.rs",
    "queue/error.rs",
    "queue/order.rs",
    "queue/priority.rs",
    "queue/ring.rs",
    "queue/stack.rs",
    "queue/heap.rs",
    "queue/engine.rs",
    "queue/put.rs",
    "queue/get.rs",
    "queue/done.rs",
    "queue/shutdown.rs",
    "queue/timed.rs",
];

/// The same, of which the name is another one in the copy.
const MOVED: &[(&str, &str)] = &[
    ("queue.rs", "queue/mod.rs"),
    ("semaphore.rs", "semaphore/mod.rs"),
    ("barrier.rs", "barrier/mod.rs"),
    ("condvar.rs", "condvar/mod.rs"),
    ("queue/room.rs", "queue/room.rs"),
    ("holders.rs", "holders/mod.rs"),
    ("rwlock.rs", "rwlock/mod.rs"),
    ("mutex.rs", "mutex/mod.rs"),
];

/// What the copy has of core as it is.
const REST: &str = "
mod operation { pub use waitword_core::{Access, Object, Operation, Outcome, Verb}; }
mod scope { pub use waitword_core::Scope; }
mod word { pub use waitword_core::Word; }
pub use waitword_core::platform;
";

/// What is left out by one switch: its name, its file, and what is written where, `#` for the
/// switch's number.
type Mark = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

const MARKS: &[Mark] = &[
    (
        "a waiter marks the lock as contended",
        "lock.rs",
        &[
            ("swap(CONTENDED,", "swap(switch::or(#, CONTENDED, HELD),"),
            (
                "wait(&self.word, CONTENDED)",
                "wait(&self.word, switch::or(#, CONTENDED, HELD))",
            ),
        ],
    ),
    (
        "who has slept takes the lock as contended",
        "lock.rs",
        &[(
            "self.spin(CONTENDED)",
            "self.spin(switch::or(#, CONTENDED, HELD))",
        )],
    ),
    (
        "a waiter marks the owned lock as contended",
        "owned.rs",
        &[("state | CONTENDED", "state | switch::or(#, CONTENDED, 0)")],
    ),
    (
        "who has slept takes the owned lock as contended",
        "owned.rs",
        &[("me | CONTENDED", "me | switch::or(#, CONTENDED, 0)")],
    ),
    (
        "who waits for readers and writers leaves a mark",
        "holders/waiting.rs",
        &[(
            "without_void_turn(state) | mark;",
            "without_void_turn(state) | switch::or(#, mark, 0);",
        )],
    ),
    (
        "a writer that has slept leaves the mark for others",
        "holders/waiting.rs",
        &[(
            "mark = WRITERS_SLEEP;",
            "mark = switch::or(#, WRITERS_SLEEP, 0);",
        )],
    ),
    (
        "a waiter that sleeps marks the fair lock",
        "fair.rs",
        &[("state | mark,", "state | switch::or(#, mark, 0),")],
    ),
    (
        "who takes the fair lock begins another turn for the late",
        "fair.rs",
        &[(
            "self.turns.fetch_add(1, Relaxed);",
            "self.turns.fetch_add(switch::or(#, 1, 0), Relaxed);",
        )],
    ),
    (
        "a waiter marks the semaphore",
        "permits.rs",
        &[
            ("fetch_or(WAITERS,", "fetch_or(switch::or(#, WAITERS, 0),"),
            (
                "wait(&self.state, state)",
                "wait(&self.state, state & !switch::or(#, 0, WAITERS))",
            ),
        ],
    ),
    (
        "who takes a permit restores the mark",
        "permits.rs",
        &[(
            "(state - 1) | WAITERS",
            "(state - 1) | switch::or(#, WAITERS, 0)",
        )],
    ),
    (
        "who collects says so",
        "permits.rs",
        &[("state | COLLECTS", "state | switch::or(#, COLLECTS, 0)")],
    ),
    (
        "a waiter of the semaphore is counted",
        "permits.rs",
        &[
            (
                "waiting.fetch_add(1,",
                "waiting.fetch_add(switch::or(#, 1, 0),",
            ),
            (
                "waiting.fetch_sub(1,",
                "waiting.fetch_sub(switch::or(#, 1, 0),",
            ),
        ],
    ),
    (
        "a waiter marks the event",
        "event.rs",
        &[("state | WAITERS", "state | switch::or(#, WAITERS, 0)")],
    ),
    (
        "a clear advances the generation",
        "event.rs",
        &[(
            "wrapping_add(GENERATION)",
            "wrapping_add(switch::or(#, GENERATION, 0))",
        )],
    ),
    (
        "a waiter marks the barrier",
        "barrier.rs",
        &[("state | SLEEPERS", "state | switch::or(#, SLEEPERS, 0)")],
    ),
    (
        "a waiter marks the signal",
        "signal.rs",
        &[
            ("(CLEAR, WAITED,", "(CLEAR, switch::or(#, WAITED, CLEAR),"),
            (
                "wait(&self.state, WAITED)",
                "wait(&self.state, switch::or(#, WAITED, CLEAR))",
            ),
        ],
    ),
    (
        "who has slept leaves the mark for others",
        "signal.rs",
        &[("next = WAITED", "next = switch::or(#, WAITED, CLEAR)")],
    ),
    (
        "a waiter marks the latch",
        "latch.rs",
        &[
            ("state | WAITERS)", "state | switch::or(#, WAITERS, 0))"),
            (
                "state | WAITERS, Relaxed",
                "state | switch::or(#, WAITERS, 0), Relaxed",
            ),
        ],
    ),
    (
        "a waiter marks the wait group",
        "wait_group.rs",
        &[("state | WAITERS", "state | switch::or(#, WAITERS, 0)")],
    ),
    (
        "the last of a wait group advances the generation",
        "wait_group.rs",
        &[(
            "wrapping_add(GENERATION)",
            "wrapping_add(switch::or(#, GENERATION, 0))",
        )],
    ),
    (
        "a waiter marks the work",
        "claim.rs",
        &[("state | WAITERS", "state | switch::or(#, WAITERS, 0)")],
    ),
    (
        "a waiter of the condition is counted",
        "condvar.rs",
        &[
            (
                "waiting.fetch_add(1,",
                "waiting.fetch_add(switch::or(#, 1, 0),",
            ),
            (
                "waiting.fetch_sub(1,",
                "waiting.fetch_sub(switch::or(#, 1, 0),",
            ),
        ],
    ),
    (
        "a notification changes the sequence",
        "condvar.rs",
        &[(
            "sequence.fetch_add(1,",
            "sequence.fetch_add(switch::or(#, 1, 0),",
        )],
    ),
    (
        "a call changes the word of its side",
        "queue/engine.rs",
        &[(
            "wrapping_add(1), Relaxed",
            "wrapping_add(switch::or(#, 1, 0)), Relaxed",
        )],
    ),
    (
        "a waiter of the queue is counted",
        "queue/room.rs",
        &[
            ("self.waiting += 1", "self.waiting += switch::or(#, 1, 0)"),
            ("self.waiting -= 1", "self.waiting -= switch::or(#, 1, 0)"),
        ],
    ),
    (
        "who leaves the room is no longer called",
        "queue/room.rs",
        &[("saturating_sub(1)", "saturating_sub(switch::or(#, 1, 0))")],
    ),
];

/// The switches that were made.
#[derive(Default)]
struct Sites {
    count: usize,
    table: String,
}

impl Sites {
    fn add(&mut self, file: &str, line: usize, kind: &str, text: &str) -> usize {
        writeln!(
            self.table,
            "Site {{ file: {file:?}, line: {line}, kind: Kind::{kind}, text: {text:?} }},"
        )
        .expect("text has room");
        self.count += 1;
        self.count - 1
    }
}

fn main() {
    let source = PathBuf::from("../core/src");
    println!("cargo::rerun-if-changed=../core/src");
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo names it")).join("mutated");
    let mut sites = Sites::default();
    let files = FILES
        .iter()
        .map(|name| (*name, *name))
        .chain(MOVED.iter().copied());
    for (name, new_name) in files {
        let text = fs::read_to_string(source.join(name)).expect("core has the file");
        let new_name = out.join(new_name);
        fs::create_dir_all(new_name.parent().expect("a folder")).expect("it can be made");
        fs::write(new_name, mutate(name, &text, &mut sites)).expect("it can be written");
    }
    fs::write(out.join("core.rs"), root(&out, &sites.table)).expect("it can be written");
}

/// The module that has the copies as its modules.
fn root(out: &Path, table: &str) -> String {
    let mut text = String::from(REST);
    let copies = FILES.iter().filter(|name| !name.contains('/'));
    let moved = MOVED.iter().map(|(_, name)| name);
    for name in copies.chain(moved.filter(|name| name.ends_with("/mod.rs"))) {
        let module = name.trim_end_matches("/mod.rs").trim_end_matches(".rs");
        let path = out.join(name);
        writeln!(text, "#[path = {path:?}] pub mod {module};").expect("text has room");
    }
    format!("{text}pub const SITES: &[Site] = &[\n{table}];\n")
}

/// The file with its switches.
fn mutate(file: &str, text: &str, sites: &mut Sites) -> String {
    let mut marks = Vec::new();
    for (name, _, edits) in MARKS.iter().filter(|(_, of, _)| *of == file) {
        let (old, _) = edits[0];
        let line = text.lines().position(|line| line.contains(old));
        let line = line.unwrap_or_else(|| panic!("{file} no longer has `{old}`"));
        let number = sites.add(file, line + 1, "Mark", name);
        let edits = edits
            .iter()
            .map(|(old, new)| (*old, new.replace('#', &number.to_string())));
        marks.extend(edits);
    }
    for (old, _) in &marks {
        assert!(text.contains(old), "{file} no longer has `{old}`");
    }
    // A test inside the file is none of the copy's.
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    let mut copy = String::from("use crate::switch;\n");
    for (at, line) in text.lines().enumerate() {
        // Comments would end up in front of what they do not belong to.
        if !line.trim_start().starts_with("//") {
            copy.push_str(&mutate_line((file, at + 1), line, &marks, sites));
        }
        copy.push('\n');
    }
    copy.replace("crate::", "crate::mutated::")
        .replace("crate::mutated::switch", "crate::switch")
}

/// The line with its switches.
fn mutate_line(
    (file, at): (&str, usize),
    line: &str,
    marks: &[(&str, String)],
    sites: &mut Sites,
) -> String {
    let shown = line.trim();
    let mut line = line.to_owned();
    for (old, new) in marks {
        line = line.replace(old, new);
    }
    if shown.starts_with("use ") || shown.contains(".atomic()") {
        return line;
    }
    let line = order(&line, |name| {
        sites.add(file, at, &format!("Order({name})"), shown)
    });
    let wakes = ["wake(", "wake::<P>(", "wake_one::<P>("];
    let wakes = wakes.iter().any(|call| shown.contains(call)) && shown.ends_with(';');
    if wakes {
        let number = sites.add(file, at, "Wake", shown);
        return format!("if switch::keeps({number}) {{ {} }}", line.trim());
    }
    line
}

/// Puts a switch around each ordering of the line that can be weakened.
fn order(line: &str, mut site: impl FnMut(&str) -> usize) -> String {
    let mut copy = String::new();
    let mut word = String::new();
    for c in line.chars().chain(['\n']) {
        if c.is_alphanumeric() || c == '_' {
            word.push(c);
            continue;
        }
        if ["Acquire", "Release", "AcqRel", "SeqCst"].contains(&word.as_str()) {
            write!(copy, "switch::order({}, {word})", site(&word)).expect("text has room");
        } else {
            copy.push_str(&word);
        }
        word.clear();
        copy.push(c);
    }
    copy.trim_end_matches('\n').to_owned()
}
