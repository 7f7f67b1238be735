//! What the simulator's model covers, and what it does not, with a program for each.
//!
//! # What is chosen
//! Everything that neither the program nor the machine's rules determine is a choice, and the
//! strategy answers it: who runs next, which store a load reads, where a store goes among those of
//! its word, whom a wake reaches, which of the odd things happen that have a budget, and the
//! [`choose`](crate::choose) of the program. Time is virtual: it passes when nobody can run.
//!
//! ```
//! use waitword_sim::{Exhaustive, Explorer, choose, outcome};
//!
//! let report = Explorer::new()
//!     .strategy(Exhaustive::new())
//!     .run(|| outcome(format!("{}", choose(3))));
//! assert!(report.complete && report.executions == 3 && report.outcomes.len() == 3);
//! ```
//!
//! # Black box and white box
//! In the black box one operation of a primitive is one step, and one that would have to wait has
//! not happened yet. So what goes wrong in the middle of an operation is not seen there: the
//! primitives themselves are tested in the white box, where one operation on a word is one step.
//!
//! ```
//! use std::sync::Arc;
//! use waitword_sim::{Exhaustive, Explorer, Granularity, Mutex, spawn};
//!
//! let executions = |granularity| {
//!     let explorer = Explorer::new().granularity(granularity).strategy(Exhaustive::new());
//!     let report = explorer.check(|| {
//!         let mine = Arc::new(Mutex::new(0));
//!         let other = Arc::clone(&mine);
//!         let task = spawn("other", move || *other.lock() += 1);
//!         *mine.lock() += 1;
//!         task.join().unwrap();
//!     });
//!     report.executions
//! };
//! assert_eq!(executions(Granularity::BlackBox), 2); // who locks first
//! assert!(executions(Granularity::WhiteBox) > 2); // and what the other sees of it
//! ```
//!
//! # Memory
//! [`Memory::Cpp20`](crate::Memory) is what Rust promises: a load may read an older store as long
//! as nothing forbids it, a store may come before one that was made earlier, fences and `SeqCst`
//! are those of C++20. A missing `Release` is found.
//!
//! ```
//! use std::sync::{Arc, atomic::Ordering::{Acquire, Relaxed}};
//! use waitword_sim::{Explorer, Word, spawn};
//!
//! Explorer::new().expect("panic").check(|| {
//!     let [data, ready] = [0, 0].map(|value| Arc::new(Word::new(value)));
//!     let (to, flag) = (Arc::clone(&data), Arc::clone(&ready));
//!     let task = spawn("sender", move || {
//!         to.store(1, Relaxed);
//!         flag.store(1, Relaxed); // should be Release
//!     });
//!     assert!(ready.load(Acquire) == 0 || data.load(Relaxed) == 1);
//!     task.join().unwrap();
//! });
//! ```
//!
//! A load never reads what comes from a later operation of its own thread (*load buffering*), which
//! C++20 allows on paper. Here both loads cannot read 1:
//!
//! ```
//! use std::sync::{Arc, atomic::Ordering::Relaxed};
//! use waitword_sim::{Exhaustive, Explorer, Word, outcome, spawn};
//!
//! let report = Explorer::new().strategy(Exhaustive::new()).check(|| {
//!     let [x, y] = [0, 0].map(|value| Arc::new(Word::new(value)));
//!     let (a, b) = (Arc::clone(&x), Arc::clone(&y));
//!     let task = spawn("other", move || {
//!         let held = a.load(Relaxed);
//!         b.store(1, Relaxed);
//!         held
//!     });
//!     let held = y.load(Relaxed);
//!     x.store(1, Relaxed);
//!     outcome(format!("{held} {}", task.join().unwrap()));
//! });
//! assert!(report.complete && !report.outcomes.contains_key("1 1"));
//! ```
//!
//! What an operation of a primitive touches in the black box is sequentially consistent: such a
//! word is read at its newest, also by who looks at it from outside the operation. Orderings inside
//! primitives are tested in the white box. A task that unwinds reads the newest stores too.
//!
//! # Data races
//! Data behind the guards of primitives, and in a [`cell`](crate::std::cell) of
//! [`waitword_sim::std`](crate::std), is watched: two that touch it, one of them to write, where
//! nothing puts one before the other, are a data race, whatever the values. Data that plain
//! `unsafe` code reaches is not watched.
//!
//! ```
//! use std::sync::Arc;
//! use waitword_sim::std::cell::UnsafeCell;
//! use waitword_sim::{Explorer, spawn};
//!
//! struct Shared(UnsafeCell<u32>);
//! // SAFETY: it is not, which is what the simulator finds.
//! unsafe impl Sync for Shared {}
//! // SAFETY: a number may go anywhere.
//! unsafe impl Send for Shared {}
//!
//! Explorer::new().expect("data-race").check(|| {
//!     let mine = Arc::new(Shared(UnsafeCell::new(0)));
//!     let other = Arc::clone(&mine);
//!     // SAFETY: tasks of the simulator run on one thread.
//!     let write = |place: *mut u32| unsafe { *place += 1 };
//!     let task = spawn("other", move || other.0.with_mut(write));
//!     mine.0.with_mut(write);
//!     task.join().unwrap();
//! });
//! ```
//!
//! # Spin loops
//! A task that looks at the same again, where nobody has written, does not run until somebody has.
//! So a spin loop is as cheap as a wait, and one that nobody ends is a livelock or a deadlock.
//!
//! ```
//! use std::sync::{Arc, atomic::Ordering::{Acquire, Release}};
//! use waitword_sim::{Word, check, spawn};
//!
//! check(|| {
//!     let mine = Arc::new(Word::new(0));
//!     let other = Arc::clone(&mine);
//!     let task = spawn("other", move || other.store(1, Release));
//!     while mine.load(Acquire) == 0 {
//!         core::hint::spin_loop();
//!     }
//!     task.join().unwrap();
//! });
//! ```
//!
//! # Odd things, within a budget
//! A deadline that passes before others have done what they could ([`expiries`]), a wait that
//! returns for no reason ([`spurious`]), and a weak compare-exchange that fails for no reason
//! ([`failures`]) are chosen so many times in one execution: once each in most strategies of the
//! plan, and never in a strategy of your own unless you say so. What needs more of them than the
//! budget has is not found.
//!
//! ```
//! use std::sync::atomic::Ordering::Relaxed;
//! use waitword_sim::{Explorer, Random, Word};
//!
//! let exchange = || {
//!     let word = Word::new(0);
//!     assert!(word.compare_exchange_weak(0, 1, Relaxed, Relaxed).is_ok());
//! };
//! let explorer = || Explorer::new().strategy(Random::new(1));
//! explorer().check(exchange);
//! explorer().failures(1).expect("panic").check(exchange);
//! ```
//!
//! # Sleepers
//! Those who sleep on a word are in the order in which they fell asleep, and a wake chooses any of
//! them. Two executions in which they fell asleep in another order are two, even if all are woken.
//!
//! ```
//! use std::sync::{Arc, atomic::Ordering::Relaxed};
//! use waitword_sim::{Word, check, spawn};
//!
//! let report = check(|| {
//!     let mine = Arc::new(Word::new(0));
//!     let tasks = ["one", "two"].map(|name| {
//!         let other = Arc::clone(&mine);
//!         spawn(name, move || other.wait(0))
//!     });
//!     mine.store(1, Relaxed);
//!     mine.wake(2);
//!     tasks.into_iter().for_each(|task| task.join().unwrap());
//! });
//! assert!(report.verdict.is_ok());
//! ```
//!
//! # What a search knows
//! [`Exhaustive`](crate::Exhaustive) makes each execution once and says
//! [`complete`](crate::Report::complete) when it has made them all. It has no plans for a stretch
//! that runs alone ([`obstruction_free`](crate::obstruction_free)), where that meets what others
//! do. Then it goes on, finds what it finds, and does not say `complete`.
//!
//! [`Bounded`](crate::Bounded) knows interleavings only, unless it is asked for
//! [older stores](crate::Bounded::older_stores), and repeats itself. The strategies of chance are
//! never complete. `Exhaustive` is held to a search of all interleavings on programs of chance: of
//! words and of primitives, with waits, wakes, deadlines that pass early, and waits that return and
//! compare-exchanges that fail for no reason, it makes the same executions. One thing is known to
//! be missing: under C++20's memory, of tasks that sleep on one word until a deadline, not every
//! order in which they fell asleep is made where one of them had read an older store. Nobody is
//! woken otherwise for it.
//!
//! Operations on words, of mutexes, semaphores and queues are explored once each. Where a task
//! sleeps within an operation (events, condition variables, deadlines), some executions are made
//! twice: `executions` is then more than `distinct`.
//!
//! Some executions are begun and turn out to be one that was made already, or one that cannot be
//! ended: whether an operation of a primitive has to wait is only known when it is tried, once for
//! each state of its object. They are counted in [`blocked`](crate::Report::blocked), not in
//! `executions`. Operations on words have none.
//!
//! ```
//! use std::sync::{Arc, atomic::Ordering::SeqCst};
//! use waitword_sim::{Exhaustive, Explorer, Word, spawn};
//!
//! let report = Explorer::new().strategy(Exhaustive::new()).check(|| {
//!     let mine = Arc::new(Word::new(0));
//!     let tasks = ["one", "two", "three"].map(|name| {
//!         let other = Arc::clone(&mine);
//!         spawn(name, move || other.fetch_add(1, SeqCst))
//!     });
//!     tasks.into_iter().for_each(|task| _ = task.join().unwrap());
//! });
//! assert_eq!((report.executions, report.blocked), (6, 0));
//! ```
//!
//! # Panics
//! A task that unwinds is not interrupted: no choice is made until it is done, so what others could
//! do between two of its destructors is not seen. A destructor that waits lets others run.
//!
//! # Statics
//! Words in a `static` are as new in every execution, where that is known of the system (Linux);
//! other data in a `static` is not. A `lazy_static` of [`waitword_sim::std`](crate::std) is.
//!
//! ```
//! use std::sync::atomic::Ordering::Relaxed;
//! use waitword_sim::{Word, check};
//!
//! static COUNT: Word = Word::new(0);
//!
//! # #[cfg(target_os = "linux")]
//! check(|| assert_eq!(COUNT.fetch_add(1, Relaxed), 0));
//! ```
//!
//! # What is invisible
//! Atomics and locks that are neither on platform [`Sim`](crate::Sim) nor from
//! [`waitword_sim::std`](crate::std), real clocks, random numbers, the order of a `HashMap`, files.
//! A program that behaves otherwise because of them does not repeat, and is reported with both
//! lists of operations; one that only computes with them is not noticed.
//!
//! ```
//! use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
//! use waitword_sim::{Explorer, Word};
//!
//! static RUNS: AtomicU32 = AtomicU32::new(0);
//!
//! Explorer::new().expect("nondeterminism").check(|| {
//!     let word = Word::new(0);
//!     if RUNS.fetch_add(1, Relaxed) % 2 == 0 {
//!         word.store(1, Relaxed);
//!     } else {
//!         word.load(Relaxed);
//!     }
//! });
//! ```
//!
//! Processes and their deaths, interrupts, and signals are not simulated: the tests of the
//! primitives run real ones.
//!
//! [`expiries`]: crate::Explorer::expiries
//! [`spurious`]: crate::Explorer::spurious
//! [`failures`]: crate::Explorer::failures
