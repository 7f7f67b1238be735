//! Makes a copy of core's primitives in which each ordering, wake and mark has a switch.
//!
//! The tests in `tests/mutants` include it, and turn one switch at a time. A switch is a call with
//! the number of its site, so that one build has all mutants.

#[path = "build/marks.rs"]
mod marks;

use std::fs;
use std::path::{Path, PathBuf};
use std::{env, fmt::Write as _};

use marks::MARKS;

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
    println!("cargo::rerun-if-changed=build/marks.rs");
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
