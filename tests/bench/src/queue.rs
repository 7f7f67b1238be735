//! Bounded queues of numbers: on one thread, and from producers to consumers.

use std::collections::VecDeque;
use std::hint::black_box;
use std::sync::{Condvar, Mutex};
use std::thread;

use crossbeam_queue::ArrayQueue;

use crate::measure::{Run, alone, team};
use crate::row::{Goal, OURS, Row};

/// How many items there is room for.
const ROOM: usize = 1024;

/// A bounded queue that puts and gets wait for.
trait Fifo: Send + Sync + 'static {
    fn new() -> Self;
    fn put(&self, item: u64);
    fn get(&self) -> u64;
}

type Ours = waitword_host::Queue<u64, ROOM>;

impl Fifo for Box<Ours> {
    fn new() -> Self {
        Box::new(Ours::new())
    }

    #[inline(always)]
    fn put(&self, item: u64) {
        Ours::put(self, item);
    }

    #[inline(always)]
    fn get(&self) -> u64 {
        Ours::get(self)
    }
}

type Fast = waitword_host::Mpmc<u64, ROOM>;

impl Fifo for Box<Fast> {
    fn new() -> Self {
        Box::new(Fast::new())
    }

    #[inline(always)]
    fn put(&self, item: u64) {
        Fast::put(self, item).unwrap();
    }

    #[inline(always)]
    fn get(&self) -> u64 {
        Fast::get(self).unwrap()
    }
}

/// The queue that a program writes for itself.
struct Home {
    items: Mutex<VecDeque<u64>>,
    more: Condvar,
    room: Condvar,
}

impl Fifo for Home {
    fn new() -> Self {
        Home {
            items: Mutex::new(VecDeque::with_capacity(ROOM)),
            more: Condvar::new(),
            room: Condvar::new(),
        }
    }

    #[inline(always)]
    fn put(&self, item: u64) {
        let items = self.items.lock().unwrap();
        let mut items = self
            .room
            .wait_while(items, |items| items.len() == ROOM)
            .unwrap();
        items.push_back(item);
        drop(items);
        self.more.notify_one();
    }

    #[inline(always)]
    fn get(&self) -> u64 {
        let items = self.items.lock().unwrap();
        let mut items = self
            .more
            .wait_while(items, |items| items.is_empty())
            .unwrap();
        let item = items.pop_front().unwrap();
        drop(items);
        self.room.notify_one();
        item
    }
}

/// It cannot wait; whoever would have to lets others run and tries again.
impl Fifo for ArrayQueue<u64> {
    fn new() -> Self {
        ArrayQueue::new(ROOM)
    }

    #[inline(always)]
    fn put(&self, item: u64) {
        while self.push(item).is_err() {
            thread::yield_now();
        }
    }

    #[inline(always)]
    fn get(&self) -> u64 {
        loop {
            if let Some(item) = self.pop() {
                return item;
            }
            thread::yield_now();
        }
    }
}

/// Both ends of a channel.
struct Channel<S, R>(S, R);

macro_rules! channel {
    ($($crate_name:ident: $sender:ident, $receiver:ident;)*) => {
        $(impl Fifo for Channel<$crate_name::$sender<u64>, $crate_name::$receiver<u64>> {
            fn new() -> Self {
                let (sender, receiver) = $crate_name::bounded(ROOM);
                Channel(sender, receiver)
            }

            #[inline(always)]
            fn put(&self, item: u64) {
                self.0.send(item).unwrap();
            }

            #[inline(always)]
            fn get(&self) -> u64 {
                self.1.recv().unwrap()
            }
        })*
    };
}

channel! {
    crossbeam_channel: Sender, Receiver;
    flume: Sender, Receiver;
    kanal: Sender, Receiver;
}

type Crossbeam = Channel<crossbeam_channel::Sender<u64>, crossbeam_channel::Receiver<u64>>;
type Flume = Channel<flume::Sender<u64>, flume::Receiver<u64>>;
type Kanal = Channel<kanal::Sender<u64>, kanal::Receiver<u64>>;

pub(crate) fn rows() -> Vec<Row> {
    vec![
        Row::new("queue, one thread: put + get")
            .side(OURS, one::<Box<Ours>>())
            .side("std Mutex<VecDeque> + Condvar", one::<Home>())
            .side("ArrayQueue", one::<ArrayQueue<u64>>())
            .side("crossbeam-channel", one::<Crossbeam>())
            .side("flume", one::<Flume>())
            .side("kanal", one::<Kanal>())
            .goal(Goal::Each(&[
                ("std Mutex<VecDeque> + Condvar", 1.0),
                ("flume", 1.0),
            ])),
        crossing("queue, 1 producer, 1 consumer, an item", 1, 1),
        crossing("queue, 2 producers, 2 consumers, an item", 2, 2),
        Row::new("mpmc, one thread: put + get")
            .side(OURS, one::<Box<Fast>>())
            .side("ArrayQueue", one::<ArrayQueue<u64>>())
            .side("kanal", one::<Kanal>()),
        fast("mpmc, 1 producer, 1 consumer, an item", 1, 1),
        fast("mpmc, 2 producers, 2 consumers, an item", 2, 2),
    ]
}

fn crossing(name: &'static str, producers: usize, consumers: usize) -> Row {
    Row::new(name)
        .threads(producers + consumers)
        .side(OURS, across::<Box<Ours>>(producers, consumers))
        .side(
            "std Mutex<VecDeque> + Condvar",
            across::<Home>(producers, consumers),
        )
        .side(
            "ArrayQueue",
            across::<ArrayQueue<u64>>(producers, consumers),
        )
        .side(
            "crossbeam-channel",
            across::<Crossbeam>(producers, consumers),
        )
        .side("flume", across::<Flume>(producers, consumers))
        .side("kanal", across::<Kanal>(producers, consumers))
}

fn fast(name: &'static str, producers: usize, consumers: usize) -> Row {
    Row::new(name)
        .threads(producers + consumers)
        .side(OURS, across::<Box<Fast>>(producers, consumers))
        .side(
            "ArrayQueue",
            across::<ArrayQueue<u64>>(producers, consumers),
        )
        .side(
            "crossbeam-channel",
            across::<Crossbeam>(producers, consumers),
        )
        .side("kanal", across::<Kanal>(producers, consumers))
        .goal(Goal::Each(&[("ArrayQueue", 1.0)]))
}

fn one<Q: Fifo>() -> Run {
    let queue = Q::new();
    alone(move || {
        let queue = black_box(&queue);
        queue.put(1);
        black_box(queue.get());
    })
}

fn across<Q: Fifo>(producers: usize, consumers: usize) -> Run {
    let pass = move |queue: &Q, thread: usize, count: u64| {
        if thread < producers {
            (0..count / producers as u64).for_each(|item| queue.put(item));
        } else {
            (0..count / consumers as u64).for_each(|_| {
                black_box(queue.get());
            });
        }
    };
    team(producers + consumers, 20_000, Q::new, pass)
}
