//! Values that are written once: a look at one that is there, and its first look.

use std::hint::black_box;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Acquire;

use crate::measure::{Run, alone};
use crate::row::{Goal, OURS, Row};

/// A place for a value that is written once.
trait Place: 'static {
    fn new() -> Self;
    fn get(&self) -> Option<&usize>;
    fn get_or_init(&self) -> &usize;
}

impl Place for waitword_host::OnceLock<usize> {
    fn new() -> Self {
        waitword_host::OnceLock::new()
    }

    #[inline(always)]
    fn get(&self) -> Option<&usize> {
        self.get()
    }

    #[inline(always)]
    fn get_or_init(&self) -> &usize {
        self.get_or_init(|| 1)
    }
}

impl Place for std::sync::OnceLock<usize> {
    fn new() -> Self {
        std::sync::OnceLock::new()
    }

    #[inline(always)]
    fn get(&self) -> Option<&usize> {
        self.get()
    }

    #[inline(always)]
    fn get_or_init(&self) -> &usize {
        self.get_or_init(|| 1)
    }
}

impl Place for spin::Once<usize> {
    fn new() -> Self {
        spin::Once::new()
    }

    #[inline(always)]
    fn get(&self) -> Option<&usize> {
        self.get()
    }

    #[inline(always)]
    fn get_or_init(&self) -> &usize {
        self.call_once(|| 1)
    }
}

pub(crate) fn rows() -> Vec<Row> {
    static LOOK: AtomicUsize = AtomicUsize::new(1);
    let load = || {
        black_box(black_box(&LOOK).load(Acquire));
    };
    vec![
        Row::new("once lock, get of what is there")
            .side(OURS, there::<waitword_host::OnceLock<usize>>())
            .side("one load", alone(load))
            .side("std", there::<std::sync::OnceLock<usize>>())
            .side("spin", there::<spin::Once<usize>>())
            .goal(Goal::Each(&[("one load", 1.0)])),
        Row::new("once lock, new + first get_or_init")
            .side(OURS, first::<waitword_host::OnceLock<usize>>())
            .side("std", first::<std::sync::OnceLock<usize>>())
            .side("spin", first::<spin::Once<usize>>())
            .goal(Goal::Each(&[("std", 1.0)])),
    ]
}

fn there<P: Place>() -> Run {
    let place = P::new();
    place.get_or_init();
    alone(move || {
        black_box(black_box(&place).get());
    })
}

fn first<P: Place>() -> Run {
    alone(|| {
        let place = P::new();
        black_box(black_box(&place).get_or_init());
    })
}
