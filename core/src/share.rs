//! Pointers to what its users share.

use core::ops::Deref;

/// A pointer to an object that has several users: `&T`, or with the feature `alloc` an `Arc<T>`.
///
/// The two ends of a channel each have one. A reference is for an object that outlives its ends, in
/// a `static` or on a stack; an `Arc` for one that lives as long as they do.
pub trait Share: Clone + Deref + sealed::Same {}

mod sealed {
    /// Points to the same object for ever, as do its clones.
    pub trait Same {}
}

impl<T> sealed::Same for &T {}
impl<T> Share for &T {}

#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
impl<T> sealed::Same for alloc::sync::Arc<T> {}
#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
impl<T> Share for alloc::sync::Arc<T> {}
