//! Bodies for `Local`.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use waitword_core::Local;

use crate::World;
use crate::crew::{crew, task};

/// TL-01: each of ten tasks has its own value, which the others do not change.
pub fn tl_01_isolation<W: World>() {
    let local = Arc::new(Local::<W, Cell<u32>>::default());
    let shared = Arc::clone(&local);
    let crew = crew::<W, _>(10, move |number| {
        shared.with(|mine| mine.set(number));
        W::yield_now();
        assert_eq!(shared.with(Cell::get), number);
        shared.with(|mine| mine.set(mine.get() + 1));
        shared.with(Cell::get)
    });
    assert_eq!(crew.join(), (1..=10).collect::<Vec<_>>());
    assert_eq!(local.with(Cell::get), 0);
}

/// TL-02: what another task has set is not there.
pub fn tl_02_not_visible<W: World>() {
    let local = Arc::new(Local::<W, Option<u32>>::new(|| None));
    assert_eq!(local.set(Some(1)), Ok(None));
    assert_eq!(local.set(Some(2)), Ok(Some(Some(1))));
    let shared = Arc::clone(&local);
    let other = task::<W, _>(move || shared.with(Option::is_none));
    assert_eq!(other.join(), [true]);
    assert_eq!(local.take(), Some(Some(2)));
    assert_eq!((local.take(), local.with(Option::is_none)), (None, true));
}

/// A value that counts those that live.
struct Counted(Arc<AtomicU32>);

impl Counted {
    fn new(live: &Arc<AtomicU32>) -> Self {
        live.fetch_add(1, Relaxed);
        Counted(Arc::clone(live))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

/// TL-03: the values of tasks that have ended are gone.
pub fn tl_03_values_of_ended_tasks<W: World>() {
    let live = Arc::new(AtomicU32::new(0));
    let local = Arc::new(Local::<W, Option<Counted>>::default());
    for _ in 0..20 {
        let (shared, counter) = (Arc::clone(&local), Arc::clone(&live));
        let other = task::<W, _>(move || {
            assert!(shared.set(Some(Counted::new(&counter))).is_ok());
            counter.load(Relaxed)
        });
        assert_eq!(other.join(), [1]);
    }
    // A task drops its values at its very end.
    while live.load(Relaxed) > 0 {
        W::yield_now();
    }
}

/// TL-04: a local in the place of one that is gone has none of its values.
pub fn tl_04_recycled<W: World>() {
    for number in 1..50 {
        let local = Local::<W, Cell<u32>>::default();
        assert_eq!(local.with(|mine| mine.replace(number)), 0);
    }
}

/// TL-05: a value is made once in each task, when it is first asked for.
pub fn tl_05_made_once_in_each_task<W: World>() {
    let local = Arc::new(Local::<W, Cell<Option<u32>>>::new(|| Cell::new(Some(5))));
    let shared = Arc::clone(&local);
    let crew = crew::<W, _>(3, move |_| {
        (shared.with(Cell::take), shared.with(Cell::take))
    });
    assert_eq!(crew.join(), [(Some(5), None); 3]);
    assert_eq!(format!("{local:?}"), "Local(<none>)");
    local.with(|_| ());
    assert_eq!(format!("{local:?}"), "Local(Cell { value: Some(5) })");
}

/// TL-06: many locals go while a task that has values in them ends.
pub fn tl_06_many_go_while_a_task_ends<W: World>() {
    let make = |_| Arc::new(Local::<W, Cell<u32>>::default());
    let locals: Vec<_> = (0..300).map(make).collect();
    let shared = locals.clone();
    let other = task::<W, _>(move || {
        shared
            .iter()
            .for_each(|local| local.with(|mine| mine.set(1)));
        shared.len()
    });
    drop(locals);
    assert_eq!(other.join(), [300]);
}

/// A destructor at the end of a task finds no values any more, and is told so.
pub fn ended<W: World>() {
    struct Asks<W: World>(Arc<Local<W, Cell<u32>>>, Arc<AtomicU32>);
    impl<W: World> Drop for Asks<W> {
        fn drop(&mut self) {
            let answer = self.0.try_with(Cell::get);
            self.1.store(1 + u32::from(answer.is_err()), Relaxed);
        }
    }
    let other = Arc::new(Local::<W, Cell<u32>>::default());
    let asks = Arc::new(Local::<W, Cell<Option<Asks<W>>>>::default());
    let told = Arc::new(AtomicU32::new(0));
    let inner = (Arc::clone(&other), Arc::clone(&asks), Arc::clone(&told));
    task::<W, _>(move || {
        let (other, asks, told) = inner;
        asks.with(|mine| mine.set(Some(Asks(other, told))));
    })
    .join();
    while told.load(Relaxed) == 0 {
        W::yield_now();
    }
    assert_eq!(told.load(Relaxed), 2);
}
