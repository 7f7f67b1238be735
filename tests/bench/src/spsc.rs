//! Rings of numbers from one producer to one consumer.

use std::hint::black_box;
use std::sync::{Arc, Mutex};
use std::thread;

use crate::measure::{Run, alone, team};
use crate::row::{Goal, OURS, Row};

/// How many items there is room for.
const ROOM: usize = 1024;

/// The two ends of a ring, which wait.
trait Ends: Send + 'static {
    type Put: Put;
    type Get: Get;
    fn new() -> (Self::Put, Self::Get);
}

trait Put: Send + 'static {
    fn put(&mut self, item: u64);
}

trait Get: Send + 'static {
    fn get(&mut self) -> u64;
}

type Ring = waitword_host::Spsc<u64, ROOM>;
type Producer = waitword_host::spsc::Producer<Arc<Ring>>;
type Consumer = waitword_host::spsc::Consumer<Arc<Ring>>;

struct Ours;

impl Ends for Ours {
    type Put = Producer;
    type Get = Consumer;

    fn new() -> (Producer, Consumer) {
        Ring::share(Arc::new(Ring::new())).unwrap()
    }
}

impl Put for Producer {
    #[inline(always)]
    fn put(&mut self, item: u64) {
        Producer::put(self, item).unwrap();
    }
}

impl Get for Consumer {
    #[inline(always)]
    fn get(&mut self) -> u64 {
        Consumer::get(self).unwrap()
    }
}

/// It cannot wait; whoever would have to lets others run and tries again.
struct Rtrb;

impl Ends for Rtrb {
    type Put = rtrb::Producer<u64>;
    type Get = rtrb::Consumer<u64>;

    fn new() -> (Self::Put, Self::Get) {
        rtrb::RingBuffer::new(ROOM)
    }
}

impl Put for rtrb::Producer<u64> {
    #[inline(always)]
    fn put(&mut self, item: u64) {
        while self.push(item).is_err() {
            thread::yield_now();
        }
    }
}

impl Get for rtrb::Consumer<u64> {
    #[inline(always)]
    fn get(&mut self) -> u64 {
        loop {
            if let Ok(item) = self.pop() {
                return item;
            }
            thread::yield_now();
        }
    }
}

pub(crate) fn rows() -> Vec<Row> {
    let goal = Goal::Each(&[("rtrb", 1.05)]);
    vec![
        Row::new("spsc, one thread: put + get")
            .side(OURS, one::<Ours>())
            .side("rtrb", one::<Rtrb>())
            .goal(goal),
        Row::new("spsc, across, an item")
            .threads(2)
            .side(OURS, across::<Ours>())
            .side("rtrb", across::<Rtrb>())
            .goal(goal),
    ]
}

fn one<E: Ends>() -> Run {
    let (mut put, mut get) = E::new();
    alone(move || {
        black_box(&mut put).put(1);
        black_box(black_box(&mut get).get());
    })
}

fn across<E: Ends>() -> Run {
    let make = || {
        let (put, get) = E::new();
        (Mutex::new(Some(put)), Mutex::new(Some(get)))
    };
    type Shared<E> = (
        Mutex<Option<<E as Ends>::Put>>,
        Mutex<Option<<E as Ends>::Get>>,
    );
    let part = |ends: &Shared<E>, thread: usize, count: u64| {
        if thread == 0 {
            let mut put = ends.0.lock().unwrap().take().unwrap();
            (0..count).for_each(|item| put.put(item));
        } else {
            let mut get = ends.1.lock().unwrap().take().unwrap();
            (0..count).for_each(|_| _ = black_box(get.get()));
        }
    };
    team(2, 100_000, make, part)
}
