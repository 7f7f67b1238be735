//! Queues: `try_put` and `try_get` of the thread, and both of them in the handler.

use core::array;

use waitword_firmware::machine::Queue;

use crate::sweep::{Found, Trial, inside};

/// Nothing was put or got.
pub(crate) const NONE: u32 = 0;

/// An item that fits into the stretch under the queue's lock.
pub(crate) const SMALL: &[Trial] = &trials::<u32>([
    "put, get and put",
    "put for the last place",
    "get of the last item",
    "get, put into a full queue",
    "get, get and put",
]);

/// An item so large that the queue copies it with interrupts enabled.
pub(crate) const LARGE: &[Trial] = &trials::<Page>([
    "large put, get and put",
    "large put for the last place",
    "large get of the last item",
    "large get, put into a full queue",
    "large get, get and put",
]);

const fn trials<T: Item>(names: [&'static str; 5]) -> [Trial; 5] {
    [
        Trial {
            name: names[0],
            prepare: |round| fill::<T>(round, 1),
            thread: put::<T>,
            handler: get_and_put::<T>,
            audit: audit_room::<T>,
        },
        Trial {
            name: names[1],
            prepare: |round| fill::<T>(round, 2),
            thread: put::<T>,
            handler: |round| Some([put_now::<T>(round, BY_HANDLER), NONE]),
            audit: audit_last_place::<T>,
        },
        Trial {
            name: names[2],
            prepare: |round| fill::<T>(round, 1),
            thread: get::<T>,
            handler: |_| Some([get_now::<T>(), NONE]),
            audit: audit_last_item::<T>,
        },
        Trial {
            name: names[3],
            prepare: |round| fill::<T>(round, 3),
            thread: get::<T>,
            handler: |round| Some([put_now::<T>(round, BY_HANDLER), NONE]),
            audit: audit_full::<T>,
        },
        Trial {
            name: names[4],
            prepare: |round| fill::<T>(round, 2),
            thread: get::<T>,
            handler: get_and_put::<T>,
            audit: audit_get_both::<T>,
        },
    ]
}

/// What is queued, with a number that tells it from all others.
pub(crate) trait Item: Sized + 'static {
    /// The queue of such items, which all trials share.
    fn queue() -> &'static Queue<Self, 3>;
    fn of(number: u32) -> Self;
    /// The number, of an item that is whole.
    fn number(&self) -> u32;
}

impl Item for u32 {
    fn queue() -> &'static Queue<u32, 3> {
        static QUEUE: Queue<u32, 3> = Queue::new();
        &QUEUE
    }

    fn of(number: u32) -> u32 {
        number
    }

    fn number(&self) -> u32 {
        *self
    }
}

type Page = [u32; 24];

impl Item for Page {
    fn queue() -> &'static Queue<Page, 3> {
        static QUEUE: Queue<Page, 3> = Queue::new();
        &QUEUE
    }

    fn of(number: u32) -> Page {
        array::from_fn(|line| number ^ line as u32)
    }

    fn number(&self) -> u32 {
        let number = self[0];
        assert_eq!(*self, Self::of(number), "an item was torn");
        number
    }
}

/// The items of a round: those it begins with are numbered from 1 on.
pub(crate) const BY_THREAD: u32 = 8;
pub(crate) const BY_HANDLER: u32 = 9;

pub(crate) fn number(round: u32, item: u32) -> u32 {
    round * 10 + item
}

pub(crate) fn fill<T: Item>(round: u32, count: u32) {
    for item in 1..=count {
        assert_eq!(put_now::<T>(round, item), number(round, item));
    }
}

/// The number of the item, if there was room for it.
pub(crate) fn put_now<T: Item>(round: u32, item: u32) -> u32 {
    let number = number(round, item);
    match T::queue().try_put(T::of(number)) {
        Ok(()) => number,
        Err(full) => {
            assert_eq!(full.into_inner().number(), number, "another item came back");
            NONE
        }
    }
}

/// The number of the oldest item, if there was one.
pub(crate) fn get_now<T: Item>() -> u32 {
    T::queue().try_get().map_or(NONE, |item| item.number())
}

fn put<T: Item>(round: u32) -> Found {
    let item = T::of(number(round, BY_THREAD));
    let result = inside(|| T::queue().try_put(item));
    [result.map_or(NONE, |()| number(round, BY_THREAD)), NONE]
}

fn get<T: Item>(_: u32) -> Found {
    let result = inside(|| T::queue().try_get());
    [result.map_or(NONE, |item| item.number()), NONE]
}

fn get_and_put<T: Item>(round: u32) -> Option<Found> {
    Some([get_now::<T>(), put_now::<T>(round, BY_HANDLER)])
}

/// There was an item and room for two more, so everything was done.
fn audit_room<T: Item>(round: u32, thread: Found, handler: Found) {
    let [old, t, h] = [1, BY_THREAD, BY_HANDLER].map(|item| number(round, item));
    assert_eq!((thread[0], handler), (t, [old, h]));
    let (first, second) = (get_now::<T>(), get_now::<T>());
    assert!([first, second] == [t, h] || [first, second] == [h, t]);
    ends_empty::<T>(3);
}

/// There was room for one, which one of the two got.
fn audit_last_place<T: Item>(round: u32, thread: Found, handler: Found) {
    let [t, h] = [BY_THREAD, BY_HANDLER].map(|item| number(round, item));
    let winner = match (thread[0], handler[0]) {
        (put, NONE) => t * u32::from(put == t),
        (NONE, put) => h * u32::from(put == h),
        both => panic!("both were put: {both:?}"),
    };
    assert_ne!(winner, NONE, "there was room, but neither was put");
    let left = [1, 2].map(|item| number(round, item));
    assert_eq!([get_now::<T>(), get_now::<T>()], left);
    assert_eq!(get_now::<T>(), winner);
    ends_empty::<T>(3);
}

/// There was one item, which one of the two got.
fn audit_last_item<T: Item>(round: u32, thread: Found, handler: Found) {
    let item = number(round, 1);
    let got = [thread[0], handler[0]];
    assert!(got == [item, NONE] || got == [NONE, item], "got {got:?}");
    ends_empty::<T>(1);
}

/// The thread got the oldest; the handler's item was put if the place was free by then.
fn audit_full<T: Item>(round: u32, thread: Found, handler: Found) {
    let [first, second, third, h] = [1, 2, 3, BY_HANDLER].map(|item| number(round, item));
    assert_eq!(thread[0], first);
    assert_eq!([get_now::<T>(), get_now::<T>()], [second, third]);
    assert!(handler[0] == h || handler[0] == NONE);
    assert_eq!(get_now::<T>(), handler[0]);
    ends_empty::<T>(3 + u32::from(handler[0] == h));
}

/// There were two items: each got one of them, and the handler's own is left.
fn audit_get_both<T: Item>(round: u32, thread: Found, handler: Found) {
    let [first, second, h] = [1, 2, BY_HANDLER].map(|item| number(round, item));
    let got = [thread[0], handler[0]];
    assert!(
        got == [first, second] || got == [second, first],
        "got {got:?}"
    );
    assert_eq!(handler[1], h);
    assert_eq!(get_now::<T>(), h);
    ends_empty::<T>(3);
}

/// Nothing is left, and as many items are unfinished as were put.
pub(crate) fn ends_empty<T: Item>(put: u32) {
    assert_eq!(get_now::<T>(), NONE, "an item too many");
    for _ in 0..put {
        assert_eq!(T::queue().task_done(), Ok(()));
    }
    assert!(T::queue().task_done().is_err(), "an item was counted twice");
}
