//! The switch: what of core's primitives is weaker than it was written, at run time.

use std::cell::Cell;
use std::sync::atomic::Ordering;

/// What is weaker than it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// The ordering is this one.
    Order(Ordering),
    /// The wake, or the mark, is left out.
    Drop,
}

thread_local! {
    static CHANGED: Cell<Option<(usize, Change)>> = const { Cell::new(None) };
}

/// Does `work` with a change at one site, or with none.
pub(crate) fn with<R>(change: Option<(usize, Change)>, work: impl FnOnce() -> R) -> R {
    let before = CHANGED.replace(change);
    let result = work();
    CHANGED.set(before);
    result
}

/// The change at this site.
fn at(site: usize) -> Option<Change> {
    CHANGED
        .get()
        .filter(|(changed, _)| *changed == site)
        .map(|(_, change)| change)
}

/// The ordering at this site.
pub(crate) fn order(site: usize, written: Ordering) -> Ordering {
    match at(site) {
        Some(Change::Order(weaker)) => weaker,
        _ => written,
    }
}

/// Whether what is done at this site is done.
pub(crate) fn keeps(site: usize) -> bool {
    at(site).is_none()
}

/// The value at this site, or that of its change.
pub(crate) fn or(site: usize, written: u32, changed: u32) -> u32 {
    if keeps(site) { written } else { changed }
}
