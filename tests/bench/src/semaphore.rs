//! Semaphores: take a permit and give it back.

use std::hint::black_box;
use std::pin::pin;
use std::sync::{Condvar, Mutex};
use std::task::{Context, Poll, Waker};

use crate::measure::{Run, alone, crowd};
use crate::row::{Goal, OURS, Row};
use crate::sem_t::SemT;

/// A count of permits.
trait Permits: Sync + 'static {
    fn new(permits: u32) -> Self;
    fn pass(&self);
}

impl Permits for waitword_host::Semaphore {
    fn new(permits: u32) -> Self {
        waitword_host::Semaphore::new(permits)
    }

    #[inline(always)]
    fn pass(&self) {
        drop(self.acquire());
    }
}

impl Permits for SemT {
    fn new(permits: u32) -> Self {
        SemT::new(permits)
    }

    #[inline(always)]
    fn pass(&self) {
        self.acquire();
        self.release();
    }
}

/// The semaphore that a program writes for itself where there is none.
struct Home(Mutex<u32>, Condvar);

impl Permits for Home {
    fn new(permits: u32) -> Self {
        Home(Mutex::new(permits), Condvar::new())
    }

    #[inline(always)]
    fn pass(&self) {
        let permits = self.0.lock().unwrap();
        let mut permits = self.1.wait_while(permits, |permits| *permits == 0).unwrap();
        *permits -= 1;
        drop(permits);
        *self.0.lock().unwrap() += 1;
        self.1.notify_one();
    }
}

/// The async ones take a permit at the first poll, or the row would be of something else.
impl Permits for tokio::sync::Semaphore {
    fn new(permits: u32) -> Self {
        tokio::sync::Semaphore::new(permits as usize)
    }

    #[inline(always)]
    fn pass(&self) {
        drop(at_once(self.acquire()).unwrap());
    }
}

impl Permits for async_lock::Semaphore {
    fn new(permits: u32) -> Self {
        async_lock::Semaphore::new(permits as usize)
    }

    #[inline(always)]
    fn pass(&self) {
        drop(at_once(self.acquire()));
    }
}

#[inline(always)]
fn at_once<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("there was a permit"),
    }
}

pub(crate) fn rows() -> Vec<Row> {
    vec![
        Row::new("semaphore, uncontended: acquire + release")
            .side(OURS, one::<waitword_host::Semaphore>())
            .side("sem_t", one::<SemT>())
            .side("tokio", one::<tokio::sync::Semaphore>())
            .side("async-lock", one::<async_lock::Semaphore>())
            .side("std Mutex + Condvar", one::<Home>())
            .goal(Goal::Each(&[("sem_t", 1.0), ("tokio", 1.0)])),
        Row::new("semaphore, uncontended: acquire_many(3) + release")
            .side(OURS, three_of_ours())
            .side("tokio", three_of_tokios())
            .goal(Goal::Each(&[("tokio", 1.0)])),
        contended("semaphore, 1 permit, 2 threads", 2, 1),
        contended("semaphore, 2 permits, 4 threads", 4, 2),
    ]
}

fn contended(name: &'static str, threads: usize, permits: u32) -> Row {
    Row::new(name)
        .threads(threads)
        .side(OURS, many::<waitword_host::Semaphore>(threads, permits))
        .side("sem_t", many::<SemT>(threads, permits))
        .side("std Mutex + Condvar", many::<Home>(threads, permits))
}

fn one<S: Permits>() -> Run {
    let semaphore = S::new(1);
    alone(move || black_box(&semaphore).pass())
}

fn three_of_ours() -> Run {
    let semaphore = waitword_host::Semaphore::bounded(3);
    alone(move || drop(black_box(&semaphore).acquire_many(3)))
}

fn three_of_tokios() -> Run {
    let semaphore = tokio::sync::Semaphore::new(3);
    alone(move || drop(at_once(black_box(&semaphore).acquire_many(3)).unwrap()))
}

fn many<S: Permits>(threads: usize, permits: u32) -> Run {
    crowd(threads, move || S::new(permits), S::pass)
}
