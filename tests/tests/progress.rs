//! Progress bars over futures.

use indicatif::ProgressBar;
use waitword_host::Threads;
use waitword_host::future::promise;
use waitword_host::progress::follow;

/// A bar moves with each future that is done, in whatever way, and is finished by the last.
#[test]
fn a_bar_follows_futures() {
    let bar = ProgressBar::hidden();
    let (kept, first) = promise::<Threads, u32>();
    let (dropped, second) = promise::<Threads, u32>();
    let (_pending, third) = promise::<Threads, u32>();
    let futures = [first, second, third];
    follow(&futures, &bar);
    assert_eq!((bar.length(), bar.position()), (Some(3), 0));
    kept.keep(1);
    drop(dropped);
    assert_eq!((bar.position(), bar.is_finished()), (2, false));
    assert!(futures[2].cancel());
    assert_eq!((bar.position(), bar.is_finished()), (3, true));
}

/// One that is done already counts at once, and a bar may follow more.
#[test]
fn a_bar_follows_more() {
    let bar = ProgressBar::hidden();
    for round in 1..=2 {
        let (kept, future) = promise::<Threads, u32>();
        kept.keep(1);
        follow([future], &bar);
        assert_eq!((bar.length(), bar.position()), (Some(round), round));
    }
    follow::<Threads, u32, waitword_host::Future<u32>>([], &bar);
    assert_eq!(bar.length(), Some(2));
}
