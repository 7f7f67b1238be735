//! `BiasedRwLock`.

use std::sync::Arc;

use waitword_core::BiasedRwLock;
use waitword_sim::Sim;

use super::{SHORT, every_execution, every_execution_with, shared, task};

#[test]
fn one_reads_while_one_writes() {
    every_execution(|| {
        let (mine, other) = shared(BiasedRwLock::<Sim, u32, 1>::new(0));
        let reader = task(move || *other.read());
        *mine.write() += 1;
        assert!(reader.join().unwrap() < 2);
        assert_eq!(*mine.read(), 1);
    });
}

#[test]
fn two_read_while_one_writes_in_time() {
    every_execution_with(2, || {
        let (mine, other) = shared(BiasedRwLock::<Sim, u32, 2>::new(0));
        let second = Arc::clone(&mine);
        let readers = [task(move || *other.read()), task(move || *second.read())];
        let written = mine.write_timeout(SHORT).map(|mut data| *data += 1).is_ok();
        let most = readers
            .map(|reader| reader.join().unwrap())
            .into_iter()
            .max();
        assert!(most <= Some(u32::from(written)));
        assert_eq!(*mine.write(), u32::from(written));
    });
}

#[test]
fn two_write() {
    every_execution_with(3, || {
        let (mine, other) = shared(BiasedRwLock::<Sim, u32, 1>::new(0));
        let writer = task(move || *other.write() += 1);
        *mine.write() += 1;
        writer.join().unwrap();
        assert_eq!(*mine.read(), 2);
    });
}
