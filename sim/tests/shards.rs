//! Shards: parts of an exploration that make, all together, what one would make.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;

use waitword_sim::{
    Bounded, Exhaustive, Explorer, Mutex, Pct, Pos, Random, Report, RoundRobin, Strategy, Urw,
    Word, choose, spawn,
};

/// Three tasks, an unfair lot of choices among them, and a lock that may have to wait.
fn program() {
    let shared = Arc::new((Mutex::new(0), Word::new(0)));
    let start = |id: u32| {
        let shared = Arc::clone(&shared);
        spawn(&format!("task {id}"), move || {
            for _ in 0..id {
                shared.1.fetch_add(1, SeqCst);
            }
            *shared.0.lock() += choose(id);
        })
    };
    let tasks: Vec<_> = (1..4).map(start).collect();
    tasks.into_iter().for_each(|task| task.join().unwrap());
}

/// Loses an update if a task is stopped between its load and its store.
fn broken() {
    let word = Arc::new(Word::new(0));
    let add = |word: &Word| word.store(word.load(SeqCst) + 1, SeqCst);
    let start = |id| {
        let word = Arc::clone(&word);
        spawn(&format!("task {id}"), move || {
            (0..id).for_each(|_| add(&word))
        })
    };
    let tasks: Vec<_> = (0..4).map(start).collect();
    tasks.into_iter().for_each(|task| task.join().unwrap());
    assert_eq!(word.load(SeqCst), 6);
}

/// The reports of all shards.
fn shards<S: Strategy + 'static>(
    count: u64,
    strategy: fn() -> S,
    executions: u64,
    program: fn(),
) -> Vec<Report> {
    let shard = |index| {
        let explorer = Explorer::new().executions(executions).shard(index, count);
        explorer.strategy(strategy()).run(program)
    };
    (0..count).map(shard).collect()
}

fn distinct(reports: &[Report]) -> BTreeSet<u64> {
    let fingerprints = reports.iter().flat_map(Report::fingerprints);
    fingerprints.copied().collect()
}

fn are_the_whole<S: Strategy + 'static>(strategy: fn() -> S, executions: u64) {
    let whole = Explorer::new().executions(executions);
    let whole = whole.strategy(strategy()).run(program);
    assert!(whole.verdict.is_ok(), "{whole}");
    let one = shards(1, strategy, executions, program);
    assert_eq!(distinct(&one).len() as u64, whole.distinct);
    for count in [1, 2, 3, 5] {
        let parts = shards(count, strategy, executions, program);
        let sum = |number: fn(&Report) -> u64| parts.iter().map(number).sum::<u64>();
        assert_eq!(
            sum(|part| part.executions),
            whole.executions,
            "{count} shards"
        );
        assert_eq!(sum(|part| part.steps), whole.steps, "{count} shards");
        assert_eq!(distinct(&parts), distinct(&one), "{count} shards");
        assert!(parts.iter().all(|part| part.complete == whole.complete));
        let busy = parts.iter().filter(|part| part.executions > 0);
        assert_eq!(busy.count() as u64, count.min(whole.executions));
    }
}

/// The failure that comes first is the one that is found without shards.
fn find_the_same<S: Strategy + 'static>(strategy: fn() -> S) {
    let whole = Explorer::new().strategy(strategy()).run(broken);
    assert_eq!(whole.verdict.word(), "panic");
    for count in [2, 3, 5] {
        let parts = shards(count, strategy, 10_000, broken);
        let failures = parts.iter().filter(|part| !part.verdict.is_ok());
        let first = failures.min_by_key(|part| (part.stage, part.place.clone()));
        let first = first.unwrap();
        assert_eq!(first.place, whole.place, "{count} shards");
        assert_eq!(first.schedule, whole.schedule, "{count} shards");
        assert_eq!(first.trace, whole.trace, "{count} shards");
    }
}

#[test]
fn of_every_interleaving() {
    are_the_whole(Bounded::unbounded, u64::MAX);
    find_the_same(Bounded::unbounded);
}

#[test]
fn of_every_execution() {
    are_the_whole(Exhaustive::new, u64::MAX);
    find_the_same(Exhaustive::new);
}

#[test]
fn of_few_preemptions() {
    are_the_whole(|| Bounded::new(0), u64::MAX);
    are_the_whole(|| Bounded::new(1), u64::MAX);
    are_the_whole(|| Bounded::new(2), u64::MAX);
    find_the_same(|| Bounded::new(1));
}

#[test]
fn of_random_executions() {
    are_the_whole(|| Random::new(3), 200);
    are_the_whole(|| Urw::new(3), 200);
    find_the_same(|| Random::new(3));
    find_the_same(|| Urw::new(3));
}

#[test]
fn of_priorities() {
    are_the_whole(|| Pct::new(3, 5), 200);
    are_the_whole(|| Pos::new(5), 200);
    find_the_same(|| Pct::new(3, 5));
    find_the_same(|| Pos::new(5));
}

/// Three tasks of as many events each: of three in 1,680 orders, of four in 34,650.
fn long<const EVENTS: u32>() {
    let word = Arc::new(Word::new(0));
    let start = |id| {
        let word = Arc::clone(&word);
        spawn(&format!("task {id}"), move || {
            (0..EVENTS).for_each(|_| _ = word.fetch_add(1, SeqCst));
        })
    };
    let tasks: Vec<_> = (0..3).map(start).collect();
    tasks.into_iter().for_each(|task| task.join().unwrap());
}

/// With so many machines it takes as many times less, but for a sixth: no shard has much more to do
/// than another, and what they all walk through to find their own is little.
#[test]
fn all_have_alike_to_do() {
    fn alike<S: Strategy + 'static>(strategy: fn() -> S, executions: u64, long: fn()) {
        let whole = Explorer::new().executions(executions);
        let whole = whole.strategy(strategy()).run(long);
        for count in [2, 4] {
            let parts = shards(count, strategy, executions, long);
            let most = parts.iter().map(|part| part.steps).max().unwrap();
            let times = whole.steps as f64 / most as f64;
            assert!(times > 0.85 * count as f64, "{times} with {count}");
        }
    }
    alike(Bounded::unbounded, u64::MAX, long::<4>);
    alike(|| Bounded::new(4), u64::MAX, long::<4>);
    alike(Exhaustive::new, u64::MAX, long::<3>);
    alike(|| Random::new(1), 10_000, long::<4>);
}

#[test]
fn of_one_execution_there_is_one() {
    let parts = shards(3, RoundRobin::new, 1, program);
    let executions = parts.iter().map(|part| part.executions);
    assert_eq!(executions.collect::<Vec<_>>(), [1, 0, 0]);
}

#[test]
#[should_panic(expected = "shard 2 is not one of 2")]
fn a_shard_that_is_none_of_them() {
    let _ = Explorer::new().shard(2, 2);
}
