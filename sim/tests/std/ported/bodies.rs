// Bodies that know nothing of the simulator; see `ported.rs`, which includes them twice.

use sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use sync::mpsc;
use sync::{Arc, Barrier, Condvar, LazyLock, Mutex, Once, OnceLock, RwLock, Weak};
use time::{Duration, Instant};

/// A list of work that one thread fills and others empty, until it is closed.
struct Work {
    items: Mutex<(Vec<u32>, bool)>,
    changed: Condvar,
}

impl Work {
    fn put(&self, item: u32) {
        self.items.lock().unwrap().0.push(item);
        self.changed.notify_one();
    }

    fn close(&self) {
        self.items.lock().unwrap().1 = true;
        self.changed.notify_all();
    }

    fn get(&self) -> Option<u32> {
        let nothing = |items: &mut (Vec<u32>, bool)| items.0.is_empty() && !items.1;
        let items = self.items.lock().unwrap();
        self.changed.wait_while(items, nothing).unwrap().0.pop()
    }
}

#[test]
fn all_work_is_done_once() {
    run(|| {
        let work = Arc::new(Work {
            items: Mutex::new((Vec::new(), false)),
            changed: Condvar::new(),
        });
        let worker = || {
            let work = Arc::clone(&work);
            thread::spawn(move || std::iter::from_fn(|| work.get()).sum::<u32>())
        };
        let workers = [worker(), worker()];
        work.put(1);
        work.put(2);
        work.close();
        let sums = workers.map(|worker| worker.join().unwrap());
        assert_eq!(sums.iter().sum::<u32>(), 3);
    });
}

#[test]
fn a_stage_hands_on_what_it_gets() {
    run(|| {
        let (first, middle) = mpsc::channel();
        let (second, last) = mpsc::sync_channel(1);
        let stage = thread::spawn(move || {
            for number in middle {
                second.send(number * 10).unwrap();
            }
        });
        let source = thread::spawn(move || (1..3_u32).for_each(|n| first.send(n).unwrap()));
        assert_eq!(last.iter().collect::<Vec<u32>>(), [10, 20]);
        source.join().unwrap();
        stage.join().unwrap();
    });
}

#[test]
fn a_cache_is_read_by_many_and_filled_once() {
    run(|| {
        let cache = RwLock::new(None);
        let fills = AtomicUsize::new(0);
        let look = || {
            if let Some(value) = *cache.read().unwrap() {
                return value;
            }
            *cache.write().unwrap().get_or_insert_with(|| {
                fills.fetch_add(1, Ordering::Relaxed);
                7
            })
        };
        thread::scope(|s| {
            let other = s.spawn(look);
            assert_eq!(look() + other.join().unwrap(), 14);
        });
        assert_eq!(fills.into_inner(), 1);
    });
}

#[test]
fn threads_go_from_phase_to_phase_together() {
    run(|| {
        let (barrier, leads) = (Barrier::new(2), AtomicU32::new(0));
        let work = || {
            for phase in 0..2 {
                if barrier.wait().is_leader() {
                    leads.fetch_add(1, Ordering::AcqRel);
                }
                barrier.wait();
                assert_eq!(leads.load(Ordering::Acquire), phase + 1);
                barrier.wait();
            }
        };
        thread::scope(|s| {
            s.spawn(work);
            work();
        });
    });
}

#[test]
fn a_parent_is_known_to_its_child_but_not_owned() {
    struct Node {
        parent: Mutex<Weak<Node>>,
        children: Mutex<Vec<Arc<Node>>>,
    }
    run(|| {
        let node = || {
            Arc::new(Node {
                parent: Mutex::default(),
                children: Mutex::default(),
            })
        };
        let (parent, child) = (node(), node());
        *child.parent.lock().unwrap() = Arc::downgrade(&parent);
        parent.children.lock().unwrap().push(Arc::clone(&child));
        let looks = thread::spawn(move || {
            let parent = child.parent.lock().unwrap().upgrade();
            parent.map(|parent| parent.children.lock().unwrap().len())
        });
        drop(parent);
        assert!(matches!(looks.join().unwrap(), None | Some(1)));
    });
}

#[test]
fn what_is_lazy_is_made_by_whoever_comes_first() {
    run(|| {
        let made = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&made);
        let lazy = LazyLock::new(move || count.fetch_add(1, Ordering::Relaxed));
        let (cell, once) = (OnceLock::new(), Once::new());
        let look = || {
            once.call_once(|| cell.set("ready").unwrap());
            (*lazy, *cell.wait())
        };
        thread::scope(|s| {
            let other = s.spawn(look);
            assert_eq!(look(), other.join().unwrap());
        });
        assert_eq!(made.load(Ordering::Relaxed), 1);
    });
}

#[test]
fn a_parked_thread_is_woken_or_gives_up() {
    run(|| {
        let flag = Arc::new(AtomicBool::new(false));
        let set = Arc::clone(&flag);
        let begun = Instant::now();
        let parked = thread::spawn(move || {
            let limit = Duration::from_millis(20);
            while !set.load(Ordering::Acquire) && begun.elapsed() < limit {
                thread::park_timeout(limit);
            }
            set.load(Ordering::Acquire)
        });
        flag.store(true, Ordering::Release);
        parked.thread().unpark();
        let seen = parked.join().unwrap();
        assert!(seen || begun.elapsed() >= Duration::from_millis(20));
    });
}

#[test]
fn a_lock_that_was_held_by_who_panicked_says_so() {
    run(|| {
        let total = Arc::new(Mutex::new(0));
        let other = Arc::clone(&total);
        let panics = thread::spawn(move || {
            let mut total = other.lock().unwrap();
            *total += 1;
            std::panic::resume_unwind(Box::new("on purpose"));
        });
        assert!(panics.join().is_err());
        let poison = total.lock().unwrap_err();
        assert_eq!(*poison.into_inner(), 1);
    });
}
