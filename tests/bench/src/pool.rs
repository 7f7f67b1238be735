//! Thread pools of two workers: submitting, and joins.

use std::hint::black_box;
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::Instant;

use waitword_host::pool::Scope;
use waitword_host::{Executor, ThreadPool, Threads};

use crate::measure::{Count, Run, Sample};
use crate::row::{Goal, OURS, Row};

const WORKERS: usize = 2;
/// How many tasks one run submits.
const TASKS: u64 = 2_000;
/// How many round trips, or trees, one run makes.
const TRIPS: u64 = 100;
/// The tree has 1,023 nodes.
const DEPTH: u32 = 10;

pub(crate) fn rows() -> Vec<Row> {
    vec![
        Row::new("pool, a task from submit to done")
            .threads(WORKERS)
            .side(OURS, done(submit()))
            .side("rayon spawn", done(rayon_spawn()))
            .side("threadpool", done(threadpool_execute()))
            .goal(Goal::Each(&[("rayon spawn", 0.5), ("threadpool", 1.0)])),
        Row::new("pool, a round trip")
            .threads(WORKERS)
            .side(OURS, round_trip())
            .side("rayon install", rayon_install())
            .goal(Goal::Each(&[("rayon install", 1.0)])),
        Row::new("pool, join of a tree of 1,023 nodes")
            .threads(WORKERS)
            .side(OURS, join())
            .side("serial", serial())
            .side("rayon join", rayon_join())
            .goal(Goal::Each(&[("serial", 2.5), ("rayon join", 1.0)])),
    ]
}

fn pool() -> ThreadPool {
    ThreadPool::new(NonZero::new(WORKERS).expect("there are workers"))
}

fn rayon_pool() -> rayon::ThreadPool {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(WORKERS);
    builder.build().expect("there is room for the workers")
}

/// One run is `work`, which does `count` operations.
fn batch(count: u64, mut work: impl FnMut() + 'static) -> Run {
    Box::new(move || {
        let start = Instant::now();
        work();
        Sample {
            nanos: start.elapsed().as_nanos() as f64 / count as f64,
            sleeps: 0.0,
            count: Count::Nothing,
        }
    })
}

/// Submits tasks that count, and waits until all have.
fn done(mut submit: impl FnMut(&Arc<AtomicU64>) + 'static) -> Run {
    let counted = Arc::new(AtomicU64::new(0));
    batch(TASKS, move || {
        let all = counted.load(Relaxed) + TASKS;
        (0..TASKS).for_each(|_| submit(&counted));
        while counted.load(Relaxed) < all {
            thread::yield_now();
        }
    })
}

fn submit() -> impl FnMut(&Arc<AtomicU64>) {
    let pool = pool();
    move |counted| {
        let counted = Arc::clone(counted);
        drop(pool.submit(move || counted.fetch_add(1, Relaxed)));
    }
}

fn rayon_spawn() -> impl FnMut(&Arc<AtomicU64>) {
    let pool = rayon_pool();
    move |counted| {
        let counted = Arc::clone(counted);
        pool.spawn(move || _ = counted.fetch_add(1, Relaxed));
    }
}

fn threadpool_execute() -> impl FnMut(&Arc<AtomicU64>) {
    let pool = threadpool::ThreadPool::new(WORKERS);
    move |counted| {
        let counted = Arc::clone(counted);
        pool.execute(move || _ = counted.fetch_add(1, Relaxed));
    }
}

fn round_trip() -> Run {
    let pool = pool();
    batch(TRIPS, move || {
        for number in 0..TRIPS {
            let future = pool.submit(move || number).expect("the pool is open");
            black_box(future.result().expect("it does not panic"));
        }
    })
}

fn rayon_install() -> Run {
    let pool = rayon_pool();
    batch(TRIPS, move || {
        for number in 0..TRIPS {
            black_box(pool.install(move || number));
        }
    })
}

/// A node of the tree.
struct Node {
    value: u64,
    halves: Option<[Box<Node>; 2]>,
}

impl Node {
    fn new(depth: u32) -> Box<Node> {
        let half = || Node::new(depth - 1);
        let halves = (depth > 1).then(|| [half(), half()]);
        Box::new(Node { value: 1, halves })
    }

    fn serial(&self) -> u64 {
        let halves = self.halves.as_ref();
        halves.map_or(0, |[low, high]| low.serial() + high.serial()) + self.value
    }

    fn join(&self, scope: &Scope<'_, Threads>) -> u64 {
        let Some([low, high]) = &self.halves else {
            return self.value;
        };
        let (low, high) = scope.join(|scope| low.join(scope), |scope| high.join(scope));
        low + high + self.value
    }

    fn rayon(&self) -> u64 {
        let Some([low, high]) = &self.halves else {
            return self.value;
        };
        let (low, high) = rayon::join(|| low.rayon(), || high.rayon());
        low + high + self.value
    }
}

fn join() -> Run {
    let (pool, tree) = (pool(), Node::new(DEPTH));
    batch(TRIPS, move || {
        pool.scope(|scope| (0..TRIPS).for_each(|_| _ = black_box(black_box(&tree).join(scope))));
    })
}

fn serial() -> Run {
    let tree = Node::new(DEPTH);
    batch(TRIPS, move || {
        (0..TRIPS).for_each(|_| _ = black_box(black_box(&tree).serial()));
    })
}

fn rayon_join() -> Run {
    let (pool, tree) = (rayon_pool(), Node::new(DEPTH));
    batch(TRIPS, move || {
        pool.install(|| (0..TRIPS).for_each(|_| _ = black_box(black_box(&tree).rayon())));
    })
}
