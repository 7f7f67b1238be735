//! Keeping what different processors write on different cache lines.

use core::ops::Deref;

/// A value that shares its cache line with no other, on processors that have caches.
///
/// Two lines on a 64-bit processor, which fetches them in pairs; nothing is added elsewhere.
#[cfg_attr(target_pointer_width = "64", repr(C, align(128)))]
#[cfg_attr(not(target_pointer_width = "64"), repr(C))]
pub(crate) struct Padded<T>(pub(crate) T);

impl<T> Deref for Padded<T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        &self.0
    }
}
