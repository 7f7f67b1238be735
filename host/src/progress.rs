//! Progress bars over futures, of any pool.
//!
//! Needs the feature `progress`, which brings the crate `indicatif`. What is taken in order, or as
//! it is done, needs no more than that crate's adapter: `as_completed(futures).progress_with(bar)`.
//!
//! ```
//! use std::num::NonZero;
//! use indicatif::ProgressBar;
//! use waitword_host::{Executor, ThreadPool, progress::follow};
//!
//! let pool = ThreadPool::new(NonZero::new(2).unwrap());
//! let futures: Vec<_> = (0..10).map(|n: u32| pool.submit(move || n * n).unwrap()).collect();
//! let bar = ProgressBar::hidden(); // or `new(0)`, to be seen
//! follow(&futures, &bar);
//! let sum: u32 = futures.into_iter().map(|future| future.result().unwrap()).sum();
//! assert_eq!((sum, bar.position(), bar.is_finished()), (285, 10, true));
//! ```

use std::borrow::Borrow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use indicatif::ProgressBar;
use waitword_core::{Future, Runtime};

/// Moves `bar` on by one whenever one of the futures is done, in whatever way, and finishes it when
/// all are. Its length grows by their number, so that a bar can follow more than once.
///
/// Nobody has to wait for them meanwhile: the bar moves on the threads that finish the work, and
/// has moved by the time that the future is done.
pub fn follow<R, T, F>(futures: impl IntoIterator<Item = F>, bar: &ProgressBar)
where
    R: Runtime,
    F: Borrow<Future<R, T>>,
{
    let futures: Vec<F> = futures.into_iter().collect();
    let before = bar.length().unwrap_or(0);
    bar.set_length(before + futures.len() as u64);
    let left = Arc::new(AtomicUsize::new(futures.len()));
    for future in &futures {
        let (bar, left) = (bar.clone(), Arc::clone(&left));
        future.borrow().on_done(move |_| {
            bar.inc(1);
            // ORDERING: Relaxed, the bar has a lock of its own.
            if left.fetch_sub(1, Relaxed) == 1 {
                bar.finish();
            }
        });
    }
}
