//! Bodies for `Watch`.

use core::time::Duration;
use std::sync::Arc;

use waitword_core::Watch;
use waitword_core::queue::{GetError, TryPutError};

use crate::World;
use crate::crew::{catch, crew, throw};

const SHORT: Duration = Duration::from_millis(10);
const LONG: Duration = Duration::from_secs(600);

/// A watcher sees the newest value once, by every form.
pub fn the_newest_is_seen_once<W: World>() {
    let watch = Watch::<W, String>::default();
    let mut watcher = watch.watch();
    assert_eq!(watcher.try_changed(), None);
    let late = watcher.changed_timeout(Duration::ZERO);
    assert_eq!(late, Err(GetError::TimedOut));
    watch.set("one".into()).unwrap();
    watch.set("two".into()).unwrap();
    let mut second = watcher.clone();
    assert_eq!(watcher.changed(), Ok("two".into()));
    assert_eq!(watcher.try_changed(), None);
    assert_eq!(second.try_changed(), Some("two".into()));
    assert_eq!(
        watch.update(|text| {
            text.push('!');
            text.len()
        }),
        4
    );
    assert_eq!(watcher.changed_timeout(LONG), Ok("two!".into()));
    assert_eq!(second.get(), "two!");
    assert_eq!(second.changed_until(W::now()), Err(GetError::TimedOut));
    assert_eq!(
        (watch.get(), watch.into_inner()),
        ("two!".into(), "two!".into())
    );
}

/// All who wait are told of a set, and of the end.
pub fn all_are_told<W: World>() {
    let watch = Arc::new(Watch::<W, u32>::new(0));
    let watchers = crew::<W, _>(3, {
        let watch = Arc::clone(&watch);
        move |number| {
            let mut watcher = Watch::watch_by(Arc::clone(&watch));
            let mut last = watcher.get();
            loop {
                let next = match number {
                    0 => watcher.changed(),
                    1 => watcher.changed_timeout(LONG),
                    _ => watcher.changed_until(W::after(LONG).unwrap()),
                };
                match next {
                    Ok(value) => assert!(value > last, "{value} after {last}"),
                    Err(error) => {
                        assert_eq!(error, GetError::Closed);
                        return last;
                    }
                }
                last = watcher.get();
            }
        }
    });
    (1..=W::ROUNDS).for_each(|value| watch.set(value).unwrap());
    watch.close();
    assert!(watch.is_closed());
    assert_eq!(watchers.join(), [W::ROUNDS; 3]);
    assert_eq!(watch.set(0), Err(TryPutError::Closed(0)));
}

/// The last value is seen even if it was closed after it.
pub fn closed_after_the_last<W: World>() {
    let watch = Watch::<W, u32>::new(0);
    let mut watcher = watch.watch();
    watch.set(1).unwrap();
    watch.close();
    assert_eq!(watcher.changed(), Ok(1));
    assert_eq!(watcher.changed(), Err(GetError::Closed));
    assert_eq!(watcher.try_changed(), None);
}

/// A change that panics is told of too.
pub fn a_panic_is_told<W: World>() {
    let watch = Watch::<W, u32>::new(0);
    let mut watcher = watch.watch();
    catch(|| {
        watch.update(|value| {
            *value = 3;
            throw()
        })
    });
    assert_eq!(watcher.try_changed(), Some(3));
    assert_eq!(format!("{watch:?}"), "Watch(3)");
}

/// A timeout is never early.
pub fn a_timeout_is_never_early<W: World>() {
    let watch = Watch::<W, u32>::new(0);
    let mut watcher = watch.watch();
    let deadline = W::after(SHORT).unwrap();
    assert_eq!(watcher.changed_timeout(SHORT), Err(GetError::TimedOut));
    assert!(W::is_past(deadline));
}
