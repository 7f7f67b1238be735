//! Small random programs, the same from run to run: all that they can return in the black box, they
//! can return in the white box and the other way round, and a random walk returns nothing else.
//!
//! No operation has a deadline. One that passes in the middle of an operation is a step of its own
//! in the white box alone: there others may act between the end of a sleep and what follows from
//! it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;

use waitword_sim::{
    Barrier, Condvar, Event, Explorer, Granularity, Mutex, Queue, Random, Semaphore, Word, choose,
    spawn,
};

use super::{every, outcomes};

const PROGRAMS: u64 = 300;
/// How many steps and meetings two tasks have together; more tasks have fewer.
const STEPS: usize = 5;
/// How many executions a random walk has.
const WALKS: u64 = 100;
/// How many executions a search in the white box has; some programs have more.
const SEARCH: u64 = 1_000;
/// So many programs have no more, at least.
const COMPARED: usize = 150;

/// Numbers that look random.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, count: u64) -> u64 {
        let Numbers(state) = self;
        *state = state
            .wrapping_mul(0x5851_f42d_4c95_7f2d)
            .wrapping_add(0x1405_7b7e_f767_814f);
        (*state >> 33) % count
    }
}

/// What one task does once.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// An operation that never waits for another task to do something.
    Do(u64),
    /// One's part in a meeting of two: its kind, and its number.
    Give(u64, usize),
    Take(u64, usize),
}

/// The kinds of operations, by what they have to do with: a program has those of one row.
const KINDS: [&[u64]; 5] = [
    &[0, 1, 2, 4],
    &[2, 3, 4, 5, 6],
    &[7, 8, 9],
    &[3, 5, 10, 11],
    &[0, 9, 7, 12, 13],
];
const MEETINGS: u64 = 5;

/// The steps of each task.
///
/// Each meeting has objects of its own, and comes after all that was there before it: so the first
/// step that is not done can always be done, and no program deadlocks.
fn program(seed: u64) -> Vec<Vec<Step>> {
    let mut numbers = Numbers(seed);
    let tasks = 2 + numbers.below(2);
    let kinds = KINDS[numbers.below(KINDS.len() as u64) as usize];
    let mut steps = vec![Vec::new(); tasks as usize];
    for number in 0..STEPS + 2 - tasks as usize {
        let task = numbers.below(tasks) as usize;
        let other = (task + 1 + numbers.below(tasks - 1) as usize) % tasks as usize;
        if numbers.below(3) == 0 {
            let kind = numbers.below(MEETINGS);
            steps[task].push(Step::Give(kind, number));
            steps[other].push(Step::Take(kind, number));
        } else {
            steps[task].push(Step::Do(kinds[numbers.below(kinds.len() as u64) as usize]));
        }
    }
    steps
}

/// What all tasks reach.
struct Place {
    total: Mutex<u32>,
    permits: Semaphore,
    flag: Event,
    queue: Queue<u32, 1>,
    word: Word,
    meetings: Vec<Meeting>,
}

struct Meeting {
    flag: Event,
    permits: Semaphore,
    queue: Queue<u32, 1>,
    came: Mutex<bool>,
    changed: Condvar,
    barrier: Barrier,
}

impl Place {
    fn new() -> Self {
        let meeting = |_| Meeting {
            flag: Event::new(),
            permits: Semaphore::new(0),
            queue: Queue::new(),
            came: Mutex::new(false),
            changed: Condvar::new(),
            barrier: Barrier::new(2),
        };
        Place {
            total: Mutex::new(0),
            permits: Semaphore::new(1),
            flag: Event::new(),
            queue: Queue::new(),
            word: Word::new(0),
            meetings: (0..STEPS).map(meeting).collect(),
        }
    }
}

impl Meeting {
    fn give(&self, kind: u64) -> u32 {
        match kind {
            0 => self.flag.set(),
            1 => self.permits.release(1).unwrap(),
            2 => self.queue.put(1),
            3 => {
                *self.came.lock() = true;
                self.changed.notify_one();
            }
            _ => return self.barrier.wait().unwrap().index(),
        }
        0
    }

    fn take(&self, kind: u64) -> u32 {
        match kind {
            0 => self.flag.wait(),
            1 => self.permits.acquire().forget(),
            2 => return self.queue.get(),
            3 => {
                let mut came = self.came.lock();
                self.changed.wait_while(&mut came, |came| !*came);
            }
            _ => return self.barrier.wait().unwrap().index(),
        }
        0
    }
}

impl Place {
    /// Makes a step of this task; returns what can be seen of it.
    fn step(&self, task: u32, step: Step) -> u32 {
        match step {
            Step::Do(kind) => self.act(task, kind),
            Step::Give(kind, number) => self.meetings[number].give(kind),
            Step::Take(kind, number) => self.meetings[number].take(kind),
        }
    }

    fn act(&self, task: u32, kind: u64) -> u32 {
        match kind {
            0 => self.add(task),
            1 => self.total.try_lock().map_or(99, |total| *total),
            2 => {
                let _total = self.total.lock();
                self.try_acquire()
            }
            3 => {
                let _permit = self.permits.try_acquire();
                self.queue.try_put(task).is_ok().into()
            }
            4 => self.permits.release(1).map_or(0, |()| 1),
            5 => self.try_acquire(),
            6 => self.permits.available(),
            7 => {
                self.flag.set();
                0
            }
            8 => {
                self.flag.clear();
                0
            }
            9 => self.flag.is_set().into(),
            10 => self.queue.try_put(task).is_ok().into(),
            11 => self.queue.try_get().unwrap_or(99),
            12 => self.word.fetch_add(task + 1, SeqCst),
            _ => self.word.fetch_or(1 << choose(2), SeqCst),
        }
    }

    fn add(&self, task: u32) -> u32 {
        let mut total = self.total.lock();
        *total = *total * 3 + task + 1;
        *total
    }

    fn try_acquire(&self) -> u32 {
        self.permits
            .try_acquire()
            .map(|permit| permit.forget())
            .is_some()
            .into()
    }
}

/// Runs the program once; returns what each task has seen.
fn run(steps: &[Vec<Step>]) -> Vec<Vec<u32>> {
    let place = Arc::new(Place::new());
    let others: Vec<_> = (1..)
        .zip(&steps[1..])
        .map(|(task, steps)| {
            let (place, steps) = (Arc::clone(&place), steps.clone());
            spawn("other", move || live(&place, task, &steps))
        })
        .collect();
    let mut seen = vec![live(&place, 0, &steps[0])];
    seen.extend(others.into_iter().map(|other| other.join().unwrap()));
    seen
}

fn live(place: &Place, task: u32, steps: &[Step]) -> Vec<u32> {
    steps.iter().map(|step| place.step(task, *step)).collect()
}

/// What a search has found of the program's outcomes, and whether there is nothing more.
fn look(steps: &[Vec<Step>], explorer: Explorer) -> (BTreeSet<String>, bool) {
    let steps = steps.to_vec();
    let report = outcomes(explorer, move || run(&steps));
    (report.outcomes.into_keys().collect(), report.complete)
}

fn walk(granularity: Granularity, seed: u64) -> Explorer {
    let explorer = Explorer::new().granularity(granularity);
    explorer.strategy(Random::new(seed)).executions(WALKS)
}

/// Compares the outcomes of a program. Returns how many it has, or 0 where the white box has too
/// many executions to see them all.
fn compare(seed: u64) -> usize {
    let steps = program(seed);
    let (black, all) = look(&steps, every(Granularity::BlackBox));
    assert!(all);
    let (mut white, all) = look(&steps, every(Granularity::WhiteBox).executions(SEARCH));
    white.extend(look(&steps, walk(Granularity::WhiteBox, seed)).0);
    let (walked, _) = look(&steps, walk(Granularity::BlackBox, seed));
    for found in [&walked, &white] {
        assert!(found.is_subset(&black), "{steps:?}: {found:?}, {black:?}");
    }
    assert!(!all || white == black, "{steps:?}: {white:?}, {black:?}");
    if all { black.len() } else { 0 }
}

#[test]
fn outcomes_are_those_of_the_other_box_and_of_a_random_walk() {
    let outcomes = (0..PROGRAMS).map(compare);
    let compared: Vec<_> = outcomes.filter(|outcomes| *outcomes > 0).collect();
    let meet = compared.iter().filter(|outcomes| **outcomes > 1).count();
    assert!(
        compared.len() > COMPARED,
        "only {} are small enough",
        compared.len()
    );
    assert!(meet > COMPARED / 2, "tasks of only {meet} programs meet");
}
