//! A fair mutex, and the data behind it.

use std::sync::Arc;

use super::{Behind, FairMutex, SHORT, task};

type Shared = Arc<Behind<FairMutex<()>>>;

fn take(shared: &Shared) {
    let _guard = shared.by.lock();
    shared.count();
}

fn taken_by(tasks: u32) {
    let mine = Behind::new(FairMutex::new(()));
    let start = |_| {
        let other = Arc::clone(&mine);
        task(move || take(&other))
    };
    let others: Vec<_> = (1..tasks).map(start).collect();
    take(&mine);
    others.into_iter().for_each(|task| task.join().unwrap());
    assert_eq!(mine.counted(), tasks);
}

pub(crate) fn for_two() {
    taken_by(2);
}

pub(crate) fn for_three() {
    taken_by(3);
}

/// One waits in time; it takes what is handed over, or leaves nothing behind.
pub(crate) fn in_a_hurry() {
    let mine = Behind::new(FairMutex::new(()));
    let other = Arc::clone(&mine);
    let hasty = task(move || match other.by.lock_timeout(SHORT) {
        Ok(_guard) => {
            other.count();
            1
        }
        Err(_) => 0,
    });
    take(&mine);
    take(&mine);
    let count = 2 + hasty.join().unwrap();
    assert_eq!(mine.counted(), count);
    assert!(mine.by.try_lock().is_some());
}
