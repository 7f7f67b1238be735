//! What was taken from a semaphore, and its way back.

use core::fmt;
use core::mem;

use super::{KIND, Limit, Semaphore, Unlimited};
use crate::platform::Platform;
use crate::scope::Scope;

/// Permits of a [`Semaphore`], one or several, released when this is dropped.
#[must_use = "the permit is released when it is dropped"]
pub struct Permit<'a, P: Platform, L: Limit = Unlimited> {
    semaphore: &'a Semaphore<P, L>,
    count: u32,
    /// The state that taking it left: what its release finds if nobody came between, without a
    /// look.
    left: u32,
}

impl<P: Platform, L: Limit> Semaphore<P, L> {
    #[inline(always)]
    pub(super) fn permit(&self, count: u32, left: u32) -> Permit<'_, P, L> {
        P::acquired(self.object());
        Permit {
            semaphore: self,
            count,
            left,
        }
    }
}

impl<'a, P: Platform, L: Limit> Permit<'a, P, L> {
    /// How many permits these are.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Takes `count` of the permits out; `None` if these are not so many, and then they stay.
    pub fn split(&mut self, count: u32) -> Option<Permit<'a, P, L>> {
        self.count = self.count.checked_sub(count)?;
        Some(self.semaphore.permit(count, self.left))
    }

    /// Keeps the permits taken; a [`release`](Semaphore::release) somewhere gives them back, or
    /// nobody.
    pub fn forget(self) {
        mem::forget(self);
    }
}

impl<P: Platform, L: Limit> Drop for Permit<'_, P, L> {
    #[inline]
    #[track_caller]
    fn drop(&mut self) {
        let scope = Scope::<P>::begin(
            KIND,
            self.semaphore.verb("release", self.count),
            self.semaphore,
        );
        P::released(self.semaphore.object());
        // Permits that were released beyond those that were taken may have filled the semaphore;
        // then there is no room for these, and nobody can be short of them.
        let given = (self.count, self.semaphore.limit.most());
        let _ = scope.end(self.semaphore.permits.give(given, Some(self.left)));
    }
}

impl<P: Platform, L: Limit> fmt::Debug for Permit<'_, P, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Permit").field(self.semaphore).finish()
    }
}
