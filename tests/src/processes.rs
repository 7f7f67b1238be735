//! What a parent and a child play with each other, each from its own process.
#![cfg(all(target_os = "linux", not(waitword_portable)))]

use std::process;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::time::{Duration, Instant};

use waitword_host::shared::{Barrier, Condvar, Event, Mutex, Queue, Semaphore, Word};

/// Longer than a whole game: who still waits then is alone.
pub const LONG: Duration = Duration::from_secs(20);
/// How often the counter changes hands.
pub const TURNS: usize = 4_000;
/// How many items are passed.
pub const ITEMS: u64 = 5_000;
/// How often both meet.
pub const MEETINGS: u32 = 1_000;

/// Everything that the two processes share.
#[repr(C)]
pub struct Table {
    turns: Mutex<Turns>,
    turned: Condvar,
    items: Queue<Item, 4>,
    receipts: Queue<u64, 3>,
    laid: Event,
    single: Semaphore,
    inside: Word,
    met: Barrier,
    progress: [Word; 2],
}

/// A counter, and who counted.
#[repr(C)]
pub struct Turns {
    taken: usize,
    by: [u32; TURNS],
}

/// A number in an envelope that is too large to be copied under a queue's lock.
#[repr(C)]
pub struct Item {
    number: u64,
    envelope: [u64; 15],
}

/// Which of the two processes plays.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The one that made the segment.
    Parent,
    /// The one that attached it.
    Child,
}

impl Item {
    fn new(number: u64) -> Item {
        let envelope = std::array::from_fn(|at| number.rotate_left(at as u32) ^ at as u64);
        Item { number, envelope }
    }

    /// A number that another order or content of the items changes, with that of those before.
    fn checksum(&self, before: u64) -> u64 {
        self.envelope
            .iter()
            .fold(before ^ self.number, |sum, &word| {
                sum.rotate_left(7).wrapping_add(word)
            })
    }
}

impl Table {
    /// A table before the game.
    pub const fn new() -> Table {
        Table {
            turns: Mutex::new(Turns {
                taken: 0,
                by: [0; TURNS],
            }),
            turned: Condvar::new(),
            items: Queue::new(),
            receipts: Queue::new(),
            laid: Event::new(),
            single: Semaphore::new(1),
            inside: Word::new(0),
            met: Barrier::new(2),
            progress: [const { Word::new(0) }; 2],
        }
    }

    /// Sits down at the table, until the game has ended or lasts too long.
    pub fn play(&self, side: Side) -> Player<'_> {
        Player {
            table: self,
            side: side as usize,
            end: Instant::now() + LONG,
        }
    }
}

/// One side of the game. Each of its waits fails when the game lasts too long.
pub struct Player<'a> {
    table: &'a Table,
    side: usize,
    end: Instant,
}

impl Player<'_> {
    /// Counts every second turn, the parent the even ones.
    pub fn take_turns(&self) {
        for _ in 0..TURNS / 2 {
            let mut turns = self.table.turns.lock_until(self.end).unwrap();
            let others_turn = |turns: &mut Turns| turns.taken % 2 != self.side;
            self.table
                .turned
                .wait_until_while(&mut turns, others_turn, self.end)
                .unwrap();
            let turn = turns.taken;
            turns.by[turn] = process::id();
            turns.taken += 1;
            self.table.turned.notify_one();
        }
    }

    /// How often the counter was raised, and by which process each time.
    pub fn turns(&self) -> (usize, [u32; TURNS]) {
        let turns = self.table.turns.lock_until(self.end).unwrap();
        (turns.taken, turns.by)
    }

    /// Passes every item to the other side, and waits until all have been dealt with.
    pub fn put_items(&self) {
        for number in 0..ITEMS {
            self.table
                .items
                .put_until(Item::new(number), self.end)
                .unwrap();
        }
        self.table.items.join_until(self.end).unwrap();
    }

    /// Takes every item, checks their order, and gives the checksum of all so far for each.
    pub fn take_items(&self) {
        let mut sum = 0;
        for number in 0..ITEMS {
            let item = self.table.items.get_until(self.end).unwrap();
            assert_eq!(item.number, number);
            sum = item.checksum(sum);
            self.table.items.task_done().unwrap();
            self.table.receipts.put_until(sum, self.end).unwrap();
        }
    }

    /// Takes the receipts for all items and checks them.
    pub fn take_receipts(&self) {
        let mut sum = 0;
        for number in 0..ITEMS {
            sum = Item::new(number).checksum(sum);
            assert_eq!(
                self.table.receipts.get_until(self.end),
                Ok(sum),
                "item {number}"
            );
        }
    }

    /// Whether a queue still holds something.
    pub fn has_leftovers(&self) -> bool {
        !self.table.items.is_empty() || !self.table.receipts.is_empty()
    }

    /// Says that the game begins.
    pub fn lay(&self) {
        self.table.laid.set();
    }

    /// Waits for the beginning, then meets the other side again and again, each time after a
    /// stretch that only one of both is in. Returns how often this side was the last to come.
    pub fn meet(&self) -> u32 {
        self.table.laid.wait_until(self.end).unwrap();
        (1..=MEETINGS)
            .filter(|&meeting| {
                self.pass_alone();
                self.come(meeting)
            })
            .count() as u32
    }

    fn pass_alone(&self) {
        let permit = self.table.single.acquire_until(self.end).unwrap();
        // ORDERING: Relaxed, the semaphore orders those who pass.
        assert_eq!(self.table.inside.fetch_add(1, Relaxed), 0, "not alone");
        assert_eq!(self.table.inside.fetch_sub(1, Relaxed), 1, "not alone");
        drop(permit);
    }

    /// Comes to a meeting; true if it was the last. Nobody is ever a whole meeting ahead.
    fn come(&self, meeting: u32) -> bool {
        self.table.progress[self.side].store(meeting, Release);
        let arrival = self.table.met.wait_until(self.end).unwrap();
        let other = self.table.progress[1 - self.side].load(Acquire);
        assert!(
            (meeting..=meeting + 1).contains(&other),
            "{other} of {meeting}"
        );
        arrival.is_leader()
    }

    /// Gives a number to the other side.
    pub fn report(&self, number: u32) {
        self.table
            .receipts
            .put_until(number.into(), self.end)
            .unwrap();
    }

    /// What the other side reported.
    pub fn reported(&self) -> u64 {
        self.table.receipts.get_until(self.end).unwrap()
    }
}

impl Default for Table {
    fn default() -> Table {
        Table::new()
    }
}
