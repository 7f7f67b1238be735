//! Mutants of core's primitives: one ordering that is weaker, one wake or mark that is left out.
//!
//! `tests/build.rs` scans the primitives and makes a copy in which each such site has a switch.
//! Each mutant runs the models of its file, every execution under the memory of C++20 and in the
//! white box, until one of them fails: it is *killed*. A mutant that no model fails *survives*, and
//! has to be in [`survivors`], with the reason.

mod models;
mod survivors;
mod switch;

/// The primitives, with their switches.
// A copy of core without its comments, which say why its unsafe blocks are sound.
#[allow(dead_code, unused_imports, unreachable_pub, missing_docs)]
#[allow(
    clippy::all,
    clippy::undocumented_unsafe_blocks,
    clippy::multiple_unsafe_ops_per_block
)]
mod mutated {
    use super::{Kind, Site};
    use std::sync::atomic::Ordering::*;
    include!(concat!(env!("OUT_DIR"), "/mutated/core.rs"));
}

use std::collections::BTreeMap;
use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst};

use models::{MODELS, Model};
use mutated::SITES;
use survivors::Survivor;
use switch::Change;
use waitword_sim::{Bounded, Exhaustive, Explorer, Granularity, Memory, Random, Report};

/// The most executions that a model may have before it counts for nothing.
const EXECUTIONS: u64 = 100_000;
/// How many more are made by chance.
const BY_CHANCE: u64 = 3_000;
/// The most events of an execution.
const STEPS: u64 = 2_000;

/// A place in core that can be changed.
struct Site {
    file: &'static str,
    line: u32,
    kind: Kind,
    text: &'static str,
}

/// What is there.
enum Kind {
    Order(Ordering),
    Wake,
    Mark,
}

impl Site {
    /// What there can be in its place.
    fn changes(&self) -> Vec<Change> {
        let weaker: &[Ordering] = match self.kind {
            Kind::Order(SeqCst) => &[AcqRel, Acquire, Release, Relaxed],
            Kind::Order(AcqRel) => &[Acquire, Release, Relaxed],
            Kind::Order(_) => &[Relaxed],
            Kind::Wake | Kind::Mark => return vec![Change::Drop],
        };
        weaker.iter().map(|order| Change::Order(*order)).collect()
    }
}

fn explorer(model: &Model) -> Explorer {
    Explorer::new()
        .granularity(Granularity::WhiteBox)
        .memory(Memory::Cpp20)
        .expiries(model.expiries)
        .steps(STEPS)
}

/// Goes through the executions of a model, and then through some by chance.
fn explore(model: &Model) -> [Report; 2] {
    let all = explorer(model).executions(EXECUTIONS);
    let all = match model.preemptions {
        Some(most) => all.strategy(Bounded::new(most)),
        None => all.strategy(Exhaustive::new()),
    };
    let all = all.run(model.program);
    if is_killed(&all) {
        return [all.clone(), all];
    }
    let some = explorer(model)
        .executions(BY_CHANCE)
        .strategy(Random::new(1));
    [all, some.run(model.program)]
}

fn is_killed(report: &Report) -> bool {
    !["ok", "limit"].contains(&report.verdict.word())
}

/// How a mutant ended: which model failed, and with which verdict.
type Death = Option<(&'static str, &'static str)>;

fn death(site: usize, change: Change) -> Death {
    let models = MODELS
        .iter()
        .filter(|model| model.files.contains(&SITES[site].file));
    switch::with(Some((site, change)), || {
        models.into_iter().find_map(|model| {
            let killed = explore(model).into_iter().find(is_killed)?;
            Some((model.name, killed.verdict.word()))
        })
    })
}

/// One line of the table.
fn line(site: &Site, change: Change, death: Death) -> String {
    let Site {
        file, line, text, ..
    } = site;
    let change = match (&site.kind, change) {
        (Kind::Order(from), Change::Order(to)) => format!("{from:?} -> {to:?}"),
        _ => "dropped".to_owned(),
    };
    let death = match death {
        Some((model, word)) => format!("killed by {model}: {word}"),
        None => "survived".to_owned(),
    };
    format!("{file}:{line}: `{text}`: {change}: {death}")
}

/// What was written is right: each model has all its executions, and none fails.
#[test]
fn the_originals_live() {
    for model in MODELS {
        let [all, some] = explore(model);
        assert!(all.verdict.is_ok() && all.complete, "{}: {all}", model.name);
        assert!(some.verdict.is_ok(), "{}: {some}", model.name);
    }
}

/// How many mutants of a file were killed, and how many live.
type Counts = BTreeMap<&'static str, [u32; 2]>;

/// Tries all mutants; returns the counts, and those that are not as [`survivors`] says.
fn try_all() -> (Counts, Vec<String>) {
    let (mut counts, mut wrong) = (Counts::new(), Vec::new());
    for (number, site) in SITES.iter().enumerate() {
        for change in site.changes() {
            let death = death(number, change);
            counts.entry(site.file).or_default()[usize::from(death.is_none())] += 1;
            if death.is_none() != is_known(number, change) {
                wrong.push(line(site, change, death));
            }
        }
    }
    (counts, wrong)
}

/// Whether the mutant is said to live.
fn is_known(number: usize, change: Change) -> bool {
    let Change::Order(weaker) = change else {
        return false;
    };
    let site = &SITES[number];
    let is_beside = |other: &&Site| (other.file, other.line) == (site.file, site.line);
    let orders = SITES[..number].iter().filter(is_beside);
    let place = orders
        .filter(|other| matches!(other.kind, Kind::Order(_)))
        .count();
    survivors::of(site.file, site.text, place, weaker).is_some()
}

#[test]
fn mutants_die_or_are_known() {
    let (counts, wrong) = try_all();
    assert!(
        wrong.is_empty(),
        "not as `survivors` says:\n{}",
        wrong.join("\n")
    );
    let page = include_str!("README.md");
    for (file, [killed, live]) in counts {
        let row = format!("| `{file}` | {} | {killed} | {live} |", killed + live);
        assert!(page.contains(&row), "the page has no row {row}");
    }
}

/// The page gives the reasons that the table gives.
#[test]
fn the_page_has_every_survivor() {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let page = words(include_str!("README.md"));
    for survivor in survivors::SURVIVORS {
        let Survivor {
            file, text, why, ..
        } = survivor;
        assert!(
            page.contains(text) && page.contains(&words(why)),
            "{file}: {text}"
        );
        let is_there = |site: &Site| site.file == *file && site.text == *text;
        assert!(SITES.iter().any(is_there), "core no longer has `{text}`");
    }
}
