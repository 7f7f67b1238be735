//! Producers and consumers of a short list: each waits on a condition for the other side.
//!
//! A condition variable is where one waits for the data under a lock to change. Producers wait
//! while the list is full, consumers while it is empty, and whoever changes the list notifies all,
//! because with one condition for both sides the one who is woken may be of the wrong side.

use std::collections::VecDeque;
use std::sync::Arc;

use waitword_core::runtime::name;
use waitword_core::{Condvar, Mutex, Runtime};

use super::{Program, Setting, Settings, join_all};

/// What is under the lock: the list, and how many items are still to come.
struct Shelf {
    list: VecDeque<u32>,
    to_come: u32,
}

struct Shop<R> {
    shelf: Mutex<R, Shelf>,
    changed: Condvar<R>,
    room: usize,
}

impl<R: Runtime> Shop<R> {
    fn put(&self, item: u32) {
        let mut shelf = self.shelf.lock();
        self.changed
            .wait_while(&mut shelf, |shelf| shelf.list.len() == self.room);
        shelf.list.push_back(item);
        shelf.to_come -= 1;
        assert!(shelf.list.len() <= self.room, "more items than room");
        self.changed.notify_all();
    }

    /// The next item; `None` once the last one is gone.
    fn take(&self) -> Option<u32> {
        let mut shelf = self.shelf.lock();
        self.changed.wait_while(&mut shelf, |shelf| {
            shelf.list.is_empty() && shelf.to_come > 0
        });
        let item = shelf.list.pop_front();
        self.changed.notify_all();
        item
    }
}

/// Producers that put numbers on a list with little room, and consumers that take them.
pub fn condition_list<R: Runtime>(settings: &Settings) {
    let (producers, consumers): (u32, u32) = (settings.get("producers"), settings.get("consumers"));
    let items: u32 = settings.get("items");
    let shop = Arc::new(Shop::<R> {
        shelf: Mutex::new(Shelf {
            list: VecDeque::new(),
            to_come: producers * items,
        }),
        changed: Condvar::new(),
        room: settings.get("room"),
    });
    name::<R, _>(&shop.shelf, format_args!("list"));
    name::<R, _>(&shop.changed, format_args!("list changed"));
    let produce = |producer| {
        let shop = Arc::clone(&shop);
        R::spawn(format_args!("producer {producer}"), move || {
            (0..items).for_each(|item| shop.put(producer * items + item));
        })
    };
    let consume = |consumer| {
        let shop = Arc::clone(&shop);
        R::spawn(format_args!("consumer {consumer}"), move || {
            std::iter::from_fn(|| shop.take()).collect::<Vec<_>>()
        })
    };
    let producing: Vec<_> = (0..producers).map(produce).collect();
    let consuming: Vec<_> = (0..consumers).map(consume).collect();
    join_all(producing);
    let mut taken = join_all(consuming).concat();
    taken.sort_unstable();
    assert!(taken.into_iter().eq(0..producers * items), "each item once");
}

pub(super) const fn program<R: Runtime>() -> Program {
    Program {
        name: "condition-list",
        summary: "Producers and consumers of a short list, who wait on a condition",
        verdict: "ok",
        sizes: &[
            Setting {
                name: "producers",
                meaning: "producers",
                default: 2,
                range: 1..=100,
            },
            Setting {
                name: "consumers",
                meaning: "consumers",
                default: 2,
                range: 1..=100,
            },
            Setting {
                name: "items",
                meaning: "items of each producer",
                default: 4,
                range: 1..=1000,
            },
            Setting {
                name: "room",
                meaning: "items that fit on the list",
                default: 5,
                range: 1..=1000,
            },
        ],
        run: condition_list::<R>,
    }
}
