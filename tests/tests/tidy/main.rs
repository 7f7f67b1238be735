//! The house style, as a test over the sources.
//!
//! It reads text, not syntax: rustfmt has laid the text out, so a line says enough.

mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use source::{Source, root, rust, sources};

/// The longest file, in lines.
const LONGEST: usize = 400;

/// Where code is chosen by `cfg`; everything else is the same on every system.
const CONDITIONAL: [&str; 10] = [
    "core/src/aliases.rs",
    "core/src/lib.rs",
    "core/src/pad.rs",
    "core/src/platform.rs",
    "core/src/share.rs",
    "host/src/lib.rs",
    "host/src/sys.rs",
    "sim/src/lib.rs",
    "sim/src/programs.rs",
    "tests/src/",
];

/// Who writes to the terminal: programs, benches, and tests that say why they are skipped.
const TALKATIVE: [&str; 4] = ["sim/src/cli", "sim/src/main.rs", "tests/bench/", "tests/"];

/// What is wrong, each with its place.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn note(&mut self, source: &Source, line: usize, fault: impl AsRef<str>) {
        self.0
            .push(format!("{}:{line}: {}", source.path, fault.as_ref()));
    }

    fn expect_none(self) {
        assert!(self.0.is_empty(), "\n{}", self.0.join("\n"));
    }
}

#[test]
fn files_and_lines_are_short() {
    let mut faults = Faults::default();
    for source in rust() {
        let length = source.text.lines().count();
        if length > LONGEST {
            faults.note(&source, length, format!("more than {LONGEST} lines"));
        }
        for (at, line) in source
            .lines()
            .filter(|(_, line)| line.chars().count() > 100)
        {
            faults.note(&source, at, format!("{} columns", line.chars().count()));
        }
    }
    faults.expect_none();
}

/// The comment above the statement that the line is part of, if there is one.
fn comment_above<'a>(lines: &[&'a str], at: usize) -> Vec<&'a str> {
    let is_comment = |line: &&str| line.trim_start().starts_with("//");
    let before = lines[..at].iter().rev().map(|line| line.trim());
    let inside = |line: &str| !line.ends_with([';', '{', '}']) && !line.is_empty();
    let comment = before.skip_while(|line| !is_comment(line) && (inside(line) || is_open(line)));
    comment.take_while(is_comment).collect()
}

/// Whether the line opens what the next line is part of: a call or an attribute, not a block.
fn is_open(line: &str) -> bool {
    line.starts_with("#[") || line.ends_with(['(', '=', ','])
}

#[test]
fn every_unsafe_says_why_it_is_sound() {
    let mut faults = Faults::default();
    for source in rust() {
        let lines: Vec<_> = source.text.lines().collect();
        for (at, line) in source.code() {
            let mentions = ["unsafe {", "unsafe impl"]
                .iter()
                .any(|word| line.contains(word));
            let quoted = line.contains("\"unsafe");
            let comment = comment_above(&lines, at - 1);
            if mentions && !quoted && !comment.iter().any(|line| line.contains("// SAFETY: ")) {
                faults.note(&source, at, "unsafe without a SAFETY comment");
            }
        }
    }
    faults.expect_none();
}

#[test]
fn every_primitive_states_its_protocol() {
    let mut faults = Faults::default();
    for name in [
        "lock",
        "mutex",
        "fair",
        "holders",
        "owned",
        "reentrant_mutex",
        "rwlock",
        "condvar",
        "semaphore",
        "permits",
        "event",
        "barrier",
        "signal",
        "latch",
        "wait_group",
        "claim",
        "once",
        "once_lock",
        "lazy_lock",
        "queue",
        "spsc",
        "channel",
        "mpmc",
        "oneshot",
        "broadcast",
        "watch",
    ] {
        let file = format!("core/src/{name}.rs");
        let found = sources(&["core/src"], &["rs"])
            .into_iter()
            .find(|source| source.path == file);
        let source = found.expect("the primitive has its file");
        let head: Vec<_> = source
            .text
            .lines()
            .take_while(|line| line.starts_with("//!"))
            .collect();
        for heading in ["# States", "# Orderings", "# Invariants"] {
            if !head.contains(&format!("//! {heading}").as_str()) {
                faults.note(&source, head.len(), format!("no `{heading}` in its doc"));
            }
        }
    }
    faults.expect_none();
}

#[test]
fn algorithms_are_the_same_on_every_system() {
    let mut faults = Faults::default();
    let sources = sources(&["core/src", "host/src", "sim/src", "tests/src"], &["rs"]);
    for source in sources
        .iter()
        .filter(|source| !source.is_in(&CONDITIONAL) && !source.is_test())
    {
        for (at, line) in source.code() {
            let conditional = ["#[cfg(", "#![cfg(", "cfg!(", "cfg_attr("];
            let is_conditional = conditional.iter().any(|cfg| line.contains(cfg));
            if is_conditional && !line.contains("#[cfg(test)]") {
                faults.note(source, at, "a `cfg` in an algorithm");
            }
        }
    }
    faults.expect_none();
}

#[test]
fn libraries_are_silent() {
    let mut faults = Faults::default();
    for source in rust() {
        for (at, line) in source.code() {
            let prints = ["println!(", "print!("]
                .iter()
                .any(|name| line.contains(name));
            if prints && !source.is_in(&TALKATIVE) {
                faults.note(&source, at, "a library writes to the terminal");
            }
            if line.contains(concat!("dbg", "!(")) {
                faults.note(&source, at, "left over from looking for a bug");
            }
        }
    }
    faults.expect_none();
}

#[test]
fn nothing_is_left_undone() {
    let unfinished = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X"),
        concat!("HA", "CK"),
        concat!("place", "holder"),
        concat!("Place", "holder"),
        concat!("unimplemented", "!("),
        concat!("to", "do!("),
        concat!("#[ig", "nore"),
    ];
    let mut faults = Faults::default();
    for source in sources(&["."], &["rs", "md", "toml", "yml", "sh"]) {
        for (at, line) in source.lines() {
            for word in unfinished.iter().filter(|word| line.contains(**word)) {
                faults.note(&source, at, format!("`{word}`"));
            }
        }
    }
    faults.expect_none();
}

#[test]
fn no_test_sleeps() {
    let mut faults = Faults::default();
    // Platforms sleep for those who ask them to; who talks to another program looks
    // again and again.
    let exempt = [
        "tests/src/platform.rs",
        "tests/src/child.rs",
        "tests/bench/",
    ];
    let is_test = |source: &Source| source.is_test() || source.path.starts_with("tests/");
    for source in rust() {
        if source.is_in(&exempt) || !is_test(&source) {
            continue;
        }
        for (at, line) in source.code() {
            if line.contains(concat!("thread::", "sleep")) {
                faults.note(&source, at, "sleeps");
            }
        }
    }
    faults.expect_none();
}

#[test]
fn packages_do_not_know_those_above_them() {
    let mut faults = Faults::default();
    let unknown = [
        (
            "core/src",
            &["waitword_host", "waitword_sim", "waitword_tests"][..],
        ),
        ("host/src", &["waitword_sim", "waitword_tests"]),
        ("sim/src", &["waitword_host", "waitword_tests"]),
    ];
    for (folder, names) in unknown {
        for source in sources(&[folder], &["rs"]) {
            if source.is_in(&["sim/src/cli", "sim/src/main.rs"]) {
                continue;
            }
            for (at, line) in source.code() {
                for name in names.iter().filter(|name| line.contains(**name)) {
                    faults.note(&source, at, format!("knows `{name}`"));
                }
            }
        }
    }
    faults.expect_none();
}

/// The modules of a package and which others of them each uses, at the top level.
fn imports(folder: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut imports = BTreeMap::<String, BTreeSet<String>>::new();
    for source in sources(&[folder], &["rs"]) {
        let inside = source.path.strip_prefix(folder).unwrap_or_default();
        let module = inside
            .trim_start_matches('/')
            .split(['/', '.'])
            .next()
            .unwrap_or_default();
        if ["lib", "main"].contains(&module) || source.is_test() {
            continue;
        }
        let used = imports.entry(module.to_owned()).or_default();
        for (_, line) in source.code() {
            let Some(path) = line
                .trim_start()
                .trim_start_matches("pub ")
                .strip_prefix("use crate::")
            else {
                continue;
            };
            let name: String = path
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            if name != module && name.chars().all(|c| !c.is_uppercase()) {
                used.insert(name);
            }
        }
    }
    imports
}

#[test]
fn modules_import_one_way() {
    for folder in ["core/src", "host/src", "sim/src"] {
        let mut imports = imports(folder);
        // Takes away, again and again, the modules that use none of those that are left.
        while !imports.is_empty() {
            let names: BTreeSet<_> = imports.keys().cloned().collect();
            imports.retain(|_, used| !used.is_disjoint(&names));
            assert!(
                imports.len() < names.len(),
                "{folder} has a circle in {imports:?}"
            );
        }
    }
}

#[test]
fn the_next_release_is_written_down() {
    let changes = fs::read_to_string(root().join("CHANGELOG.md")).expect("there is a changelog");
    let mut lines = changes.lines();
    assert!(lines.any(|line| line.starts_with("## ") && line.contains("Unreleased")));
    let entries = lines.take_while(|line| !line.starts_with("## "));
    assert!(
        entries.filter(|line| line.starts_with("- ")).count() > 0,
        "nothing has changed?"
    );
}

#[test]
fn no_path_of_a_machine() {
    let folders = ["work", "root", "tmp", "home"].map(|name| format!("/{name}/"));
    let mut faults = Faults::default();
    let endings = ["rs", "md", "toml", "yml", "sh", "snap", "lock", "x"];
    for source in sources(&["."], &endings) {
        for (at, line) in source.lines() {
            for folder in folders.iter().filter(|folder| line.contains(*folder)) {
                faults.note(&source, at, format!("`{folder}`"));
            }
        }
    }
    faults.expect_none();
}
